"""Talks with a person at the terminal while a sign-in waits: takes a pasted address, asks a question."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from desktop_app.app.texts import error_json, text
from desktop_app.cli.output import say

if TYPE_CHECKING:
    from desktop_app.errors import KeyfobError
    from desktop_app.ports import Cancel

TakeAddress = Callable[[str], "KeyfobError | None"]


class Terminal:
    """One reader of stdin for everything that is asked; prompts go to stderr."""

    def __init__(self, lines: TextIO, cancel: Cancel) -> None:
        self._lines = lines
        self._cancel = cancel
        self._take: Callable[[str | None], None] = lambda _line: None
        self._reading = False

    def offer_paste(self, take_address: TakeAddress) -> None:
        """Let the person paste the address the browser ended on."""

        def take(line: str | None) -> None:
            if line is None or not line.strip():
                return
            trouble = take_address(line.strip())
            if trouble is None:
                self._take = lambda _line: None
                say(text("cli.pasted"))
            else:
                shown = error_json(trouble)
                say(f"{shown['message']} {shown['hint']}")

        self._take = take
        say(text("cli.paste"))
        self._read()

    def browser_failed(self, trouble: KeyfobError) -> None:
        """No browser opened here: the address stands above, and the sign-in waits on."""
        shown = error_json(trouble)
        say(f"{shown['message']} {shown['hint']}")

    def confirm_subject(self, old: str | None, new: str | None) -> bool:
        """Ask whether another person may take the account's place. No answer is a no."""
        answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._take = answers.put
        say(text("cli.other_person", old=old or "?", new=new or "?"))
        self._read()
        while not self._cancel.is_set():
            try:
                answer = answers.get(timeout=0.5)
            except queue.Empty:
                continue
            return answer is not None and answer.strip().casefold() in ("y", "yes")
        return False

    def _read(self) -> None:
        if not self._reading:
            self._reading = True
            threading.Thread(target=self._run, name="keyfob-terminal", daemon=True).start()

    def _run(self) -> None:
        try:
            while line := self._lines.readline():
                self._take(line)
        except (OSError, ValueError):  # the terminal has gone
            pass
        self._reading = False
        self._take(None)
