"""Ending many: a few at once, our own last, and a stop that says what was ended and what was not."""

from __future__ import annotations

import threading

import pytest

from desktop_app.errors import Code, KeyfobError, TransportError
from desktop_app.ports import ListedSession
from desktop_app.session.end_pool import AT_ONCE, Done, Progress, end_each
from tests.support.session_calls import USER, CallsDouble

SOON = 20.0


def sessions(count: int, *, current: int | None = None) -> list[ListedSession]:
    return [ListedSession(f"s{number}", current=number == current, user=USER) for number in range(count)]


class Ends:
    """Runs it and keeps what it told."""

    def __init__(self, calls: CallsDouble) -> None:
        self.calls = calls
        self.told: list[Progress] = []
        self.cancel = threading.Event()

    def run(self, chosen: list[ListedSession]) -> list[Done]:
        return end_each(self.calls, chosen, self.told.append, self.cancel)


def by_code(done: list[Done]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in done:
        found.setdefault("ended" if one.error is None else one.error.code.value, []).append(one.session.id)
    return found


def test_all_of_them_a_few_at_once_and_exactly_those() -> None:
    everything = sessions(50)
    barrier = threading.Barrier(AT_ONCE)
    calls = CallsDouble({USER: list(everything)})
    calls.during = lambda one: barrier.wait(SOON) if one.id in {"s0", "s1", "s2", "s3"} else None
    ends = Ends(calls)

    done = ends.run(everything[:40])

    assert calls.most_at_once == AT_ONCE
    assert sorted(calls.ended) == sorted(one.id for one in everything[:40])
    assert [one.id for one in calls.people[USER]] == [one.id for one in everything[40:]], "nothing else ended"
    assert all(one.error is None and not one.gone for one in done)
    assert (ends.told[-1].done, ends.told[-1].total, ends.told[-1].ended, ends.told[-1].failed) == (40, 40, 40, 0)


def test_our_own_comes_last_when_the_others_are_over() -> None:
    chosen = sorted(sessions(20, current=3), key=lambda one: one.current)
    calls = CallsDouble({USER: list(chosen)})
    alone: list[int] = []
    calls.during = lambda one: alone.append(calls.at_once) if one.current else None
    Ends(calls).run(chosen)
    assert calls.ended[-1] == "s3"
    assert alone == [1]


def test_none_is_no_work() -> None:
    ends = Ends(CallsDouble({}))
    assert ends.run([]) == []
    assert ends.told == []


def test_losing_the_network_half_way_stops_there() -> None:
    chosen = sessions(500)
    calls = CallsDouble({USER: list(chosen)})
    lost = TransportError(Code.E_NETWORK, "network.refused", maybe_delivered=False)

    def during(_one: ListedSession) -> None:
        with calls.guard:
            if len(calls.ended) >= 250:
                raise lost

    calls.during = during
    ends = Ends(calls)

    found = by_code(ends.run(chosen))

    assert sorted(found["ended"]) == sorted(calls.ended), "what is told as ended has ended, and nothing else"
    assert 250 <= len(found["ended"]) < 250 + AT_ONCE
    assert len(found["ended"]) + len(found["E_NETWORK"]) == 500
    assert len(ends.told) < 250 + 3 * AT_ONCE, "the rest was not tried"
    left = {one.id for one in calls.people[USER]}
    assert left == set(found["E_NETWORK"])


def test_a_person_stops_it() -> None:
    chosen = sessions(100)
    calls = CallsDouble({USER: list(chosen)})
    ends = Ends(calls)

    def during(_one: ListedSession) -> None:
        with calls.guard:
            if len(calls.ended) >= 10:
                ends.cancel.set()

    calls.during = during

    found = by_code(ends.run(chosen))

    assert sorted(found["ended"]) == sorted(calls.ended)
    assert set(found) == {"ended", "E_CANCELLED"}
    assert len(found["E_CANCELLED"]) == 100 - len(found["ended"])
    assert {one.id for one in calls.people[USER]} == set(found["E_CANCELLED"])


def test_stopped_before_it_began() -> None:
    calls = CallsDouble({USER: sessions(5)})
    ends = Ends(calls)
    ends.cancel.set()
    assert set(by_code(ends.run(sessions(5)))) == {"E_CANCELLED"}
    assert calls.ended == []


def test_one_that_fails_does_not_stop_the_others() -> None:
    calls = CallsDouble({USER: sessions(30)})
    calls.troubles = {"s7": KeyfobError(Code.E_SERVER, "protocol.server", status=500)}
    found = by_code(Ends(calls).run(sessions(30)))
    assert (len(found["ended"]), found["E_SERVER"]) == (29, ["s7"])


def test_many_failures_in_a_row_do() -> None:
    calls = CallsDouble({USER: sessions(200)})
    calls.troubles = {f"s{n}": KeyfobError(Code.E_DENIED, "sessions.refused", status=403) for n in range(200)}
    ends = Ends(calls)
    found = by_code(ends.run(sessions(200)))
    assert set(found) == {"E_DENIED"}
    assert len(ends.told) < 50


def test_one_that_is_gone_is_told_apart() -> None:
    calls = CallsDouble({USER: sessions(1)})
    done = {one.session.id: one.gone for one in Ends(calls).run(sessions(2))}
    assert done == {"s0": False, "s1": True}


def test_a_fault_of_ours_is_not_swallowed() -> None:
    calls = CallsDouble({USER: sessions(3)})

    def during(_one: ListedSession) -> None:
        raise ZeroDivisionError

    calls.during = during
    with pytest.raises(ZeroDivisionError):
        Ends(calls).run(sessions(3))
