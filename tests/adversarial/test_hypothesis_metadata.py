"""Row 3: what a provider says of itself."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.oidc import authorization, metadata
from desktop_app.oidc.metadata import ProviderMetadata
from tests.adversarial import hostile
from tests.support import minted

pytestmark = pytest.mark.timeout(1_800)

ISSUER = "http://127.0.0.1:9000"
HONEST = {
    "issuer": minted.ISSUER,
    "authorization_endpoint": "https://op.example/authorize?tenant=1",
    "token_endpoint": "https://op.example/token",
    "jwks_uri": "https://op.example/keys",
    "userinfo_endpoint": "https://op.example/userinfo",
    "end_session_endpoint": "https://op.example/logout",
    "revocation_endpoint": "https://op.example/revoke",
    "introspection_endpoint": "https://op.example/introspect",
    "response_types_supported": ["code"],
    "id_token_signing_alg_values_supported": ["RS256"],
    "code_challenge_methods_supported": ["S256"],
    "scopes_supported": ["openid"],
    "authorization_response_iss_parameter_supported": True,
}
PIECES = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.sampled_from(
            ["https", "http", "file", "javascript:", "://", "//", "op.example", "127.0.0.1", "localhost", "[::1]", "@"]
            + [
                ":",
                ":443",
                "/",
                "?",
                "#",
                "&",
                "%2f",
                "%",
                "\\",
                " ",
                "\n",
                "$(calc)",
                "`",
                "--flag",
                "\u2028",
                "[",
                "]",
            ]
        ),
    ),
    max_size=8,
).map("".join)
ADDRESSES = st.one_of(PIECES, hostile.edits("https://op.example/a?b=c"), hostile.edits("http://127.0.0.1:9/a"))


def _sound(address: str | None) -> bool:
    return address is None or (
        address.startswith(("https://", "http://127.", "http://localhost", "http://[::1]"))
        or address[:8].lower() == "https://"
        or address[:16].lower() in ("http://localhost", "http://127.0.0.1")
    )


def _use(body: bytes, *, issuer: str, allow_http: bool) -> None:
    found = metadata.parse(minted.answer(body), issuer=issuer, allow_http=allow_http, now=minted.NOW)
    assert found.issuer == issuer
    endpoints = (
        found.authorization_endpoint,
        found.token_endpoint,
        found.jwks_uri,
        found.userinfo_endpoint,
        found.revocation_endpoint,
        found.introspection_endpoint,
        found.end_session_endpoint,
    )
    assert all(map(_sound, endpoints)), endpoints
    assert all(one is None or (one.isascii() and one.isprintable() and " " not in one) for one in endpoints)
    assert ProviderMetadata.from_json(json.loads(json.dumps(found.to_json()))) == found
    attempt = authorization.begin(
        found, client_id="c", redirect_uri="http://127.0.0.1:1/cb", scopes=["openid"], extra_params={}
    )
    assert attempt.url.count("state=") == 1


def test_documents() -> None:
    with hostile.measured("metadata", "ok", "E_METADATA", "E_ISSUER", "E_PORTAL") as tally:
        documents = st.one_of(
            hostile.BODIES,
            hostile.changes(HONEST).map(lambda value: json.dumps(value).encode()),
            hostile.changes(HONEST, ADDRESSES).map(lambda value: json.dumps(value).encode()),
            hostile.changes(HONEST | {"issuer": ISSUER}, ADDRESSES).map(lambda value: json.dumps(value).encode()),
        )

        @given(documents, st.sampled_from([minted.ISSUER, ISSUER]), st.booleans())
        def holds(body: bytes, issuer: str, allow_http: bool) -> None:
            outcome = tally.run(lambda: _use(body, issuer=issuer, allow_http=allow_http), body)
            assert outcome in ("ok", "E_METADATA", "E_ISSUER", "E_PORTAL")

        holds()


def test_addresses() -> None:
    with hostile.measured("issuer and discovery addresses", "ok", "E_CONFIG") as tally:

        @given(ADDRESSES | st.text(), st.just("") | ADDRESSES, st.booleans())
        def holds(issuer: str, discovery_url: str, allow_http: bool) -> None:
            found: list[str] = []
            outcome = tally.run(
                lambda: found.append(metadata.discovery_address(issuer, discovery_url, allow_http=allow_http)),
                (issuer, discovery_url),
            )
            assert outcome in ("ok", "E_CONFIG")
            assert all(map(_sound, found))

        holds()


def test_kept_metadata() -> None:
    """What a file of ours held may be anything by the time it is read."""
    kept = json.loads(json.dumps(ProviderMetadata("i", "a", "t", "j").to_json()))
    with hostile.measured("kept metadata") as tally:

        @given(hostile.JSON | hostile.changes(kept))
        def holds(document: object) -> None:
            assert tally.run(lambda: ProviderMetadata.from_json(document), document) == "ok"

        holds()
