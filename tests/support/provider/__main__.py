"""``python -m tests.support.provider [--port N] [--script NAME]``: its issuer is the first line of stdout."""

from __future__ import annotations

import argparse
import os
import stat
import sys
import threading

from tests.support.provider.modules import EXTRA, MODULES
from tests.support.provider.provider import ScriptedProvider
from tests.support.provider.script import Script


def main() -> int:
    """Serve until standard input closes where that is a pipe, else until a signal comes."""
    scripts = {module.name: module.script for module in (*MODULES, *EXTRA)}
    parser = argparse.ArgumentParser(prog="provider")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--script", default="honest", choices=["honest", *scripts])
    parser.add_argument("--client-id", default="keyfob-tests")
    parser.add_argument("--grace", type=float, default=0.0)
    parser.add_argument("--lifetime", type=int, default=300)
    asked = parser.parse_args()
    script = scripts.get(asked.script, Script()).but(grace=asked.grace, lifetime=asked.lifetime)
    with ScriptedProvider(script, client_id=asked.client_id, port=asked.port) as provider:
        print(provider.issuer, flush=True)
        if stat.S_ISFIFO(os.fstat(0).st_mode):
            sys.stdin.read()
        else:
            threading.Event().wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
