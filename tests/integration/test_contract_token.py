"""Contract: `token` and `refresh` while all is well, and what `status` then says."""

from __future__ import annotations

import calendar
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.gnome_keyring import GnomeKeyring
from tests.support.keychain_contents import records_of
from tests.support.scripted_provider import Fault, Jwt, Script, ScriptedProvider, TokenAnswer
from tests.support.stage import Stage, failure

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_HOUR = 3600
#: More than is left 50 minutes after the sign-in, and less than a new token has.
_MORE = "3000"


@pytest.fixture
def hourly(tmp_path: Path, shared_keyring: GnomeKeyring, provider: ScriptedProvider) -> Stage:
    """As if signed in 50 minutes ago, with opaque access tokens of an hour."""
    provider.change(access="opaque", lifetime=_HOUR // 6)
    stage = Stage(tmp_path, provider, shared_keyring.bus.address)
    stage.signed_in()
    provider.change(lifetime=_HOUR)
    (file,) = stage.state_folder.rglob("accounts/*.json")
    state = stage.stored()
    assert state["lifetime"] == _HOUR // 6
    file.write_text(json.dumps(state | {"lifetime": _HOUR}), encoding="utf-8")
    return stage


def seconds(text: str) -> int:
    assert _RFC_3339.fullmatch(text), text
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def test_the_token_alone(stage: Stage) -> None:
    stage.signed_in()
    answer = stage.run("token", "work", exits=0).json
    assert set(answer) == {"access_token", "expires_at", "token_type"}
    assert answer["token_type"].lower() == "bearer"
    assert 3500 < seconds(answer["expires_at"]) - time.time() <= 3601
    plain = stage.keyfob.run("token", "work", exits=0)
    assert (plain.stdout, plain.stderr) == (answer["access_token"] + "\n", "")
    assert answer["expires_at"] == stage.status()["access_token_expires_at"]


def test_a_stored_token_needs_no_network(stage: Stage) -> None:
    stage.signed_in()
    before = len(stage.provider.requests)
    stage.provider.wire.stop()
    assert stage.keyfob.run("token", "work", exits=0).stdout
    assert stage.status()["state"] == "signed_in"
    assert len(stage.provider.requests) == before
    stage.provider.wire.stop = lambda: None  # type: ignore[method-assign]  # it is stopped


def test_status_asks_nobody(stage: Stage) -> None:
    stage.signed_in()
    seen = len(stage.provider.requests)
    stage.keyfob.env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
    assert stage.status()["state"] == "signed_in"
    assert len(stage.provider.requests) == seen


def test_status_of_accounts_in_every_state_exits_0(stage: Stage) -> None:
    stage.keyfob.add_account("other", **stage.provider.account)
    stage.signed_in()
    accounts = stage.run("status", exits=0).json["accounts"]
    assert [(one["name"], one["state"]) for one in accounts] == [("work", "signed_in"), ("other", "signed_out")]
    for one in accounts:
        assert set(one) >= {
            "name", "issuer", "client_id", "provider", "state", "unsaved", "subject", "username", "roles",
            "access_token_expires_at", "next_refresh_at", "saved", "generation", "error",
        }  # fmt: skip
    assert accounts[1]["saved"] == "none"
    assert accounts[0]["next_refresh_at"] < accounts[0]["access_token_expires_at"]


def test_an_account_that_never_signed_in_does_not_ask_the_keychain(tmp_path: Path, provider: ScriptedProvider) -> None:
    stage = Stage(tmp_path, provider, None)  # asking it would be E_KEYCHAIN_MISSING
    for command in ("token", "refresh"):
        assert stage.fails(command, "work")[:2] == (3, "E_NOT_SIGNED_IN")
    assert provider.requests == ()


def test_the_generation_grows_by_one_at_every_stored_set(stage: Stage, shared_keyring: GnomeKeyring) -> None:
    assert stage.signed_in()["generation"] == 1
    for expected in (2, 3):
        assert stage.run("refresh", "work", exits=0).json["generation"] == expected
        (record,) = records_of(shared_keyring.bus, stage.provider.issuer)
        assert record["generation"] == expected
        assert (record["refresh_token"],) == stage.provider.current_refresh_tokens()
    assert stage.provider.counters.reuse_events == 0


@pytest.mark.parametrize("rotation", ["same", "omit"])
def test_without_rotation_the_old_refresh_token_is_kept(
    stage: Stage, shared_keyring: GnomeKeyring, rotation: str
) -> None:
    stage.provider.change(rotation=rotation)
    stage.signed_in()
    (first,) = records_of(shared_keyring.bus, stage.provider.issuer)
    assert stage.run("refresh", "work", exits=0).json["generation"] == 2
    (second,) = records_of(shared_keyring.bus, stage.provider.issuer)
    assert first["refresh_token"] == second["refresh_token"]
    assert stage.run("refresh", "work", exits=0).json["state"] == "signed_in"


def test_token_refreshes_what_has_ended(tmp_path: Path, shared_keyring: GnomeKeyring) -> None:
    with ScriptedProvider(Script(lifetime=1, access="opaque")) as provider:
        stage = Stage(tmp_path, provider, shared_keyring.bus.address)
        ends = seconds(stage.signed_in()["access_token_expires_at"])
        provider.change(lifetime=_HOUR)
        while time.time() <= ends + 1:
            time.sleep(0.05)
        assert stage.token()
        assert stage.status()["generation"] == 2
        assert len(provider.calls("refresh")) == 1


# --- min-ttl --------------------------------------------------------------------------------------------------------


def test_min_ttl_refreshes_where_the_stored_token_is_too_short(hourly: Stage) -> None:
    before = hourly.token()
    answer = hourly.run("token", "work", "--min-ttl", _MORE, exits=0).json
    assert answer["access_token"] != before
    assert hourly.status()["generation"] == 2


def test_min_ttl_takes_the_stored_token_where_it_lasts(hourly: Stage) -> None:
    seen = len(hourly.provider.requests)
    assert hourly.keyfob.run("token", "work", "--min-ttl", "300", exits=0).stdout.strip() == hourly.token()
    assert len(hourly.provider.requests) == seen


def test_min_ttl_beyond_the_lifetime_seen_before_makes_no_call(hourly: Stage) -> None:
    seen = len(hourly.provider.requests)
    plain = hourly.keyfob.run("token", "work", "--min-ttl", "3601")
    assert (plain.exit, plain.stdout) == (2, "")
    assert hourly.fails("token", "work", "--min-ttl", "3601")[:2] == (2, "E_USAGE")
    assert len(hourly.provider.requests) == seen
    assert hourly.status()["state"] == "signed_in"


def test_min_ttl_that_one_refresh_does_not_give(hourly: Stage) -> None:
    hourly.provider.change(lifetime=60)
    plain = hourly.keyfob.run("token", "work", "--min-ttl", _MORE)
    assert (plain.exit, plain.stdout) == (2, "")
    assert len(hourly.provider.calls("refresh")) == 1
    # What came is kept all the same.
    assert hourly.status()["generation"] == 2
    assert hourly.token()


def test_no_token_is_given_that_has_less_than_was_asked_for(hourly: Stage) -> None:
    """An hour is what the provider gives, and some of it is over before anybody has it."""
    result = hourly.keyfob.run("token", "work", "--min-ttl", str(_HOUR))
    assert (result.exit, result.stdout) == (2, "")


# --- lifetimes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "lasts"),
    [
        (59, 59),
        (2**31, 2**31 if 2**31 < 400 * 86_400 else 400 * 86_400),
        (2**63, 400 * 86_400),
        ("3600", 3600),
        (3600.5, 3600),
        (-1, None),
        ("-1", None),
        ("soon", None),
        ("1e3", None),
        (True, None),
        (None, None),
        ([], None),
    ],
    ids=repr,
)
def test_expires_in(stage: Stage, told: Any, lasts: int | None) -> None:
    stage.provider.change(access="opaque", sign_in=TokenAnswer(fields={"expires_in": told}))
    before = time.time()
    ends = stage.signed_in()["access_token_expires_at"]
    if lasts is None:
        assert ends is None
        # Nobody knows when it ends: it is given out, but not where a span is asked for.
        assert stage.keyfob.run("token", "work", exits=0).stdout
    else:
        assert before + lasts - 1 <= seconds(ends) <= time.time() + lasts


