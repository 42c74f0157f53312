"""Every finding has an example that brings it, a sentence that gets its values, and an entry in the guide."""

from __future__ import annotations

import re
import string

import pytest

from desktop_app.app.escape import escape
from desktop_app.app.inspection import finding_json, message
from desktop_app.app.texts.inspector_findings import TEXTS
from desktop_app.inspector.codes import SEVERITIES
from desktop_app.inspector.inspect import inspect
from desktop_app.inspector.model import Finding, Inspection, Question
from tests.support import minted
from tests.support.tree import ROOT
from tests.unit.inspector.finding_examples import EXAMPLES, question

GUIDE = ROOT / "docs" / "guide" / "inspector.md"


def all_findings(inspections: tuple[Inspection, ...]) -> list[Finding]:
    """Of the tokens and of those inside them."""
    found: list[Finding] = []
    for one in inspections:
        found += [*one.findings, *all_findings(one.nested)]
    return found


def test_every_finding_has_example_sentence_and_guide_entry() -> None:
    entries = re.findall(
        r"^\| `([a-z0-9_]+)` \| (error|warning|info) \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE
    )

    assert set(EXAMPLES) == set(SEVERITIES)
    # "<code>_one" is the singular of a sentence with a number in it.
    assert {name for name in TEXTS if name.removesuffix("_one") not in SEVERITIES} == set()
    assert set(TEXTS) >= set(SEVERITIES)
    assert dict(entries) == SEVERITIES
    assert len(entries) == len(SEVERITIES)


@pytest.mark.parametrize("code", sorted(EXAMPLES))
def test_the_example_brings_the_finding(code: str) -> None:
    made, asked = EXAMPLES[code]

    found = [one for one in all_findings(inspect(made(), asked())) if one.code == code]

    assert found
    wanted = {name for _, name, _, _ in string.Formatter().parse(TEXTS[code]) if name}
    for one in found:
        assert one.severity == SEVERITIES[code]
        assert wanted - {"span"} <= set(one.params)
        shown = message(one)
        assert "…" not in shown
        assert "{" not in shown
        assert escape(shown) == shown


#: What an honest token may bring: words for a reader, never a warning.
QUIET = {"id_token", "no_key"}


@pytest.mark.parametrize("alg", ["RS256", "ES256", "PS384", "EdDSA"])
def test_an_honest_token_brings_no_warning(alg: str) -> None:
    found = all_findings(inspect(minted.jws(minted.claims(), alg=alg), question()))

    assert {one.code for one in found} <= QUIET


def test_the_worst_come_first() -> None:
    made = minted.jws(minted.claims(exp=minted.NOW - 600, aud=None, iat=minted.NOW - 700, sub=None))

    severities = [one.severity for one in inspect(made, question())[0].findings]

    assert severities == sorted(severities, key=["error", "warning", "info"].index)
    assert {"error", "warning", "info"} == set(severities)


def test_words_of_others_in_a_sentence_are_escaped_and_bounded() -> None:
    made = minted.jws(minted.claims(iss="https://evil.example/\u202e" + "x" * 5_000))
    asked = Question(at=minted.NOW, issuer=minted.ISSUER)

    (found,) = [one for one in inspect(made, asked)[0].findings if one.code == "issuer_mismatch"]
    shown = finding_json(found)["message"]

    assert isinstance(shown, str)
    assert "\\u202e" in shown
    assert len(shown) < 700


def test_a_place_named_by_others_is_escaped_and_bounded() -> None:
    made = minted.jws(minted.claims(**{"a\u202e" + "b" * 5_000: "\u200b"}))

    found = [finding_json(one) for one in inspect(made, question())[0].findings if one.code == "hidden_characters"]

    assert found
    assert all(str(one["where"]).isascii() and len(str(one["where"])) < 300 for one in found)
