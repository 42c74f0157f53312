"""Signing in: what is stored, what is told, and who may do it at once."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.errors import Code
from desktop_app.session import places
from desktop_app.session.events import SignedInNow, SignInEnded, SignInWaiting
from desktop_app.session.sign_in import login_lock
from desktop_app.session.stored import StoredState
from desktop_app.vault.tombstone import Tombstone
from tests.support.provider.script import Fault, Script
from tests.support.workbench import SOON, Bench, code_of, in_threads, workbench


def test_a_sign_in_from_the_trial_write_to_the_stored_record(bench: Bench) -> None:
    session = bench.sign_in()
    assert bench.browser.troubles == []
    state, record, tokens = bench.state, bench.record, bench.tokens
    assert (state.state, state.passing, state.saved, state.generation) == ("signed_in", None, "keychain", 1)
    assert (state.subject, state.username, state.roles) == ("alice", "alice", ("user",))
    assert state.account_id == record.account_id == session.record.account_id
    assert record == session.record
    assert record.refresh_token is not None
    assert bench.provider.current_refresh_tokens() == (record.refresh_token.reveal(),)
    assert record.token_origin == bench.provider.issuer
    assert tokens is not None
    assert (tokens.access_token, tokens.generation) == (session.tokens.access_token, 1)
    assert state.next_refresh_at is not None
    assert state.access_token_expires_at == tokens.expires_at
    assert bench.kinds() == ["SignInStarted", "SignInWaiting", "SignInChecking", "SignedInNow"]
    assert isinstance(bench.events[-1], SignedInNow)
    assert bench.provider.count("token") == 1
    assert [one.kind for one in bench.keychain.calls[:3]] == ["write", "delete", "read"]
    assert list(bench.keychain.items) == [record.account_id]


def test_what_is_stored_names_no_secret_in_the_clear(bench: Bench) -> None:
    session = bench.sign_in()
    assert session.record.refresh_token is not None
    secrets = [session.record.refresh_token.reveal(), session.tokens.access_token.reveal()]
    secrets.append(bench.provider.calls("token")[0].value("code"))
    secrets.append(bench.provider.calls("token")[0].value("code_verifier"))
    for path in bench.folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert not any(secret.encode() in content for secret in secrets), path


def test_the_browser_ends_on_a_page_that_says_so(bench: Bench) -> None:
    bench.sign_in()
    assert "Alice Example" in bench.pages_seen[0]


def test_without_refresh_no_refresh_token_is_kept(bench: Bench) -> None:
    session = bench.sign_in(account=replace(bench.account, refresh=False))
    assert session.record.refresh_token is None
    assert bench.state.next_refresh_at is None


def test_the_address_is_told_and_nothing_is_opened(bench: Bench) -> None:
    def go(event: object) -> None:
        if isinstance(event, SignInWaiting):
            assert event.redirect_uri.startswith("http://127.0.0.1:")
            bench.browser.open(event.url)

    told: list[object] = []
    bench.events = _Listening(told, go)  # type: ignore[assignment]  # a list that acts on what it gets
    bench.sign_in(open_browser=False)
    assert len(bench.browser.opened) == 1
    assert bench.state.state == "signed_in"


class _Listening(list[object]):
    def __init__(self, told: list[object], go: object) -> None:
        super().__init__()
        self._go = go

    def append(self, event: object) -> None:
        super().append(event)
        assert callable(self._go)
        self._go(event)


def test_generations_go_on_counting_over_sign_ins(signed_in: Bench) -> None:
    first = signed_in.record
    signed_in.sign_in()
    assert signed_in.state.generation == signed_in.record.generation == 2
    assert signed_in.record.account_id == first.account_id
    assert signed_in.record.key != first.key
    signed_in.sign_out(local=True)
    signed_in.sign_in()
    assert signed_in.state.generation == 3
    assert signed_in.record.account_id != first.account_id


def test_two_sign_ins_at_once(bench: Bench) -> None:
    reached = threading.Event()
    go_on = threading.Event()

    def visit(url: str) -> None:
        reached.set()
        assert go_on.wait(SOON)
        bench.visit(url)

    bench.browser.visit = visit

    def second(number: int) -> object:
        if number == 0:
            return bench.sign_in()
        assert reached.wait(SOON)
        try:
            error = code_of(lambda: bench.sign_in(stay=False))
            return error[0], bench.locks.is_held(login_lock(bench.account))
        finally:
            go_on.set()

    _, refused = in_threads(2, second)
    assert refused == (Code.E_LOCK, True)
    assert bench.provider.count("authorize") == 1
    assert bench.state.state == "signed_in"
    assert not bench.locks.is_held(login_lock(bench.account))


def test_a_refresh_goes_on_while_a_sign_in_waits(signed_in: Bench) -> None:
    refreshed: list[int] = []

    def visit(url: str) -> None:
        refreshed.append(signed_in.refresh().record.generation)
        signed_in.visit(url)

    signed_in.browser.visit = visit
    session = signed_in.sign_in()
    assert refreshed == [2]
    assert session.record.generation == 3
    assert signed_in.browser.troubles == []


@pytest.mark.parametrize("fault", [None, Fault(delay=0.3), Fault(status=503, body="")])
def test_fetching_the_keys_ahead_leaves_no_thread(bench: Bench, fault: Fault | None) -> None:
    if fault is not None:
        bench.provider.fail("jwks", fault)
    bench.browser.visit = lambda url: bench.cancel.set()
    assert code_of(bench.sign_in) == (Code.E_CANCELLED, None)
    for thread in threading.enumerate():
        if thread.name == "keyfob-keys":
            thread.join(SOON)
            assert not thread.is_alive()


def test_a_disk_that_takes_no_token_file_costs_a_refresh_and_no_sign_in(bench: Bench) -> None:
    (bench.folder / "tokens").mkdir(parents=True)
    (bench.folder / "tokens").rmdir()
    (bench.folder / "tokens").write_text("in the way")
    bench.sign_in()
    assert bench.state.state == "signed_in"
    assert bench.token().generation == 2


def test_an_old_sign_in_is_finished_first(signed_in: Bench) -> None:
    old = signed_in.record.account_id
    places.write_tombstone(signed_in.files, signed_in.account, Tombstone(old, 1, 0.0))
    session = signed_in.sign_in()
    assert session.record.account_id != old
    assert list(signed_in.keychain.items) == [session.record.account_id]
    assert places.read_tombstone(signed_in.files, signed_in.account) is None


def test_cancelled_before_anything_was_asked(bench: Bench) -> None:
    bench.cancel.set()
    assert code_of(bench.sign_in) == (Code.E_CANCELLED, None)
    assert bench.provider.requests == ()
    ended = bench.events[-1]
    assert isinstance(ended, SignInEnded)
    assert bench.state == StoredState(issuer=bench.account.issuer, client_id=bench.account.client_id)


def test_cancelled_while_the_description_was_read(bench: Bench) -> None:
    bench.provider.during["discovery"] = lambda _seen: bench.cancel.set()
    assert code_of(bench.sign_in) == (Code.E_CANCELLED, None)
    assert bench.browser.opened == []


def test_cancelled_after_the_tokens_came_they_are_revoked(bench: Bench) -> None:
    bench.provider.during["token"] = lambda _seen: bench.cancel.set()
    assert code_of(bench.sign_in) == (Code.E_CANCELLED, None)
    assert bench.keychain.items == {}
    assert bench.provider.count("revoke") == 1
    assert bench.provider.current_refresh_tokens() == ()


def test_an_opaque_access_token(tmp_path: Path) -> None:
    with workbench(tmp_path, Script(access="opaque")) as bench:
        session = bench.sign_in()
        assert session.tokens.opaque
        assert session.tokens.roles == ("user",)
        assert bench.provider.count("userinfo") == 1


def test_no_lock_to_be_had(bench: Bench) -> None:
    bench.folder.mkdir()
    (bench.folder / "locks").write_text("in the way")
    assert code_of(bench.sign_in) == (Code.E_DISK, None)
    assert bench.provider.requests == ()
