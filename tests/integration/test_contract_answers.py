"""Contract: what the token endpoint can answer, and what each answer means; Retry-After; ten foreign answers."""

from __future__ import annotations

import time
from email.utils import formatdate
from typing import Any

import pytest

from tests.support.patience import until
from tests.support.scripted_provider import Fault, ScriptedProvider, TokenAnswer
from tests.support.stage import Stage, failure

_HTML = "text/html"
_WORD = '{"error": "invalid_grant", "error_description": "no"}'
#: name → (answer, at sign-in, at refresh): exit and code, at refresh the state that follows, too.
_ANSWERS: dict[str, tuple[Fault, tuple[int, str], tuple[int, str, str]]] = {
    "not JSON": (Fault(status=200, body="<p>", media_type=_HTML), (5, "E_PORTAL"), (5, "E_PORTAL", "offline")),
    "JSON called HTML": (Fault(process=True, media_type=_HTML), (5, "E_PORTAL"), (5, "E_PORTAL", "offline")),
    "201": (Fault(process=True, status=201), (5, "E_PORTAL"), (5, "E_PORTAL", "offline")),
    "400 {}": (Fault(status=400, body="{}"), (5, "E_PORTAL"), (5, "E_PORTAL", "offline")),
    "400 empty": (Fault(status=400, body=""), (5, "E_PORTAL"), (5, "E_PORTAL", "offline")),
    "403 message": (Fault(status=403, body='{"message": "x"}'), (5, "E_PORTAL"), (5, "E_PORTAL", "offline")),
    "404": (Fault(status=404, body="not here", media_type=_HTML), (5, "E_PORTAL"), (5, "E_PORTAL", "offline")),
    "redirect": (
        Fault(status=307, headers={"Location": "http://portal.example/"}, body=""),
        (5, "E_PORTAL"),
        (5, "E_PORTAL", "offline"),
    ),
    "407": (Fault(status=407, body=_WORD), (5, "E_PROXY"), (5, "E_PROXY", "offline")),
    "429 with a word": (Fault(status=429, body=_WORD), (5, "E_RATE"), (5, "E_RATE", "offline")),
    "500 with a word": (Fault(status=500, body=_WORD), (5, "E_SERVER"), (5, "E_SERVER", "offline")),
    "503": (Fault(status=503, body=""), (5, "E_SERVER"), (5, "E_SERVER", "offline")),
    "200 {}": (Fault(status=200, body="{}"), (4, "E_TOKEN_RESPONSE"), (4, "E_TOKEN_RESPONSE", "offline")),
    "too long": (
        Fault(status=200, body='{"x": "' + "y" * 1_100_000 + '"}'),
        (4, "E_TOKEN_RESPONSE"),
        (4, "E_TOKEN_RESPONSE", "offline"),
    ),
    "invalid_grant": (Fault(status=400, body=_WORD), (4, "E_CALLBACK"), (3, "E_REAUTH", "needs_login")),
    "invalid_grant as 200": (Fault(status=200, body=_WORD), (4, "E_CALLBACK"), (3, "E_REAUTH", "needs_login")),
    "invalid_client": (
        Fault(status=401, body='{"error": "invalid_client"}'),
        (4, "E_CLIENT"),
        (3, "E_REAUTH", "needs_login"),
    ),
    "unauthorized_client": (
        Fault(status=400, body='{"error": "unauthorized_client"}'),
        (4, "E_CLIENT"),
        (3, "E_REAUTH", "needs_login"),
    ),
}
_CASES = [pytest.param(*values, id=name) for name, values in _ANSWERS.items()]


@pytest.mark.parametrize(("answer", "at_sign_in", "at_refresh"), _CASES)
def test_an_answer_of_the_token_endpoint(
    stage: Stage, answer: Fault, at_sign_in: tuple[int, str], at_refresh: tuple[int, str, str]
) -> None:
    stage.provider.fail("token", answer)
    assert failure(stage.login())[:2] == at_sign_in
    assert stage.status()["state"] == "signed_out"
    assert len(stage.provider.calls("token")) == 1, "a code is sent once"

    stage.provider.change(faults={})
    stage.signed_in()
    held = stage.token()
    stage.provider.fail("refresh", answer)
    assert stage.fails("refresh", "work")[:2] == at_refresh[:2]
    status = stage.status()
    assert status["state"] == at_refresh[2]
    assert status["error"]["code"] == at_refresh[1]
    assert (status["generation"], status["saved"]) == (1, "keychain")
    if status["state"] == "offline":
        assert stage.token() == held


