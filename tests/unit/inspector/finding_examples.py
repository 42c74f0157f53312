"""For each finding one input that must bring it, and what is asked of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from desktop_app.inspector import keys
from desktop_app.inspector.model import KeyMaterial, Question
from desktop_app.jose import base64url
from tests.support import minted

Example = tuple[Callable[[], str], Callable[[], Question]]
SECRET = b"a secret of forty bytes, long enough: ok"


def material(*entries: Any) -> KeyMaterial:
    """A key set of *entries* (by default the RSA and the P-256 key)."""
    document = {"keys": list(entries or (minted.jwk("rsa"), minted.jwk("p256")))}
    return keys.from_jwks(json.dumps(document).encode(), source="keys.json")


def octet_key(secret: bytes = SECRET, **members: object) -> KeyMaterial:
    """A shared secret given as a JWK."""
    entry = {"kty": "oct", "k": base64url.encode(secret), **members}
    return keys.from_key(json.dumps(entry).encode(), source="key.json")


def question(keys: KeyMaterial | None = None, **fields: Any) -> Question:
    """A question at the tests' time."""
    return Question(at=fields.pop("at", minted.NOW), keys=keys, **fields)


def jwe(**header: object) -> str:
    """A compact JWE's shape."""
    members = {"alg": "RSA-OAEP-256", "enc": "A256GCM", **header}
    return ".".join(
        [base64url.encode(json.dumps({k: v for k, v in members.items() if v is not None}).encode()), "a", "b", "c", "d"]
    )


def sd_jwt() -> str:
    """An SD-JWT with one disclosure."""
    disclosure = base64url.encode(json.dumps(["salt", "family_name", "Lovelace"]).encode())
    return minted.jws(minted.claims(_sd_alg="sha-256", _sd=["x"])) + f"~{disclosure}~"


def json_jws() -> str:
    """The flattened JSON form (RFC 7515 §7.2.2)."""
    header, payload, signature = minted.jws(minted.claims()).split(".")
    return json.dumps({"protected": header, "payload": payload, "signature": signature})


def paseto() -> str:
    """A public PASETO's shape."""
    return "v4.public." + base64url.encode(json.dumps({"sub": "ada"}).encode() + bytes(64))


def private_pem() -> str:
    """A private key."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made: bytes = minted.private("p256").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.decode()


def public_pem(name: str = "rsa") -> bytes:
    """A public key."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    made: bytes = minted.private(name).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return made


def der_signature() -> str:
    """An ES256 token whose signature is written as DER."""
    header, payload, _ = minted.jws(minted.claims(), alg="ES256").split(".")
    made = minted.private("p256").sign(f"{header}.{payload}".encode(), _ecdsa())
    return f"{header}.{payload}.{base64url.encode(made)}"


def _ecdsa() -> Any:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.hashes import SHA256

    return ECDSA(SHA256())


def token(**claims: object) -> Callable[[], str]:
    """A token with changed claims."""
    return lambda: minted.jws(minted.claims(**claims))


def header(**members: object) -> Callable[[], str]:
    """A token with changed header members."""
    return lambda: minted.jws(minted.claims(), header=members)


def content(data: bytes) -> Callable[[], str]:
    """A token with this content."""
    return lambda: minted.jws(data)


def changed(change: Callable[[str], str], alg: str = "RS256") -> Callable[[], str]:
    """A good token, changed."""
    return lambda: change(minted.jws(minted.claims(), alg=alg))


def _signature(data: bytes) -> Callable[[str], str]:
    return lambda text: text.rpartition(".")[0] + "." + base64url.encode(data)


def _nested(depth: int) -> str:
    made = minted.jws(minted.claims())
    for _ in range(depth):
        made = minted.jws(made.encode(), header={"cty": "JWT"})
    return made


def _plain() -> Question:
    return question()


def _keyed() -> Question:
    return question(material())


def _asked() -> Question:
    return question(issuer=minted.ISSUER, audience=minted.CLIENT, client_id=minted.CLIENT)


def _given(*entries: Callable[[], Any]) -> Callable[[], Question]:
    return lambda: question(material(*(entry() for entry in entries)))


def _confused() -> str:
    return minted.jws(minted.claims(), alg="HS256", key=public_pem())


