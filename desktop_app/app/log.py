"""Where log records go: into the log's files, and to stderr with ``--debug``. Secrets are masked on the way out.

Whatever has something to say passes here: our own loggers and the libraries', Python's warnings, exceptions that
nobody caught (:mod:`desktop_app.app.log_hooks`) and, in the window, Qt's messages.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TextIO

from desktop_app.app import log_line
from desktop_app.app.log_writer import LogStore, Writer

if TYPE_CHECKING:
    from desktop_app.app.log_line import LogLine

    _StderrHandler = logging.StreamHandler[TextIO]
else:
    _StderrHandler = logging.StreamHandler

Where = Literal["window", "worker", "thread", "command"]
_HANDLER: Final = "keyfob"
_FILE_HANDLER: Final = "keyfob-file"
#: They log headers or form fields at DEBUG. (urllib3 logs request lines alone: its addresses hold no secret of ours,
#: and would be masked.)
_TALKATIVE: Final = ("requests", "authlib", "keyring", "secretstorage", "jeepney", "asyncio", "PIL")
#: Loggers of our own: what happens in Keyfob's life is told at INFO.
_OURS: Final = ("keyfob", "desktop_app")
_MOST_DETAILS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Fault:
    """An error that nobody expected.

    :param where: in a slot of the window, in a task's worker, in another thread, in a command.
    :param kind: the exception's type.
    :param place: file and line where it was raised: tells one fault from another.
    :param trace: its traceback, secrets masked.
    """

    where: Where
    kind: str
    place: str
    trace: str


class _State:
    """What is in force."""

    debug = False
    ours: int = logging.INFO
    libraries: int = logging.WARNING
    listener: Callable[[Fault], None] | None = None


_state: Final = _State()


class RedactingFormatter(logging.Formatter):
    """Formats a record, traceback included, then masks secrets and escapes what cannot be seen."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s.%(msecs)03d %(levelname)s %(name)s: %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """The line (or lines, with a traceback)."""
        return log_line.safe(super().format(record), _MOST_DETAILS)


class _DebugHandler(_StderrHandler):
    """To stderr. Python's own would print the arguments of a record that cannot be formatted, secrets and all."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Tell that there was one."""
        with contextlib.suppress(OSError, ValueError):
            self.stream.write(f"{log_line.safe(record.name)}: a record that cannot be told\n")


class _FileHandler(logging.Handler):
    """Hands records to the writer: ours from their level on, those of libraries from theirs."""

    def __init__(self, writer: Writer) -> None:
        super().__init__()
        self.name = _FILE_HANDLER
        self.writer = writer

    def emit(self, record: logging.LogRecord) -> None:
        """Never raises: a record that cannot be told is told of."""
        if record.levelno < (_state.ours if _is_ours(record.name) else _state.libraries):
            return
        try:
            line = log_line.line_of(record)
        except Exception as fault:  # noqa: BLE001 - whatever the arguments of a stranger's record raise
            line = _untold(record, fault)
        self.writer.put(line)


def set_up(*, debug: bool) -> None:
    """Send every record to stderr (*debug*), or none there: not even warnings, which Python would print unasked."""
    root = logging.getLogger()
    _remove(_HANDLER)
    handler: logging.Handler = _DebugHandler(sys.stderr) if debug else logging.NullHandler()
    handler.name = _HANDLER
    if debug:
        handler.setFormatter(RedactingFormatter())
    root.addHandler(handler)
    _state.debug = debug
    _apply_levels()


def set_level(level: str) -> None:
    """What the log's files keep from now on. What happens to the accounts (signed in, refreshed, offline, refused) is
    always among it.

    :param level: ``warning`` (the usual): libraries' warnings; ``info``: what libraries tell as well; ``debug``: our
        own details too. Another word counts as ``warning``.
    """
    _state.ours = logging.DEBUG if level == "debug" else logging.INFO
    _state.libraries = logging.INFO if level in ("debug", "info") else logging.WARNING
    _apply_levels()


def keep(store: LogStore, *, queued: bool, level: str = "warning") -> None:
    """From now on write records into *store* (in place of another), and catch what nobody catches.

    :param queued: a worker thread writes; else whoever logs does.
    """
    from desktop_app.app import log_hooks

    end(0.0)
    if not any(handler.name == _HANDLER for handler in logging.getLogger().handlers):
        set_up(debug=False)
    logging.getLogger().addHandler(_FileHandler(Writer(store, queued=queued)))
    set_level(level)
    log_hooks.install()


def end(timeout: float = 0.4) -> None:
    """Wait at most *timeout* seconds for what is still to be written, then write no more; hooks go back."""
    from desktop_app.app import log_hooks

    kept = _kept()
    if kept is None:
        return
    log_hooks.remove()
    _remove(_FILE_HANDLER)
    kept.writer.flush(timeout)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)


def flush(timeout: float) -> bool:
    """Wait at most *timeout* seconds until everything is written; whether it is."""
    kept = _kept()
    return kept is None or kept.writer.flush(timeout)


def trouble() -> str:
    """Why nothing is written into the log's files: ``""``, ``off``, ``full``, ``denied``, ``odd``, ``failed``."""
    kept = _kept()
    return "off" if kept is None else kept.writer.store.trouble


def listen(listener: Callable[[Fault], None] | None) -> None:
    """Tell *listener* of each fault, on the thread where it was met; None: nobody."""
    _state.listener = listener


def fault(where: Where, error: BaseException, words: str = "") -> None:
    """An error that nobody expected was met: log it, and tell whoever listens. :param words: what was being done."""
    said = words or f"a fault in the {where}"
    logging.getLogger("keyfob").error("%s: %s", said, type(error).__name__, exc_info=error)
    if _state.listener is not None:
        _state.listener(Fault(where, type(error).__name__, _place(error), traceback_text(error)))


def traceback_text(error: BaseException) -> str:
    """The traceback of *error*, secrets masked, for ``--debug`` and for *Copy details*."""
    return log_line.safe(log_line.trace_of(error), _MOST_DETAILS)


def _place(error: BaseException) -> str:
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return "" if step is None else f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}"


def _untold(record: logging.LogRecord, fault: Exception) -> LogLine:
    words = f"a record that cannot be told ({type(fault).__name__})"
    return log_line.LogLine(record.created, log_line.level_of(record.levelno), record.name, words)


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in _OURS


def _kept() -> _FileHandler | None:
    return next((one for one in logging.getLogger().handlers if isinstance(one, _FileHandler)), None)


def _remove(name: str) -> None:
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if handler.name == name]:
        root.removeHandler(old)


def _apply_levels() -> None:
    """No record is made that nobody takes."""
    is_kept = _kept() is not None
    logging.getLogger().setLevel(logging.DEBUG if _state.debug else _state.libraries if is_kept else logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(_state.ours if is_kept and not _state.debug else logging.NOTSET)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.INFO)
