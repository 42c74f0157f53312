"""The activity log: bounded, without secrets, and never in the way."""

from __future__ import annotations

from desktop_app.app.activity import MAX_EVENTS, ActivityEvent, ActivityLog
from desktop_app.session.account import Account
from tests.support.port_doubles import MemoryFiles

WORK = Account("work", "https://a", "app")
HOME = Account("home", "https://a", "app")


def test_events_come_back_in_order() -> None:
    log = ActivityLog(MemoryFiles())

    log.record(WORK, "signed_in", 1.0)
    log.record(WORK, "refresh_failed", 2.5, code="E_NETWORK", tries=3, reason=None)

    assert log.events(WORK) == (
        ActivityEvent("signed_in", 1.0),
        ActivityEvent("refresh_failed", 2.5, {"code": "E_NETWORK", "tries": 3, "reason": None}),
    )
    assert log.events(HOME) == ()
    log.remove(WORK)
    assert log.events(WORK) == ()


def test_the_oldest_go() -> None:
    log = ActivityLog(MemoryFiles())

    for at in range(MAX_EVENTS + 7):
        log.record(WORK, "refreshed", float(at))

    events = log.events(WORK)
    assert (len(events), events[0].at, events[-1].at) == (MAX_EVENTS, 7.0, MAX_EVENTS + 6.0)


def test_secrets_and_long_words_stay_out() -> None:
    files = MemoryFiles()

    ActivityLog(files).record(WORK, "odd", 1.0, words="code=abcdefgh " + "x " * 500)

    (content,) = files.content.values()
    assert b"abcdefgh" not in content
    assert len(content) < 500


def test_a_full_disk_costs_nothing() -> None:
    files = MemoryFiles()
    log = ActivityLog(files)
    log.record(WORK, "signed_in", 1.0)
    files.broken = True

    log.record(WORK, "refreshed", 2.0)

    assert [event.kind for event in log.events(WORK)] == ["signed_in"]


def test_strange_lines_are_left_out() -> None:
    files = MemoryFiles()
    log = ActivityLog(files)
    log.record(WORK, "signed_in", 1.0)
    (name,) = files.content
    files.content[name] += (
        b'\n{\n[]\n{"kind": 1, "at": 2}\n\xff\n{"kind": "x", "at": 3, "details": {"a": [], "b": 1}}\n'
    )

    assert log.events(WORK) == (ActivityEvent("signed_in", 1.0), ActivityEvent("x", 3.0, {"b": 1}))
