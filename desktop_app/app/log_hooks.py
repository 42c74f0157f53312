"""Catches for the log what nobody catches: Python's warnings, exceptions in threads, in slots and in ``__del__``."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final

from desktop_app.app import log


class _Before:
    """The hooks that were there; None while ours are not."""

    warnings: bool = False
    thread: Callable[[threading.ExceptHookArgs], object] | None = None
    unraisable: Callable[[sys.UnraisableHookArgs], object] | None = None
    uncaught: Callable[[type[BaseException], BaseException, TracebackType | None], object] | None = None


_before: Final = _Before()


def install() -> None:
    """Put the hooks in place."""
    if _before.thread is not None:
        return
    logging.captureWarnings(True)
    _before.thread, threading.excepthook = threading.excepthook, _in_thread
    _before.unraisable, sys.unraisablehook = sys.unraisablehook, _unraisable
    _before.uncaught, sys.excepthook = sys.excepthook, uncaught


def remove() -> None:
    """Put back what was there."""
    if _before.thread is None or _before.unraisable is None or _before.uncaught is None:
        return
    logging.captureWarnings(False)
    threading.excepthook = _before.thread
    sys.unraisablehook = _before.unraisable
    sys.excepthook = _before.uncaught
    _before.thread = _before.unraisable = _before.uncaught = None


def uncaught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """An exception left a slot, or the program: logged and told, never a traceback in front of a person."""
    if isinstance(error, Exception):
        log.fault("window", error, "a fault in the window")


def _in_thread(told: threading.ExceptHookArgs) -> None:
    if isinstance(told.exc_value, Exception):
        log.fault("thread", told.exc_value, "a thread failed")


def _unraisable(told: sys.UnraisableHookArgs) -> None:
    """An exception in ``__del__`` or a callback of the interpreter: nothing that a person did has failed, so it is
    logged and told to nobody. (Nothing of *told.object* is kept: that would bring it back to life.)"""
    error = told.exc_value
    if error is not None:
        what = told.err_msg or "an exception nobody could be given"
        logging.getLogger("keyfob").error("%s: %s", what, type(error).__name__, exc_info=error)
