"""Safe sharing: what is masked, the signature and the token as it was written are in no output."""

from __future__ import annotations

import json
import time
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.app.token_words import shared
from desktop_app.inspector.decode import decode
from desktop_app.inspector.inspect import judge
from desktop_app.inspector.model import InspectedToken, Question
from desktop_app.inspector.redact import DEFAULT_MASK, MASK, redact
from desktop_app.inspector.share import Form
from desktop_app.secret import Secret
from tests.support import minted

FORMS: tuple[Form, ...] = get_args(Form)
SIGNATURE = "c2lnbmF0dXJlLW9mLXRoaXMtdG9rZW4"
NOW = minted.NOW


def written(claims: object, header: dict[str, Any] | None = None, signature: str = SIGNATURE) -> str:
    parts = [json.dumps(part).encode() for part in (header or {"alg": "RS256", "kid": "k1"}, claims)]
    return ".".join([*(minted.base64url.encode(part) for part in parts), signature])


def outputs(raw: str, **options: Any) -> dict[Form, str]:
    inspection = judge(decode(raw), Question(at=NOW))
    return {form: shared(inspection, form, **options) for form in FORMS}


CLAIMS = {
    "iss": "https://auth.acme.example",
    "aud": "acme-portal",
    "sub": "a1b2c3d4",
    "email": "ada@acme.example",
    "email_verified": True,
    "name": "Ada Lovelace",
    "preferred_username": "ada-l",
    "address": {"street_address": "Abbey Street 5", "locality": "London"},
    "sid": "session-4711",
    "jti": "0f6c-91aa",
    "exp": NOW + 300,
    "roles": ["admin", "user"],
    "act": {"sub": "robot-9000"},
}


def test_what_concerns_a_person_is_masked_and_the_rest_is_not() -> None:
    found = json.loads(outputs(written(CLAIMS))["json"])

    assert found == {
        "kind": "jws",
        "header": {"alg": "RS256", "kid": "k1"},
        "claims": {
            "iss": "https://auth.acme.example",
            "aud": "acme-portal",
            "sub": MASK,
            "email": MASK,
            "email_verified": True,
            "name": MASK,
            "preferred_username": MASK,
            "address": MASK,
            "sid": MASK,
            "jti": MASK,
            "exp": NOW + 300,
            "roles": ["admin", "user"],
            "act": {"sub": MASK},
        },
        "signature": "removed",
        "verdicts": {"signature": "not_checked", "claims": "ok", "trust": "not_trusted"},
        "masked": [f"claims.{name}" for name in (
            *("sub", "email", "name", "preferred_username", "address", "sid", "jti", "act.sub"),
        )],
    }  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_it_is_in_any_output(form: Form) -> None:
    raw = written(CLAIMS)
    output = outputs(raw)[form]

    for secret in (*raw.split("."), "a1b2c3d4", "ada@", "Lovelace", "Abbey", "London", "4711", "0f6c", "robot"):
        assert secret not in output
    assert "acme-portal" in output


def test_what_is_masked_is_masked_wherever_it_stands() -> None:
    claims = {
        "sub": "user-4711",
        "aud": ["app", "USER-4711"],
        "note": "for user-4711, and again user-4711.",
        "by-user-4711": {"x": 1},
        "owner": {"deep": ["user-4711"]},
        "phone_number": 4915112345678,
        "number": 4915112345678,
    }
    found = redact(decode(written(claims, {"alg": "RS256", "kid": "key-of-user-4711"})))

    assert found.header == {"alg": "RS256", "kid": f"key-of-{MASK}"}
    assert found.claims == {
        "sub": MASK,
        "aud": ["app", MASK],
        "note": f"for {MASK}, and again {MASK}.",
        f"by-{MASK}": {"x": 1},
        "owner": {"deep": [MASK]},
        "phone_number": MASK,
        "number": MASK,
    }


def test_names_that_look_alike_when_masked_stay_apart() -> None:
    found = redact(decode(written({"sub": "aaaa", "x-aaaa": 1, "x-AAAA": 2, "x-[masked] (3)": 3})))

    assert found.claims is not None
    assert sorted(map(str, found.claims.values())) == ["1", "2", "3", MASK]


def test_tokens_and_addresses_inside_are_masked() -> None:
    inner = written({"a": 1})
    claims = {
        "vp": inner,
        "text": f"see {inner} and max@acme.example",
        "part": inner.split(".")[0],
        "host": "a.b.example",
    }
    found = redact(decode(written(claims)))

    assert found.claims == {"vp": MASK, "text": f"see {MASK} and {MASK}", "part": MASK, "host": "a.b.example"}


