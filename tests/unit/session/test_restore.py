"""The start: what is stored comes back without network and without a prompt, or says why not."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import reduce

import pytest

from desktop_app.errors import Code
from desktop_app.session import places, states
from desktop_app.session.restore import restore
from desktop_app.session.session import Session
from desktop_app.session.states import Locked, NeedsLogin, Offline, SignedIn, SignedOut
from desktop_app.vault.tombstone import Tombstone
from tests.support.provider.script import TokenAnswer
from tests.support.workbench import Bench, code_of


def start(bench: Bench, *, attended: bool = False) -> tuple[Session | None, states.State]:
    """Restore in a process of its own; the session and the state its window would be in."""
    bench.events.clear()
    requests = len(bench.provider.requests)
    deps = bench.make_deps(bench.keychain)
    session = restore(deps, bench.account, notify=bench.events.append, attended=attended)
    assert len(bench.provider.requests) == requests
    first: states.State = SignedOut()
    return session, reduce(states.fold, bench.events, first)


def test_a_session_comes_back(signed_in: Bench) -> None:
    before = signed_in.stored()
    session, state = start(signed_in)
    assert session is not None
    assert state == SignedIn(session)
    assert session.record == signed_in.record
    assert signed_in.stored() == before
    assert signed_in.keychain.dialogs == 0


def test_nothing_stored(bench: Bench) -> None:
    assert start(bench) == (None, SignedOut())
    assert bench.keychain.calls == []


def test_without_its_token_file_a_refresh_is_due(signed_in: Bench) -> None:
    signed_in.files.remove(places.tokens_name(signed_in.record.account_id))
    session, state = start(signed_in)
    assert session is None
    assert state == Offline(None, None, None)
    assert signed_in.state.state == "signed_in"


def test_locked_at_the_start_and_unlocked_later(signed_in: Bench) -> None:
    signed_in.keychain.state = "locked"
    session, state = start(signed_in)
    assert session is None
    assert isinstance(state, Locked)
    assert (signed_in.state.state, signed_in.keychain.dialogs) == ("locked", 0)
    signed_in.keychain.person = "unlocks"
    session, state = start(signed_in, attended=True)
    assert session is not None
    assert state == SignedIn(session)
    assert (signed_in.state.state, signed_in.state.error) == ("signed_in", None)


@pytest.mark.parametrize("state", ["missing", "denies"])
def test_a_keychain_in_trouble_is_an_error_and_changes_nothing(signed_in: Bench, state: str) -> None:
    if state == "missing":
        signed_in.keychain.state = "missing"
    else:
        signed_in.keychain.denies = True
    before = signed_in.stored()
    code = {"missing": Code.E_KEYCHAIN_MISSING, "denies": Code.E_KEYCHAIN_DENIED}[state]
    assert code_of(lambda: start(signed_in)) == (code, None)
    assert signed_in.stored() == before


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (None, "session.record_gone"),
        ("rubbish", "session.record_unreadable"),
        (json.dumps({"schema": 9}), "session.record_newer"),
    ],
)
def test_no_record(signed_in: Bench, content: str | None, text: str) -> None:
    item = signed_in.record.account_id
    signed_in.keychain.items.pop(item)
    if content is not None:
        signed_in.keychain.items[item] = [content]
    items = {name: list(values) for name, values in signed_in.keychain.items.items()}
    session, state = start(signed_in)
    assert session is None
    assert isinstance(state, NeedsLogin)
    assert state.why.text == text
    assert signed_in.state.state == "needs_login"
    assert signed_in.keychain.items == items


def test_pointed_to_another_client_and_back(signed_in: Bench) -> None:
    own = signed_in.account
    signed_in.account = replace(own, client_id="another")
    session, state = start(signed_in)
    assert session is None
    assert isinstance(state, NeedsLogin)
    assert state.why.text == "session.other_issuer"
    signed_in.account = own
    session, state = start(signed_in)
    assert session is not None
    assert state == SignedIn(session)
    stored = signed_in.state
    assert (stored.state, stored.subject, stored.roles) == ("signed_in", "alice", ("user",))


def test_pointed_elsewhere_and_back_without_tokens(signed_in: Bench) -> None:
    own = signed_in.account
    signed_in.account = replace(own, client_id="another")
    start(signed_in)
    signed_in.account = own
    signed_in.files.remove(places.tokens_name(signed_in.record.account_id))
    assert start(signed_in) == (None, Offline(None, None, None))
    assert signed_in.state.state == "offline"


@pytest.mark.parametrize("has_tokens", [True, False])
def test_a_login_that_was_needed_still_is(signed_in: Bench, has_tokens: bool) -> None:
    signed_in.provider.change(refresh=TokenAnswer(error=("invalid_grant", "x")))
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, "refused")
    if not has_tokens:
        signed_in.files.remove(places.tokens_name(signed_in.record.account_id))
    session, state = start(signed_in)
    assert isinstance(state, NeedsLogin)
    assert (state.why.code, state.why.reason) == (Code.E_REAUTH, "refused")
    assert state.session == session
    assert (session is not None) is has_tokens
    assert signed_in.state.state == "needs_login"


def test_a_sign_out_that_was_cut_short_is_finished(signed_in: Bench) -> None:
    item = signed_in.record.account_id
    places.write_tombstone(signed_in.files, signed_in.account, Tombstone(item, 1, 0.0))
    assert start(signed_in) == (None, SignedOut())
    assert signed_in.keychain.items == {}
    assert signed_in.state.account_id is None
    assert places.read_tombstone(signed_in.files, signed_in.account) is None


@pytest.mark.parametrize("why", ["locked", "busy", "disk"])
def test_a_sign_out_that_cannot_be_finished_yet_is_one_all_the_same(signed_in: Bench, why: str) -> None:
    item = signed_in.record.account_id
    places.write_tombstone(signed_in.files, signed_in.account, Tombstone(item, 1, 0.0))
    accounts = signed_in.folder / "accounts"
    if why == "locked":
        signed_in.keychain.state = "locked"
        assert start(signed_in) == (None, SignedOut())
    elif why == "busy":
        with signed_in.locks.acquire(signed_in.account.key, timeout=0):
            assert start(signed_in) == (None, SignedOut())
    else:
        accounts.rename(signed_in.folder / "aside")
        accounts.write_text("in the way")
        assert start(signed_in) == (None, SignedOut())
        accounts.unlink()
        (signed_in.folder / "aside").rename(accounts)
    assert places.read_tombstone(signed_in.files, signed_in.account) is not None
    signed_in.keychain.state = "ready"
    assert start(signed_in) == (None, SignedOut())
    assert signed_in.keychain.items == {}


def test_a_session_in_memory_ended_with_its_process(bench: Bench) -> None:
    bench.deps = replace(bench.deps, saved="memory")
    bench.sign_in()
    assert bench.state.saved == "memory"
    bench.keychain.items.clear()
    assert start(bench) == (None, SignedOut())
    assert bench.state.state == "signed_out"


def test_what_somebody_else_is_writing_is_left_to_them(signed_in: Bench) -> None:
    signed_in.keychain.state = "locked"
    with signed_in.locks.acquire(signed_in.account.key, timeout=0):
        _, state = start(signed_in)
    assert isinstance(state, Locked)
    assert signed_in.state.state == "signed_in"
