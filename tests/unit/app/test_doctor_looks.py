"""What the doctor says of what is around the program: each outcome of each look."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from desktop_app.app.doctor import Check, Progress, Step, examine
from desktop_app.errors import Code, KeyfobError, TransportError
from desktop_app.ports import (
    Certificate,
    Desktop,
    Listener,
    Opener,
    PortHolder,
    ProxyInUse,
    StateFolder,
)
from tests.support.port_doubles import NOW, Answer, ClockDouble, HttpDouble, answer
from tests.support.surroundings_double import DAY, ROOM, SurroundingsDouble
from tests.unit.app.test_doctor import ISSUER, JWKS, METADATA, WELL, World

Change = Callable[[SurroundingsDouble], object]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def found(world: World, change: Change = lambda _around: None) -> dict[str, Check]:
    around = SurroundingsDouble()
    change(around)
    return world.examine(*WELL, around=around)


def set_to(**values: object) -> Change:
    def change(around: SurroundingsDouble) -> None:
        for name, value in values.items():
            setattr(around, name, value)

    return change


def tls(word: str) -> TransportError:
    return TransportError(Code.E_TLS, f"network.{word}", maybe_delivered=False, host="auth.example.com")


def test_all_is_well(world: World) -> None:
    checks = found(world)

    assert {check.status for check in checks.values()} == {"ok"}
    assert list(checks)[-1] == "Versions"
    assert {"Files", "Browser", "Tray and notifications", "Proxy", "TLS", "Versions"} < set(checks)


@pytest.mark.parametrize(
    ("seen", "status", "word"),
    [
        (Certificate(NOW + 90 * DAY, "system"), "ok", "This computer trusts"),
        (Certificate(NOW + 90 * DAY, "extra"), "ok", "extra CA file"),
        (Certificate(NOW + 14 * DAY + 1, "system"), "ok", "Good until"),
        (Certificate(NOW + 14 * DAY - 1, "system"), "warn", "ends in 14 days"),
        (Certificate(NOW + 5, "system"), "warn", "within a day"),
        (tls("tls_expired"), "fail", "expired"),
        (tls("tls_unknown_ca"), "fail", "authority"),
        (tls("tls_wrong_host"), "fail", "not for"),
        (TransportError(Code.E_NETWORK, "network.refused", maybe_delivered=False, host="x"), "skip", "No connection"),
        (None, "skip", "proxy hides"),
    ],
)
def test_the_certificate(world: World, seen: object, status: str, word: str) -> None:
    check = found(world, set_to(seen=seen))["TLS"]

    assert check.status == status
    assert word in check.message


_TIMEOUT = TransportError(Code.E_PROXY, "network.proxy_timeout", maybe_delivered=False, proxy="p:1", seconds=5)


@pytest.mark.parametrize(
    ("way", "trouble", "status", "word"),
    [
        (None, None, "ok", "None is set"),
        (ProxyInUse("p.example:3128", "HTTPS_PROXY"), None, "ok", "HTTPS_PROXY"),
        (ProxyInUse("p.example:3128", "settings"), None, "ok", "Keyfob's settings"),
        (ProxyInUse("p.example:3128", ""), None, "ok", "system's settings"),
        (ProxyInUse("p:1", ""), _TIMEOUT, "fail", "p:1 did not answer"),
        (TransportError(Code.E_PROXY, "network.proxy_address", maybe_delivered=False), None, "fail", "cannot be read"),
    ],
)
def test_the_proxy(world: World, way: object, trouble: KeyfobError | None, status: str, word: str) -> None:
    check = found(world, set_to(way=way, proxy_trouble=trouble))["Proxy"]

    assert check.status == status
    assert word in check.message


@pytest.mark.parametrize(
    ("opens", "status", "word"),
    [
        (Opener("xdg-open", True, "firefox"), "ok", "firefox, opened by xdg-open"),
        (Opener("chromium", True), "ok", "Opened by chromium"),
        (Opener("lynks", False), "fail", "lynks"),
        (None, "fail", "no program"),
    ],
)
def test_the_browser(world: World, opens: Opener | None, status: str, word: str) -> None:
    check = found(world, set_to(opens=opens))["Browser"]

    assert check.status == status
    assert word in check.message


@pytest.mark.parametrize(
    ("offers", "status", "word"),
    [
        (Desktop(True, True, True), "ok", "Both"),
        (Desktop(True, None, True), "ok", "Only the window"),
        (Desktop(True, False, True), "warn", "tray"),
        (Desktop(True, True, False), "warn", "Nobody shows notifications"),
        (Desktop(True, None, False), "warn", "Nobody shows notifications"),
        (Desktop(True, False, False), "warn", "tray icon or notifications"),
        (Desktop(False, None, False), "skip", "no desktop session"),
    ],
)
def test_the_desktops_agent(world: World, offers: Desktop, status: str, word: str) -> None:
    check = found(world, set_to(offers=offers))["Tray and notifications"]

    assert check.status == status
    assert word in check.message


@pytest.mark.parametrize(
    ("place", "status", "word"),
    [
        (StateFolder("/s", 0, ROOM), "ok", "Nobody else"),
        (StateFolder("/s", 3, ROOM), "warn", "3 files"),
        (StateFolder("/s", 1, ROOM), "warn", "one file"),
        (StateFolder("/s", 0, 4_000_000), "warn", "4 MB"),
        (KeyfobError(Code.E_DISK, "disk.denied", path="/s"), "fail", "/s"),
    ],
)
def test_the_files(world: World, place: object, status: str, word: str) -> None:
    check = found(world, set_to(place=place))["Files"]

    assert check.status == status
    assert word in check.message


@pytest.mark.parametrize(("qt", "frozen"), [("", False), ("6.11.3", False), ("", True), ("6.11.3", True)])
def test_versions(world: World, qt: str, frozen: bool) -> None:
    runs_on = replace(SurroundingsDouble().runs_on, qt=qt, frozen=frozen)

    message = found(world, set_to(runs_on=runs_on))["Versions"].message

    assert ("Qt 6.11.3" in message, "installed" in message) == (bool(qt), frozen)
    assert "1.2.3" in message
    assert "OpenSSL 3.0.19" in message


# --- the keychain ----------------------------------------------------------------------------------------------------


def test_the_keychain_is_tried_and_left_as_it_was(world: World) -> None:
    world.keychain.items = {"mine": ["record"]}

    check = world.examine(*WELL)["Keychain"]

    assert check.status == "ok"
    assert world.keychain.items == {"mine": ["record"]}
    assert {"write", "delete"} <= {call.kind for call in world.keychain.calls}


def test_no_dialog_is_raised(world: World) -> None:
    world.keychain.state = "locked"

    check = world.examine(*WELL)["Keychain"]

    assert (check.status, check.action) == ("warn", "unlock")
    assert world.keychain.dialogs == 0
    assert not any(call.prompt for call in world.keychain.calls)


@pytest.mark.parametrize("trouble", ["denies", "forgets", "garbles", "keeps_deleted"])
def test_a_keychain_that_does_not_keep_its_word(world: World, trouble: str) -> None:
    setattr(world.keychain, trouble, True)

    assert world.examine(*WELL)["Keychain"].status == "fail"


def test_a_keychain_that_hangs(world: World) -> None:
    world.keychain.condition = lambda timeout=10.0: "ready"  # type: ignore[method-assign]  # it hangs at the first write
    world.keychain.never_answers = True

    check = world.examine(*WELL)["Keychain"]
    assert check.status == "fail"
    assert "did not answer" in check.message


def test_what_a_killed_trial_left_goes_with_the_next(world: World) -> None:
    world.keychain.items = {"doctor.trial": ["left"]}

    world.examine(*WELL)

    assert world.keychain.items == {}


# --- ports -----------------------------------------------------------------------------------------------------------


class Busy:
    def listen(self, *, host: str, ports: object, path: str) -> object:
        raise KeyfobError(Code.E_PORT, "browser.port_busy", host="127.0.0.1", ports="8080")


@pytest.mark.parametrize(
    ("holder", "status", "word"),
    [
        (PortHolder(4021, "ssh", False), "fail", "taken by ssh (pid 4021)"),
        (PortHolder(4021, "", False), "fail", "another program (pid 4021)"),
        (PortHolder(1, "keyfob", True), "warn", "Keyfob itself"),
        (None, "fail", "8080"),
    ],
)
def test_who_holds_the_port(world: World, holder: PortHolder | None, status: str, word: str) -> None:
    world.settings("redirect_ports = [8080]")
    around = SurroundingsDouble()
    around.holders = {8080: holder} if holder is not None else {}

    checks = examine(world.config, world.deps(*WELL), ["work"], listener=cast("Listener", Busy()), surroundings=around)

    (check,) = [check for check in checks if check.id == "ports"]
    assert check.status == status
    assert word in check.message


# --- several accounts ------------------------------------------------------------------------------------------------


class Told:
    """What was told of a run over the accounts of :class:`World`."""

    def __init__(self, world: World, *answers: Answer, names: tuple[str, ...]) -> None:
        self.deps = world.deps(*answers)
        self.progress: list[Progress] = []
        self.checks = examine(
            world.config, self.deps, names, surroundings=SurroundingsDouble(), progress=self.progress.append
        )


def test_accounts_of_one_provider_ask_it_once(world: World) -> None:
    world.settings(other=f'[accounts.home]\nissuer = "{ISSUER}"\nclient_id = "other"\nscopes = ["openid", "x"]')

    told = Told(world, *WELL, names=("work", "home"))

    assert len(cast("HttpDouble", told.deps.http).asked) == 2
    by = {(check.id, check.account): check.status for check in told.checks}
    assert by["metadata", "work"] == by["metadata", "home"] == by["keys", "home"] == "ok"
    assert ("scopes", "work") not in by
    assert by["scopes", "home"] == "warn"


def test_the_order_is_always_the_same_and_all_steps_are_told_first(world: World) -> None:
    world.settings(other='[accounts.home]\nissuer = "https://other.example"\nclient_id = "other"')
    answers = [answer(METADATA, date=NOW), JWKS] * 2

    told = Told(world, *answers, names=("work", "home"))

    waiting = [word.step for word in told.progress if word.state == "waiting"]
    assert [word.state for word in told.progress[: len(waiting)]] == ["waiting"] * len(waiting)
    places = [waiting.index(word) for word in (_step(told, check) for check in told.checks)]
    assert places == sorted(places)
    assert {word.step for word in told.progress if word.state == "done"} == set(waiting)


def _step(told: Told, check: Check) -> Step:
    return next(word.step for word in told.progress if check in word.checks)


def test_the_age_of_the_keys(world: World) -> None:
    deps = world.deps(*WELL, answer(METADATA, date=NOW))
    examine(world.config, deps, ["work"])
    cast("ClockDouble", deps.clock).time += 3 * 3600

    checks = examine(world.config, deps, ["work"])

    (keys,) = [check for check in checks if check.id == "keys"]
    assert "3 hours ago" in keys.message
    assert "Ed25519" in keys.message


def test_a_far_clock_is_told_though_the_metadata_is_no_good(world: World) -> None:
    wrong = json.dumps({"issuer": "https://other"})

    checks = world.examine(answer(wrong, date=NOW + 600))

    assert (checks["Metadata"].status, checks["Clock"].status) == ("fail", "fail")