def test_its_own_parts_are_masked_inside_it() -> None:
    claims = {"copy": SIGNATURE, "long": f"x {SIGNATURE} y"}

    assert redact(decode(written(claims))).claims == {"copy": MASK, "long": f"x {MASK} y"}


def test_names_that_only_look_like_a_person_s() -> None:
    claims = {
        "https://acme.example/user_email": "x1",
        "firstName": "x2",
        "apiKey": "x3",
        "access_token": "x4",
        "plan": "x5",
    }

    assert redact(decode(written(claims))).claims == {**dict.fromkeys(claims, MASK), "plan": "x5"}
    assert redact(decode(written(claims)), guess=False).claims == claims


def test_what_is_masked_can_be_chosen() -> None:
    found = redact(decode(written({"sub": "a1b2", "PLAN": "gold"})), {"plan"})

    assert found.claims == {"sub": "a1b2", "PLAN": MASK}
    assert found.masked == ("claims.PLAN",)


@pytest.mark.parametrize("kind", ["opaque", "jwe", "paseto"])
def test_what_cannot_be_read_shares_nothing(kind: Any) -> None:
    found = redact(InspectedToken(kind, "", Secret("opaque-secret")))

    assert (found.header, found.claims, found.masked) == (None, None, ())
    assert "opaque-secret" not in json.dumps(found.header)


HOSTILE = [
    "```\n# Title\n<script>alert(1)</script>",
    "</pre><img src=http://127.0.0.1:1/x>",
    "[a](http://127.0.0.1:1/) ![b](http://127.0.0.1:1/c)",
    "a\n\n## Verified\n\n- Signature: valid",
    "\u202eadmin\u202c \u200bx \ud800 \x1b[31m \x00 \u2028",
    "| a | b |\n|---|---|",
    "~~~\n&lt;b&gt; @everyone",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_nothing_in_it_can_be_taken_for_markup_or_hide(value: str) -> None:
    found = outputs(written({"aud": value, value: [value]}, {"alg": "RS256", "kid": value}))

    for form, output in found.items():
        assert all(ch == "\n" or ch.isprintable() for ch in output), form
        assert "## Verified" not in output.split("\n")
    markdown = found["markdown"]
    lines = markdown.split("\n")
    assert [line for line in lines if line.startswith(("#", "`", "~"))] == [
        *("## A token, made safe to share", "### Header", "```json", "```", "### Claims", "```json", "```"),
    ]
    inside = "\n".join(lines[lines.index("```json") :])
    assert not set("<>&|") & set(inside)
    assert inside.count("`") == 12


def test_the_json_block_of_markdown_is_json() -> None:
    markdown = outputs(written({"aud": "<b>`|&", "plan": "Zoë"}))["markdown"]

    assert json.loads(markdown.split("```json\n")[2].split("\n```")[0]) == {"aud": "<b>`|&", "plan": "Zoë"}
    assert "Zoë" in markdown


def test_times_are_told_in_words_too_unless_they_are_masked() -> None:
    assert "exp: 2027-01-15 08:05:00 UTC" in outputs(written(CLAIMS))["text"]
    assert "2027-01-15" not in outputs(written(CLAIMS), mask={"exp"})["text"]


def test_verdicts_and_counts_are_worded() -> None:
    text = outputs(written({"sub": "a1b2", "exp": NOW - 999}))["text"]

    assert "Signature: not checked\nClaims: failed\nTrust: not trusted" in text
    assert text.endswith("The signature was removed: this cannot be used as a token.\n1 value was masked.\n")
    assert "Nothing was masked." in outputs(written({"a": 1}))["text"]


def test_numbers_no_json_can_hold() -> None:
    token = InspectedToken("jws", "compact", Secret("a.b.c"), header={}, claims={"a": 10**5_000, "b": float("inf")})

    found = redact(token).claims or {}
    assert [str(value) for value in found.values()] == ["1e5000", "Infinity"]


def test_private_keys_are_masked_whatever_was_chosen() -> None:
    claims = {
        "cnf": {"jwk": {"kty": "RSA", "n": "PUBLIC-N", "d": "PRIVATE-D", "p": "PRIVATE-P"}},
        "pem": "-----BEGIN EC PRIVATE KEY-----\nPRIVATE-E\n-----END EC PRIVATE KEY-----",
        "again": "see PRIVATE-D",
    }
    for text in outputs(written(claims, {"alg": "none", "jwk": {"kty": "oct", "k": "PRIVATE-K"}}), mask=()).values():
        assert "PRIVATE-" not in text
        assert "PUBLIC-N" in text


def test_the_largest_tokens_take_bounded_time() -> None:
    hidden = [f"person-{number:06}" for number in range(9_000)]
    tokens: list[dict[str, Any]] = [
        {"emails": hidden, "list": hidden},
        {"emails": hidden, "text": "x" * 700_000},
        {"sub": "aaaa", **{f"{'aA'[n % 2]}aaa{n}": "aaaa" for n in range(9_000)}},
        {"a": "a." * 300_000, "b": "@" * 300_000, "c": "ey" * 200_000},
        {f"long{n}": "abcdefghij" * 400 for n in range(1_000)},
    ]
    for claims in tokens:
        token = InspectedToken("jws", "compact", Secret("h.p.s"), header={}, claims=claims)
        begun = time.perf_counter()
        found = json.dumps(redact(token).claims)

        # Normal is under half a second; what is not bounded takes minutes.
        assert time.perf_counter() - begun < 20
        assert "person-000123" not in found
    deep: Any = "person-1"
    for _ in range(400):
        deep = {"a": deep, "b": [deep]} if _ < 5 else {"a": deep}
    token = InspectedToken("jws", "compact", Secret("h.p.s"), header={}, claims={"sub": "person-1", "x": deep})
    assert "person-1" not in json.dumps(redact(token).claims)


#: Marks that stand nowhere in our own words.
CANARY = st.text("QXZW", min_size=8, max_size=16).map(lambda word: f"{word}7QZ")
AROUND = st.text(st.characters(codec="utf-8", exclude_characters="QXZW7"), max_size=4)
LEAF = st.builds(lambda a, word, b: a + word + b, AROUND, CANARY, AROUND)
MASKED_NAME = st.sampled_from(sorted(DEFAULT_MASK)).flatmap(lambda name: st.sampled_from([name, name.upper()]))
NESTED = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(AROUND, inner, min_size=1, max_size=3),
    max_leaves=4,
)


def leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    return [leaf for one in value for leaf in leaves(one)] if isinstance(value, list) else [value]


@settings(max_examples=500)
@given(
    st.dictionaries(MASKED_NAME, NESTED, min_size=1, max_size=3),
    st.dictionaries(AROUND, NESTED | st.integers() | st.text(max_size=10), max_size=3),
    st.sampled_from(["claims", "header", "inside"]),
    AROUND,
    st.booleans(),
)
def test_no_masked_value_is_in_any_output(
    masked: dict[str, Any], others: dict[str, Any], where: str, around: str, guess: bool
) -> None:
    secrets = leaves(masked)
    # The same values stand unmasked too: in other claims, in names, in the header.
    others = {**others, "copies": secrets, "text": around.join(secrets), f"name {secrets[0]}": {secrets[0]: 1}}
    claims = {**others, "wrapped": [{"deep": masked}]} if where == "inside" else dict(others)
    header = {"alg": "RS256", "kid": secrets[-1]}
    (header if where == "header" else claims).update(masked if where != "inside" else {})
    raw = written(claims, header)
    for form, output in outputs(raw, guess=guess).items():
        assert not any(secret in output or json.dumps(secret)[1:-1] in output for secret in secrets), form
        assert not any(part in output for part in raw.split("."))


@settings(max_examples=500)
@given(st.binary(min_size=8, max_size=300), st.dictionaries(AROUND, LEAF, max_size=3), AROUND)
def test_neither_the_signature_nor_a_part_of_the_token_is_in_any_output(
    signature: bytes, claims: dict[str, Any], around: str
) -> None:
    encoded = minted.base64url.encode(signature)
    first = written(claims, signature=encoded)
    # Whole tokens and single parts, inside claims and header.
    claims = {**claims, "copy": first, "all": [around + part + around for part in first.split(".")], "s": encoded}
    raw = written(claims, {"alg": "RS256", "kid": encoded}, encoded)
    for form, output in outputs(raw).items():
        assert encoded not in output, form
        assert not any(part in output for part in (*raw.split("."), first, *first.split(".")[:1]))


@settings(max_examples=300)
@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4))
def test_every_output_is_plain_and_json_is_json(claims: dict[str, str]) -> None:
    found = outputs(written(claims))

    assert json.loads(found["json"])["kind"] == "jws"
    for output in found.values():
        assert all(ch == "\n" or ch.isprintable() for ch in output)
        assert output.endswith("\n")
