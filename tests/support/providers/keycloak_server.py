"""Runs Keycloak from build/keycloak in a home of its own: ``python keycloak_server.py DIST HOME``.

HOME/data/import holds the realm. The first line of output is its address; it ends when standard input does, so it never
outlives the tests.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

#: Small and quick to start: the tests make a few dozen requests.
_JAVA = (
    "-Xms128m -Xmx384m -XX:MetaspaceSize=96M -XX:MaxMetaspaceSize=256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
    " -Dfile.encoding=UTF-8"
)
_OPTIONS = (
    "--optimized",
    "--cache=local",
    "--import-realm",
    "--http-enabled=true",
    "--hostname-strict=false",
    "--http-host=127.0.0.1",
    "--http-port=0",
)
_LISTENING = re.compile(r"Listening on: (http://127\.0\.0\.1:\d+)")


def main(dist: Path, home: Path) -> None:
    """Start it, say where it listens, wait for the end of the input."""
    # Its start script takes the directory above its own for the home; everything but data is shared with the original.
    (home / "bin").mkdir()
    (home / "bin" / "kc.sh").write_bytes((dist / "bin" / "kc.sh").read_bytes())
    for name in ("lib", "conf", "providers", "themes"):
        (home / name).symlink_to(dist / name)
    # A session of its own: the start script and Java in it are ended together.
    process = subprocess.Popen(
        ["bash", str(home / "bin" / "kc.sh"), "start", *_OPTIONS],
        env=dict(os.environ) | {"JAVA_OPTS": _JAVA},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        threading.Thread(target=_follow, args=(process,), daemon=True).start()
        sys.stdin.buffer.read()
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _follow(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="", file=sys.stderr, flush=True)
        if found := _LISTENING.search(line):
            print(found[1], flush=True)
    os.close(1)  # it ended: whoever still waits for the first line shall know


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
