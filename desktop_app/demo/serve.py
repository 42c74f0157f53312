"""``keyfob demo-provider``: serves the demo provider until it is told to stop."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Code, KeyfobError

if TYPE_CHECKING:
    from desktop_app.demo.records import Settings
    from desktop_app.demo.store import Store

DEFAULT_PORT: Final = 8765
#: How long a taken port is waited for, seconds: an earlier demo may be about to end.
PATIENCE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Options:
    """The command's options; lifetimes in seconds."""

    port: int
    data: Path | None
    parent_pipe: bool
    access_ttl: int
    refresh_ttl: int
    grace: int


def main(argv: Sequence[str], data: Path | None = None) -> int:
    """Run the provider. The issuer is the first line of stdout, flushed; everything else goes to stderr.

    :param argv: the options after ``demo-provider``.
    :param data: the folder its data lies in unless ``--data`` says otherwise.
    :returns: 0 after SIGTERM, SIGINT or the parent's end; 2 for wrong options; 4 or 5 when it cannot start.
    """
    try:
        options = parse(argv)
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else 2
    stop: SimpleQueue[str] = SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.put("signal"))
    if options.parent_pipe:
        threading.Thread(target=_watch_parent, args=(stop,), name="parent", daemon=True).start()
    try:
        _serve(options, options.data or data, stop)
    except KeyfobError as error:
        from desktop_app.app.texts import error_texts

        _say(f"{error.code}: " + " ".join(error_texts(error.text, error.params)))
        return error.exit_status
    return 0


def parse(argv: Sequence[str]) -> Options:
    """The options of *argv*. Raises SystemExit, having told why, as argparse does."""
    import argparse

    from desktop_app.app.texts import text

    parser = argparse.ArgumentParser(prog="keyfob demo-provider", description=text("demo.about"))
    parser.add_argument("--port", type=_within(0, 65535), default=DEFAULT_PORT)
    parser.add_argument("--data", type=Path, default=None, metavar="DIR")
    parser.add_argument("--parent-pipe", action="store_true")
    parser.add_argument("--access-ttl", type=_within(1, 86_400), default=120, metavar="S")
    parser.add_argument("--refresh-ttl", type=_within(1, 400 * 86_400), default=30 * 86_400, metavar="S")
    parser.add_argument("--grace", type=_within(0, 86_400), default=0, metavar="S")
    found = parser.parse_args(list(argv))
    return Options(**vars(found))


def open_store(settings: Settings, folder: Path | None) -> Store:
    """The memory of the issuer of *settings*: its file in *folder*, or nothing but memory where there is no folder or
    another provider holds the file. A damaged file is replaced.

    :raises KeyfobError: E_DISK, the folder cannot be written.
    """
    import sqlite3

    from desktop_app.app.texts import text
    from desktop_app.demo.store import Store, StoreTaken

    if folder is None:
        return Store(None, settings)
    path = folder / f"demo-{settings.port}.sqlite3"
    try:
        for place in (folder.parent, folder):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            return Store(path, settings)
        except StoreTaken:
            _say(text("demo.afresh"))
            return Store(None, settings)
        except sqlite3.DatabaseError:
            _say(text("demo.afresh"))
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                (folder / name).unlink(missing_ok=True)
            return Store(path, settings)
    except (OSError, sqlite3.DatabaseError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise KeyfobError(Code.E_DISK, "demo.no_data", folder=str(folder), why=why) from error


def _serve(options: Options, folder: Path | None, stop: SimpleQueue[str]) -> None:
    import secrets

    from desktop_app.app.texts import text
    from desktop_app.demo.app import make_app
    from desktop_app.demo.records import Settings
    from desktop_app.demo.web_server import bind, serving

    with bind(options.port, patience=PATIENCE) as listener:
        port = listener.getsockname()[1]
        if options.port not in (0, port):
            _say(text("demo.moved", port=options.port))
        issuer = f"http://127.0.0.1:{port}"
        settings = Settings(issuer, access_ttl=options.access_ttl, refresh_ttl=options.refresh_ttl, grace=options.grace)
        # On a port that nobody asked for nobody finds it again: such a demo lives in memory alone.
        store = open_store(settings, folder if port == options.port else None)
        try:
            api_key = store.lasting("api_key", lambda: secrets.token_urlsafe(33))
            with serving(listener, make_app(settings, store, api_key=api_key)):
                _say(text("demo.running", issuer=issuer, api_key=api_key))
                print(issuer, flush=True)
                while not _asked_to_stop(stop):
                    pass
        finally:
            store.close()


def _asked_to_stop(stop: SimpleQueue[str]) -> bool:
    # A bounded wait: on Windows an unbounded one would not let Ctrl+C through.
    try:
        stop.get(timeout=0.5)
    except Empty:
        return False
    return True


def _watch_parent(stop: SimpleQueue[str]) -> None:
    # os.read and not sys.stdin: a reader blocked inside a buffered file would trouble the interpreter's end.
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    stop.put("parent")


def _say(words: str) -> None:
    if sys.stderr is not None:
        print(words, file=sys.stderr, flush=True)


def _within(least: int, most: int) -> Callable[[str], int]:
    def number(words: str) -> int:
        value = int(words)
        if not least <= value <= most:
            raise ValueError(words)
        return value

    return number
