"""The access and ID token in a disposable file, encrypted under the record's key.

Layout: 4 bytes of magic, 12 bytes of random nonce, then AES-256-GCM (NIST SP 800-38D) over ASCII JSON. The additional
data bind the file to its account, its generation and this layout, so a file of another account or of an older token
set does not open. Losing or doubting the file costs one refresh.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop_app.secret import Secret
from desktop_app.vault import fields

_MAGIC: Final = b"KFT1"
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
#: Longer files are not ours.
MAX_BYTES: Final = 8_000_000


@dataclass(frozen=True, slots=True)
class TokenSet:
    """Verified tokens of one generation, and what they said.

    :param expires_at: wall clock, seconds; None = not known.
    :param obtained_at: wall clock, seconds.
    :param opaque: the access token is not verified as a JWT; its claims are then empty.
    :param claims: of the access token, as verified.
    :param id_claims: of the ID token, as verified.
    """

    access_token: Secret
    id_token: Secret | None
    token_type: str
    expires_at: float | None
    obtained_at: float
    scope: str
    generation: int
    subject: str
    username: str | None
    email: str | None
    roles: tuple[str, ...]
    opaque: bool
    claims: Mapping[str, object] = field(repr=False)
    id_claims: Mapping[str, object] = field(repr=False)


def seal(tokens: TokenSet, key: bytes, account_id: str) -> bytes:
    """*tokens* as the content of a file.

    :param key: the record's 32 bytes.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    bound_to = _bound_to(account_id, tokens.generation)
    return _MAGIC + nonce + AESGCM(key).encrypt(nonce, _encode(tokens), bound_to)


def unseal(data: bytes, key: bytes, account_id: str, generation: int) -> TokenSet | None:
    """The tokens in *data*; None if they are not exactly those of this account and *generation*."""
    if not len(_MAGIC) + _NONCE_BYTES + _TAG_BYTES < len(data) <= MAX_BYTES or not data.startswith(_MAGIC):
        return None
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce, sealed = data[len(_MAGIC) :][:_NONCE_BYTES], data[len(_MAGIC) + _NONCE_BYTES :]
    try:
        plain = AESGCM(key).decrypt(nonce, sealed, _bound_to(account_id, generation))
    except InvalidTag:
        return None
    members = fields.parse(plain)
    try:
        return None if members is None else _decode(members, generation)
    except fields.WrongField:
        return None


def _bound_to(account_id: str, generation: int) -> bytes:
    return b"\0".join((b"keyfob tokens", _MAGIC, account_id.encode(errors="surrogatepass"), b"%d" % generation))


def _encode(tokens: TokenSet) -> bytes:
    shown = {
        "access_token": tokens.access_token.reveal(),
        "id_token": None if tokens.id_token is None else tokens.id_token.reveal(),
        "token_type": tokens.token_type,
        "expires_at": tokens.expires_at,
        "obtained_at": tokens.obtained_at,
        "scope": tokens.scope,
        "subject": tokens.subject,
        "username": tokens.username,
        "email": tokens.email,
        "roles": list(tokens.roles),
        "opaque": tokens.opaque,
        "claims": dict(tokens.claims),
        "id_claims": dict(tokens.id_claims),
    }
    return json.dumps(shown, allow_nan=False, separators=(",", ":")).encode()


def _decode(members: fields.Members, generation: int) -> TokenSet:
    id_token = fields.text_or_none(members, "id_token")
    return TokenSet(
        access_token=Secret(fields.text(members, "access_token")),
        id_token=None if id_token is None else Secret(id_token),
        token_type=fields.text(members, "token_type"),
        expires_at=fields.time_or_none(members, "expires_at"),
        obtained_at=fields.time(members, "obtained_at"),
        scope=fields.text(members, "scope"),
        generation=generation,
        subject=fields.text(members, "subject"),
        username=fields.text_or_none(members, "username"),
        email=fields.text_or_none(members, "email"),
        roles=fields.texts(members, "roles"),
        opaque=fields.flag(members, "opaque"),
        claims=fields.members(members, "claims"),
        id_claims=fields.members(members, "id_claims"),
    )