def test_words_of_the_provider_are_shown_escaped_and_cut(stage: Stage) -> None:
    hostile = "\u202e<b>" + "long " * 200
    stage.provider.change(sign_in=TokenAnswer(error=("invalid_client", hostile)))
    result = stage.login()
    message = result.json["error"]["message"]
    assert "\u202e" not in message
    assert len(message) < 600


# --- Retry-After ----------------------------------------------------------------------------------------------------


@pytest.fixture
def ended(stage: Stage) -> Stage:
    """Signed in, with an access token that has ended: `token` must refresh."""
    stage.provider.change(access="opaque", lifetime=3600, sign_in=TokenAnswer(fields={"expires_in": 0}))
    stage.signed_in()
    return stage


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_holds_for_all_commands(ended: Stage, status: int, form: str) -> None:
    told = "1000" if form == "seconds" else formatdate(time.time() + 1000, usegmt=True)
    ended.provider.fail("refresh", Fault(status=status, headers={"Retry-After": told}, body="{}"))
    first = (5, "E_RATE" if status == 429 else "E_SERVER")
    assert ended.fails("refresh", "work")[:2] == first
    ended.provider.change(faults={})
    calls = ended.calls()

    assert ended.fails("refresh", "work")[:2] == (5, "E_RATE")
    assert ended.fails("token", "work")[:2] == (5, "E_RATE")

    assert ended.calls() == calls
    assert ended.status()["state"] == "offline"


def test_a_valid_token_is_given_while_the_provider_wants_peace(stage: Stage) -> None:
    stage.signed_in()
    held = stage.token()
    stage.provider.fail("refresh", Fault(status=429, headers={"Retry-After": "1000"}, body="{}"))
    assert stage.fails("refresh", "work")[:2] == (5, "E_RATE")
    assert stage.token() == held


def test_retry_after_ends(ended: Stage) -> None:
    ended.provider.fail("refresh", Fault(status=429, headers={"Retry-After": "1"}, body="{}", times=1))
    assert ended.fails("refresh", "work")[:2] == (5, "E_RATE")
    until("it is over", lambda: ended.run("refresh", "work").exit == 0)
    assert ended.status()["state"] == "signed_in"
    assert ended.status()["error"] is None


# --- answers that are not the provider's ----------------------------------------------------------------------------


def _portal(stage: Stage, count: int) -> list[tuple[int, str | None, str | None]]:
    stage.provider.fail("refresh", _ANSWERS["not JSON"][0])
    commands = (("refresh", "work"), ("token", "work"))
    met = [stage.fails(*commands[number % 2]) for number in range(count)]
    stage.provider.change(faults={})
    return met


def test_ten_foreign_answers_in_a_row_are_counted_over_all_commands(ended: Stage) -> None:
    met = _portal(ended, 10)
    assert met[:9] == [(5, "E_PORTAL", None)] * 9
    assert met[9] == (3, "E_REAUTH", "not_provider")
    assert ended.status()["state"] == "needs_login"
    assert ended.status()["saved"] == "keychain"
    calls = ended.calls()
    assert ended.fails("token", "work") == (3, "E_REAUTH", "not_provider")
    assert ended.calls() == calls, "token does not try by itself"
    # A person may try once more, and the session is still there.
    assert ended.run("refresh", "work", exits=0).json["state"] == "signed_in"


def test_a_definite_answer_starts_the_count_anew(ended: Stage) -> None:
    assert _portal(ended, 9) == [(5, "E_PORTAL", None)] * 9
    ended.provider.change(refresh=TokenAnswer(fields={"expires_in": 0}))
    ended.run("refresh", "work", exits=0)
    assert _portal(ended, 9) == [(5, "E_PORTAL", None)] * 9
    assert ended.status()["state"] == "offline"


# --- needs_login ----------------------------------------------------------------------------------------------------