def _self_signed() -> str:
    return minted.jws(minted.claims(), key="rsa-2", header={"jwk": minted.jwk("rsa-2"), "kid": "rsa"})


def _spare_bit(text: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + letters[letters.index(text[-1]) ^ 1]


EXAMPLES: dict[str, Example] = {
    # --- limits and form ---
    "too_large": (lambda: "e" * 1_000_001, _plain),
    "too_deep": (content(b'{"a":' + b"[" * 70 + b"]" * 70 + b"}"), _plain),
    "too_many_members": (content(json.dumps({str(n): 0 for n in range(10_001)}).encode()), _plain),
    "private_key": (private_pem, _plain),
    "parts": (changed(lambda text: text.rpartition(".")[0]), _plain),
    "base64_padding": (changed(lambda text: text + "=="), _plain),
    "base64_alphabet": (changed(lambda text: text[:-3] + "+/A"), _plain),
    "base64_length": (lambda: minted.jws(minted.claims(), alg="ES256") + "abc", _plain),
    "base64_not_canonical": (changed(_spare_bit), _plain),
    "not_utf8": (content('{"name":"é"}'.encode("latin-1")), _plain),
    "bom": (content(b"\xef\xbb\xbf{}"), _plain),
    "not_json": (content(b'{"sub":'), _plain),
    "not_an_object": (lambda: minted.jws(minted.claims(), header=b'["alg"]'), _plain),
    "duplicate_member": (content(b'{"sub":"a","sub":"b"}'), _plain),
    "constant": (content(b'{"exp":NaN}'), _plain),
    "number_range": (content(b'{"exp":1e400}'), _plain),
    "header_too_large": (header(x="x" * 60_000), _plain),
    "opaque": (lambda: "8ccAN5uL4h1hR1Kjs2q0", _plain),
    "no_token": (lambda: "no tokens in here", _plain),
    "encrypted": (jwe, _plain),
    "json_form": (json_jws, _plain),
    "sd_jwt": (sd_jwt, _plain),
    "paseto": (paseto, _plain),
    "nested": (lambda: _nested(1), _plain),
    "nested_too_deep": (lambda: _nested(5), _plain),
    "payload_empty": (content(b""), _plain),
    "not_claims": (content(b"just text"), _plain),
    # --- header ---
    "alg_none": (header(alg="none"), _plain),
    "alg_missing": (header(alg=None), _plain),
    "alg_unknown": (header(alg="XS256"), _plain),
    "header_type": (header(kid=7), _plain),
    "crit_unknown": (header(crit=["exp"]), _plain),
    "b64_false": (header(b64=False), _plain),
    "zip": (header(zip="DEF"), _plain),
    "embedded_key": (lambda: minted.jws(minted.claims(), header={"jwk": minted.jwk("rsa-2")}), _plain),
    "embedded_certificate": (header(x5c=["MIIB"]), _plain),
    "key_address": (header(jku="https://evil.example/keys"), _plain),
    "kid_path": (header(kid="../../dev/null"), _plain),
    "kid_injection": (header(kid="x' UNION SELECT 'key"), _plain),
    "kid_address": (header(kid="https://evil.example/key"), _plain),
    "kid_long": (header(kid="k" * 300), _plain),
    "hmac": (lambda: minted.jws(minted.claims(), alg="HS256", key=SECRET), _plain),
    "typ_other": (header(typ="dpop+jwt"), _plain),
    "x5t_sha1": (header(x5t="abc"), _plain),
    "jwe_deprecated": (lambda: jwe(alg="RSA1_5"), _plain),
    "jwe_direct": (lambda: jwe(alg="dir"), _plain),
    "jwe_enc_unknown": (lambda: jwe(enc="A1GCM"), _plain),
    "jwe_zip": (lambda: jwe(zip="DEF"), _plain),
    "jwe_iterations": (lambda: jwe(alg="PBES2-HS256+A128KW", p2c=2_000_000), _plain),
    # --- signature and keys ---
    "no_key": (token(), _plain),
    "signature_empty": (changed(_signature(b"")), _plain),
    "signature_zero": (changed(_signature(bytes(64)), "ES256"), _plain),
    "signature_length": (changed(_signature(b"\1" * 63), "ES256"), _plain),
    "signature_der": (der_signature, _plain),
    "signature_bad": (changed(_signature(b"\1" * 256)), _keyed),
    "keys_empty": (token(), lambda: question(keys.from_jwks(b'{"keys":[]}', source="keys.json"))),
    "keys_ignored": (token(), _given(lambda: minted.jwk("rsa"), lambda: {"kty": "future"}, lambda: 7)),
    "key_unknown": (header(kid="another"), _keyed),
    "key_duplicate": (token(), _given(lambda: minted.jwk("rsa"), lambda: minted.jwk("rsa-2", kid="rsa"))),
    "key_small": (
        lambda: minted.jws(minted.claims(), key="rsa1024", header={"kid": "rsa1024"}),
        _given(lambda: minted.jwk("rsa1024")),
    ),
    "key_wrong_use": (token(), _given(lambda: minted.jwk("rsa", use="enc"))),
    "key_wrong_alg": (header(kid="p256"), _keyed),
    "key_kind": (token(), lambda: question(octet_key())),
    "key_unusable": (token(), lambda: question(keys.from_key(b'{"kty":"future"}', source="key.json"))),
    "alg_symmetric": (lambda: minted.jws(minted.claims(), alg="HS256", key=SECRET), _keyed),
    "alg_confusion": (_confused, _keyed),
    "secret_short": (
        lambda: minted.jws(minted.claims(), alg="HS256", key=b"tr0ub4dor&3"),
        lambda: question(octet_key(b"tr0ub4dor&3")),
    ),
    "secret_known": (lambda: minted.jws(minted.claims(), alg="HS256", key=b"secret"), _plain),
    "self_signed": (_self_signed, _keyed),
    # --- times ---
    "expired": (token(exp=minted.NOW - 600), _plain),
    "not_yet_valid": (token(nbf=minted.NOW + 600), _plain),
    "iat_future": (token(iat=minted.NOW + 600), _plain),
    "auth_time_future": (token(auth_time=minted.NOW + 600), _plain),
    "exp_before_iat": (token(exp=minted.NOW + 100, iat=minted.NOW + 101), _plain),
    "exp_before_nbf": (token(exp=minted.NOW + 100, nbf=minted.NOW + 101), _plain),
    "long_life": (token(exp=minted.NOW + 90_000), _plain),
    "time_type": (token(exp="tomorrow"), _plain),
    "time_milliseconds": (token(exp=(minted.NOW + 60) * 1_000), _plain),
    "time_far": (token(exp=10**15), _plain),
    "clock_off": (token(), lambda: question(clock_offset=-240.0)),
    "clock_explains": (token(nbf=minted.NOW + 200), lambda: question(clock_offset=240.0)),
    # --- claims ---
    "missing_iss": (token(iss=None), _plain),
    "missing_aud": (token(aud=None), _plain),
    "missing_exp": (token(exp=None), _plain),
    "missing_sub": (token(sub=None), _plain),
    "missing_iat": (token(iat=None), _plain),
    "issuer_mismatch": (token(iss="https://other.example"), _asked),
    "audience_mismatch": (token(aud="other"), _asked),
    "azp_mismatch": (token(azp="other"), _asked),
    "iss_type": (token(iss=[minted.ISSUER]), _plain),
    "iss_http": (token(iss="http://op.example"), _plain),
    "aud_type": (token(aud={"a": 1}), _plain),
    "aud_empty": (token(aud=[]), _plain),
    "aud_many": (token(aud=["a", "b"]), _plain),
    "sub_type": (token(sub=7), _plain),
    "sub_empty": (token(sub=""), _plain),
    "id_token": (token(), _plain),
    "logout_token": (header(typ="logout+jwt"), _plain),
    "typ_contradicts": (header(typ="at+jwt"), _plain),
    "rfc9068_missing": (header(typ="at+jwt"), _plain),
    "personal_data": (token(nonce=None, scope="x", email="ada@op.example"), _plain),
    "secret_claim": (token(password="hunter2"), _plain),
    "lone_surrogate": (token(name="\ud800admin"), _plain),
    "hidden_characters": (token(name="ada\u202enimda"), _plain),
    "number_unsafe": (token(id=2**60), _plain),
    "large_cookie": (token(x="x" * 4_000), _plain),
    "large_header": (token(x="x" * 9_000), _plain),
}
