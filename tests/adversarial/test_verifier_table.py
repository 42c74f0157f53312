"""Row 2: the verifier on the RFCs' own examples, and on named mutations of a good token."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from desktop_app.errors import KeyfobError
from desktop_app.jose import base64url, jws, policy, signature
from desktop_app.jose.errors import JoseError
from desktop_app.jose.jwk import parse_key_set
from desktop_app.oidc import id_token
from desktop_app.secret import Secret
from tests.adversarial.judge import Tally
from tests.adversarial.rfc_vectors import VECTORS, Vector
from tests.support import figures, minted

GOOD = "ok"


@dataclass(frozen=True, slots=True)
class Case:
    """One token and what must be said of it: ``ok``, or the reason of E_ID_TOKEN."""

    name: str
    verdict: str
    token: Callable[[], str]
    keys: Callable[[], list[Any]] = field(default=lambda: [minted.jwk("rsa"), minted.jwk("p256")])
    algs: tuple[str, ...] = ("RS256", "ES256")


def _token(**changes: Any) -> Callable[[], str]:
    return lambda: minted.jws(minted.claims(**changes))


def _made(content: bytes | None = None, **how: Any) -> Callable[[], str]:
    return lambda: minted.jws(minted.claims() if content is None else content, **how)


def _changed(change: Callable[[str], str], **how: Any) -> Callable[[], str]:
    return lambda: change(minted.jws(minted.claims(), **how))


def _part(number: int, change: Callable[[bytes], bytes]) -> Callable[[str], str]:
    def changed(token: str) -> str:
        parts = token.split(".")
        parts[number] = base64url.encode(change(base64url.decode(parts[number])))
        return ".".join(parts)

    return changed


def _keys(*entries: Callable[[], Any] | Any) -> Callable[[], list[Any]]:
    return lambda: [entry() if callable(entry) else entry for entry in entries]


def _rsa(**members: Any) -> Callable[[], dict[str, Any]]:
    return lambda: minted.jwk("rsa", **members)


def _public_pem() -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public: bytes = minted.private("rsa").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return public


def _high_bit(data: bytes) -> bytes:
    return bytes([data[0] ^ 0x80]) + data[1:]


def _last_bit(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def _embedded() -> str:
    return minted.jws(minted.claims(), key="rsa-2", header={"kid": "rsa-2", "jwk": minted.jwk("rsa-2")})


def _spare_bit(token: str) -> str:
    """Another text for the same signature: 342 characters hold 2052 bits, 4 of them unused."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) ^ 1]


def _text(claims: dict[str, Any], encoding: str) -> bytes:
    return json.dumps(claims).encode(encoding)


DUPLICATE = b'{"sub":"mallory",' + json.dumps(minted.claims()).encode()[1:]

