"""Secrets that must not come out, and the search for them in everything a program wrote."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.support.provider.endpoints import PATHS
from tests.support.provider.provider import ScriptedProvider
from tests.support.provider.record import Seen
from tests.support.provider.script import Fault
from tests.support.provider.wire import Reply

_IN_ANSWERS = ("access_token", "refresh_token", "id_token")
_IN_REQUESTS = ("code", "code_verifier", "refresh_token", "client_secret", "token", "id_token_hint")


class TellingProvider(ScriptedProvider):
    """Remembers every secret that it gave or was given."""

    def __init__(self, *args: Any, **named: Any) -> None:
        self.secrets: set[str] = set()
        super().__init__(*args, **named)

    def _answer(self, seen: Seen) -> tuple[Reply, Fault | None]:
        reply, fault = super()._answer(seen)
        found = [seen.value(name) for name in _IN_REQUESTS]
        scheme, _, bearer = seen.headers.get("authorization", "").partition(" ")
        found.append(bearer)
        if seen.path == PATHS["token"] and reply.body.startswith(b"{"):
            answer = json.loads(reply.body)
            found += [answer.get(name, "") for name in _IN_ANSWERS]
        for text in filter(None, found):
            self.secrets.add(text)
            # Of a JWT, its claims and its signature alone are secrets enough; its header is everybody's.
            self.secrets.update(text.split(".")[1:] if text.count(".") == 2 else [])
        return reply, fault


def needles(secret: str) -> Iterator[bytes]:
    """All the forms that *secret* may have taken: plain, percent, hex, base64 and base64url at any offset, UTF-16."""
    data = secret.encode()
    yield data
    yield quote(secret, safe="").encode()
    yield quote(quote(secret, safe=""), safe="").encode()
    yield "".join(f"%{byte:02X}" for byte in data).encode()
    yield "".join(f"%{byte:02x}" for byte in data).encode()
    yield data.hex().encode()
    yield data.hex().upper().encode()
    yield secret.encode("utf-16-le")
    for offset in range(3):
        # The characters that depend on what stands beside it are left out.
        head, tail = (0, 2, 3)[offset], 4
        encoded = base64.b64encode(b"\0" * offset + data)
        yield encoded[head:-tail]
        yield encoded[head:-tail].translate(bytes.maketrans(b"+/", b"-_"))


def found_in(outputs: Mapping[str, bytes], secrets: Iterable[str]) -> list[str]:
    """Where any of *secrets* stands, in whatever form."""
    wanted = [(secret, needle) for secret in secrets for needle in set(needles(secret))]
    return [
        f"{name}: {secret[:6]}… as {needle[:12]!r}"
        for name, content in outputs.items()
        for secret, needle in wanted
        if needle in content
    ]


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file, with its name."""
    return {
        str(path.relative_to(folder)): str(path).encode() + b"\0" + path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


class ProcessWatch:
    """Looks at the arguments and the environment of every descendant of this process, over and over."""

    def __init__(self) -> None:
        self.seen: dict[str, bytes] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="process-watch")

    def __enter__(self) -> ProcessWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look_on(self) -> None:
        while not self._stop.wait(0.02):
            for pid in _descendants():
                for part in ("cmdline", "environ"):
                    try:
                        content = Path(f"/proc/{pid}/{part}").read_bytes()
                    except OSError:
                        continue
                    if content:
                        self.seen[f"process {pid} {part} {hash(content)}"] = content


def _descendants() -> list[int]:
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = Path(f"/proc/{entry}/stat").read_text(errors="replace")
            except OSError:
                continue
            parents[int(entry)] = int(stat.rpartition(")")[2].split()[1])
    found, added = {os.getpid()}, True
    while added:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        added = bool(more)
        found |= more
    return sorted(found - {os.getpid()})
