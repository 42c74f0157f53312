"""The demo provider as a child process of the window."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from desktop_app.errors import Code, KeyfobError

_PREFIX: Final = "http://127.0.0.1:"
_END: Final = 2.0


def own_command() -> tuple[str, ...]:
    """How this program starts itself: frozen, or as a module of this interpreter."""
    if getattr(sys, "frozen", False):
        folder, name = os.path.split(sys.executable)
        # On Windows the program with the window has no standard output; the one beside it has.
        return (os.path.join(folder, "keyfob.exe" if name.lower() == "keyfobw.exe" else name), "demo-provider")
    return (sys.executable, "-m", "desktop_app", "demo-provider")


class DemoProcess:
    """The provider running beside us. It ends with :meth:`close`, and by itself when this process is gone.

    :param options: more options of ``demo-provider``.
    :param command: how to start it, unless as :func:`own_command` says.
    :param deadline: seconds until it must have named its issuer.
    :raises KeyfobError: E_SERVER, it could not be started or did not answer in time.
    """

    def __init__(
        self, options: Sequence[str] = (), *, command: Sequence[str] | None = None, deadline: float = 20.0
    ) -> None:
        arguments = [*(own_command() if command is None else command), "--parent-pipe", *options]
        try:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # it names the API key
                env=_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise KeyfobError(Code.E_SERVER, "demo.no_start", why=why) from error
        try:
            self.issuer: Final = self._first_line(deadline)
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def is_running(self) -> bool:
        """Whether it still lives."""
        return self._process.poll() is None

    def wait(self) -> None:
        """Wait until it has ended, however that came about."""
        self._process.wait()

    def close(self) -> None:
        """End it and wait until it has; twice is fine."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            # Its standard input has ended: it goes by itself.
            self._process.wait(_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> DemoProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _first_line(self, deadline: float) -> str:
        out = self._process.stdout
        assert out is not None  # noqa: S101 - it is a pipe
        lines: list[bytes] = []
        # A thread, since a pipe cannot be waited for with a deadline on every system. Killing the child ends it.
        reader = threading.Thread(target=lambda: lines.append(out.readline(200)), name="demo-issuer", daemon=True)
        reader.start()
        reader.join(deadline)
        if reader.is_alive():
            self._process.kill()
            reader.join()
            raise KeyfobError(Code.E_SERVER, "demo.not_started", seconds=round(deadline))
        issuer = lines[0].decode("ascii", "replace").rstrip("\r\n") if lines else ""
        port = issuer.removeprefix(_PREFIX)
        if not issuer.startswith(_PREFIX) or not (port.isascii() and port.isdigit()):
            raise KeyfobError(Code.E_SERVER, "demo.no_start", why="it ended at once")
        return issuer


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    if not getattr(sys, "frozen", False):
        # `-m desktop_app` must find the package wherever this process found it.
        root = str(Path(__file__).resolve().parents[2])
        path = environment.get("PYTHONPATH", "")
        environment["PYTHONPATH"] = root if not path else os.pathsep.join((root, path))
    return environment