CASES = (
    Case("untouched RS256", GOOD, _token()),
    Case("untouched ES256", GOOD, _made(alg="ES256")),
    Case("no kid, one key", GOOD, _made(header={"kid": None}), _keys(_rsa())),
    Case("no kid, several keys", GOOD, _made(header={"kid": None}), _keys(lambda: minted.jwk("rsa-2"), _rsa())),
    Case("no typ", GOOD, _made(header={"typ": None})),
    Case("typ in capitals", GOOD, _made(header={"typ": "jWt"})),
    Case("aud as an array of one", GOOD, _token(aud=[minted.CLIENT])),
    Case("azp is us", GOOD, _token(azp=minted.CLIENT)),
    Case("times as fractions", GOOD, _token(exp=minted.NOW + 0.5, iat=minted.NOW - 0.5)),
    Case("rubbish beside the key", GOOD, _token(), _keys(None, 5, "x", [], {"kty": "dog"}, {"kty": 7}, _rsa())),
    Case("an oct key of that name beside it", GOOD, _token(), _keys({"kty": "oct", "k": "AAAA", "kid": "rsa"}, _rsa())),
    # --- signature ---
    Case("first bit of the signature", "signature", _changed(_part(2, _high_bit))),
    Case("last bit of the signature", "signature", _changed(_part(2, _last_bit))),
    Case("ES256 signature bit", "signature", _changed(_part(2, _last_bit), alg="ES256")),
    Case("signature cut off", "signature", _changed(lambda token: token.rpartition(".")[0] + ".")),
    Case("signature one byte longer", "signature", _changed(_part(2, lambda data: data + b"\0"))),
    Case("ES256 signature of zeros", "signature", _changed(_part(2, lambda data: bytes(64)), alg="ES256")),
    Case("ES256 signature in DER", "signature", lambda: _der(minted.jws(minted.claims(), alg="ES256"))),
    Case("payload changed", "signature", _changed(_part(1, lambda data: data.replace(b"ada", b"eve")))),
    Case("header changed", "signature", _changed(_part(0, lambda data: data.replace(b'"JWT"', b'"jwt"')))),
    Case("another's key under our kid", "signature", _made(key="rsa-2", header={"kid": "rsa"})),
    Case("another's key, no kid", "signature", _made(key="rsa-2", header={"kid": None})),
    Case("jwk in the header", "kid", _embedded),
    Case("jku in the header", "signature", _made(key="rsa-2", header={"kid": "rsa", "jku": "https://evil.example/k"})),
    Case("x5c in the header", "signature", _made(key="rsa-2", header={"kid": "rsa", "x5c": ["MIIB"], "x5u": "x"})),
    # --- algorithm ---
    Case("alg none", "alg", lambda: minted.jws(minted.claims(), alg="none")),
    Case("alg none, signature kept", "alg", _changed(_part(0, lambda _: b'{"alg":"none"}'))),
    Case("alg nOnE", "alg", _changed(_part(0, lambda _: b'{"alg":"nOnE"}'))),
    Case(
        "HS256 with the public key as secret",
        "alg",
        lambda: minted.jws(minted.claims(), alg="HS256", key=_public_pem()),
    ),
    Case(
        "HS256 allowed by mistake",
        "alg",
        lambda: minted.jws(minted.claims(), alg="HS256", key=b"s" * 32),
        algs=("HS256",),
    ),
    Case("RS384 where RS256 is agreed", "alg", _made(alg="RS384")),
    Case("PS256 where RS256 is agreed", "alg", _made(alg="PS256")),
    Case("ES256 without such a key", "alg", _made(alg="ES256"), _keys(_rsa(kid="p256"))),
    Case("alg in lower case", "alg", _made(header={"alg": "rs256"})),
    Case("alg is a number", "malformed", _made(header={"alg": 256})),
    Case("alg missing", "malformed", _made(header={"alg": None})),
    Case("key says another alg", "alg", _token(), _keys(_rsa(alg="RS512"))),
    Case("key says PS256", "alg", _token(), _keys(_rsa(alg="PS256"))),
    Case(
        "ES256 with a P-384 key", "alg", _made(alg="ES256", header={"kid": "p384"}), _keys(lambda: minted.jwk("p384"))
    ),
    # --- keys ---
    Case("kid unknown", "kid", _made(header={"kid": "other"})),
    Case("kid in other letters", "kid", _made(header={"kid": "RSA"})),
    Case("kid as a path", "kid", _made(header={"kid": "../../../dev/null"})),
    Case("kid as SQL", "kid", _made(header={"kid": "x' UNION SELECT 'key"})),
    Case("kid very long", "kid", _made(header={"kid": "x" * 40_000})),
    Case("kid with a lone surrogate", "kid", _made(header={"kid": "\ud800"})),
    Case("kid is a list", "malformed", _made(header={"kid": ["rsa"]})),
    Case("kid twice in the set", "kid", _token(), _keys(_rsa(), _rsa())),
    Case("kid twice, two kinds", "kid", _token(), _keys(_rsa(), lambda: minted.jwk("p256", kid="rsa"))),
    Case("key for encryption", "kid", _token(), _keys(_rsa(use="enc"))),
    Case("key_ops without verify", "kid", _token(), _keys(_rsa(use=None, key_ops=["sign"]))),
    Case("key_ops is no list", "kid", _token(), _keys(_rsa(key_ops="verify"))),
    Case("RSA of 1024 bits", "kid", _made(key="rsa1024"), _keys(lambda: minted.jwk("rsa1024"))),
    Case("private key in the set", "kid", _token(), _keys(lambda: minted.jwk("rsa", secret=True))),
    Case("half a private key in the set", "kid", _token(), _keys(_rsa(d="AQ"))),
    Case("modulus in standard base64", "kid", _token(), _keys(lambda: _rsa(n=minted.jwk("rsa")["n"] + "==")())),
    Case("public exponent 1", "kid", _token(), _keys(_rsa(e="AQ"))),
    Case("a point beside its curve", "signature", _made(alg="ES256"), _keys(lambda: minted.jwk("p256", y="A" * 43))),
    Case("an empty set", "kid", _token(), lambda: []),
    # --- form ---
    Case("padding", "malformed", _changed(lambda token: token + "==")),
    Case("spare bits of the last character", "malformed", _changed(_spare_bit)),
    Case("line break inside", "malformed", _changed(lambda token: token[:50] + "\n" + token[50:])),
    Case("line break at the end", "malformed", _changed(lambda token: token + "\n")),
    Case("standard base64 alphabet", "malformed", _changed(lambda token: token[:-3] + "+/A")),
    Case("a look-alike letter", "malformed", _changed(lambda token: token[:-3] + "\u0430" + token[-2:])),
    Case("two parts", "malformed", _changed(lambda token: token.rpartition(".")[0])),
    Case("four parts", "malformed", _changed(lambda token: token + ".x")),
    Case("five parts", "malformed", lambda: "eyJhbGciOiJkaXIifQ..a.b.c"),
    Case("empty", "malformed", lambda: ""),
    Case("header is an array", "malformed", lambda: minted.jws(minted.claims(), header=b'["alg","RS256"]')),
    Case(
        "header with two algs", "malformed", lambda: minted.jws(minted.claims(), header=b'{"alg":"RS256","alg":"none"}')
    ),
    Case(
        "header in UTF-16", "malformed", lambda: minted.jws(minted.claims(), header=_text({"alg": "RS256"}, "utf-16"))
    ),
    Case("payload in UTF-16", "malformed", _made(_text(minted.claims(), "utf-16"))),
    Case("payload in UTF-16 without mark", "malformed", _made(_text(minted.claims(), "utf-16-le"))),
    Case("payload with a byte-order mark", "malformed", _made(_text(minted.claims(), "utf-8-sig"))),
    Case("payload in Latin-1", "malformed", _made('{"name":"é"}'.encode("latin-1"))),
    Case("duplicate sub", "malformed", _made(DUPLICATE)),
    Case("payload is an array", "malformed", _made(b"[]")),
    Case("payload empty", "malformed", _made(b"")),
    Case("payload with NaN", "malformed", _made(b'{"exp":NaN}')),
    Case("exp 1e400", "malformed", _made(b'{"exp":1e400}')),
    Case("an integer of 5,000 digits", "malformed", _made(b'{"exp":' + b"9" * 5_000 + b"}")),
    Case("nested 100,000 deep", "malformed", _made(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}")),
    Case("unknown crit", "malformed", _made(header={"crit": ["exp"], "exp": 1})),
    Case("empty crit", "malformed", _made(header={"crit": []})),
    Case("unencoded payload", "malformed", _made(header={"crit": ["b64"], "b64": False})),
    Case("b64 without crit", "malformed", _made(header={"b64": False})),
    Case("zip", "malformed", _made(header={"zip": "DEF"})),
    # --- kind of token ---
    Case("an access token", "typ", _made(header={"typ": "at+jwt"})),
    Case("a logout token", "typ", _made(header={"typ": "logout+jwt"})),
    Case("typ is a number", "malformed", _made(header={"typ": 1})),
    # --- claims ---
    Case("iss other", "iss", _token(iss="https://evil.example")),
    Case("iss with a slash", "iss", _token(iss=minted.ISSUER + "/")),
    Case("iss missing", "iss", _token(iss=None)),
    Case("iss in a list", "iss", _token(iss=[minted.ISSUER])),
    Case("aud other", "aud", _token(aud="other")),
    Case("aud other, azp us", "aud", _token(aud="other", azp=minted.CLIENT)),
    Case("aud us and another", "aud", _token(aud=[minted.CLIENT, "evil"])),
    Case("aud us and another, azp us", "aud", _token(aud=[minted.CLIENT, "evil"], azp=minted.CLIENT)),
    Case("aud empty array", "aud", _token(aud=[])),
    Case("aud empty text", "aud", _token(aud="")),
    Case("aud with a number", "aud", _token(aud=[minted.CLIENT, 1])),
    Case("aud an object", "aud", _token(aud={minted.CLIENT: 1})),
    Case("aud missing", "aud", _token(aud=None)),
    Case("azp other", "azp", _token(azp="other")),
    Case("azp null", "azp", lambda: minted.jws(minted.claims() | {"azp": None})),
    Case("nonce other", "nonce", _token(nonce="other")),
    Case("nonce missing", "nonce", _token(nonce=None)),
    Case("nonce a number", "nonce", _token(nonce=1)),
    Case("expired a week ago", "exp", _token(exp=minted.NOW - 604_800)),
    Case("expired just beyond the leeway", "exp", _token(exp=minted.NOW - 60)),
    Case("exp missing", "exp", _token(exp=None)),
    Case("exp a text", "exp", _token(exp=str(minted.NOW + 300))),
    Case("exp true", "exp", _token(exp=True)),
    Case("iat a week ago", "iat", _token(iat=minted.NOW - 604_800)),
    Case("iat just too old", "iat", _token(iat=minted.NOW - 601)),
    Case("iat in the future", "iat", _token(iat=minted.NOW + 61)),
    Case("iat missing", "iat", _token(iat=None)),
    Case("nbf in the future", "iat", _token(nbf=minted.NOW + 61)),
    Case("sub missing", "sub", _token(sub=None)),
    Case("sub empty", "sub", _token(sub="")),
    Case("sub a number", "sub", _token(sub=7)),
    Case("sub too long", "sub", _token(sub="s" * 256)),
    Case("at_hash wrong", "at_hash", _token(at_hash="AAAAAAAAAAAAAAAAAAAAAA")),
    Case("at_hash a number", "at_hash", _token(at_hash=1)),
    Case("auth_time a text", "auth_time", _token(auth_time="now")),
)


def _der(token: str) -> str:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    def der(raw: bytes) -> bytes:
        return encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))

    return _part(2, der)(token)


