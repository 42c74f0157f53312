"""Tokens of every form taken apart, those that break the rules as far as they can be read."""

from __future__ import annotations

import json

import pytest

from desktop_app.inspector.decode import decode
from desktop_app.inspector.limits import MAX_TOKEN
from desktop_app.jose import base64url
from tests.support import minted
from tests.unit.inspector import finding_examples as made


def codes(text: str) -> list[str]:
    return [one.code for one in decode(text).problems]


def test_an_honest_token() -> None:
    text = minted.jws(minted.claims(), alg="ES256")
    header, payload, signature = text.split(".")

    token = decode(text)

    assert (token.kind, token.form, token.problems, token.refused) == ("jws", "compact", (), False)
    assert token.header == {"alg": "ES256", "kid": "p256", "typ": "JWT"}
    assert token.claims == minted.claims()
    assert json.loads(token.header_text) == token.header
    assert json.loads(token.payload_text) == token.claims
    assert base64url.encode(token.signature) == signature
    sizes = token.sizes
    assert (sizes.total, sizes.header, sizes.payload, sizes.signature) == (
        len(text),
        len(header),
        len(payload),
        len(signature),
    )
    assert token.parsed is not None


def test_nothing_of_a_token_is_in_its_repr() -> None:
    token = decode(minted.jws(minted.claims(sub="the-subject")))

    assert "the-subject" not in repr(token)
    assert token.raw.reveal() not in repr(token)


@pytest.mark.parametrize(
    ("text", "kind", "form"),
    [
        (made.jwe(), "jwe", "compact"),
        (json.dumps({"protected": "e30", "ciphertext": "a", "iv": "b", "tag": "c"}), "jwe", "json"),
        (made.json_jws(), "jws", "json"),
        (json.dumps({"payload": "e30", "signatures": [{"protected": "e30", "signature": "a"}]}), "jws", "json"),
        (made.sd_jwt(), "sd-jwt", "compact"),
        (made.paseto(), "paseto", "v4.public"),
        ("v2.local." + "A" * 60, "paseto", "v2.local"),
        ("8ccAN5uL4h1hR1Kjs2q0", "opaque", ""),
        ("a.b.c", "opaque", ""),
        ("1.2.3.4.5", "opaque", ""),
        ("{}", "opaque", ""),
        ("", "opaque", ""),
    ],
    ids=str,
)
def test_forms_are_named(text: str, kind: str, form: str) -> None:
    token = decode(text)

    assert (token.kind, token.form) == (kind, form)
    assert token.parsed is None
    assert token.sizes.total == len(text)


def test_the_header_of_an_encrypted_token_is_shown() -> None:
    token = decode(made.jwe(kid="k"))

    assert token.header == {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "k"}
    assert token.claims is None


def test_headers_of_the_json_form_come_together() -> None:
    protected = base64url.encode(b'{"alg":"ES256"}')
    payload = base64url.encode(b'{"sub":"ada"}')
    text = json.dumps({"payload": payload, "signatures": [{"protected": protected, "header": {"kid": "k"}}]})

    token = decode(text)

    assert token.header == {"kid": "k", "alg": "ES256"}
    assert token.claims == {"sub": "ada"}


def test_disclosures_of_an_sd_jwt() -> None:
    element = base64url.encode(b'["salt", "DE"]')
    token = decode(made.sd_jwt() + element + "~not-one~")

    assert [(one.name, one.value) for one in token.disclosures] == [("family_name", "Lovelace"), (None, "DE")]
    assert token.claims is not None


def test_a_tilde_alone_makes_no_sd_jwt() -> None:
    assert (decode(minted.jws(minted.claims()) + "~").kind, codes(minted.jws(minted.claims()) + "~")) == (
        "jws",
        ["base64_alphabet"],
    )


def test_the_claims_of_a_public_paseto() -> None:
    token = decode(made.paseto())

    assert token.claims == {"sub": "ada"}
    assert token.signature == bytes(64)


def test_duplicates_are_shown_with_the_last_value() -> None:
    token = decode(minted.jws(b'{"sub":"a","x":{"y":1,"y":2},"sub":"b"}'))

    assert token.claims == {"sub": "b", "x": {"y": 2}}
    assert sorted(one.params["name"] for one in token.problems) == ["sub", "y"]
    assert token.parsed is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "utf-8-sig"])
def test_other_encodings_are_read_and_refused(encoding: str) -> None:
    token = decode(minted.jws(json.dumps({"sub": "ada"}).encode(encoding)))

    assert token.claims == {"sub": "ada"}
    assert token.parsed is None


def test_numbers_nobody_can_hold_are_kept_as_text() -> None:
    token = decode(minted.jws(b'{"a":1e400,"b":-1e400,"c":NaN,"d":' + b"9" * 5_000 + b',"e":1}'))

    assert token.claims is not None
    assert [token.claims[name] for name in "abce"] == ["1e400", "-1e400", "NaN", 1]
    assert token.claims["d"].startswith("9999")
    assert len(token.claims["d"]) < 100
    json.dumps(token.claims, allow_nan=False)


def test_a_large_integer_is_read_exactly() -> None:
    number = 10**900 + 1

    assert decode(minted.jws(b'{"a":' + str(number).encode() + b"}")).claims == {"a": number}


