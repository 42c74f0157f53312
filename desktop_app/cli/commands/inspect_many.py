"""Tells of tokens as they come: one in full, many as a table or as one JSON value, in flat memory."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TextIO

from desktop_app.app.escape import escape
from desktop_app.app.inspection import inspection_json
from desktop_app.app.texts import error_texts, text
from desktop_app.cli.commands.inspect_text import full_text, row, table_head
from desktop_app.errors import KeyfobError
from desktop_app.inspector.inspect import inspect_all

if TYPE_CHECKING:
    from desktop_app.cli.commands.inspect_sources import Source
    from desktop_app.cli.output import Output
    from desktop_app.inspector.model import Inspection, Question

#: Answers written at once; a slow input is not kept waiting for them.
_BATCH: Final = 128
#: How often the count is shown, seconds.
_PROGRESS: Final = 0.5
_NOT_READ: Final = 12


class Report:
    """The answer to one call.

    :param are_many: the input is a directory: files without a token are passed over, and names are shown.
    """

    def __init__(self, output: Output, question: Question, *, are_many: bool) -> None:
        self._output = output
        self._question = question
        self._are_many = are_many
        self._first: tuple[Inspection, str | None] | None = None
        self._nothing: Inspection | None = None
        self._count = 0
        self._status = 0
        self._exits: Counter[int] = Counter()
        self._waiting: list[str] = []
        self._begun = False  # a line of JSON that is not ended yet
        self._encode = json.JSONEncoder(ensure_ascii=True, allow_nan=False).encode
        # Where the table itself is seen growing, nothing need be said.
        self._progress = _is_terminal(sys.stderr) and not _is_terminal(sys.stdout)
        self._told_at = time.monotonic()

    def take(self, source: Source) -> None:
        """Inspect everything in *source*.

        :raises KeyfobError: E_USAGE, where it cannot be read (in a directory: said, and passed over); E_DISK, where the
            answer cannot be written.
        """
        try:
            for inspection in inspect_all(self._pieces(source), self._question):
                self._add(inspection, source.name)
        except KeyfobError as trouble:
            if not self._are_many or trouble.text != "inspector.file":
                raise
            self._output.say(" ".join(error_texts(trouble.text, trouble.params)))
            self._status = _NOT_READ

    def end(self) -> int:
        """Write what is left and give the exit status."""
        if self._first is None and self._nothing is not None:
            self._add_known(self._nothing, None)
        if self._first is not None and self._count == 1:
            self._tell_one(*self._first)
        else:
            self._flush()
            if self._count == 0:
                self._status = _NOT_READ
            if self._output.json:
                self._output.part("]}\n" if self._begun else '{"tokens": []}\n')
                self._begun = False
            else:
                self._output.say(self._summary())
        self._end_progress()
        return self._status

    def broken_off(self) -> None:
        """The answer ends here: what is told after it stands on a line of its own."""
        if self._begun:
            self._begun = False
            self._output.part("\n")

    def _pieces(self, source: Source) -> Iterator[str]:
        for piece in source.pieces():
            yield piece
            self._flush()

    def _add(self, inspection: Inspection, file: str | None) -> None:
        if self._are_many and inspection.token.kind == "opaque" and inspection.findings[0].code == "no_token":
            self._nothing = inspection
            return
        self._add_known(inspection, file)

    def _add_known(self, inspection: Inspection, file: str | None) -> None:
        self._count += 1
        exit_status = inspection.exit_status
        self._exits[exit_status] += 1
        if exit_status > self._status:
            self._status = exit_status
        if self._count == 1:
            self._first = (inspection, file)
            return
        if self._count == 2 and self._first is not None:
            self._begin(*self._first)
        self._waiting.append(self._shown(inspection, file))
        if len(self._waiting) >= _BATCH:
            self._flush()

    def _shown(self, inspection: Inspection, file: str | None) -> str:
        if self._output.json:
            return ", " + self._encode(inspection_json(inspection, file=file))
        return row(self._count, inspection, file) + "\n"

    def _begin(self, inspection: Inspection, file: str | None) -> None:
        if self._output.json:
            self._begun = True
            self._waiting.append('{"tokens": [' + self._encode(inspection_json(inspection, file=file)))
        else:
            self._waiting += [table_head() + "\n", row(1, inspection, file) + "\n"]

    def _tell_one(self, inspection: Inspection, file: str | None) -> None:
        if self._output.json:
            self._output.line(self._encode(inspection_json(inspection, file=file)))
        else:
            self._output.line(full_text(inspection, self._question.at))

    def _flush(self) -> None:
        if self._waiting:
            self._output.part("".join(self._waiting))
            self._waiting.clear()
        if self._progress and time.monotonic() - self._told_at > _PROGRESS:
            self._told_at = time.monotonic()
            self._line(text("inspector.progress", count=self._count))

    def _end_progress(self) -> None:
        if self._progress:
            self._line("")

    @staticmethod
    def _line(words: str) -> None:
        with suppress(OSError, ValueError):  # a terminal that is gone is nobody's loss
            sys.stderr.write(f"\r\x1b[K{escape(words)}")
            sys.stderr.flush()

    def _summary(self) -> str:
        exits = self._exits
        return text(
            "inspector.summary",
            count=self._count,
            good=exits[0],
            bad=exits[10],
            unchecked=exits[11],
            unread=exits[12],
        )


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()
