"""Where the one window of a person listens, and how a second start knocks there.

The address lies in a file of the private state directory, which nobody else can write or read; the socket itself lies
in a directory of mode 0700 (a pipe of a name that cannot be guessed on Windows). All that can be said there is "show
yourself".
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import sys
import tempfile
import time
from typing import Final

#: A path of a socket has room for about 104 characters on every system; Qt needs some of them while it makes one.
_LONGEST: Final = 90
_PIPE: Final = "\\\\.\\pipe\\"
_ANSWER: Final = b"shown\n"
_LOOK: Final = 0.05


def choose_address(state_dir: str) -> str:
    """A place to listen at, for the window of *state_dir*: a socket's path, or a pipe's name.

    :raises OSError: there is no private place for one.
    """
    if sys.platform == "win32":
        return f"{_PIPE}keyfob-{secrets.token_hex(16)}"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    name = f"keyfob-{hashlib.sha256(os.path.realpath(state_dir).encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"
    for path in (os.path.join(runtime, name), os.path.join(state_dir, "window", "door")):
        if os.path.isabs(path) and len(os.fsencode(path)) <= _LONGEST and _is_private(os.path.dirname(path)):
            return path
    # Made anew, with mode 0700.
    return os.path.join(tempfile.mkdtemp(prefix="keyfob-"), "door")


def leave_address(address: str) -> None:
    """Nobody listens at *address* any more: remove the directory if it was made for it alone."""
    folder = os.path.dirname(address)
    if sys.platform != "win32" and os.path.basename(folder).startswith("keyfob-"):
        try:
            os.rmdir(folder)
        except OSError:
            return


def knock(address: str, words: bytes, timeout: float) -> bool:
    """Say *words* at *address*. Returns whether the window answered within *timeout* seconds."""
    if not address or "\0" in address or len(address) > 300:
        return False
    try:
        if sys.platform == "win32":
            return address.startswith(_PIPE) and _knock_pipe(address, words, timeout)
        return os.path.isabs(address) and _knock_socket(address, words, timeout)
    except OSError:
        return False


def _is_private(folder: str) -> bool:
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077


def _knock_socket(address: str, words: bytes, timeout: float) -> bool:
    import socket

    until = time.monotonic() + timeout
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as visitor:
        visitor.settimeout(timeout)
        visitor.connect(address)
        visitor.sendall(words)
        heard = b""
        while len(heard) < len(_ANSWER) and (left := until - time.monotonic()) > 0:
            visitor.settimeout(left)
            more = visitor.recv(len(_ANSWER) - len(heard))
            if not more:
                break
            heard += more
    return heard == _ANSWER


def _knock_pipe(address: str, words: bytes, timeout: float) -> bool:
    """A pipe that is busy is tried again; reading one cannot be given a limit, so a thread that may be left does it."""
    import threading

    heard: list[bytes] = []

    def talk() -> None:
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            try:
                with open(address, "r+b", buffering=0) as pipe:
                    pipe.write(words)
                    heard.append(pipe.read(len(_ANSWER)) or b"")
                return
            except FileNotFoundError:
                return
            except OSError:
                time.sleep(_LOOK)

    talking = threading.Thread(target=talk, name="knock", daemon=True)
    talking.start()
    talking.join(timeout)
    return heard == [_ANSWER]
