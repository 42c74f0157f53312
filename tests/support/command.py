"""The program driven from outside: as a person's script would, through its command line alone."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
_SCRIPT = Path(sys.executable).parent / "keyfob"
PROGRAM: tuple[str, ...] = (str(_SCRIPT),) if _SCRIPT.exists() else (sys.executable, "-m", "desktop_app")


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended."""

    args: tuple[str, ...]
    exit: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """The last line of stdout, read as JSON."""
        lines = self.stdout.splitlines()
        assert lines, f"{self.args} wrote nothing to stdout (exit {self.exit}); stderr: {self.stderr}"
        return json.loads(lines[-1])

    @property
    def code(self) -> str | None:
        """The code of the error object in the JSON answer, None where there is none."""
        answer = self.json
        error = answer.get("error") if isinstance(answer, dict) else None
        return error.get("code") if isinstance(error, dict) else None


class Running:
    """A command under way. A context manager: what still runs at its end is killed."""

    def __init__(self, args: Sequence[str], env: Mapping[str, str], cwd: Path, stdin: int | IO[bytes] | None) -> None:
        self.args = tuple(args)
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self.process = subprocess.Popen(
            [*args], env=dict(env), cwd=cwd, stdin=stdin, stdout=subprocess.PIPE, stderr=self._stderr, bufsize=0
        )
        self._read = b""

    @property
    def pid(self) -> int:
        """Process id."""
        return self.process.pid

    def first_line(self, timeout: float = 90.0) -> str:
        """The first line of stdout, as soon as it is there."""
        until = time.monotonic() + timeout
        out = self._stdout()
        while b"\n" not in self._read:
            ready, _, _ = select.select([out], [], [], max(0.0, until - time.monotonic()))
            more = os.read(out.fileno(), 65536) if ready else b""
            if not more:
                why = "ended" if ready else "too late"
                raise AssertionError(f"{self.args}: no first line ({why}): {self.stderr()}")
            self._read += more
        return self._read.split(b"\n", 1)[0].decode()

    def stderr(self) -> str:
        """What was written to stderr up to now."""
        self._stderr.seek(0)
        return self._stderr.read().decode(errors="backslashreplace")

    def signal(self, number: signal.Signals = signal.SIGINT) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def wait(self, timeout: float = 120.0) -> Result:
        """Wait for the end and give the result."""
        try:
            rest, _ = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise AssertionError(f"{self.args} still ran after {timeout} s; stderr: {self.stderr()}") from None
        self._read += rest
        return Result(self.args, self.process.returncode, self._read.decode(errors="backslashreplace"), self.stderr())

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._stdout().close()
        self._stderr.close()
        if self.process.stdin is not None:
            self.process.stdin.close()

    def _stdout(self) -> IO[bytes]:
        assert self.process.stdout is not None
        return self.process.stdout


class Keyfob:
    """The command in one environment (see :func:`tests.support.home.private_home`)."""

    def __init__(self, env: Mapping[str, str], *, program: Sequence[str] = PROGRAM, cwd: Path = ROOT) -> None:
        self.env = dict(env)
        self.program = tuple(program)
        self.cwd = cwd

    def run(self, *args: str, stdin: str | bytes = b"", timeout: float = 120.0, exits: int | None = None) -> Result:
        """Run to the end.

        :param stdin: what the command reads; it is no terminal.
        :param exits: the exit status that must come out of it, where the caller knows.
        """
        content = stdin.encode() if isinstance(stdin, str) else stdin
        with tempfile.TemporaryFile() as source:
            source.write(content)
            source.seek(0)
            with Running([*self.program, *args], self.env, self.cwd, source) as running:
                result = running.wait(timeout)
        assert exits is None or result.exit == exits, f"{args}: exit {result.exit}: {result.stdout}{result.stderr}"
        return result

    def start(self, *args: str) -> Running:
        """Start in the background, without input."""
        return Running([*self.program, *args], self.env, self.cwd, subprocess.DEVNULL)

    @property
    def config_file(self) -> Path:
        """The person's config.toml."""
        return Path(self.env["XDG_CONFIG_HOME"]) / "keyfob" / "config.toml"

    def configure(self, text: str) -> None:
        """Replace config.toml."""
        self.config_file.parent.mkdir(parents=True, exist_ok=True)
        self.config_file.write_text(text, encoding="utf-8")

    def add_account(self, name: str, **keys: object) -> None:
        """Append ``[accounts.NAME]`` with *keys* to config.toml."""
        lines = [f"[accounts.{json.dumps(name)}]", *(f"{key} = {_toml(value)}" for key, value in keys.items())]
        before = self.config_file.read_text(encoding="utf-8") if self.config_file.exists() else ""
        self.configure(before + "\n".join(lines) + "\n\n")

    def status(self, account: str | None = None) -> Any:
        """The account's object of ``status --json`` (the only account's where none is named)."""
        accounts = self.run("status", "--json", exits=0).json["accounts"]
        found = [entry for entry in accounts if account in (None, entry["name"])]
        assert len(found) == 1, f"{len(found)} accounts are named {account!r}"
        return found[0]


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return json.dumps(value)