def test_after_invalid_grant_nothing_is_sent_any_more(ended: Stage) -> None:
    ended.provider.revoke_all()
    assert ended.fails("refresh", "work") == (3, "E_REAUTH", "refused")
    status = ended.status()
    assert (status["state"], status["error"]["reason"]) == ("needs_login", "refused")
    calls = ended.calls()
    assert ended.fails("refresh", "work") == (3, "E_REAUTH", "refused")
    assert ended.fails("token", "work") == (3, "E_REAUTH", "refused")
    assert ended.calls() == calls
    assert ended.signed_in()["state"] == "signed_in"


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client", "invalid_scope", "temporarily_unavailable"])
def test_after_another_oauth_error_a_person_may_try_once_more(ended: Stage, error: str) -> None:
    ended.provider.change(refresh=TokenAnswer(error=(error, "why")))
    assert ended.fails("refresh", "work") == (3, "E_REAUTH", error)
    calls = len(ended.provider.calls("refresh"))
    assert ended.fails("token", "work") == (3, "E_REAUTH", error)
    assert len(ended.provider.calls("refresh")) == calls
    ended.provider.change(refresh=TokenAnswer())
    assert ended.run("refresh", "work", exits=0).json["state"] == "signed_in"


def test_a_lost_answer_has_a_name_of_its_own(ended: Stage) -> None:
    """The provider rotated, and its answer never came: the one replay is refused."""
    ended.provider.fail("refresh", Fault(process=True, drop="close", times=1))
    assert ended.fails("refresh", "work") == (3, "E_REAUTH", "lost_answer")
    assert len(ended.provider.calls("refresh")) == 2
    assert ended.status()["state"] == "needs_login"


def test_a_lost_answer_within_the_grace_time_is_made_good(ended: Stage) -> None:
    ended.provider.change(grace=30.0)
    ended.provider.fail("refresh", Fault(process=True, drop="close", times=1))
    assert ended.run("refresh", "work", exits=0).json["state"] == "signed_in"
    assert ended.provider.counters.reuse_events == 0


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"metadata": {"issuer": "https://other.example"}}, (4, "E_ISSUER")),
        ({"metadata_without": ("token_endpoint",)}, (4, "E_METADATA")),
        ({"metadata": {"authorization_endpoint": "file:///etc/passwd"}}, (4, "E_METADATA")),
        ({"metadata": {"authorization_endpoint": "--flag"}}, (4, "E_METADATA")),
        ({"metadata": {"token_endpoint": "http://example.com/token"}}, (4, "E_METADATA")),
        ({"faults": {"discovery": Fault(status=200, body="<p>", media_type=_HTML)}}, (5, "E_PORTAL")),
        ({"faults": {"discovery": Fault(status=500, body="")}}, (5, "E_SERVER")),
        ({"faults": {"discovery": Fault(status=429, body="")}}, (5, "E_RATE")),
        ({"faults": {"discovery": Fault(status=200, body='"' + "x" * 1_100_000 + '"')}}, (4, "E_METADATA")),
        ({"faults": {"discovery": Fault(drop="reset")}}, (5, "E_NETWORK")),
    ],
    ids=str,
)
def test_metadata_is_refused_before_anything_is_opened(
    stage: Stage, provider: ScriptedProvider, change: dict[str, Any], expected: tuple[int, str]
) -> None:
    provider.change(**change)
    assert stage.fails("login", "work", "--print-url")[:2] == expected
    assert provider.calls("authorize") == ()


@pytest.mark.parametrize(
    ("jwks", "expected"),
    [
        ("<p>", (5, "E_PORTAL")),
        ("[]", (4, "E_JWKS")),
        ('{"keys": 5}', (4, "E_JWKS")),
        ('{"keys": []}', (4, "E_ID_TOKEN")),
        ('{"keys": ["x", 5, {}]}', (4, "E_ID_TOKEN")),
    ],
)
def test_key_sets(stage: Stage, jwks: str, expected: tuple[int, str]) -> None:
    stage.provider.change(jwks=jwks)
    assert failure(stage.login())[:2] == expected
    assert len(stage.provider.calls("jwks")) <= 2


def test_two_key_fetches_a_minute_hold_for_all_processes(stage: Stage) -> None:
    for _ in range(3):
        stage.provider.rotate_keys()
        stage.login()
    assert len(stage.provider.calls("jwks")) == 2