EXPECTED = id_token.Expectation(
    issuer=minted.ISSUER,
    client_id=minted.CLIENT,
    allowed_algs=("RS256", "ES256"),
    nonce=minted.NONCE,
    leeway=60,
    access_token=Secret("an-access-token"),
)


def _judge(case: Case, tally: Tally) -> str:
    keys = minted.key_set(*case.keys()) if case.keys() else parse_key_set(b'{"keys":[]}', fetched_at=0, source="")
    expected = replace(EXPECTED, allowed_algs=id_token.allowed_algs(case.algs, ()))
    said: list[str] = []

    def verify() -> None:
        try:
            id_token.verify(Secret(case.token()), keys, expected, now=minted.NOW)
            said.append(GOOD)
        except KeyfobError as error:
            said.append(str(error.reason))
            raise

    outcome = tally.run(verify, case.name)
    return said[0] if said else outcome


def _judge_vector(vector: Vector, tally: Tally) -> bool:
    keys = parse_key_set(json.dumps({"keys": [vector.key]}).encode(), fetched_at=0, source="", symmetric=True)
    verdicts: list[bool] = []

    def verify() -> None:
        parsed = jws.parse(vector.token)
        verdicts.append(any(signature.verify(parsed, key) for key in policy.choose(parsed.header, keys, [vector.alg])))

    tally.run(verify, vector.name)
    return bool(verdicts and verdicts[0])


