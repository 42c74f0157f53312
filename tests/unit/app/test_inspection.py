"""The inspector's answers: the contract's object, and what is asked of an account's tokens."""

from __future__ import annotations

import json

import pytest

from desktop_app.app.inspection import inspection_json, question_of, span
from desktop_app.inspector.inspect import inspect
from desktop_app.session.account import Account
from tests.support import minted
from tests.unit.inspector import finding_examples as made

ACCOUNT = Account("work", minted.ISSUER, minted.CLIENT, leeway_seconds=30)


def test_what_is_asked_of_an_accounts_token() -> None:
    question = question_of(
        ACCOUNT, minted.key_set(fetched_at=minted.NOW - 60.0), now=minted.NOW, at=5.0, clock_offset=9.0
    )

    assert (question.issuer, question.audience, question.client_id) == (minted.ISSUER, minted.CLIENT, minted.CLIENT)
    assert (question.at, question.leeway, question.clock_offset, question.azp_counts) == (5.0, 30, 9.0, False)
    assert question.keys is not None
    # The age of the keys is counted to now, whatever time the token is judged at.
    assert question.keys.age_seconds == 60.0
    assert question_of(ACCOUNT, None, now=0, at=0).keys is None


def test_the_configured_audience_and_keycloaks_azp() -> None:
    api = Account("work", minted.ISSUER, minted.CLIENT, audience="api", provider="keycloak")
    plain = Account("work", minted.ISSUER, minted.CLIENT, provider="keycloak")

    assert (question_of(api, None, now=0, at=0).audience, question_of(api, None, now=0, at=0).azp_counts) == (
        "api",
        False,
    )
    assert question_of(plain, None, now=0, at=0).azp_counts


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (7_199, "119 min"),
        (7_200, "2 h"),
        (172_799, "47 h"),
        (172_800, "2 days"),
    ],
)
def test_spans(seconds: float, shown: str) -> None:
    assert span(seconds) == shown


def test_every_form_has_the_contracts_members() -> None:
    for text in (
        minted.jws(minted.claims()),
        made.jwe(),
        made.sd_jwt(),
        made.paseto(),
        made.json_jws(),
        "x",
        "e" * 1_000_001,
    ):
        (one,) = inspect(text, made.question())
        shown = inspection_json(one)

        assert {"kind", "header", "claims", "verdicts", "findings", "key"} <= set(shown)
        assert shown["verdicts"].keys() == {"signature", "claims", "trust"}  # type: ignore[attr-defined]  # an object
        json.dumps(shown, allow_nan=False)


def test_nested_and_disclosed_are_told() -> None:
    (nested,) = inspect(minted.jws(minted.jws(minted.claims()).encode()), made.question())
    (disclosed,) = inspect(made.sd_jwt(), made.question())

    inner = inspection_json(nested)["nested"]
    assert isinstance(inner, list)
    assert inner[0]["claims"] == minted.claims()
    assert inspection_json(disclosed)["disclosed"] == [{"name": "family_name", "value": "Lovelace"}]
