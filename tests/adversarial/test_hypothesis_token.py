"""Row 3: token text, in front of everything that reads tokens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.jose import jws
from desktop_app.oidc import access_token, id_token
from desktop_app.oidc.access_token import VerifiedAccessToken
from desktop_app.oidc.at_hash import at_hash
from desktop_app.secret import Secret
from tests.adversarial import hostile
from tests.support import minted

pytestmark = pytest.mark.timeout(1_800)

KEYS = minted.key_set()
ACCESS = "an-access-token"
GOOD = minted.jws(minted.claims(), alg="ES256")
EXPECTED = id_token.Expectation(
    issuer=minted.ISSUER,
    client_id=minted.CLIENT,
    allowed_algs=("RS256", "ES256"),
    nonce=minted.NONCE,
    leeway=60,
    access_token=Secret(ACCESS),
    max_age=100,
)
HEADER = {"alg": "ES256", "kid": "p256", "typ": "JWT"}
CLAIMS = minted.claims(
    azp=minted.CLIENT,
    auth_time=minted.NOW,
    nbf=minted.NOW,
    at_hash=at_hash(Secret(ACCESS), "ES256", "P-256"),
    events={},
)


def _verify_id(token: str) -> id_token.VerifiedIdToken:
    return id_token.verify(Secret(token), KEYS, EXPECTED, now=minted.NOW)


def _verify_access(token: str, rule: Any) -> object:
    return access_token.verify(
        Secret(token),
        KEYS,
        rule=rule,
        issuer=minted.ISSUER,
        audience="",
        client_id=minted.CLIENT,
        provider="keycloak",
        allowed_algs=("RS256", "ES256"),
        leeway=60,
        now=minted.NOW,
    )


def test_text() -> None:
    with hostile.measured("token text", "ok", "E_ID_TOKEN", "E_ACCESS_TOKEN", "malformed") as tally:

        @given(st.one_of(st.text(), hostile.parts(), hostile.edits(GOOD)))
        def holds(token: str) -> None:
            for work in (
                lambda: jws.claims(jws.parse(token)),
                lambda: _verify_id(token),
                lambda: _verify_access(token, "auto"),
                lambda: _verify_access(token, "jwt"),
            ):
                assert not tally.run(work, token).startswith("foreign")
            assert token == GOOD or not isinstance(_verify_access(token, "auto"), VerifiedAccessToken)

        holds()


def test_signed_content() -> None:
    """The provider's own key signed it: every claim can be anything."""
    with hostile.measured("signed claims", "ok", "E_ID_TOKEN") as tally:

        @given(hostile.changes(HEADER), st.one_of(hostile.changes(CLAIMS), hostile.JSON), st.booleans())
        def holds(header: dict[str, Any], claims: Any, refreshed: bool) -> None:
            token = minted.jws(claims, alg="ES256", header={"kid": None, **header})
            outcome = tally.run(lambda: _verify_id(token), (header, claims))
            assert not outcome.startswith("foreign")
            if outcome == "ok":
                assert (claims["iss"], claims["nonce"]) == (minted.ISSUER, minted.NONCE)
                assert claims["aud"] in (minted.CLIENT, [minted.CLIENT])

        holds()


def test_signed_access_tokens() -> None:
    with hostile.measured("signed access tokens", "ok", "E_ACCESS_TOKEN") as tally:
        honest = {name: value for name, value in CLAIMS.items() if name not in ("at_hash", "nonce")}

        @given(hostile.changes(HEADER), hostile.changes(honest), st.sampled_from(["auto", "jwt"]))
        def holds(header: dict[str, Any], claims: dict[str, Any], rule: str) -> None:
            token = minted.jws(claims, alg="ES256", header={"kid": None, **header})
            found: list[object] = []
            outcome = tally.run(lambda: found.append(_verify_access(token, rule)), (header, claims))
            assert outcome in ("ok", "E_ACCESS_TOKEN")
            if found and isinstance(found[0], VerifiedAccessToken):
                assert claims["iss"] == minted.ISSUER
                assert minted.CLIENT in (claims.get("azp"), *_listed(claims.get("aud")))

        holds()


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
