"""What the demo provider remembers, in the shape Authlib's grants and endpoints ask for."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.demo.people import CLIENT_ID, Person


@dataclass(frozen=True, slots=True)
class Settings:
    """How this provider runs. Lifetimes in seconds.

    :param issuer: ``http://127.0.0.1:PORT``.
    :param grace: how long a spent refresh token is still taken (FusionAuth's grace period; 0 = not at all).
    """

    issuer: str
    access_ttl: int = 120
    refresh_ttl: int = 30 * 86_400
    id_ttl: int = 600
    code_ttl: int = 60
    grace: int = 0

    @property
    def port(self) -> int:
        """The port of the issuer."""
        return int(self.issuer.rpartition(":")[2])


@dataclass(frozen=True, slots=True)
class Device:
    """What the authorization request said about the device, and the address the browser came from."""

    name: str = ""
    description: str = ""
    type: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code's record (RFC 6749 §4.1.2); the code itself is kept as a hash.

    :param session_id: the session it was exchanged for, None while it is unspent.
    """

    hash: str
    person: Person
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    auth_time: int
    device: Device
    expires: float
    session_id: str | None = None

    def get_redirect_uri(self) -> str:
        """RFC 6749 §4.1.3."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """Space-separated."""
        return self.scope

    def get_nonce(self) -> str:
        """OpenID Connect Core §3.1.2.1."""
        return self.nonce

    def get_auth_time(self) -> int:
        """Seconds since the epoch."""
        return self.auth_time

    def get_acr(self) -> None:
        """No class of authentication is claimed: nobody is asked for a password here."""

    def get_amr(self) -> None:
        """No method of authentication is claimed either."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in on a device: the family of one refresh token. Its id is the tokens' ``sid`` and what
    FusionAuth calls the refresh token's id; it stays the same when the token rotates. Times in seconds."""

    id: str
    person: Person
    scope: str
    auth_time: int
    started: float
    last_used: float
    expires: float
    device: Device

    def get_user_id(self) -> str:
        """The subject; a session is what Authlib calls the user of a grant."""
        return self.person.id


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token that is known; *spent_at* is None while it may be used."""

    hash: str
    session: Session
    spent_at: float | None

    def check_client(self, client: object) -> bool:
        """Whether it was issued to *client*."""
        return getattr(client, "client_id", None) == CLIENT_ID

    def get_scope(self) -> str:
        """What was granted; a refresh may ask for less, never for more (RFC 6749 §6)."""
        return self.session.scope

    def is_expired(self) -> bool:
        """Expired ones are not found in the first place."""
        return False

    def is_revoked(self) -> bool:
        """Whether it was used already."""
        return self.spent_at is not None
