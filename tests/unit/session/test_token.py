"""A valid access token: the stored one without network and lock, or a refreshed one, or why not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.errors import Code
from desktop_app.session import places
from tests.support.bad_network import TROUBLES
from tests.support.provider.script import Fault, Jwt, Script, TokenAnswer
from tests.support.workbench import Bench, code_of, failing, workbench


def test_a_stored_token_needs_neither_network_nor_lock(signed_in: Bench) -> None:
    requests, waits, calls = len(signed_in.provider.requests), len(signed_in.locks.waits), len(signed_in.keychain.calls)
    before = signed_in.stored()
    tokens = signed_in.token()
    assert tokens.access_token.reveal().count(".") == 2
    assert len(signed_in.provider.requests) == requests
    assert len(signed_in.locks.waits) == waits
    assert len(signed_in.keychain.calls) == calls + 1
    assert signed_in.stored() == before


def test_never_signed_in_asks_no_keychain(bench: Bench) -> None:
    bench.keychain.state = "missing"
    found = failing(bench.token)
    assert (found.code, found.exit_status) == (Code.E_NOT_SIGNED_IN, 3)
    assert bench.keychain.calls == []
    assert bench.provider.requests == ()


def test_an_expired_token_is_refreshed_first(signed_in: Bench) -> None:
    signed_in.expire()
    assert signed_in.token().generation == 2
    assert signed_in.provider.count("refresh") == 1


@pytest.mark.parametrize("state", ["locked", "missing"])
def test_a_keychain_that_is_not_there(signed_in: Bench, state: str) -> None:
    signed_in.keychain.state = state  # type: ignore[assignment]  # a word of the double's
    found = failing(signed_in.token)
    assert (found.code, found.exit_status) == (Code(f"E_KEYCHAIN_{state.upper()}"), 6)
    assert signed_in.state.state == ("locked" if state == "locked" else "signed_in")
    assert code_of(signed_in.token)[0] is found.code
    signed_in.keychain.state = "ready"
    signed_in.token()
    assert signed_in.state.state == "signed_in"


def test_locked_does_not_hide_that_a_login_is_needed(signed_in: Bench) -> None:
    signed_in.provider.revoke_all()
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, "refused")
    signed_in.keychain.state = "locked"
    assert code_of(signed_in.token) == (Code.E_KEYCHAIN_LOCKED, None)
    assert signed_in.state.state == "needs_login"


def test_a_person_unlocks_it(signed_in: Bench) -> None:
    signed_in.keychain.state, signed_in.keychain.person = "locked", "unlocks"
    assert signed_in.token().generation == 1
    assert signed_in.keychain.dialogs == 1


# --- --min-ttl -------------------------------------------------------------------------------------------------------


def test_enough_is_left(signed_in: Bench) -> None:
    assert signed_in.token(min_ttl=290).generation == 1
    assert signed_in.provider.count("refresh") == 0


def test_too_little_is_left_and_one_refresh_gives_it(signed_in: Bench) -> None:
    signed_in.clock.shift += 100
    assert signed_in.token(min_ttl=290).generation == 2
    assert signed_in.provider.count("refresh") == 1


def test_more_than_the_lifetime_seen_before_makes_no_call(signed_in: Bench) -> None:
    requests = len(signed_in.provider.requests)
    found = failing(lambda: signed_in.token(min_ttl=301))
    assert (found.code, found.exit_status) == (Code.E_USAGE, 2)
    assert found.params["asked"] == 301
    assert len(signed_in.provider.requests) == requests
    assert signed_in.state.state == "signed_in"


def test_one_refresh_that_cannot_give_it(signed_in: Bench) -> None:
    signed_in.clock.shift += 100
    signed_in.provider.change(lifetime=60)
    assert code_of(lambda: signed_in.token(min_ttl=250)) == (Code.E_USAGE, None)
    assert signed_in.provider.count("refresh") == 1
    assert code_of(lambda: signed_in.token(min_ttl=250)) == (Code.E_USAGE, None)
    assert signed_in.provider.count("refresh") == 1  # the lifetime has been seen by now


def test_an_end_nobody_names(tmp_path: Path) -> None:
    endless = TokenAnswer(without=("expires_in",))
    with workbench(tmp_path, Script(access="opaque", sign_in=endless, refresh=endless)) as bench:
        bench.sign_in()
        assert bench.state.access_token_expires_at is None
        assert bench.token().generation == 1
        found = failing(lambda: bench.token(min_ttl=10))
        assert (found.code, found.text) == (Code.E_USAGE, "session.no_known_end")


def test_the_earlier_end_counts(tmp_path: Path) -> None:
    short = TokenAnswer(access_token=Jwt(times={"exp": 90}), fields={"expires_in": 3000})
    with workbench(tmp_path, Script(sign_in=short)) as bench:
        bench.sign_in()
        assert code_of(lambda: bench.token(min_ttl=100)) == (Code.E_USAGE, None)
        assert bench.token(min_ttl=80).generation == 1


def test_a_token_that_is_over_as_it_comes(tmp_path: Path) -> None:
    nothing = TokenAnswer(fields={"expires_in": 0})
    with workbench(tmp_path, Script(sign_in=nothing, refresh=nothing)) as bench:
        bench.sign_in()
        assert code_of(bench.token) == (Code.E_USAGE, None)


# --- trouble ---------------------------------------------------------------------------------------------------------


def test_needs_login_answers_while_the_token_lasts(signed_in: Bench) -> None:
    signed_in.provider.change(refresh=TokenAnswer(error=("invalid_client", "x")))
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, "invalid_client")
    assert signed_in.token().generation == 1
    signed_in.expire()
    assert code_of(signed_in.token) == (Code.E_REAUTH, "invalid_client")
    assert signed_in.provider.count("refresh") == 1


def test_offline(signed_in: Bench) -> None:
    signed_in.provider.fail("refresh", Fault(drop="reset"))
    signed_in.expire()
    assert code_of(signed_in.token) == (Code.E_NETWORK, None)
    assert signed_in.state.state == "offline"
    signed_in.provider.change(faults={})
    assert signed_in.token().generation == 2
    assert signed_in.state.state == "signed_in"


def test_inside_retry_after(signed_in: Bench) -> None:
    signed_in.expire()
    signed_in.provider.fail("refresh", TROUBLES["rate_429"])
    assert code_of(signed_in.token) == (Code.E_RATE, None)
    calls = len(signed_in.provider.requests)
    assert code_of(signed_in.token) == (Code.E_RATE, None)
    assert len(signed_in.provider.requests) == calls


def test_refresh_false(bench: Bench) -> None:
    account = replace(bench.account, refresh=False)
    bench.sign_in(account=account)
    assert bench.token(account=account).generation == 1
    bench.clock.shift += 100
    assert code_of(lambda: bench.token(min_ttl=280, account=account)) == (Code.E_REAUTH, None)
    assert bench.state.state == "signed_in"
    assert bench.token(account=account).generation == 1
    bench.expire()
    assert code_of(lambda: bench.token(account=account)) == (Code.E_REAUTH, None)
    assert bench.state.state == "needs_login"
    assert bench.provider.count("refresh") == 0


@pytest.mark.parametrize("damage", ["gone", "rubbish", "older"])
def test_a_token_file_in_doubt_costs_one_refresh(signed_in: Bench, damage: str) -> None:
    name = places.tokens_name(signed_in.record.account_id)
    older = signed_in.files.read(name)
    assert older is not None
    if damage == "gone":
        signed_in.files.remove(name)
    elif damage == "rubbish":
        signed_in.files.write(name, b"rubbish")
    else:
        signed_in.refresh()
        signed_in.files.write(name, older)
    generation = signed_in.record.generation
    assert signed_in.token().generation == generation + 1
    assert signed_in.token().generation == generation + 1


def test_pointed_elsewhere_and_back(signed_in: Bench) -> None:
    elsewhere = replace(signed_in.account, client_id="another")
    assert code_of(lambda: signed_in.token(account=elsewhere)) == (Code.E_REAUTH, None)
    assert signed_in.provider.count("refresh") == 0
    assert signed_in.token().generation == 1
    assert signed_in.refresh().record.generation == 2
    assert (signed_in.state.state, signed_in.state.subject) == ("signed_in", "alice")
