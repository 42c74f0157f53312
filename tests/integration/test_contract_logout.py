"""Contract: `logout`."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from pathlib import Path

import pytest

from tests.support.gnome_keyring import GnomeKeyring
from tests.support.keychain_contents import records_of
from tests.support.patience import PATIENCE, until
from tests.support.scripted_provider import Fault
from tests.support.stage import Stage, visit
from tests.support.workbench_parts import WatchedProvider


@pytest.fixture
def signed_in(stage: Stage) -> Stage:
    stage.use_visitor()
    stage.signed_in()
    return stage


def nothing_left(stage: Stage, keyring: GnomeKeyring) -> bool:
    """Whether record, token file, journal and tombstone are gone, and a token is not to be had."""
    left = [
        file for part in ("tokens", "journal", "tombstones") for file in stage.state_folder.glob(f"keyfob/{part}/*")
    ]
    assert stage.fails("token", "work")[:2] == (3, "E_NOT_SIGNED_IN")
    assert stage.status()["state"] == "signed_out"
    records = records_of(keyring.bus, stage.provider.issuer)
    assert (len(records), left) == (0, []), "how many records, and which files"
    return True


def test_revoke_end_the_session_delete(signed_in: Stage, shared_keyring: GnomeKeyring) -> None:
    (token,) = signed_in.provider.current_refresh_tokens()

    answer = signed_in.run("logout", "work", exits=0).json

    assert answer == {"local": "done", "revoke": "done", "end_session": "done"}
    (revoked,) = signed_in.provider.calls("revoke")
    assert revoked.value("token") == token
    (ended,) = signed_in.provider.calls("end_session")
    assert ended.value("id_token_hint").count(".") == 2
    assert ended.value("state")
    assert signed_in.provider.current_refresh_tokens() == ()
    assert nothing_left(signed_in, shared_keyring)


def test_local_tells_nobody(signed_in: Stage, shared_keyring: GnomeKeyring) -> None:
    seen = len(signed_in.provider.requests)
    answer = signed_in.run("logout", "work", "--local", exits=0).json
    assert answer == {"local": "done", "revoke": "skipped", "end_session": "skipped"}
    assert len(signed_in.provider.requests) == seen
    assert nothing_left(signed_in, shared_keyring)


def test_of_an_account_that_is_not_signed_in(stage: Stage) -> None:
    answer = stage.run("logout", "work", exits=0).json
    assert answer["local"] in ("done", "skipped")
    assert stage.provider.requests == ()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault(status=503, body=""), (5, "E_SERVER")),
        (Fault(status=429, body=""), (5, "E_RATE")),
        (Fault(status=200, body="<p>", media_type="text/html"), None),
        (Fault(status=400, body='{"error": "unsupported_token_type"}'), None),
        (Fault(status=401, body='{"error": "invalid_client"}'), (5, "E_CLIENT")),
        (Fault(drop="reset"), (5, "E_NETWORK")),
        (Fault(status=407, body=""), (5, "E_PROXY")),
    ],
    ids=["503", "429", "200", "unsupported_token_type", "invalid_client", "reset", "407"],
)
def test_a_revocation_that_fails_leaves_nothing_here(
    signed_in: Stage, shared_keyring: GnomeKeyring, fault: Fault, expected: tuple[int, str] | None
) -> None:
    signed_in.provider.fail("revoke", fault)

    result = signed_in.run("logout", "work")

    if expected is None:
        assert result.exit == 0
        assert result.json["revoke"] == "done"
    else:
        assert (result.exit, result.code) == expected
        assert result.json["revoke"] == "failed"
    assert result.json["local"] == "done"
    assert nothing_left(signed_in, shared_keyring)


def test_a_provider_that_is_gone(signed_in: Stage, shared_keyring: GnomeKeyring) -> None:
    signed_in.provider.fail("discovery", Fault(drop="reset"))
    signed_in.provider.fail("revoke", Fault(drop="reset"))
    result = signed_in.run("logout", "work", "--timeout", "2")
    assert (result.exit, result.code) == (5, "E_NETWORK")
    assert (result.json["local"], result.json["revoke"]) == ("done", "failed")
    assert nothing_left(signed_in, shared_keyring)


def test_a_browser_that_does_not_come_back(signed_in: Stage, shared_keyring: GnomeKeyring) -> None:
    signed_in.keyfob.env["BROWSER"] = "true"
    since = time.monotonic()
    answer = signed_in.run("logout", "work", "--timeout", "1", exits=0).json
    assert 1 <= time.monotonic() - since < 25, "not the 30 s it waits unless told"
    assert answer == {"local": "done", "revoke": "done", "end_session": "failed"}
    assert nothing_left(signed_in, shared_keyring)


def test_the_browser_is_given_a_one_time_address_without_any_token(signed_in: Stage) -> None:
    """The token travels in the redirect of a page of ours, which works once."""
    noted = signed_in.folder / "address"
    opener = signed_in.folder / "opener"
    opener.write_text(f'#!/bin/sh\necho "$@" >"{noted}.part" && mv "{noted}.part" "{noted}"\n')
    opener.chmod(0o700)
    signed_in.keyfob.env["BROWSER"] = str(opener)
    with signed_in.keyfob.start("logout", "work", "--json", "--timeout", "90") as logout:
        until("the browser is opened", noted.exists)
        address = noted.read_text().strip()
        assert address.startswith("http://127.0.0.1:")
        assert "eyJ" not in address
        assert "token" not in address
        assert visit(address) == 200
        with contextlib.suppress(OSError):  # the listener may be closed by now
            assert visit(address) >= 400
        assert logout.wait().json["end_session"] == "done"
    (ended,) = signed_in.provider.calls("end_session")
    assert ended.value("id_token_hint")


def test_without_an_end_session_endpoint_no_browser_opens(signed_in: Stage) -> None:
    signed_in.keyfob.env["BROWSER"] = "/nonexistent/browser"
    signed_in.provider.change(metadata_without=("end_session_endpoint",))
    answer = signed_in.run("logout", "work", exits=0).json
    assert answer == {"local": "done", "revoke": "done", "end_session": "skipped"}


def test_signed_in_again_after_it(signed_in: Stage) -> None:
    signed_in.run("logout", "work", "--local", exits=0)
    again = signed_in.signed_in()
    assert (again["state"], again["generation"]) == ("signed_in", 2)


def test_in_words(signed_in: Stage) -> None:
    done = signed_in.keyfob.run("logout", "work", exits=0)
    assert "work" in done.stdout
    assert "eyJ" not in done.stdout + done.stderr


def test_a_logout_during_a_refresh_wins(
    signed_in: Stage, provider: WatchedProvider, shared_keyring: GnomeKeyring
) -> None:
    """What the provider gives to the refresh that was under way is revoked, not stored."""
    go_on = threading.Event()
    provider.watch("refresh", lambda: go_on.wait(PATIENCE))
    try:
        with signed_in.keyfob.start("refresh", "work", "--json") as refresh:
            until("the refresh is asked for", lambda: provider.calls("refresh"))
            assert signed_in.status()["state"] == "refreshing"
            with signed_in.keyfob.start("logout", "work", "--json") as logout:
                until("it is known", lambda: list(signed_in.state_folder.glob("keyfob/tombstones/*")))
                go_on.set()
                answer = logout.wait()
            ended = refresh.wait()
    finally:
        go_on.set()
    assert answer.json["local"] == "done", answer
    assert (ended.exit, ended.code) == (3, "E_NOT_SIGNED_IN")
    assert signed_in.provider.current_refresh_tokens() == ()
    assert nothing_left(signed_in, shared_keyring)


def test_the_activity_says_what_happened_and_no_secret(signed_in: Stage) -> None:
    signed_in.run("refresh", "work", exits=0)
    signed_in.run("logout", "work", exits=0)
    (file,) = Path(signed_in.state_folder, "keyfob", "activity").iterdir()
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(lines) >= 3
    assert "eyJ" not in file.read_text(encoding="utf-8")
