"""The verdict on claims, and what makes a token trusted."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.inspector.inspect import inspect
from desktop_app.inspector.model import Inspection, Question
from tests.support import minted
from tests.unit.inspector import finding_examples as made

NOW = minted.NOW
ASKED = {"issuer": minted.ISSUER, "audience": minted.CLIENT}


def one(question: Question | None = None, **claims: Any) -> Inspection:
    (inspection,) = inspect(minted.jws(minted.claims(**claims)), question or made.question(made.material()))
    return inspection


@pytest.mark.parametrize(
    ("claims", "verdict"),
    [
        ({"exp": NOW + 300}, "ok"),
        ({"exp": NOW - 59}, "ok"),
        ({"exp": NOW - 60}, "failed"),
        ({"exp": NOW - 59.5}, "ok"),
        ({"exp": None}, "not_checked"),
        ({"exp": None, "nbf": NOW + 60}, "ok"),
        ({"exp": None, "nbf": NOW + 61}, "failed"),
        ({"nbf": "now"}, "failed"),
        ({"exp": True}, "failed"),
        ({"exp": [1]}, "failed"),
        ({"exp": 10**600}, "ok"),
        ({"exp": -(10**600)}, "failed"),
        ({"exp": 0}, "failed"),
        ({"iat": NOW + 9_999}, "ok"),
        ({"iat": "x"}, "ok"),
    ],
    ids=str,
)
def test_times(claims: dict[str, Any], verdict: str) -> None:
    inspection = one(**claims)

    assert inspection.verdicts.claims == verdict
    assert inspection.exit_status == (10 if verdict == "failed" else 0)


def test_a_null_exp_is_there_and_no_number() -> None:
    (inspection,) = inspect(minted.jws({"exp": None}), made.question())

    assert inspection.verdicts.claims == "failed"


def test_the_time_asked_for_and_the_leeway_decide() -> None:
    assert one(made.question(at=NOW + 359)).verdicts.claims == "ok"
    assert one(made.question(at=NOW + 360)).verdicts.claims == "failed"
    assert one(made.question(at=NOW + 360, leeway=120)).verdicts.claims == "ok"
    assert one(made.question(at=NOW + 300, leeway=0)).verdicts.claims == "failed"


@pytest.mark.parametrize(
    ("claims", "asked", "verdict"),
    [
        ({}, ASKED, "ok"),
        ({"aud": [minted.CLIENT]}, ASKED, "ok"),
        ({"aud": ["x", minted.CLIENT]}, ASKED, "ok"),
        ({"aud": [minted.CLIENT, 1]}, ASKED, "failed"),
        ({"aud": "x"}, ASKED, "failed"),
        ({"aud": None}, ASKED, "failed"),
        ({"aud": minted.CLIENT.upper()}, ASKED, "failed"),
        ({"iss": minted.ISSUER + "/"}, ASKED, "failed"),
        ({"iss": [minted.ISSUER]}, ASKED, "failed"),
        ({"iss": None}, {"issuer": minted.ISSUER}, "failed"),
        ({"aud": "x"}, {"issuer": minted.ISSUER}, "ok"),
        ({"iss": "x"}, {"audience": minted.CLIENT}, "ok"),
        ({"exp": None}, {"audience": minted.CLIENT}, "ok"),
    ],
    ids=str,
)
def test_issuer_and_audience(claims: dict[str, Any], asked: dict[str, str], verdict: str) -> None:
    assert one(made.question(made.material(), **asked), **claims).verdicts.claims == verdict


def test_trusted_only_when_everything_holds() -> None:
    whole = made.question(made.material(), **ASKED)

    assert one(whole).verdicts.trust == "trusted"
    assert one(made.question(made.material(), issuer=minted.ISSUER)).verdicts.trust == "not_trusted"
    assert one(made.question(made.material(), audience=minted.CLIENT)).verdicts.trust == "not_trusted"
    assert one(made.question(**ASKED)).verdicts.trust == "not_trusted"
    assert one(whole, exp=NOW - 600).verdicts.trust == "not_trusted"
    assert one(made.question(made.material(minted.jwk("p256")), **ASKED)).verdicts.trust == "not_trusted"


def test_an_id_token_is_for_the_client_and_an_access_token_for_the_api() -> None:
    question = made.question(made.material(), issuer=minted.ISSUER, audience="api", client_id=minted.CLIENT)

    assert one(question).verdicts.claims == "ok"
    assert one(question, aud="api").verdicts.claims == "failed"
    assert one(question, nonce=None, scope="x", aud="api").verdicts.claims == "ok"
    assert one(question, nonce=None, scope="x").verdicts.claims == "failed"


def test_azp_counts_where_the_account_says_so() -> None:
    fields = {"audience": minted.CLIENT, "client_id": minted.CLIENT}
    claims = {"nonce": None, "scope": "x", "aud": "account", "azp": minted.CLIENT}

    assert one(made.question(azp_counts=True, **fields), **claims).verdicts.claims == "ok"
    assert one(made.question(**fields), **claims).verdicts.claims == "failed"
    assert one(made.question(azp_counts=True, **fields), **(claims | {"nonce": "n"})).verdicts.claims == "failed"
    assert one(made.question(azp_counts=True, **fields), **(claims | {"azp": "x"})).verdicts.claims == "failed"


def test_content_without_claims() -> None:
    text = minted.jws(b"just text")

    (plain,) = inspect(text, made.question(made.material()))
    assert (plain.verdicts.signature, plain.verdicts.claims, plain.exit_status) == ("valid", "not_checked", 0)
    (asked,) = inspect(text, made.question(made.material(), issuer=minted.ISSUER))
    assert (asked.verdicts.claims, asked.exit_status) == ("failed", 10)


def test_expired_wins_over_not_checked() -> None:
    assert one(made.question(), exp=NOW - 600).exit_status == 10
    assert one(made.question()).exit_status == 11


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (made.jwe(), 11),
        (made.sd_jwt(), 11),
        (made.paseto(), 11),
        (made.json_jws(), 11),
        ("opaque-token", 12),
        ("", 12),
        (minted.jws(b'{"exp":1'), 10),
        (minted.jws(b"[" * 100 + b"]" * 100), 12),
        (minted.jws(minted.claims()) + "=", 10),
    ],
    ids=["jwe", "sd-jwt", "paseto", "json", "opaque", "empty", "broken", "deep", "padded"],
)
def test_exit_statuses_of_other_forms(text: str, status: int) -> None:
    (inspection,) = inspect(text, made.question(made.material(), at=NOW + 10**9))

    assert inspection.exit_status == status


def test_the_clock_is_named_as_the_reason() -> None:
    late = made.question(at=NOW + 240 + 360, clock_offset=-241.0)

    codes = {found.code for found in one(late).findings}

    assert {"expired", "clock_explains"} <= codes
    assert "clock_off" not in codes
    assert not {"clock_explains", "clock_off"} & {
        found.code for found in one(made.question(clock_offset=59.0)).findings
    }
