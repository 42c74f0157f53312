"""A rotated refresh token that cannot be saved: kept in memory under the lock, tried again, or lost with a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop_app.errors import Code
from desktop_app.session import places
from desktop_app.session.events import RefreshFailed, Unsaved
from desktop_app.session.states import Refreshing, SignedIn, SignedOut, fold
from tests.support.provider.script import Jwt, TokenAnswer
from tests.support.workbench import Bench, code_of, failing


def vanish(bench: Bench) -> None:
    bench.keychain.state = "missing"


def lock(bench: Bench) -> None:
    bench.keychain.state = "locked"


def deny(bench: Bench) -> None:
    bench.keychain.denies = True


def forget(bench: Bench) -> None:
    bench.keychain.forgets = True


def fill(bench: Bench) -> None:
    bench.keychain.max_utf16_units = 4


def hang(bench: Bench) -> None:
    bench.keychain.never_answers = True


TROUBLES = [
    (vanish, Code.E_KEYCHAIN_MISSING),
    (lock, Code.E_KEYCHAIN_LOCKED),
    (deny, Code.E_KEYCHAIN_DENIED),
    (forget, Code.E_KEYCHAIN_LOST),
    (fill, Code.E_KEYCHAIN_FULL),
    (hang, Code.E_KEYCHAIN_TIMEOUT),
]


def mend(bench: Bench) -> None:
    bench.keychain.state = "ready"
    bench.keychain.denies = bench.keychain.forgets = False
    bench.keychain.max_utf16_units = None
    bench.keychain.finish()


@pytest.mark.parametrize(("trouble", "code"), TROUBLES)
@pytest.mark.parametrize("attended", [True, False])
def test_saved_once_the_keychain_works_again(
    signed_in: Bench, trouble: Callable[[Bench], None], code: Code, attended: bool
) -> None:
    signed_in.provider.watch("refresh", lambda: trouble(signed_in))
    looks: list[tuple[bool, str | None, bool, str | None]] = []

    def on_sleep() -> None:
        state = signed_in.state
        error = None if state.error is None else state.error.code
        looks.append((state.unsaved, state.passing, signed_in.locks.is_held(signed_in.account.key), error))
        if len(looks) == 3:
            mend(signed_in)

    signed_in.clock.on_sleep = on_sleep
    session = signed_in.refresh(attended=attended)
    assert looks == [(True, "refreshing", True, code.value)] * 3
    assert session.saved == "keychain"
    assert signed_in.record.generation == 2
    assert (signed_in.state.unsaved, signed_in.state.state, signed_in.state.error) == (False, "signed_in", None)
    assert signed_in.kinds() == ["RefreshStarted", "Unsaved", "Refreshed"]
    unsaved = signed_in.events[1]
    assert isinstance(unsaved, Unsaved)
    assert unsaved.trouble.code is code
    assert unsaved.session is not None
    assert unsaved.session.saved == "memory"
    assert signed_in.provider.count("refresh") == 1
    assert signed_in.keychain.dialogs == (1 if attended and trouble is lock else 0)
    signed_in.provider.during.clear()
    assert signed_in.refresh().record.generation == 3
    assert signed_in.provider.counters.reuse_events == 0


@pytest.mark.parametrize(("trouble", "code"), TROUBLES)
def test_given_up_after_a_minute_with_what_is_lost(
    signed_in: Bench, trouble: Callable[[Bench], None], code: Code
) -> None:
    old = signed_in.record
    signed_in.provider.watch("refresh", lambda: trouble(signed_in))
    found = failing(signed_in.refresh)
    assert (found.code, found.text, found.params) == (code, "session.unsaved", {"cause": code.value})
    assert 57 <= signed_in.clock.slept <= 60
    assert signed_in.record == old
    state = signed_in.state
    assert (state.unsaved, state.passing) == (False, None)
    assert state.state == ("locked" if trouble is lock else "offline")
    assert state.error is not None
    assert state.error.text == "session.unsaved"
    assert isinstance(signed_in.events[-1], RefreshFailed)
    entry = places.read_journal(signed_in.files, old.account_id)
    assert entry is not None
    assert (entry.phase, entry.owner) == ("uncertain", None)
    assert signed_in.locks.is_held(signed_in.account.key) is (trouble is hang)
    signed_in.provider.during.clear()
    mend(signed_in)
    signed_in.come_back()
    if trouble is not hang:
        # Whoever sends the old token now is told what became of it.
        assert code_of(signed_in.refresh) == (Code.E_REAUTH, "lost_answer")


def test_a_write_that_came_late_after_all_saves_the_session(signed_in: Bench) -> None:
    signed_in.provider.watch("refresh", signed_in.answer_late)
    assert code_of(signed_in.refresh) == (Code.E_KEYCHAIN_TIMEOUT, None)
    assert signed_in.locks.is_held(signed_in.account.key)
    signed_in.come_back()
    assert not signed_in.locks.is_held(signed_in.account.key)
    signed_in.provider.during.clear()
    assert signed_in.record.generation == 2
    assert signed_in.refresh().record.generation == 3
    assert signed_in.provider.counters.reuse_events == 0


def test_without_a_limit_it_goes_on_until_it_is_cancelled(signed_in: Bench) -> None:
    signed_in.provider.watch("refresh", lambda: vanish(signed_in))

    def on_sleep() -> None:
        if signed_in.clock.slept > 1000:
            signed_in.cancel.set()

    signed_in.clock.on_sleep = on_sleep
    found = code_of(lambda: signed_in.refresh(attended=False, save_patience=None))
    assert found == (Code.E_KEYCHAIN_MISSING, None)
    assert signed_in.clock.slept > 1000


def test_unsaved_tokens_that_do_not_verify_are_not_published(signed_in: Bench) -> None:
    signed_in.provider.watch("refresh", lambda: vanish(signed_in))
    signed_in.provider.change(refresh=TokenAnswer(id_token=Jwt(claims={"nonce": "another"})))
    signed_in.clock.on_sleep = lambda: mend(signed_in)
    assert code_of(signed_in.refresh) == (Code.E_ID_TOKEN, "nonce")
    assert signed_in.record.generation == 2
    assert not signed_in.state.unsaved
    unsaved = signed_in.events[1]
    assert isinstance(unsaved, Unsaved)
    assert unsaved.session is None


def test_a_full_disk_meanwhile_costs_no_token(signed_in: Bench) -> None:
    accounts = signed_in.folder / "accounts"

    def block() -> None:
        vanish(signed_in)
        accounts.rename(signed_in.folder / "aside")
        accounts.write_text("in the way")

    def unblock() -> None:
        mend(signed_in)
        accounts.unlink()
        (signed_in.folder / "aside").rename(accounts)

    signed_in.provider.watch("refresh", block)
    signed_in.clock.on_sleep = unblock
    assert signed_in.refresh().record.generation == 2


def test_the_window_says_so_while_it_lasts(signed_in: Bench) -> None:
    signed_in.provider.watch("refresh", lambda: vanish(signed_in))
    signed_in.clock.on_sleep = lambda: mend(signed_in)
    session = signed_in.refresh()
    states: list[Any] = [SignedOut()]
    for event in signed_in.events:
        states.append(fold(states[-1], event))
    assert isinstance(states[1], Refreshing)
    assert isinstance(states[2], SignedIn)
    assert states[2].unsaved
    assert states[3] == SignedIn(session)
