"""A server of the tests' own, as a child process that says on its first line of output where it listens."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from tests.support.home import INHERITED


class Background:
    """Starts it and waits for the line; ends it with the ``with`` block (and with this process: its input closes)."""

    def __init__(
        self, command: Sequence[str | Path], *, env: Mapping[str, str], log: Path, cwd: Path | None = None
    ) -> None:
        self.log = log
        inherited = {name: os.environ[name] for name in (*INHERITED, "HOME") if name in os.environ}
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                env=inherited | {"LC_ALL": "C.UTF-8"} | dict(env),
                cwd=cwd,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                bufsize=0,
            )

    def first_line(self, timeout: float = 120.0) -> str:
        """The first line of its output."""
        assert self.process.stdout is not None
        until = time.monotonic() + timeout
        read = b""
        while not read.endswith(b"\n"):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, until - time.monotonic()))
            byte = os.read(self.process.stdout.fileno(), 1) if ready else b""
            if not byte:
                self.stop()
                raise AssertionError(f"{self.process.args!r} did not start: {self.log.read_text(errors='replace')}")
            read += byte
        return read.decode().strip()

    def stop(self) -> None:
        """Ask it to end, then make it."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self) -> Background:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
