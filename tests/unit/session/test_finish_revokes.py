"""A sign-out whose process ended before it told the provider: whoever finishes it does."""

from __future__ import annotations

import threading

import pytest

from desktop_app.errors import Code
from desktop_app.session import places
from desktop_app.session.events import NothingStored
from desktop_app.session.finish import LATE, is_signed_out
from desktop_app.session.restore import restore
from desktop_app.vault.tombstone import Tombstone
from tests.support.provider.script import Fault
from tests.support.workbench import SOON, Bench, code_of


def cut_short(bench: Bench, *, revoke: bool) -> str:
    """A sign-out that came as far as its tombstone; the refresh token it left."""
    record = bench.record
    places.write_tombstone(bench.files, bench.account, Tombstone(record.account_id, 1, 0.0, revoke=revoke))
    assert record.refresh_token is not None
    return record.refresh_token.reveal()


@pytest.mark.parametrize("revoke", [True, False])
def test_whoever_finishes_it_tells_the_provider_where_it_was_to_be_told(signed_in: Bench, revoke: bool) -> None:
    token = cut_short(signed_in, revoke=revoke)
    assert code_of(signed_in.token) == (Code.E_NOT_SIGNED_IN, None)
    assert (token in signed_in.provider.current_refresh_tokens()) is not revoke
    assert signed_in.keychain.items == {}
    assert not is_signed_out(signed_in.deps, signed_in.account), "nothing stands any more"
    assert signed_in.provider.count("revoke") == int(revoke), "once"


@pytest.mark.parametrize(
    "fault",
    [Fault(drop="close"), Fault(status=500, body="{}"), Fault(status=200, body="<html>", media_type="text/html")],
)
@pytest.mark.parametrize("endpoint", ["revoke", "discovery"])
def test_a_provider_in_trouble_hinders_nothing(signed_in: Bench, endpoint: str, fault: Fault) -> None:
    cut_short(signed_in, revoke=True)
    signed_in.deps.metadata.forget(signed_in.account)
    signed_in.provider.fail(endpoint, fault)
    assert code_of(signed_in.token) == (Code.E_NOT_SIGNED_IN, None)
    assert signed_in.keychain.items == {}
    assert signed_in.state.state == "signed_out"


@pytest.mark.parametrize("endpoint", ["revoke", "discovery"])
def test_a_start_does_not_wait_for_the_provider(signed_in: Bench, endpoint: str) -> None:
    token = cut_short(signed_in, revoke=True)
    signed_in.deps.metadata.forget(signed_in.account)
    answers = threading.Event()
    signed_in.provider.watch(endpoint, lambda: answers.wait(SOON))
    try:
        assert restore(signed_in.deps, signed_in.account, notify=signed_in.events.append) is None
        assert signed_in.events[-1] == NothingStored(), "told while the provider is still silent"
        assert [thread.name for thread in threading.enumerate()].count(LATE) == 1
        assert not signed_in.deps.locks.is_held(signed_in.account.key), "a new sign-in need not wait either"
        assert signed_in.keychain.items == {}
    finally:
        answers.set()
        for thread in threading.enumerate():
            if thread.name == LATE:
                thread.join(SOON)
    assert token not in signed_in.provider.current_refresh_tokens()
    assert signed_in.provider.count("revoke") == 1


def test_a_locked_keychain_keeps_it_for_later(signed_in: Bench) -> None:
    token = cut_short(signed_in, revoke=True)
    signed_in.keychain.state = "locked"
    assert is_signed_out(signed_in.deps, signed_in.account)
    assert signed_in.provider.count("revoke") == 0
    signed_in.keychain.state = "ready"
    assert is_signed_out(signed_in.deps, signed_in.account)
    assert token not in signed_in.provider.current_refresh_tokens()
    assert not is_signed_out(signed_in.deps, signed_in.account)


def test_a_token_bound_to_another_server_is_not_sent(signed_in: Bench) -> None:
    cut_short(signed_in, revoke=True)
    signed_in.deps.metadata.forget(signed_in.account)
    signed_in.provider.change(metadata={"token_endpoint": "http://127.0.0.1:9/token"})
    assert code_of(signed_in.token) == (Code.E_NOT_SIGNED_IN, None)
    assert signed_in.provider.count("revoke") == 0


def test_a_new_sign_in_finishes_it_too(signed_in: Bench) -> None:
    token = cut_short(signed_in, revoke=True)
    signed_in.sign_in()
    assert token not in signed_in.provider.current_refresh_tokens()
    assert len(signed_in.provider.current_refresh_tokens()) == 1
    assert len(signed_in.keychain.items) == 1


def test_a_local_sign_out_says_so_in_its_mark(signed_in: Bench) -> None:
    seen: list[Tombstone | None] = []
    delete = signed_in.keychain.delete

    def look(item: str, *, prompt: bool, timeout: float) -> None:
        seen.append(places.read_tombstone(signed_in.files, signed_in.account))
        delete(item, prompt=prompt, timeout=timeout)

    signed_in.keychain.delete = look  # type: ignore[method-assign]  # watched
    signed_in.sign_out(local=True)
    assert seen
    assert all(mark is not None and not mark.revoke for mark in seen)
