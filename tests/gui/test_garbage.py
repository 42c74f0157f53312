"""Garbage goes on the main thread, when enough has come together, and no worker ever collects."""

from __future__ import annotations

import gc
import threading
import weakref

from pytestqt.qtbot import QtBot

from desktop_app.ui.garbage import collect_if_due
from desktop_app.ui.tasks import Tasks


class Knot:
    def __init__(self) -> None:
        self.itself = self


def test_it_waits_until_it_is_worth_it() -> None:
    gc.collect()
    lost = weakref.ref(Knot())

    collect_if_due()
    assert lost() is not None

    _kept = [[number] for number in range(30_000)]
    collect_if_due()
    assert lost() is None


def test_a_result_that_arrives_is_where_it_goes(qtbot: QtBot) -> None:
    threads: list[int] = []
    gone: list[int] = []
    tasks = Tasks()

    def work() -> list[list[int]]:
        threads.append(threading.get_ident())
        weakref.finalize(Knot(), lambda: gone.append(threading.get_ident()))
        return [[number] for number in range(30_000)]

    kept: list[object] = []
    tasks.run("lane", work, kept.append)
    qtbot.waitUntil(lambda: bool(gone))

    assert gone == [threading.main_thread().ident]
    assert threads != gone
    assert len(kept) == 1
