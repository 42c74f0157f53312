"""The authorization request (RFC 6749 §4.1.1, RFC 7636, OpenID Connect Core 1.0 §3.1.2.1, RFC 8252)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop_app.jose import base64url
from desktop_app.oidc.addresses import is_reserved, query_names, with_params
from desktop_app.secret import Secret

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata

#: 48 random bytes become 64 characters of the unreserved set (RFC 7636 §4.1: 43 to 128).
_VERIFIER_BYTES: Final = 48
#: 256 bits.
_RANDOM_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in: what was asked, of whom, and what must come back. Good for one answer.

    The issuer and its token endpoint are kept with the request, so that a code goes to nobody else (RFC 9700 §4.4).

    :param id: names the attempt among others; not a secret.
    :param iss_required: an answer without ``iss`` is refused (RFC 9207 §2.4).
    :param max_age: seconds, as asked of the provider; None if not asked.
    :param url: what the browser opens. It holds the state and the challenge, never the verifier.
    """

    id: str
    issuer: str
    token_endpoint: str
    client_id: str
    redirect_uri: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: Secret
    iss_required: bool
    max_age: int | None
    url: str = field(repr=False)


def begin(
    metadata: ProviderMetadata,
    *,
    client_id: str,
    redirect_uri: str,
    scopes: Sequence[str],
    extra_params: Mapping[str, str],
    login_hint: str | None = None,
) -> Attempt:
    """A new attempt with a state, nonce and verifier of its own (RFC 9700 §2.1.1: fresh ones every time).

    :param scopes: ``openid`` is added where it is missing.
    :param extra_params: added to the request; names that are ours are passed over.
    :param login_hint: who is expected to sign in.
    """
    state, nonce = secrets.token_urlsafe(_RANDOM_BYTES), secrets.token_urlsafe(_RANDOM_BYTES)
    verifier = secrets.token_urlsafe(_VERIFIER_BYTES)
    extra = {name: value for name, value in extra_params.items() if not is_reserved(name)}
    if login_hint:
        extra["login_hint"] = login_hint
    params = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": _scope(scopes),
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    endpoint = metadata.authorization_endpoint
    there = query_names(endpoint)
    params |= {name: value for name, value in extra.items() if name not in there}
    return Attempt(
        id=secrets.token_hex(8),
        issuer=metadata.issuer,
        token_endpoint=metadata.token_endpoint,
        client_id=client_id,
        redirect_uri=redirect_uri,
        state=state,
        nonce=nonce,
        verifier=Secret(verifier),
        iss_required=metadata.iss_parameter_supported,
        max_age=_max_age(extra.get("max_age")),
        url=with_params(endpoint, params),
    )


def challenge(verifier: str) -> str:
    """The S256 challenge of *verifier* (RFC 7636 §4.2)."""
    return base64url.encode(hashlib.sha256(verifier.encode()).digest())


def _scope(scopes: Sequence[str]) -> str:
    words = [word for scope in scopes for word in scope.split()]
    return " ".join(dict.fromkeys(words if "openid" in words else ["openid", *words]))


def _max_age(asked: str | None) -> int | None:
    if asked is None or not (asked.isascii() and asked.isdigit() and len(asked) < 12):
        return None
    return int(asked)