@pytest.mark.parametrize(
    ("content", "claims", "strict"),
    [
        (b"[]", None, True),
        (b'"text"', None, True),
        (b"42", None, True),
        (b"It is dangerous, Frodo", None, True),
        (b"\xff\x00 binary", None, True),
        (b"", None, True),
        (b" \n{}", {}, True),
        (b"{", None, False),
        (b"[1,", None, False),
        (b"[" * 1_000, None, False),
        (b"{'a':1}", None, False),
        (b"\xff\xfe", None, False),
        (b"\xef\xbb\xbftext", None, False),
        (b'{"a":"\xff"}', {"a": "\udcff"}, False),
    ],
)
def test_contents_that_are_not_claims(content: bytes, claims: object, strict: bool) -> None:
    token = decode(minted.jws(content))

    assert token.kind == "jws"
    assert token.claims == claims
    assert (token.parsed is not None) is strict


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("e" * (MAX_TOKEN + 1), "too_large"),
        (minted.jws(b'{"a":' + b"[" * 65 + b"]" * 65 + b"}"), "too_deep"),
        (minted.jws(b"[" * 100_000 + b"]" * 100_000), "too_deep"),
        (minted.jws(b"{}", header=b'{"alg":"RS256","a":' + b"[" * 65 + b"]" * 65 + b"}"), "too_deep"),
        (minted.jws(json.dumps({str(n): n for n in range(10_001)}).encode()), "too_many_members"),
        (minted.jws(b'{"a":[' + b",".join([b"1"] * 10_002) + b"]}"), "too_many_members"),
        (minted.jws(b'{"sub":"a","sub":"b","a":[' + b",".join([b"1"] * 10_002) + b"]}"), "too_many_members"),
    ],
    ids=["large", "deep", "deeper", "deep-header", "members", "elements", "duplicates"],
)
def test_over_a_limit(text: str, code: str) -> None:
    token = decode(text)

    assert token.refused
    assert codes(text) == [code]
    assert token.claims is None
    assert token.parsed is None


@pytest.mark.parametrize(
    "content",
    [
        b'{"a":' + b"[" * 63 + b"]" * 63 + b"}",
        json.dumps({str(n): "," * 20 for n in range(10_000)}).encode(),
        json.dumps({"a": "[{," * 20_000}).encode(),
    ],
    ids=["depth", "members", "commas-in-text"],
)
def test_just_within_the_limits(content: bytes) -> None:
    token = decode(minted.jws(content))

    assert not token.refused
    assert token.claims == json.loads(content)
    assert token.parsed is not None


def test_a_token_at_the_limit_is_read() -> None:
    short = minted.jws(b'{"a":""}')
    header, _, signature = short.split(".")
    room = (MAX_TOKEN - len(header) - len(signature) - 2) * 3 // 4 - 8
    content = b'{"a":"' + b"x" * room + b'"}'
    token = decode(f"{header}.{base64url.encode(content)}.{signature}")

    assert MAX_TOKEN - 4 <= token.sizes.total <= MAX_TOKEN
    assert token.claims == {"a": "x" * room}


_DEEP = b'{"a":' + b"[" * 70 + b"]" * 70 + b"}"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (base64url.encode(_DEEP) + ".a.b.c.d", "jwe"),
        ("v4.public." + base64url.encode(_DEEP + bytes(64)), "paseto"),
        (_DEEP.decode(), "opaque"),
        (json.dumps({"payload": base64url.encode(_DEEP), "signature": "a"}), "jws"),
        (json.dumps({"protected": base64url.encode(_DEEP), "ciphertext": "a"}), "jwe"),
        (base64url.encode(_DEEP) + ".e30.a", "jws"),
    ],
    ids=["jwe", "paseto", "json", "json-jws", "json-jwe", "header"],
)
def test_every_form_has_the_limits(text: str, kind: str) -> None:
    token = decode(text)

    assert (token.kind, token.refused) == (kind, True)
    assert codes(text) == ["too_deep"]


def test_five_parts_of_a_signed_token_are_a_broken_one() -> None:
    assert decode(minted.jws(minted.claims()) + ".a.b").kind == "jws"
    assert "parts" in codes(minted.jws(minted.claims()) + ".a.b")


@pytest.mark.parametrize("protected", ["W10", "bm90LWpzb24", "7", ""])
def test_headers_of_the_json_form_that_are_none(protected: str) -> None:
    token = decode(json.dumps({"payload": "e30", "signature": "a", "protected": protected}))

    assert (token.kind, token.header) == ("jws", {})


def test_the_unprotected_headers_of_an_encrypted_one() -> None:
    text = json.dumps({"ciphertext": "a", "protected": "e30", "unprotected": {"enc": "x"}, "header": {"alg": "dir"}})

    assert decode(text).header == {"enc": "x", "alg": "dir"}


@pytest.mark.parametrize("disclosure", ["e30", "WzFd", "WzEsMiwzXQ", "WyJhIiwxLDJd", "W10", base64url.encode(b"[" * 9)])
def test_what_is_no_disclosure(disclosure: str) -> None:
    text = minted.jws(minted.claims(_sd_alg="sha-256")) + f"~{disclosure}~"

    assert decode(text).disclosures == ()
    assert decode(text).kind == "sd-jwt"
