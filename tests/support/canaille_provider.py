"""A real provider written by others: Canaille, from PyPI. Its issuer is http://localhost:PORT."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.background import Background
from tests.support.real import require
from tests.support.visitor import ALICE, ROOT, Visitor

PYTHON = ROOT / ".venv-providers" / "bin" / "python"
SCRIPT = ROOT / "tests" / "support" / "providers" / "canaille_server.py"


@dataclass(frozen=True, slots=True)
class CanailleProvider:
    """A running provider with a public client and one person, alice.

    :param redirect_port: the one port of 127.0.0.1 that is registered (paths /callback and /logged-out).
    """

    issuer: str
    client_id: str
    redirect_port: int

    @property
    def account(self) -> dict[str, object]:
        """The keys of an ``[accounts.NAME]`` table for it."""
        return {
            "issuer": self.issuer,
            "client_id": self.client_id,
            "allow_http": True,
            "redirect_ports": [self.redirect_port],
        }

    def sign_in(self, url: str) -> str:
        """Walk through login and consent as alice; gives the redirect address, which is not fetched."""
        with Visitor(ALICE) as visitor:
            return visitor.walk(url)

    def sign_in_and_deliver(self, url: str) -> int:
        """The same, and fetch the redirect address like a browser; gives the status of the page at its end."""
        with Visitor(ALICE) as visitor:
            return visitor.browse(url).status


@contextmanager
def canaille_provider(folder: Path) -> Iterator[CanailleProvider]:
    """Start one on a free port; its log goes to *folder*."""
    require(PYTHON.exists(), "canaille (make test)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    places = [f"http://127.0.0.1:{port}{path}" for path in ("/callback", "/logged-out")]
    env = {"AUTHLIB_INSECURE_TRANSPORT": "1", "PYTHONWARNINGS": "ignore"}
    with Background([PYTHON, SCRIPT, *places], env=env, log=folder / "canaille.log", cwd=folder) as server:
        told = json.loads(server.first_line())
        yield CanailleProvider(told["issuer"], told["client_id"], port)