def test_the_whole_table() -> None:
    tally = Tally()
    wrong = [f"{vector.name}: {not vector.good}" for vector in VECTORS if _judge_vector(vector, tally) != vector.good]
    for case in CASES:
        verdict = _judge(case, tally)
        if verdict != case.verdict:
            wrong.append(f"{case.name}: {verdict} instead of {case.verdict}")

    figures.record("verifier table: cases", len(VECTORS) + len(CASES))
    figures.record("verifier table: wrong verdicts", len(wrong), target="0")
    figures.record("verifier table: exceptions that are not ours", len(tally.foreign), target="0")
    assert len([case for case in CASES if case.verdict != GOOD]) >= 40
    assert wrong == []
    assert tally.foreign == []
    assert tally.slow == []


@pytest.mark.parametrize("vector", [vector for vector in VECTORS if vector.good], ids=lambda vector: vector.name)
def test_no_bit_of_an_example_can_change(vector: Vector) -> None:
    keys = parse_key_set(json.dumps({"keys": [vector.key]}).encode(), fetched_at=0, source="", symmetric=True)
    (key,) = keys.keys
    parsed = jws.parse(vector.token)
    flips = [len(parsed.signature) * 8 * step // 24 for step in range(24)]
    changed = [
        bytes(byte ^ (1 << bit % 8 if place == bit // 8 else 0) for place, byte in enumerate(parsed.signature))
        for bit in flips
    ]

    assert signature.verify(parsed, key)
    assert not any(signature.verify(replace(parsed, signature=other), key) for other in changed)
    assert not signature.verify(replace(parsed, signing_input=parsed.signing_input + b"A"), key)


def test_the_algorithm_is_the_callers_choice() -> None:
    vector = VECTORS[1]
    keys = parse_key_set(json.dumps({"keys": [vector.key]}).encode(), fetched_at=0, source="")

    with pytest.raises(JoseError) as refused:
        policy.choose(jws.parse(vector.token).header, keys, ["PS256", "ES256"])

    assert (refused.value.kind, refused.value.detail) == ("alg", "not_allowed")
