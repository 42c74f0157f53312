"""The demo provider's signing key and the tokens it reads back (joserfc, which Authlib is built on)."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeyParameters, KeySet, RSAKey

from desktop_app.demo.store import Store

ALGORITHM: Final = "RS256"
ACCESS_TYPE: Final = "at+jwt"


class Keys:
    """One RSA key of 2048 bits, made once and kept in *store*."""

    def __init__(self, store: Store, issuer: str) -> None:
        kept = json.loads(store.lasting("signing_key", _new_key))
        self._issuer = issuer
        self.private: Final = KeySet([RSAKey.import_key(kept)])
        self.kid: Final = str(kept["kid"])

    def public(self) -> dict[str, Any]:
        """The JWKS document."""
        return dict(self.private.as_dict(private=False))

    def read_access_token(self, token: str) -> dict[str, Any] | None:
        """The claims of an access token of ours that is valid now (RFC 9068 §4), else None."""
        try:
            parsed = jwt.decode(token, self.private, algorithms=[ALGORITHM])
        except (JoseError, ValueError):
            return None
        claims = dict(parsed.claims)
        expires = claims.get("exp")
        ours = parsed.header.get("typ") == ACCESS_TYPE and claims.get("iss") == self._issuer
        return claims if ours and isinstance(expires, int) and expires > time.time() else None


def _new_key() -> str:
    parameters: KeyParameters = {"use": "sig", "alg": ALGORITHM, "kid": uuid.uuid4().hex}
    key = RSAKey.generate_key(2048, parameters, private=True)
    return json.dumps(key.as_dict(private=True))
