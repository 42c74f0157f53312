"""One token in words: everything about it, and nothing that a terminal would obey."""

from __future__ import annotations

import json

from desktop_app.cli.commands.inspect_text import full_text
from desktop_app.inspector import keys
from desktop_app.inspector.inspect import inspect
from desktop_app.inspector.model import Question
from tests.support import minted
from tests.unit.inspector import finding_examples as made


def told(text: str, question: Question | None = None) -> list[str]:
    (one,) = inspect(text, question or made.question())
    lines = full_text(one, minted.NOW).split("\n")
    assert all(line.isprintable() for line in lines)
    return lines


def test_the_key_and_its_age() -> None:
    material = keys.remembered(minted.key_set(fetched_at=minted.NOW - 7_200), now=minted.NOW)

    lines = told(minted.jws(minted.claims()), made.question(material))

    assert lines[1] == "signature valid, claims ok, not trusted"
    assert "key rsa, RS256, from https://op.example/keys, fetched 2 h ago" in lines


def test_a_content_that_is_no_object() -> None:
    lines = told(minted.jws("It\u2019s a dangerous\nbusiness\x1b".encode()))

    assert lines[lines.index("Content") + 1] == "  It\u2019s a dangerous\\u000abusiness\\u001b"


def test_disclosed_claims() -> None:
    lines = told(made.sd_jwt())

    assert lines[0] == "SD-JWT"
    assert '      "value": "Lovelace"' in lines[lines.index("Disclosed") :]


def test_an_encrypted_token() -> None:
    lines = told(made.jwe())

    assert lines[:2] == ["encrypted token (JWE)", "signature not checked, claims not checked, not trusted"]
    assert "Claims" not in lines
    assert '    "enc": "A256GCM"' in lines


def test_tokens_inside_are_told_of_below() -> None:
    lines = told(minted.jws(minted.claims(vp=minted.jws(minted.claims(sub="inner")))))

    inside = lines[lines.index("  claims.vp: signed token (JWS)") :]
    assert inside[1] == "  signature not checked, claims ok, not trusted"
    assert '      "sub": "inner",' in inside


def test_times_nobody_can_show_are_left_out() -> None:
    lines = told(minted.jws(minted.claims(exp=10**300, nbf=-5, iat=True, auth_time=253_402_300_799)))

    shown = [line for line in lines if line.startswith("  ") and "T" in line and "ago" in line or " (in " in line]
    assert shown == ["  auth_time: 9999-12-31T23:59:59Z (in 2,912,063 days)"]


def test_names_of_others_are_escaped() -> None:
    text = json.dumps({"\u202ejwt\x1b": minted.jws(minted.claims(**{"\u200b": "\ud800"}))}, ensure_ascii=False)

    assert told(text)[0].startswith("\\u202ejwt\\u001b: ")