def test_expires_in_absent(stage: Stage) -> None:
    stage.provider.change(access="opaque", sign_in=TokenAnswer(without=("expires_in",)))
    assert stage.signed_in()["access_token_expires_at"] is None
    answer = stage.run("token", "work", exits=0).json
    assert (bool(answer["access_token"]), answer["expires_at"]) == (True, None)


def test_the_tokens_own_end_counts_where_it_is_earlier(stage: Stage) -> None:
    stage.provider.change(sign_in=TokenAnswer(access_token=Jwt(times={"exp": 120})))
    before = time.time()
    ends = stage.signed_in()["access_token_expires_at"]
    assert before + 120 - 1 <= seconds(ends) <= time.time() + 120


# --- refreshed answers that are not quite right ---------------------------------------------------------------------


def test_a_refused_id_token_at_a_refresh(stage: Stage, shared_keyring: GnomeKeyring) -> None:
    """The new refresh token is stored, the new access token is not used."""
    stage.signed_in()
    held = stage.token()
    stage.provider.change(refresh=TokenAnswer(id_token=Jwt(claims={"aud": "another"})))

    assert stage.fails("refresh", "work") == (4, "E_ID_TOKEN", "aud")

    (record,) = records_of(shared_keyring.bus, stage.provider.issuer)
    assert (record["refresh_token"],) == stage.provider.current_refresh_tokens()
    assert stage.token() == held
    stage.provider.change(refresh=TokenAnswer())
    assert stage.run("refresh", "work", exits=0).json["state"] == "signed_in"
    assert stage.provider.counters.reuse_events == 0


