"""What happened to each account, for the activity page: one JSON line an event, the last 500 of them, no secrets."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop_app.app.redaction import redact
from desktop_app.errors import KeyfobError, Param

if TYPE_CHECKING:
    from desktop_app.ports import Files
    from desktop_app.session.account import Account

_log: Final = logging.getLogger("keyfob.activity")
MAX_EVENTS: Final = 500
_MAX_SIZE: Final = 1_000_000
_MAX_WORDS: Final = 300
_MAX_DETAILS: Final = 20


@dataclass(frozen=True, slots=True)
class ActivityEvent:
    """One event. :param at: wall clock, seconds. :param kind: a word of ours (``refreshed``)."""

    kind: str
    at: float
    details: Mapping[str, Param] = field(default_factory=dict)


class ActivityLog:
    """The log below ``activity/`` (:class:`desktop_app.session.deps.Activity`)."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._guard = threading.Lock()

    def record(self, account: Account, kind: str, at: float, **details: Param) -> None:
        """Append one event; the oldest goes where there are too many. Never raises: a full disk must not cost a
        session. (Two processes that append at the same moment may lose a line.)"""
        kept = {name: _bounded(value) for name, value in list(details.items())[:_MAX_DETAILS]}
        code = kept.get("code")
        told = f"{kind} {code}" if code else kind
        _log.info("%s: %s", account.name, told, extra={"account": account.name})
        _log.debug("%s: %s", account.name, kept)
        line = json.dumps({"at": at, "kind": kind, **({"details": kept} if kept else {})})
        name = _file(account.key)
        with self._guard:
            try:
                lines = _lines(self._files.read(name, _MAX_SIZE))
                self._files.write(name, "".join(f"{one}\n" for one in [*lines, line][-MAX_EVENTS:]).encode("ascii"))
            except KeyfobError:
                return

    def events(self, account: Account) -> tuple[ActivityEvent, ...]:
        """What is remembered, oldest first; lines that are none of ours are left out.

        :raises KeyfobError: E_DISK.
        """
        found = (_event(line) for line in _lines(self._files.read(_file(account.key), _MAX_SIZE)))
        return tuple(event for event in found if event is not None)

    def remove(self, account: Account) -> None:
        """Forget it all.

        :raises KeyfobError: E_DISK.
        """
        self._files.remove(_file(account.key))


def _file(key: str) -> str:
    return f"activity/{key}.jsonl"


def _bounded(value: Param) -> Param:
    return redact(value[:_MAX_WORDS]) if isinstance(value, str) else value


def _lines(data: bytes | None) -> list[str]:
    return [line for line in (data or b"").decode("ascii", "replace").split("\n") if line and line.isascii()]


def _event(line: str) -> ActivityEvent | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    kind, at, details = found.get("kind"), found.get("at"), found.get("details", {})
    if not (isinstance(kind, str) and isinstance(at, int | float) and isinstance(details, dict)):
        return None
    kept = {name: value for name, value in details.items() if value is None or isinstance(value, str | int | float)}
    return ActivityEvent(kind, float(at), kept)
