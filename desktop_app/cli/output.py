"""Where answers and words go: stdout carries the answer, stderr everything else."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from desktop_app.app.escape import escape
from desktop_app.errors import Code, KeyfobError

if TYPE_CHECKING:
    from desktop_app.cli.arguments import Arguments


class OutputGone(Exception):
    """Whoever read our output has gone (a closed pipe): there is nobody to tell anything."""


class Output:
    """What a command writes.

    :ivar json: the last line of stdout is to be one JSON value.
    """

    def __init__(self, *, json: bool) -> None:
        self.json = json

    @classmethod
    def of(cls, arguments: Arguments) -> Output:
        """As the command line asked."""
        return cls(json=arguments.json)

    def answer(self, value: Mapping[str, object], text: str) -> None:
        """The answer: *value* as a line of ASCII JSON, or *text*."""
        self.line(dumps(value) if self.json else text)

    def line(self, text: str) -> None:
        """A line of stdout, flushed.

        :raises OutputGone: the pipe is closed.
        :raises KeyfobError: E_DISK, where it cannot be written.
        """
        if text:
            _write(sys.stdout, text)

    def part(self, text: str) -> None:
        """A piece of stdout, flushed; whoever writes pieces ends their line. Raises as :meth:`line` does."""
        if text:
            _write(sys.stdout, text, end="")

    def say(self, text: str) -> None:
        """A line of stderr; a stderr that is gone is nobody's loss."""
        say(text)

    def error(self, error: KeyfobError, beside: Mapping[str, object] | None = None) -> int:
        """Tell of *error*: as JSON on stdout (with the members *beside* it), or as text on stderr.

        :returns: the exit status.
        """
        from desktop_app.app.texts import error_json

        shown = error_json(error)
        if self.json:
            self.line(dumps({**(beside or {}), "error": shown}))
        else:
            say(error_text(shown))
        return error.exit_status


def error_text(shown: Mapping[str, object]) -> str:
    """An error object as lines of text: what happened, what to do, the code."""
    reason = f", {shown['reason']}" if "reason" in shown else ""
    lines = [f"keyfob: {shown['message']}", str(shown["hint"]), f"({shown['code']}{reason})"]
    return "\n".join(escape(line) for line in lines if line)


def say(text: str) -> None:
    """A line of stderr."""
    try:
        _write(sys.stderr, text)
    except (OutputGone, KeyfobError):
        return


def dumps(value: object) -> str:
    """*value* as one line of ASCII JSON."""
    import json

    return json.dumps(value, ensure_ascii=True, allow_nan=False)


def _write(stream: TextIO | None, text: str, end: str = "\n") -> None:
    if stream is None:  # started without one (`>&-`, or a windowed program)
        return
    try:
        try:
            stream.write(f"{text}{end}")
        except UnicodeEncodeError:
            encoding = stream.encoding or "ascii"
            stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + end)
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
        raise OutputGone from None
    except (OSError, ValueError) as error:  # ValueError: the stream is closed
        _silence(stream)
        why = error.strerror if isinstance(error, OSError) and error.strerror else "closed"
        raise KeyfobError(Code.E_DISK, "cli.output", why=why) from None


def _silence(stream: TextIO) -> None:
    """What is still buffered cannot be written; the interpreter must not complain about that at its end."""
    import contextlib
    import os

    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
