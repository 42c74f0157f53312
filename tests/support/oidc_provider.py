"""A real provider written by others: the npm package oidc-provider (certified by the OpenID Foundation)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.background import Background
from tests.support.real import require
from tests.support.visitor import ROOT, Visitor

NODE = ROOT / ".venv-providers" / "bin" / "node"
FOLDER = ROOT / "tests" / "support" / "node"
SCRIPT = FOLDER / "oidc-provider.mjs"


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """A running provider.

    :param issuer: ``http://127.0.0.1:PORT``.
    :param audience: of its JWT access tokens; ``""`` where they are opaque.
    """

    issuer: str
    client_id: str
    audience: str
    events_file: Path

    @property
    def account(self) -> dict[str, object]:
        """The keys of an ``[accounts.NAME]`` table for it."""
        keys: dict[str, object] = {
            "issuer": self.issuer,
            "client_id": self.client_id,
            "allow_http": True,
            # It gives a refresh token only where consent is asked for.
            "extra_params": {"prompt": "consent"},
        }
        return keys | ({"audience": self.audience} if self.audience else {})

    def events(self) -> Counter[str]:
        """What happened so far: how often each of oidc-provider's events was seen."""
        if not self.events_file.exists():
            return Counter()
        lines = self.events_file.read_text(encoding="utf-8").splitlines()
        return Counter(json.loads(line)["event"] for line in lines)

    def sign_in(self, url: str, login: str = "alice") -> str:
        """Walk through login and consent; gives the redirect address, which is not fetched."""
        with _visitor(login) as visitor:
            return visitor.walk(url)

    def sign_in_and_deliver(self, url: str, login: str = "alice") -> int:
        """The same, and fetch the redirect address like a browser; gives the status of the page at its end."""
        with _visitor(login) as visitor:
            return visitor.browse(url).status


def _visitor(login: str) -> Visitor:
    return Visitor({"login": login, "password": "any"})


@contextmanager
def oidc_provider(
    folder: Path,
    *,
    access_ttl: int = 300,
    refresh_ttl: int = 86400,
    jwt: bool = True,
    rotate: bool = True,
    port: int = 0,
    redirect_paths: str = "/callback",
) -> Iterator[OidcProvider]:
    """Start one on a free port (or on *port*).

    :param folder: where its log and its events go.
    :param access_ttl: lifetime of access tokens, seconds.
    :param jwt: JWT access tokens (userinfo refuses those); else opaque ones.
    :param rotate: a refresh token is good for one use, and a second use revokes the grant.
    """
    require(NODE.exists() and (FOLDER / "node_modules" / "oidc-provider").is_dir(), "npm oidc-provider (make test)")
    events = folder / "oidc-provider.events"
    audience = "urn:keyfob:tests:api"
    env = {
        "PORT": str(port),
        "ACCESS_TTL": str(access_ttl),
        "REFRESH_TTL": str(refresh_ttl),
        "JWT_AT": "1" if jwt else "0",
        "ROTATE": "1" if rotate else "0",
        "AUDIENCE": audience,
        "REDIRECT_PATHS": redirect_paths,
        "EVENTS": str(events),
        "NODE_NO_WARNINGS": "1",
    }
    with Background([NODE, SCRIPT], env=env, log=folder / "oidc-provider.log", cwd=FOLDER) as server:
        yield OidcProvider(server.first_line(), "keyfob", audience if jwt else "", events)
