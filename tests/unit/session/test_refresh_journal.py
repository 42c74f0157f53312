"""Step 3 of a refresh: the journal before the token leaves; and the limit of work nobody started."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.errors import Code
from desktop_app.ports import ProcessMark
from desktop_app.session import places
from desktop_app.session.events import Refreshed, RefreshFailed
from desktop_app.vault import journal
from tests.support.provider.script import Fault
from tests.support.workbench import Bench, code_of, failing

_ELSEWHERE = ProcessMark(4_000_000, "another start")


def put_journal(bench: Bench, phase: journal.Phase, owner: ProcessMark | None) -> None:
    token = bench.record.refresh_token
    assert token is not None
    entry = journal.Entry(journal.token_hash(token, bench.record.key), phase, owner, bench.clock.now())
    places.write_journal(bench.files, bench.record.account_id, entry)


def standing(bench: Bench) -> journal.Entry | None:
    return places.read_journal(bench.files, bench.record.account_id)


def test_the_journal_is_on_the_disk_before_the_token_leaves(signed_in: Bench) -> None:
    token, key = signed_in.record.refresh_token, signed_in.record.key
    assert token is not None
    seen: list[tuple[journal.Entry | None, str | None]] = []
    signed_in.provider.watch("refresh", lambda: seen.append((standing(signed_in), signed_in.state.passing)))
    signed_in.refresh()
    assert len(seen) == 1
    entry, shown = seen[0]
    assert entry is not None
    assert (entry.token_hash, entry.phase) == (journal.token_hash(token, key), "spending")
    assert entry.owner == signed_in.processes.me()
    assert shown == "refreshing"


def test_a_living_process_spends_it(signed_in: Bench) -> None:
    put_journal(signed_in, "spending", _ELSEWHERE)
    signed_in.processes.living.add(_ELSEWHERE)
    state = signed_in.state
    found = failing(signed_in.refresh)
    assert (found.code, found.text) == (Code.E_LOCK, "disk.being_spent")
    assert signed_in.provider.count("refresh") == 0
    assert signed_in.state == state
    signed_in.processes.living.clear()
    assert signed_in.refresh().record.generation == 2


@pytest.mark.parametrize("spent", [True, False])
@pytest.mark.parametrize(
    ("phase", "owner"), [("spending", _ELSEWHERE), ("uncertain", None)], ids=["spending", "uncertain"]
)
def test_after_a_process_that_died_the_token_is_sent_once(
    signed_in: Bench, phase: journal.Phase, owner: ProcessMark | None, spent: bool
) -> None:
    put_journal(signed_in, phase, owner)
    if spent:
        signed_in.provider.change(grace=0.0)
        _spend_elsewhere(signed_in)
    calls = signed_in.provider.count("refresh")
    if spent:
        assert code_of(signed_in.refresh) == (Code.E_REAUTH, "lost_answer")
        assert signed_in.state.state == "needs_login"
        assert signed_in.find_record() is not None
        # The provider's word is final: nobody sends it again.
        assert code_of(lambda: signed_in.refresh(once_more=True)) == (Code.E_REAUTH, "lost_answer")
    else:
        assert signed_in.refresh().record.generation == 2
    assert signed_in.provider.count("refresh") == calls + 1
    assert standing(signed_in) is None


def _spend_elsewhere(bench: Bench) -> None:
    from desktop_app.ports import Grant

    token = bench.record.refresh_token
    assert token is not None
    endpoint = bench.provider.issuer + "/token"
    answer = bench.http.token(
        endpoint,
        Grant("refresh_token", {"refresh_token": token}),
        client_id=bench.account.client_id,
        client_secret=None,
        trust=bench.account.trust,
    )
    assert answer.status == 200


def test_an_entry_of_another_token_says_nothing(signed_in: Bench) -> None:
    put_journal(signed_in, "spending", _ELSEWHERE)
    signed_in.processes.living.add(_ELSEWHERE)
    signed_in.keychain.items[signed_in.record.account_id] = [_with_another_token(signed_in)]
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, "refused")
    assert signed_in.provider.count("refresh") == 1


def _with_another_token(bench: Bench) -> str:
    from desktop_app.secret import Secret
    from desktop_app.vault import record

    return record.encode(replace(bench.record, refresh_token=Secret("another")))


def test_an_entry_of_our_own_does_not_hinder_us(signed_in: Bench) -> None:
    put_journal(signed_in, "spending", signed_in.processes.me())
    assert signed_in.refresh().record.generation == 2


def test_a_journal_that_cannot_be_written_stops_it(signed_in: Bench) -> None:
    (signed_in.folder / "journal").mkdir(exist_ok=True)
    (signed_in.folder / "journal").rmdir()
    (signed_in.folder / "journal").write_text("in the way")
    assert code_of(signed_in.refresh) == (Code.E_DISK, None)
    assert signed_in.provider.count("refresh") == 0


# --- the limit of work nobody started --------------------------------------------------------------------------------


def test_four_unattended_calls_a_minute(signed_in: Bench) -> None:
    for _ in range(4):
        signed_in.refresh(attended=False)
    found = failing(lambda: signed_in.refresh(attended=False))
    assert (found.code, found.text) == (Code.E_RATE, "session.too_many_calls")
    assert signed_in.state.state == "signed_in"
    assert signed_in.provider.count("refresh") == 4
    assert isinstance(signed_in.events[-1], RefreshFailed)
    assert signed_in.events[-1].next_try is not None
    assert isinstance(signed_in.refresh().record.generation, int)  # a person is not limited
    signed_in.clock.shift += 61
    signed_in.refresh(attended=False)
    assert isinstance(signed_in.events[-1], Refreshed)


def test_a_replay_counts_as_a_call(signed_in: Bench) -> None:
    for _ in range(3):
        signed_in.refresh(attended=False)
    signed_in.provider.fail("refresh", Fault(drop="reset"))
    assert code_of(lambda: signed_in.refresh(attended=False)) == (Code.E_NETWORK, None)
    assert signed_in.provider.count("refresh") == 4
    assert standing(signed_in) is not None
