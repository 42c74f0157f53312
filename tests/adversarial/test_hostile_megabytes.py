"""The largest inputs that are read at all, each made to be slow: none may take half a second."""

from __future__ import annotations

import functools
import json
from typing import Any

import pytest

from desktop_app.jose import base64url, jws, policy, signature, strict_json
from desktop_app.jose.algorithms import ALGORITHMS
from desktop_app.jose.jwk import MAX_KEYS, parse_key_set
from desktop_app.oidc import callback, metadata, roles, token_response
from desktop_app.oidc.answers import retry_after
from tests.adversarial.judge import Tally
from tests.adversarial.test_hypothesis_callback import ATTEMPT, STATE
from tests.support import minted

MEGABYTE = 1_000_000
TEXTS: dict[str, bytes] = {
    "opening brackets": b"[" * MEGABYTE,
    "brackets in pairs": b"[]" * (MEGABYTE // 2),
    "empty arrays in an array": b"[" + b"[]," * 333_000 + b"[]]",
    "objects in an array": b"[" + b'{"a":0},' * 110_000 + b"0]",
    "just too deep, often": b"[" + (b"[" * 70 + b"]" * 70 + b",") * 7_000 + b"0]",
    "quotes and backslashes": b'\\"' * (MEGABYTE // 2),
    "a string that never ends": b'"' + b"\\\\" * (MEGABYTE // 2 - 1),
    "numbers": b"[" + b"1," * 499_000 + b"1]",
    "long numbers": b"[" + (b"9" * 999 + b",") * 999 + b"1]",
    "one huge number": b"9" * MEGABYTE,
    "huge exponents": b"[" + b"1e999999," * 111_000 + b"1]",
    "members": b"{" + b",".join(b'"%d":0' % number for number in range(90_000)) + b"}",
    "white space": b" " * (MEGABYTE - 1) + b"1",
    "escapes": b'"' + b"\\u0000" * 166_000 + b'"',
    "over the limit": b" " * (MEGABYTE + 1),
}
KEYS: dict[str, dict[str, Any]] = {
    "RSA at the limit": minted.jwk("rsa") | {"n": base64url.encode(b"\xff" * 2048), "e": base64url.encode(b"\xff" * 8)},
    "P-521": minted.jwk("p521"),
    "P-384": minted.jwk("p384"),
    "Ed448": minted.jwk("ed448"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_json(name: str) -> None:
    tally = Tally()
    answer = minted.answer(TEXTS[name])

    for work in (
        lambda: strict_json.loads(TEXTS[name]),
        lambda: strict_json.loads(TEXTS[name], overflow="infinity"),
        lambda: parse_key_set(TEXTS[name], fetched_at=0, source=""),
        lambda: metadata.parse(answer, issuer=minted.ISSUER, allow_http=False, now=minted.NOW),
        lambda: token_response.parse(answer, now=minted.NOW),
    ):
        tally.run(work, name)

    assert (tally.foreign, tally.slow) == ([], [])


@pytest.mark.parametrize("name", KEYS)
def test_a_set_full_of_keys(name: str) -> None:
    """No kid, so every key that fits is tried."""
    tally = Tally()
    entry = {member: value for member, value in KEYS[name].items() if member != "kid"}
    data = json.dumps({"keys": [entry] * min(2 * MAX_KEYS, MEGABYTE // len(json.dumps(entry)) - 10)}).encode()
    alg = {"RSA": "RS512", "EC": "ES512" if name == "P-521" else "ES384", "OKP": "EdDSA"}[entry["kty"]]
    parsed = jws.parse(
        minted.jws(minted.claims(), alg=alg, key=f"{minted.KEY_OF_ALG[alg]}-other", header={"kid": None})
    )

    def work() -> None:
        keys = parse_key_set(data, fetched_at=0, source="")
        tried = policy.choose(parsed.header, keys, list(ALGORITHMS))
        assert not any(signature.verify(parsed, key) for key in tried)

    signature.verify(parsed, parse_key_set(data, fetched_at=0, source="").keys[0])  # imports are not what is measured
    assert tally.run(work, name) == "ok"
    assert tally.slow == []


@pytest.mark.parametrize(
    "token",
    ["." * MEGABYTE, "A" * MEGABYTE, "A." * (MEGABYTE // 2), f"{'A' * 333_000}.{'A' * 333_000}.{'A' * 333_000}"],
    ids=["dots", "letters", "parts", "three parts"],
)
def test_tokens(token: str) -> None:
    tally = Tally()

    assert tally.run(lambda: jws.parse(token)) == "malformed"
    assert tally.slow == []


@pytest.mark.parametrize(
    "query", ["&" * MEGABYTE, "%41" * 333_000, "a=b&" * 250_000, f"state={STATE}&" + "x" * MEGABYTE]
)
def test_queries(query: str) -> None:
    tally = Tally()

    assert tally.run(lambda: callback.validate(query, ATTEMPT)) in ("E_STATE", "E_CALLBACK")
    assert tally.slow == []


def test_roles() -> None:
    tally = Tally()
    claims: dict[str, Any] = {
        "text": "a " * 500_000,
        "list": [str(number) for number in range(200_000)],
        "long": ["x" * MEGABYTE],
    }
    found: list[str] = []

    assert tally.run(lambda: found.extend(roles.roles_from(claims, ["text", "list", "long", "." * 2_000]))) == "ok"
    assert tally.slow == []
    assert len(set(found)) == roles.MAX_ROLES


def test_retry_after() -> None:
    tally = Tally()

    for value in ("9" * MEGABYTE, "Fri, " * 200_000, "(" * MEGABYTE, " " * MEGABYTE):
        answer = minted.answer(headers={"retry-after": value})
        tally.run(functools.partial(retry_after, answer, minted.NOW), value[:20])

    assert (tally.foreign, tally.slow) == ([], [])
