"""Whole inputs: several tokens, tokens inside tokens, private keys, streams; and nothing of it believed or kept."""

from __future__ import annotations

import ast
import json
import tracemalloc

import pytest

from desktop_app.app.inspection import inspection_json
from desktop_app.inspector.inspect import inspect, inspect_all
from desktop_app.inspector.limits import MAX_TOKEN
from tests.support import minted
from tests.support.tree import ROOT, python_files
from tests.unit.inspector import finding_examples as made

A = minted.jws(minted.claims())


def test_several_tokens_in_their_order() -> None:
    text = f"sid={A}\nBearer {made.jwe()}\n{made.paseto()}"

    found = inspect(text, made.question())

    assert [(one.token.kind, one.label, one.line) for one in found] == [
        ("jws", "sid", 1),
        ("jwe", "Bearer", 2),
        ("paseto", "", 3),
    ]


def test_one_answer_always_comes() -> None:
    for text in ("", " \n", "no token", "{}", '{"a": 1}', "{", "[" * 10):
        (one,) = inspect(text, made.question())
        assert one.exit_status == 12


def test_a_token_in_json_form_is_one_token() -> None:
    (one,) = inspect(f" {made.json_jws()}\n", made.question(made.material()))

    assert (one.token.kind, one.token.form, one.exit_status) == ("jws", "json", 11)


def test_nested_tokens_are_judged_by_themselves() -> None:
    inner = minted.jws(minted.claims(exp=minted.NOW - 600))
    outer = minted.jws(minted.claims(vp={"token": inner, "other": "eyJub3QiOjF9.x"}))

    (one,) = inspect(outer, made.question(made.material(), issuer=minted.ISSUER, audience=minted.CLIENT))

    assert (one.verdicts.trust, one.exit_status) == ("trusted", 0)
    (nested,) = one.nested
    assert nested.label == "claims.vp.token"
    assert (nested.verdicts.signature, nested.verdicts.claims, nested.verdicts.trust) == (
        "valid",
        "failed",
        "not_trusted",
    )


def test_nesting_is_followed_to_a_depth() -> None:
    text = A
    for _ in range(8):
        text = minted.jws(text.encode())

    (one,) = inspect(text, made.question())

    depth = 0
    while one.nested:
        (one,) = one.nested
        depth += 1
    assert depth == 4
    assert "nested_too_deep" in [found.code for found in one.findings]


@pytest.mark.parametrize(
    "text",
    [
        made.private_pem(),
        f"notes\n{made.private_pem()}\nmore",
        json.dumps(minted.jwk("rsa", secret=True)),
        json.dumps({"keys": [minted.jwk("p256"), minted.jwk("p256", secret=True)]}),
        json.dumps({"kty": "oct", "k": "c2VjcmV0c2VjcmV0"}),
    ],
    ids=["pem", "pem-in-text", "jwk", "jwks", "oct"],
)
def test_a_private_key_is_a_finding_and_never_repeated(text: str) -> None:
    (one,) = inspect(text, made.question())

    assert [found.code for found in one.findings] == ["private_key"]
    assert one.exit_status == 12
    shown = json.dumps(inspection_json(one)) + repr(one) + one.token.raw.reveal()
    secrets = [text.split("\n")[2]] if "BEGIN" in text else [minted.jwk("rsa", secret=True)["d"], "c2VjcmV0"]
    assert not any(secret in shown for secret in secrets)


def test_a_private_key_beside_a_token() -> None:
    codes = [[found.code for found in one.findings] for one in inspect(f"{A}\n{made.private_pem()}", made.question())]

    assert codes[-1] == ["private_key"]
    assert len(codes) == 2


@pytest.mark.parametrize("place", ["header", "claims"])
def test_a_private_key_inside_a_token_is_masked_in_the_answer(place: str) -> None:
    private = minted.jwk("p256", secret=True)
    text = (
        minted.jws(minted.claims(), header={"jwk": private})
        if place == "header"
        else minted.jws(minted.claims(cnf={"jwk": private}, pem=made.private_pem()))
    )

    (one,) = inspect(text, made.question())
    shown = json.dumps(inspection_json(one))

    assert "private_key" in [found.code for found in one.findings]
    assert private["d"] not in shown
    assert "PRIVATE KEY" not in shown
    assert private["x"] in shown


def test_pieces_change_nothing() -> None:
    text = f"Cookie: sid={A}\n{made.sd_jwt()}\n" + made.private_pem()
    whole = inspect(text, made.question())

    for size in (1, 10, 777):
        pieces = (text[at : at + size] for at in range(0, len(text), size))
        some = tuple(inspect_all(pieces, made.question()))
        assert [inspection_json(one) for one in some] == [inspection_json(one) for one in whole]


def test_a_json_text_in_pieces_is_still_one_token() -> None:
    text = made.json_jws()

    (one,) = inspect_all((text[at : at + 7] for at in range(0, len(text), 7)), made.question())

    assert one.token.form == "json"


def test_a_word_over_the_limit_ends_the_inspection() -> None:
    found = inspect(f"{A} {'x' * (MAX_TOKEN + 1)} {A}", made.question())

    assert [one.exit_status for one in found] == [11, 12]
    assert [item.code for item in found[1].findings] == ["too_large"]


def test_memory_stays_flat_over_a_long_stream() -> None:
    question = made.question(made.material())
    tracemalloc.start()
    try:
        count = sum(1 for _ in inspect_all((f"{A}\n" for _ in range(3_000)), question))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert count == 3_000
    assert peak < 5_000_000


def test_white_space_without_an_end_takes_no_memory() -> None:
    tracemalloc.start()
    try:
        (one,) = inspect_all((" " * 65_536 for _ in range(160)), made.question())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert [found.code for found in one.findings] == ["no_token"]
    assert peak < 6_000_000


def test_a_private_key_is_masked_however_its_name_is_written() -> None:
    claims = r'{"k": {"k\u0074y": "RSA", "d": "PRIVATE-D"}, "p": "-----BEGIN PRIVATE\u0020KEY-----\nPRIVATE-P"}'

    (one,) = inspect(minted.jws(claims.encode()), made.question())

    assert [found.where for found in one.findings if found.code == "private_key"] == ["claims.p", "claims.k"]
    assert "PRIVATE-" not in json.dumps(inspection_json(one))


def test_a_private_key_that_is_disclosed_is_masked() -> None:
    disclosed = minted.base64url.encode(json.dumps(["salt", "cnf", {"kty": "EC", "d": "PRIVATE-D"}]).encode())

    (one,) = inspect(f"{A}~{disclosed}~", made.question())

    assert "PRIVATE-D" not in json.dumps(inspection_json(one))


def test_nothing_of_the_inspector_reaches_the_engine() -> None:
    """No inspected claim can grant access: what signs in, refreshes and grants does not even know the inspector."""
    knowing = []
    for path in python_files("desktop_app"):
        parts = path.relative_to(ROOT / "desktop_app").parts
        if parts[0] not in ("jose", "oidc", "vault", "session", "system", "ports", "providers"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            module = getattr(node, "module", None) if isinstance(node, ast.ImportFrom) else None
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [module or ""]
            if any(name.startswith("desktop_app.inspector") for name in names):
                knowing.append(str(path))

    assert knowing == []
