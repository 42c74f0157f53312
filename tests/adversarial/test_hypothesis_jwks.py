"""Row 3: a provider's key set."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.jose import jws, policy, signature
from desktop_app.jose.algorithms import ALGORITHMS
from desktop_app.jose.jwk import Key, parse_key_set
from tests.adversarial import hostile
from tests.support import minted

pytestmark = pytest.mark.timeout(1_800)

TOKENS = [
    jws.parse(minted.jws(minted.claims(), alg=alg, header={"kid": None}))
    for alg in ("RS256", "PS256", "ES256", "EdDSA")
]
WORDS = st.sampled_from(["sig", "enc", "verify", "RS256", "RSA", "EC", "OKP", "oct", "P-256", "P-521", "AQAB", "AA"])
VALUES = st.one_of(hostile.JSON, WORDS, st.lists(WORDS, max_size=2), st.binary(max_size=70).map(bytes.hex))
ENTRIES = st.one_of(
    hostile.JSON,
    *(
        hostile.changes(minted.jwk(name), VALUES)
        for name in ("rsa", "p256", "p384", "p521", "secp256k1", "ed25519", "ed448")
    ),
    hostile.changes({"kty": "oct", "k": "AAAA", "kid": "rsa"}, VALUES),
)
SETS = st.one_of(
    hostile.BODIES,
    st.lists(ENTRIES, max_size=4).map(lambda entries: json.dumps({"keys": entries}).encode()),
)


def _use(data: bytes, symmetric: bool, parsed: jws.ParsedJws) -> None:
    keys = parse_key_set(data, fetched_at=0, source="", symmetric=symmetric)
    assert symmetric or all(key.kty != "oct" for key in keys.keys)
    for key in keys.keys:
        signature.verify(parsed, key)
    policy.choose(parsed.header, keys, list(ALGORITHMS))


def test_key_sets() -> None:
    with hostile.measured("JWKS", "ok", "malformed", "alg") as tally:

        @given(SETS, st.booleans(), st.sampled_from(TOKENS))
        def holds(data: bytes, symmetric: bool, parsed: jws.ParsedJws) -> None:
            assert not tally.run(lambda: _use(data, symmetric, parsed), data).startswith("foreign")

        holds()


def test_a_private_key_never_comes_through() -> None:
    with hostile.measured("JWKS with private keys") as tally:
        names = st.sampled_from(["rsa", "p256", "ed25519"])
        members = st.sampled_from(["d", "p", "q", "dp", "dq", "qi", "oth", "k"])

        @given(names, members, VALUES)
        def holds(name: str, member: str, value: Any) -> None:
            data = json.dumps({"keys": [minted.jwk(name) | {member: value}]}).encode()
            found: list[Key] = []
            tally.run(lambda: found.extend(parse_key_set(data, fetched_at=0, source="").keys), data)
            assert found == []

        holds()