def test_somebody_elses_tokens_at_a_refresh(stage: Stage, shared_keyring: GnomeKeyring) -> None:
    stage.signed_in()
    stage.provider.change(refresh=TokenAnswer(id_token=Jwt(claims={"sub": "mallory"})))

    assert stage.fails("refresh", "work") == (3, "E_REAUTH", "quarantine")

    status = stage.status()
    assert (status["state"], status["subject"]) == ("needs_login", "alice")
    (record,) = records_of(shared_keyring.bus, stage.provider.issuer)
    assert (record["refresh_token"],) == stage.provider.current_refresh_tokens()
    seen = len(stage.provider.requests)
    stage.run("token", "work")
    assert len(stage.provider.requests) == seen


def test_a_wrong_clock_has_a_name_of_its_own(stage: Stage) -> None:
    """The provider's Date is off by two hours, and its tokens would pass at that time."""
    late = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 7200))
    shifted = TokenAnswer(id_token=Jwt(times={"iat": 7200, "exp": 7500, "auth_time": 7200}))
    stage.provider.change(sign_in=shifted)
    stage.provider.fail("token", Fault(process=True, headers={"Date": late}))
    assert failure(stage.login())[:2] == (4, "E_CLOCK")

    # Without such a Date it is the token that is wrong.
    stage.provider.change(faults={})
    assert failure(stage.login()) == (4, "E_ID_TOKEN", "iat")


def test_userinfo_follows_the_new_token(hourly: Stage) -> None:
    hourly.run("refresh", "work", exits=0)
    asked = hourly.provider.calls("userinfo")[-1].headers["authorization"]
    assert asked == f"Bearer {hourly.token()}"
