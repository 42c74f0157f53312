"""The words around what the inspector explains."""

from __future__ import annotations

import pytest

from desktop_app.app.token_words import claim_words, length, row_words, time_trouble
from desktop_app.inspector.checklist import Cell, Row
from desktop_app.inspector.claims import explain
from desktop_app.inspector.values import moment


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1.2, "1 second"),
        (59.4, "59 seconds"),
        (59.6, "1 minute"),
        (240, "4 minutes"),
        (-240, "4 minutes"),
        (3_725, "1 hour 2 minutes"),
        (3_601, "1 hour"),
        (90_000, "1 day 1 hour"),
        (45 * 86_400 + 7_200, "45 days"),
        (1_105 * 86_400, "3 years"),
    ],
)
def test_lengths_of_time(seconds: float, words: str) -> None:
    assert length(seconds) == words


def test_a_registered_claim() -> None:
    words = claim_words(explain(("aud",)))

    assert words.label == "Audience"
    assert words.sentence == (
        "The service this token is meant for. A service must refuse a token that does not name it here."
    )
    assert (words.origin, words.source) == ("Registered claim", "RFC 7519 §4.1.3, RFC 9068 §2.2")


def test_a_header_parameter() -> None:
    assert claim_words(explain(("kid",), part="header"), header=True).origin == "Registered header parameter"


def test_a_provider_s_claim() -> None:
    known = claim_words(explain(("tid",), provider="entra"))
    unsure = claim_words(explain(("tid",)))

    assert known.origin == "Microsoft Entra ID uses this name in this way."
    assert unsure.origin == "Not registered. Used by FusionAuth, Microsoft Entra ID."
    assert unsure.sentence.startswith("FusionAuth: The tenant")
    assert "Microsoft Entra ID: The tenant" in unsure.sentence
    assert claim_words(explain(("realm_access",))).origin == "Not registered. Used by Keycloak."
    assert claim_words(explain(("realm_access",))).sentence == "The person's rights in the whole realm."


def test_claims_nobody_registered() -> None:
    assert claim_words(explain(("colour",))).origin == "Not registered"
    assert claim_words(explain(("https://acme.example/x",))).origin == "Not registered: a name of the issuer's own"
    assert claim_words(explain(("cnf", "x\u202e"))).origin == "Part of cnf"
    assert claim_words(explain(("cnf", "jkt"))).origin == "From a specification"


def test_times_that_are_none() -> None:
    assert time_trouble(moment(5)) == ""
    assert time_trouble(moment(1_795_444_360_000)) == "In milliseconds. A time must be in seconds."


def test_words_of_others_in_a_row_are_escaped_and_bounded() -> None:
    row = Row("issuer", "fail", Cell("a\u202eb"), Cell("x" * 400), "issuer_other", {"expected": "e\x1b[0m"})
    words = row_words(row, str)

    assert words.expected == "a\\u202eb"
    assert len(words.found) == 300
    assert "\\u001b" in words.todo
