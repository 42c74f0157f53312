"""Asks a person at the terminal, yes or no."""

from __future__ import annotations

import sys

from desktop_app.cli.output import say
from desktop_app.errors import Code, KeyfobError


def confirmed(question: str, refused: KeyfobError, *, can_ask: bool) -> None:
    """Go on only after a yes.

    :param refused: raised where nobody can be asked.
    :param can_ask: whether a person is there.
    :raises KeyfobError: *refused*; E_CANCELLED where the answer was no, or none.
    """
    if not can_ask:
        raise refused
    say(question)
    answer = sys.stdin.readline()
    if answer.strip().casefold() not in ("y", "yes"):
        raise KeyfobError(Code.E_CANCELLED, "sessions.not_confirmed")
