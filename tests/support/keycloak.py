"""A real provider written by others: Keycloak, with a realm of our own (ada is an administrator, max is not)."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.support.background import Background
from tests.support.real import require
from tests.support.visitor import ROOT, Visitor, browser_command

DIST = ROOT / "build" / "keycloak"
SCRIPT = ROOT / "tests" / "support" / "providers" / "keycloak_server.py"
REALM = ROOT / "tests" / "support" / "providers" / "keycloak" / "realm.json"
#: Lifetime of its access tokens, seconds.
ACCESS_TTL = 60
_ROOT = {"username": "root", "password": "the root's password"}


@dataclass(frozen=True, slots=True)
class Keycloak:
    """A running Keycloak.

    :param address: ``http://127.0.0.1:PORT``.
    """

    address: str
    client_id: str = "keyfob"

    @property
    def issuer(self) -> str:
        """The realm's issuer."""
        return f"{self.address}/realms/keyfob"

    @property
    def account(self) -> dict[str, object]:
        """The keys of an ``[accounts.NAME]`` table for it. Offline sessions are not what its tests are about."""
        return {
            "issuer": self.issuer,
            "client_id": self.client_id,
            "provider": "keycloak",
            "allow_http": True,
            "scopes": ["openid", "profile", "email"],
        }

    @staticmethod
    def knows(person: str = "ada") -> dict[str, str]:
        """What the person types into its login page."""
        return {"username": person, "password": f"{person}'s password"}

    def browser(self, folder: Path, person: str = "ada") -> str:
        """A program for ``$BROWSER`` that signs *person* in."""
        return browser_command(folder, self.knows(person))

    def sign_in(self, url: str, person: str = "ada") -> str:
        """Walk through its login page; gives the redirect address, which is not fetched."""
        with Visitor(self.knows(person)) as visitor:
            return visitor.walk(url)

    # --- as its administrator ----------------------------------------------------------------------------------------

    def user_id(self, person: str) -> str:
        """The id (and subject) of *person*."""
        (found,) = self._admin("GET", "/users", params={"username": person, "exact": "true"})
        return str(found["id"])

    def sessions(self, person: str) -> list[Any]:
        """The sessions of *person*."""
        listed: list[Any] = self._admin("GET", f"/users/{self.user_id(person)}/sessions")
        return listed

    def end_sessions(self, person: str) -> None:
        """Log *person* out everywhere, as an administrator does."""
        self._admin("POST", f"/users/{self.user_id(person)}/logout")

    def offline_sessions(self, person: str) -> list[Any]:
        """The offline sessions of *person* with our client: those of ``offline_access``."""
        (client,) = self._admin("GET", "/clients", params={"clientId": self.client_id})
        listed: list[Any] = self._admin("GET", f"/users/{self.user_id(person)}/offline-sessions/{client['id']}")
        return listed

    def end_session(self, session_id: str) -> None:
        """End one session, as an administrator does in the console."""
        self._admin("DELETE", f"/sessions/{session_id}")

    @contextmanager
    def without_role(self, person: str, role: str) -> Iterator[None]:
        """Inside the block *person* has not this role of the realm."""
        path = f"/users/{self.user_id(person)}/role-mappings/realm"
        roles = [self._admin("GET", f"/roles/{role}")]
        self._admin("DELETE", path, json=roles)
        try:
            yield
        finally:
            self._admin("POST", path, json=roles)

    @contextmanager
    def one_time_refresh_tokens(self) -> Iterator[None]:
        """Inside the block a refresh token is good for one use ("Revoke Refresh Token" is on)."""
        self._admin("PUT", "", json={"revokeRefreshToken": True, "refreshTokenMaxReuse": 0})
        try:
            yield
        finally:
            self._admin("PUT", "", json={"revokeRefreshToken": False})

    def _admin(self, method: str, path: str, **more: Any) -> Any:
        with requests.Session() as session:
            session.trust_env = False
            form: Mapping[str, str] = {"grant_type": "password", "client_id": "admin-cli", **_ROOT}
            tokens = session.post(
                f"{self.address}/realms/master/protocol/openid-connect/token", data=form, timeout=60
            ).json()
            bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
            url = f"{self.address}/admin/realms/keyfob{path}"
            answer = session.request(method, url, headers=bearer, timeout=60, **more)
            answer.raise_for_status()
            return answer.json() if answer.content else None


@contextmanager
def keycloak(folder: Path) -> Iterator[Keycloak]:
    """Start one on a free port, with its data (in memory, but for the realm to be read) in *folder*; takes 10-20 s
    (over a minute on a busy machine)."""
    require(shutil.which("java") is not None, "java (make test)")
    require((DIST / ".keyfob").exists(), "Keycloak (make test)")
    home = folder / "keycloak"
    realms = home / "data" / "import"
    realms.mkdir(parents=True)
    shutil.copy(REALM, realms / "keyfob-realm.json")
    env = {f"KC_BOOTSTRAP_ADMIN_{name.upper()}": value for name, value in _ROOT.items()}
    command: list[str | Path] = [sys.executable, SCRIPT, DIST, home]
    with Background(command, env=env, log=folder / "keycloak.log", cwd=folder) as server:
        yield Keycloak(server.first_line(timeout=400))
