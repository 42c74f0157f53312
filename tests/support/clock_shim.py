"""A wall clock that is wrong, for the programs under test alone; it may be set while they run."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import time
from pathlib import Path

from tests.support.real import require

_SOURCE = Path(__file__).with_name("clockshift.c")


class WrongClock:
    """A clock in *folder*. Programs with :attr:`environment` live by it."""

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("cc") or shutil.which("gcc")
        require(sys.platform == "linux" and compiler is not None, "Linux and a C compiler")
        assert compiler is not None
        folder.mkdir(parents=True, exist_ok=True)
        library, self._file = folder / "clockshift.so", folder / "clockshift"
        words: list[str | Path] = [compiler, "-shared", "-fPIC", "-O1", "-o", library, _SOURCE, "-ldl"]
        built = subprocess.run(words, capture_output=True, text=True, check=False)
        assert built.returncode == 0, built.stderr
        self._file.write_bytes(struct.pack("=q", 0))
        self.environment = {"LD_PRELOAD": str(library), "CLOCKSHIFT_FILE": str(self._file)}
        self.set(86_400)
        told = subprocess.run(
            [sys.executable, "-c", "import time; print(time.time())"],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=True,
        )
        require(float(told.stdout) > time.time() + 80_000, "a dynamically linked Python (for the clock's shim)")
        self.set(0)

    def set(self, offset: int) -> None:
        """From now on the clock is *offset* seconds ahead."""
        # In place: the running programs have the file mapped.
        descriptor = os.open(self._file, os.O_WRONLY)
        try:
            os.pwrite(descriptor, struct.pack("=q", offset), 0)
        finally:
            os.close(descriptor)
        self.offset = offset
