"""A sign-out while a refresh is under way: nothing comes back, and the fresh token is revoked."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from desktop_app.errors import Code
from desktop_app.session import commit, landing, places
from desktop_app.session.sign_out import SignOutResult
from desktop_app.vault.tombstone import Tombstone
from tests.support.provider.script import Fault
from tests.support.workbench import SOON, Bench, code_of, in_threads

_OUT = (Code.E_NOT_SIGNED_IN, None)


def set_tombstone(bench: Bench) -> None:
    account_id = bench.state.account_id
    assert account_id is not None
    places.write_tombstone(bench.files, bench.account, Tombstone(account_id, 1, 0.0))


def assert_gone(bench: Bench) -> None:
    assert bench.keychain.items == {}
    assert bench.state.state == "signed_out"
    assert bench.state.account_id is None
    for folder in ("tokens", "journal", "tombstones", "unfinished"):
        assert bench.files.names(folder) == [] or not list(bench.files.names(folder))
    assert bench.provider.current_refresh_tokens() == ()
    assert bench.kinds()[-1] == "SignedOutNow"


def test_before_it_is_saved(signed_in: Bench) -> None:
    signed_in.provider.watch("refresh", lambda: set_tombstone(signed_in))
    writes = [one for one in signed_in.keychain.calls if one.kind == "write"]
    assert code_of(signed_in.refresh) == _OUT
    assert [one for one in signed_in.keychain.calls if one.kind == "write"] == writes
    assert signed_in.provider.count("revoke") == 1
    assert_gone(signed_in)


def test_after_it_is_saved(signed_in: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    save = commit.save

    def then(*args: object, **how: object) -> object:
        found = save(*args, **how)  # type: ignore[arg-type]  # as it came
        set_tombstone(signed_in)
        return found

    monkeypatch.setattr(landing.commit, "save", then)
    assert code_of(signed_in.refresh) == _OUT
    assert signed_in.provider.count("revoke") == 1
    assert_gone(signed_in)


def test_while_it_tries_again(signed_in: Bench) -> None:
    def forgetful() -> None:
        signed_in.keychain.forgets = True

    signed_in.provider.watch("refresh", forgetful)
    signed_in.clock.on_sleep = lambda: set_tombstone(signed_in)
    assert code_of(signed_in.refresh) == _OUT
    assert signed_in.provider.count("revoke") == 1
    assert_gone(signed_in)


def test_while_it_tries_again_in_vain(signed_in: Bench) -> None:
    def vanish() -> None:
        signed_in.keychain.state = "missing"

    signed_in.provider.watch("refresh", vanish)
    signed_in.clock.on_sleep = lambda: set_tombstone(signed_in)
    assert code_of(signed_in.refresh) == _OUT
    assert signed_in.provider.current_refresh_tokens() == ()
    assert code_of(signed_in.token) == _OUT  # the tombstone stands
    signed_in.keychain.state = "ready"
    assert code_of(signed_in.refresh) == _OUT
    assert_gone(signed_in)


def test_while_a_write_is_still_under_way(signed_in: Bench) -> None:
    signed_in.provider.watch("refresh", signed_in.answer_late)

    def on_sleep() -> None:
        signed_in.keychain.never_answers = False  # other calls work; the one that is late still is
        set_tombstone(signed_in)

    signed_in.clock.on_sleep = on_sleep
    assert code_of(signed_in.refresh) == _OUT
    assert signed_in.locks.is_held(signed_in.account.key)
    assert places.read_tombstone(signed_in.files, signed_in.account) is not None
    signed_in.come_back()
    assert signed_in.keychain.items != {}
    assert code_of(signed_in.token) == _OUT
    assert_gone_but(signed_in)


def assert_gone_but(bench: Bench) -> None:
    assert bench.keychain.items == {}
    assert bench.state.account_id is None


@pytest.mark.parametrize("work", ["refresh", "token"])
def test_a_tombstone_of_a_process_that_died_is_finished(signed_in: Bench, work: str) -> None:
    set_tombstone(signed_in)
    run: Callable[[], object] = {"refresh": signed_in.refresh, "token": signed_in.token}[work]
    assert code_of(run) == _OUT
    assert signed_in.keychain.items == {}
    assert signed_in.provider.count("refresh") == 0
    assert signed_in.state.account_id is None


@pytest.mark.parametrize("state", ["locked", "missing"])
def test_what_cannot_be_finished_now_is_no_session_all_the_same(signed_in: Bench, state: str) -> None:
    set_tombstone(signed_in)
    signed_in.keychain.state = state  # type: ignore[assignment]  # a word of the double's
    for work in (signed_in.refresh, signed_in.token):
        assert code_of(work) == _OUT
    assert signed_in.keychain.dialogs == 0
    signed_in.keychain.state = "ready"
    assert code_of(signed_in.token) == _OUT
    assert signed_in.keychain.items == {}


def test_a_keychain_that_hangs_while_it_is_finished_keeps_the_lock(signed_in: Bench) -> None:
    set_tombstone(signed_in)
    signed_in.keychain.never_answers = True
    assert code_of(signed_in.token) == _OUT
    assert signed_in.locks.is_held(signed_in.account.key)
    assert code_of(signed_in.token) == _OUT
    signed_in.come_back()
    assert code_of(signed_in.token) == _OUT
    assert signed_in.keychain.items == {}


@pytest.mark.parametrize("local", [True, False])
def test_a_sign_out_while_a_refresh_waits_for_its_answer(signed_in: Bench, local: bool) -> None:
    """The sign-out still tells the provider, though the refresh has deleted the record before it."""
    under_way, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        under_way.set()
        assert go_on.wait(SOON)

    signed_in.provider.watch("refresh", slow)

    def work(number: int) -> object:
        if number == 0:
            return code_of(signed_in.refresh)
        assert under_way.wait(SOON)
        acquire = signed_in.locks.acquire

        def waiting(name: str, **how: object) -> object:
            go_on.set()
            return acquire(name, **how)  # type: ignore[arg-type]  # as it came

        signed_in.locks.acquire = waiting  # type: ignore[assignment,method-assign]  # from now on
        return signed_in.sign_out(local=local)

    refused, result = in_threads(2, work)
    assert refused == _OUT
    assert isinstance(result, SignOutResult)
    assert (result.local, result.error) == ("done", None)
    assert (result.revoke, result.end_session) == (("skipped", "skipped") if local else ("done", "done"))
    assert signed_in.keychain.items == {}
    assert signed_in.state.state == "signed_out"
    assert signed_in.provider.current_refresh_tokens() == ()


@pytest.mark.parametrize("why", ["503", "no_address"])
def test_a_fresh_token_that_cannot_be_revoked_is_dropped_all_the_same(signed_in: Bench, why: str) -> None:
    if why == "503":
        signed_in.provider.fail("revoke", Fault(status=503))
    else:
        signed_in.provider.change(metadata_without=("revocation_endpoint",))
        signed_in.deps.metadata.forget(signed_in.account)
    signed_in.provider.watch("refresh", lambda: set_tombstone(signed_in))
    assert code_of(signed_in.refresh) == _OUT
    assert_gone_but(signed_in)
