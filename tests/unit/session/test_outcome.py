"""What each outcome means for the stored state."""

from __future__ import annotations

import pytest

from desktop_app.app.texts import error_json
from desktop_app.errors import Code, KeyfobError, TransportError
from desktop_app.session import outcome
from desktop_app.session.account import Account
from desktop_app.session.stored import StoredError, StoredState
from tests.support.sessions import NOW, make_record, make_tokens

ACCOUNT = Account("work", "https://p.example", "desktop")
HELD = outcome.signed_in(StoredState(), ACCOUNT, make_record(), make_tokens(), saved="keychain", chance=0.0)


def trouble(state: StoredState, code: Code, **params: float) -> StoredState:
    return outcome.troubled(state, KeyfobError(code, "network.any", **params), now=NOW, chance=0.0)


def test_signed_in_names_everything() -> None:
    assert HELD.state == "signed_in"
    assert HELD.roles == ("user",)
    assert HELD.access_token_expires_at == NOW + 300
    assert HELD.next_refresh_at == NOW + 240
    assert HELD.lifetime == 300
    assert HELD.generation == 1


def test_without_a_refresh_token_nothing_is_due() -> None:
    record = make_record(refresh_token=None)
    state = outcome.signed_in(StoredState(), ACCOUNT, record, make_tokens(), saved="keychain", chance=0.0)
    assert state.next_refresh_at is None


@pytest.mark.parametrize(
    "code",
    [Code.E_NETWORK, Code.E_TLS, Code.E_PROXY, Code.E_PORTAL, Code.E_RATE, Code.E_SERVER, Code.E_JWKS, Code.E_CLOCK],
)
def test_trouble_on_the_way_keeps_the_session(code: Code) -> None:
    state = trouble(HELD, code)
    assert state.state == "offline"
    assert state.account_id == HELD.account_id
    assert state.generation == HELD.generation
    assert state.next_refresh_at is not None
    assert state.next_refresh_at > NOW
    assert state.error is not None
    assert state.error.code == code


def test_locked_is_not_empty() -> None:
    state = trouble(HELD, Code.E_KEYCHAIN_LOCKED)
    assert state.state == "locked"
    assert state.account_id == HELD.account_id


def test_a_busy_lock_changes_nothing_but_the_passing_state() -> None:
    assert trouble(HELD, Code.E_LOCK) == HELD


def test_the_tenth_foreign_answer_asks_the_person() -> None:
    state = HELD
    for _ in range(9):
        state = trouble(state, Code.E_PORTAL)
    assert outcome.foreign_limit_reached(state) is None
    state = trouble(state, Code.E_PORTAL)
    over = outcome.foreign_limit_reached(state)
    assert over is not None
    assert (over.code, over.reason) == (Code.E_REAUTH, "not_provider")


def test_a_proxy_that_cannot_be_reached_is_no_answer() -> None:
    error = TransportError(Code.E_PROXY, "network.proxy", maybe_delivered=False)
    assert outcome.troubled(HELD, error, now=NOW, chance=0.0).foreign_answers == 0


def test_retry_after_is_kept_and_believed_for_a_day_at_most() -> None:
    assert trouble(HELD, Code.E_RATE, retry_at=NOW + 120).retry_after == NOW + 120
    assert trouble(HELD, Code.E_RATE, retry_at=NOW + 9e9).retry_after == NOW + 86_400
    assert trouble(HELD, Code.E_RATE).retry_after == NOW + 60
    assert trouble(HELD, Code.E_SERVER).retry_after is None


def test_a_wait_from_another_time_is_not_obeyed() -> None:
    state = trouble(HELD, Code.E_RATE, retry_at=NOW + 120)
    assert outcome.waits_until(state, NOW) == NOW + 120
    assert outcome.waits_until(state, NOW + 121) is None
    assert outcome.waits_until(state, 0.0) is None  # 1970 at boot


def test_signed_out_keeps_no_identity() -> None:
    state = outcome.signed_out(HELD)
    assert (state.state, state.account_id, state.subject, state.roles) == ("signed_out", None, None, ())
    assert state.generation == HELD.generation  # it counts stored token sets, over all sign-ins


def test_a_kept_error_comes_back_whole() -> None:
    error = KeyfobError(Code.E_REAUTH, "session.not_provider", reason="not_provider", count=10)
    again = outcome.raised(outcome.stored_error(error))
    assert (again.code, again.text, again.reason, again.params) == (error.code, error.text, error.reason, error.params)


def test_words_of_others_are_kept_cut() -> None:
    error = KeyfobError(Code.E_ISSUER, "protocol.issuer", expected="x", found="y" * 30_000)
    assert outcome.stored_error(error).params == {"expected": "x", "found": "y" * 1_000}


def test_an_error_of_another_version_is_raised_all_the_same() -> None:
    again = outcome.raised(StoredError("E_NEW", "session.new", "refused", {"code": "x", "self": 1}))
    assert (again.code, again.text, again.reason) == (Code.E_REAUTH, "session.other_version", "refused")
    kept = outcome.raised(StoredError("E_RATE", "session.new", None, {"code": "x", "text": "y"}))
    assert (kept.code, kept.text, kept.params) == (Code.E_RATE, "session.new", {"code": "x", "text": "y"})
    assert error_json(kept)["message"]
