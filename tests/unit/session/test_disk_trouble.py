"""A disk in trouble: it stands in for no answer, skips no event, and leaves no entry that hinders others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import places
from desktop_app.session.events import LoginNeeded, Refreshed, RefreshFailed
from desktop_app.vault import journal
from tests.support.provider.script import Fault
from tests.support.workbench import Bench, code_of, failing


@pytest.fixture
def break_disk(signed_in: Bench, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Writes (and removals) below a folder fail, from the one of that number on, as often as asked."""

    def set_up(folder: str, *, first: int = 1, times: int = 1_000, removal: bool = False) -> None:
        write, remove, seen = signed_in.files.write, signed_in.files.remove, []

        def fails(name: str) -> None:
            if name.startswith(folder):
                seen.append(name)
                if first <= len(seen) < first + times:
                    raise KeyfobError(Code.E_DISK, "disk.full", path=name, words="w")

        def writing(name: str, content: bytes, *, durable: bool = False) -> None:
            fails(name)
            write(name, content, durable=durable)

        def removing(name: str) -> None:
            if removal:
                fails(name)
            remove(name)

        monkeypatch.setattr(signed_in.files, "write", writing)
        monkeypatch.setattr(signed_in.files, "remove", removing)

    return set_up


def standing(bench: Bench) -> journal.Entry | None:
    return places.read_journal(bench.files, bench.record.account_id)


@pytest.mark.parametrize(("times", "phase"), [(1, "uncertain"), (1_000, None)], ids=["once", "for good"])
def test_a_doubt_that_cannot_be_noted(
    signed_in: Bench, break_disk: Callable[..., None], times: int, phase: str | None
) -> None:
    break_disk("journal", first=2, times=times)
    signed_in.provider.fail("refresh", Fault(drop="close"))
    assert code_of(signed_in.refresh) == (Code.E_NETWORK, None)
    entry = standing(signed_in)
    assert (None if entry is None else entry.phase) == phase
    assert isinstance(signed_in.events[-1], RefreshFailed)


def test_an_entry_that_stays_is_told(signed_in: Bench, break_disk: Callable[..., None]) -> None:
    break_disk("journal", first=2, removal=True)
    signed_in.provider.fail("refresh", Fault(drop="close"))
    assert code_of(signed_in.refresh) == (Code.E_NETWORK, None)
    assert any(b"journal_kept" in path.read_bytes() for path in (signed_in.folder / "activity").iterdir())


def test_a_refusal_is_the_word_that_counts(signed_in: Bench, break_disk: Callable[..., None]) -> None:
    break_disk("journal", first=2, times=1, removal=True)
    signed_in.provider.fail("refresh", Fault(status=400, body='{"error": "invalid_grant"}'))
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, "refused")
    assert standing(signed_in) is None
    assert isinstance(signed_in.events[-1], LoginNeeded)


def test_a_state_that_cannot_be_written_hides_no_error(signed_in: Bench, break_disk: Callable[..., None]) -> None:
    break_disk("accounts")
    signed_in.provider.fail("refresh", Fault(status=503, body=""))
    assert code_of(signed_in.refresh) == (Code.E_SERVER, None)
    assert isinstance(signed_in.events[-1], RefreshFailed)


def test_a_state_that_cannot_be_written_costs_no_session(signed_in: Bench, break_disk: Callable[..., None]) -> None:
    break_disk("accounts")
    assert signed_in.refresh().record.generation == 2
    assert isinstance(signed_in.events[-1], Refreshed)
    assert signed_in.record.generation == 2
    assert standing(signed_in) is None


def test_a_new_login_that_fails_at_the_state_leaves_all_as_it_was(
    signed_in: Bench, break_disk: Callable[..., None]
) -> None:
    token = signed_in.record.refresh_token
    assert token is not None
    digest = journal.token_hash(token, signed_in.record.key)
    places.write_journal(signed_in.files, signed_in.record.account_id, journal.Entry(digest, "uncertain", None, 1.0))
    before = signed_in.stored()
    break_disk("accounts")
    assert code_of(signed_in.sign_in) == (Code.E_DISK, None)
    assert signed_in.stored() == before
    assert signed_in.tokens is not None


@pytest.mark.parametrize("content", [b"rubbish", b'{"schema": 2}', b" " * 20_000], ids=["rubbish", "newer", "large"])
def test_a_journal_that_cannot_be_read_is_a_doubt(signed_in: Bench, content: bytes) -> None:
    signed_in.files.write(places.journal_name(signed_in.record.account_id), content)
    signed_in.provider.fail("refresh", Fault(status=400, body='{"error": "invalid_grant"}'))
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, "lost_answer")
    assert signed_in.provider.count("refresh") == 1


@pytest.mark.parametrize("content", [b"rubbish", b'{"schema": 2}', b" " * 20_000], ids=["rubbish", "newer", "large"])
def test_a_tombstone_that_cannot_be_read_stands(signed_in: Bench, content: bytes) -> None:
    signed_in.files.write(places.tombstone_name(signed_in.account), content)
    assert failing(signed_in.token).code is Code.E_NOT_SIGNED_IN
    assert signed_in.keychain.items == {}
    assert signed_in.state.account_id is None
    assert list(signed_in.files.names("tombstones")) == []
