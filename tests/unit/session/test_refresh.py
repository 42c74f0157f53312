"""Steps 1 and 2 of a refresh: the lock, and the record read again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from desktop_app.errors import Code
from desktop_app.session import places
from desktop_app.session.events import RefreshFailed
from desktop_app.session.token import valid_token
from desktop_app.vault import journal
from tests.support.provider.script import Fault
from tests.support.workbench import Bench, code_of, failing


def standing(bench: Bench) -> journal.Entry | None:
    return places.read_journal(bench.files, bench.record.account_id)


def test_a_refresh_rotates_and_publishes(signed_in: Bench) -> None:
    first = signed_in.record
    asked = signed_in.provider.count("discovery")
    session = signed_in.refresh()
    assert signed_in.provider.count("refresh") == 1
    assert signed_in.provider.count("discovery") == asked  # read at the sign-in, within the hour
    assert session.record == signed_in.record
    assert session.record == replace(first, generation=2, refresh_token=session.record.refresh_token)
    assert session.record.refresh_token is not None
    assert signed_in.provider.current_refresh_tokens() == (session.record.refresh_token.reveal(),)
    state, tokens = signed_in.state, signed_in.tokens
    assert tokens is not None
    assert (state.state, state.passing, state.generation) == ("signed_in", None, 2)
    assert (tokens.access_token, tokens.generation) == (session.tokens.access_token, 2)
    assert tokens.id_token == session.tokens.id_token
    assert signed_in.kinds() == ["RefreshStarted", "Refreshed"]
    assert standing(signed_in) is None
    assert not signed_in.locks.is_held(signed_in.account.key)


@pytest.mark.parametrize("rotation", ["same", "omit"])
def test_a_provider_that_does_not_rotate(signed_in: Bench, rotation: str) -> None:
    signed_in.provider.change(rotation=rotation)
    token = signed_in.record.refresh_token
    for generation in (2, 3):
        assert signed_in.refresh().record.generation == generation
        assert signed_in.record.refresh_token == token
    assert signed_in.provider.counters.reuse_events == 0


def test_metadata_is_read_anew_after_an_hour(signed_in: Bench) -> None:
    signed_in.clock.shift += 3700
    signed_in.refresh()
    assert signed_in.provider.count("discovery") == 2


# --- 1. the lock -----------------------------------------------------------------------------------------------------


def test_whoever_waits_too_long_says_so(signed_in: Bench) -> None:
    signed_in.locks.longest = 0.05
    with signed_in.locks.acquire(signed_in.account.key, timeout=0):
        assert code_of(signed_in.refresh) == (Code.E_LOCK, None)
        assert (signed_in.account.key, 30.0) in signed_in.locks.waits
        assert signed_in.provider.count("refresh") == 0
        assert signed_in.token().generation == 1
        signed_in.expire()
        assert code_of(signed_in.token) == (Code.E_LOCK, None)


def test_whoever_waited_answers_with_what_was_stored_meanwhile(
    signed_in: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in.expire()
    acquire = signed_in.locks.acquire

    def busy(name: str, **how: object) -> object:
        if name != signed_in.account.key or how["timeout"] != 30.0:
            return acquire(name, **how)  # type: ignore[arg-type]  # as it came
        monkeypatch.setattr(signed_in.locks, "acquire", acquire)
        signed_in.refresh(deps=signed_in.make_deps(signed_in.keychain))
        signed_in.locks.longest = 0.05
        with acquire(name, timeout=0):
            return acquire(name, timeout=0)

    monkeypatch.setattr(signed_in.locks, "acquire", busy)
    assert signed_in.token().generation == 2
    assert signed_in.provider.count("refresh") == 1


def test_cancelled_while_it_waits_for_the_lock(signed_in: Bench) -> None:
    signed_in.cancel.set()
    with signed_in.locks.acquire(signed_in.account.key, timeout=0):
        assert code_of(signed_in.refresh) == (Code.E_CANCELLED, None)


def test_cancelled_for_a_token_is_cancelled(signed_in: Bench) -> None:
    signed_in.expire()
    signed_in.cancel.set()
    with signed_in.locks.acquire(signed_in.account.key, timeout=0):
        calls = len(signed_in.keychain.calls)
        found = code_of(
            lambda: valid_token(
                signed_in.deps, signed_in.account, min_ttl=0, notify=signed_in.events.append, cancel=signed_in.cancel
            )
        )
        looks = len(signed_in.keychain.calls) - calls
    assert found == (Code.E_CANCELLED, None)
    assert looks == 1  # what is stored was looked at before, not again


# --- 2. the record ---------------------------------------------------------------------------------------------------


def test_another_process_refreshed_meanwhile(signed_in: Bench) -> None:
    signed_in.expire()
    before = signed_in.clock.now()
    signed_in.refresh(deps=signed_in.make_deps(signed_in.keychain))
    signed_in.events.clear()
    session = signed_in.refresh(good_until=before)
    assert session.record.generation == 2
    assert signed_in.provider.count("refresh") == 1
    assert signed_in.kinds() == ["Refreshed"]


def test_a_refresh_by_a_process_that_died_before_the_state_was_written(signed_in: Bench) -> None:
    state = signed_in.state
    signed_in.refresh()
    signed_in.deps.states.save(signed_in.account, state)
    assert signed_in.refresh(good_until=signed_in.clock.now()).record.generation == 2
    assert signed_in.state.generation == 2
    assert signed_in.provider.count("refresh") == 1


@pytest.mark.parametrize("state", ["locked", "missing"])
@pytest.mark.parametrize("attended", [True, False])
def test_a_keychain_that_is_not_there_stops_it_before_anything_is_spent(
    signed_in: Bench, state: str, attended: bool
) -> None:
    signed_in.keychain.state = state  # type: ignore[assignment]  # a word of the double's
    error = signed_in.refresh if attended else lambda: signed_in.refresh(attended=False)
    assert code_of(error) == (Code(f"E_KEYCHAIN_{state.upper()}"), None)
    assert signed_in.provider.count("refresh") == 0
    assert signed_in.state.state == ("locked" if state == "locked" else "offline")
    assert signed_in.keychain.dialogs == (1 if attended and state == "locked" else 0)
    assert isinstance(signed_in.events[-1], RefreshFailed)
    signed_in.keychain.state = "ready"
    assert signed_in.token().generation == 1
    if state == "locked":
        assert signed_in.state.state == "signed_in"
        assert signed_in.state.error is None
    assert signed_in.refresh().record.generation == 2


def test_locked_after_the_token_ended_is_offline_once_it_is_read(signed_in: Bench) -> None:
    signed_in.expire()
    signed_in.keychain.state = "locked"
    assert code_of(signed_in.token) == (Code.E_KEYCHAIN_LOCKED, None)
    assert signed_in.state.state == "locked"
    signed_in.keychain.state = "ready"
    signed_in.provider.fail("refresh", Fault(status=503))
    assert code_of(signed_in.token) == (Code.E_SERVER, None)
    assert signed_in.state.state == "offline"


def test_a_keychain_that_does_not_answer_keeps_the_lock_until_it_does(signed_in: Bench) -> None:
    signed_in.keychain.never_answers = True
    assert code_of(signed_in.refresh) == (Code.E_KEYCHAIN_TIMEOUT, None)
    assert signed_in.locks.is_held(signed_in.account.key)
    signed_in.come_back()
    assert signed_in.refresh().record.generation == 2


@pytest.mark.parametrize(
    ("content", "code", "text"),
    [
        (None, Code.E_NOT_SIGNED_IN, "session.record_gone"),
        ("rubbish", Code.E_REAUTH, "session.record_unreadable"),
        (json.dumps({"schema": 7}), Code.E_REAUTH, "session.record_newer"),
    ],
)
def test_no_record_to_read(signed_in: Bench, content: str | None, code: Code, text: str) -> None:
    item = signed_in.record.account_id
    values = signed_in.keychain.items.pop(item)
    if content is not None:
        signed_in.keychain.items[item] = [content]
    for work in (signed_in.refresh, signed_in.token):
        found = failing(work)
        assert (found.code, found.text) == (code, text)
    assert signed_in.state.state == "needs_login"
    assert signed_in.kinds()[-1] == "LoginNeeded"
    assert signed_in.provider.count("refresh") == 0
    # It was out of reach, not gone: nobody has forgotten its name.
    signed_in.keychain.items[item] = values
    assert signed_in.token().generation == 1
    assert signed_in.refresh(once_more=True).record.generation == 2
    assert signed_in.state.state == "signed_in"


def test_nobody_signed_in(bench: Bench) -> None:
    assert code_of(bench.refresh) == (Code.E_NOT_SIGNED_IN, None)
    assert bench.keychain.calls == []
    assert bench.kinds() == ["SignedOutNow"]


def test_the_token_address_moved_to_another_server(signed_in: Bench) -> None:
    signed_in.provider.change(metadata={"token_endpoint": "http://127.0.0.2:9/token"})
    fresh = signed_in.make_deps(signed_in.keychain)
    found = failing(lambda: signed_in.refresh(deps=fresh))
    assert (found.code, found.text) == (Code.E_REAUTH, "session.other_endpoint")
    assert signed_in.provider.count("refresh") == 0
    assert signed_in.state.state == "needs_login"


@pytest.mark.parametrize("why", ["refresh_off", "no_refresh_token"])
def test_nothing_to_refresh_with(bench: Bench, why: str) -> None:
    bench.sign_in(account=replace(bench.account, refresh=why == "refresh_off"))
    account = replace(bench.account, refresh=why != "refresh_off")
    for state in ("signed_in", "needs_login"):
        found = failing(lambda: bench.refresh(account=account))
        assert (found.code, found.text) == (Code.E_REAUTH, f"session.{why}")
        assert bench.state.state == state
        told = [event for event in bench.events if isinstance(event, RefreshFailed)]
        if state == "signed_in":
            assert [event.session.tokens.generation for event in told if event.session] == [1], "while it lasts"
            assert bench.token(account=account).generation == 1
            bench.expire()
    assert bench.provider.count("refresh") == 0
