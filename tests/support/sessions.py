"""Ready-made sessions for tests."""

from __future__ import annotations

from desktop_app.secret import Secret
from desktop_app.session.session import Session
from desktop_app.vault.record import Record
from desktop_app.vault.token_file import TokenSet

NOW = 1_800_000_000.0


def make_record(*, generation: int = 1, refresh_token: str | None = "rt-secret") -> Record:
    """A record of ``https://p.example``, account id ``acc``."""
    return Record(
        account_id="acc",
        generation=generation,
        issuer="https://p.example",
        client_id="desktop",
        token_origin="https://p.example",
        subject="alice",
        refresh_token=None if refresh_token is None else Secret(refresh_token),
        key=bytes(range(32)),
        signed_in_at=NOW,
        auth_time=None,
        azp=None,
        nonce="n",
    )


def make_tokens(
    *, expires_at: float | None = NOW + 300, roles: tuple[str, ...] = ("user",), generation: int = 1
) -> TokenSet:
    """A verified token set of five minutes."""
    return TokenSet(
        access_token=Secret("at-secret"),
        id_token=None,
        token_type="Bearer",
        expires_at=expires_at,
        obtained_at=NOW,
        scope="openid",
        generation=generation,
        subject="alice",
        username="Alice",
        email=None,
        roles=roles,
        opaque=False,
        claims={},
        id_claims={},
    )


def make_session(generation: int = 1) -> Session:
    """Record and tokens of one generation."""
    return Session(make_record(generation=generation), make_tokens(generation=generation), "keychain")
