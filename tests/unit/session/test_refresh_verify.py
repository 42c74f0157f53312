"""Steps 5 and 6 of a refresh: the new refresh token is committed first, then its companions are verified."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_app.errors import Code
from desktop_app.ports import ProcessMark
from desktop_app.session import places, token_check
from desktop_app.session.access import user_has_access
from desktop_app.session.events import LoginNeeded
from tests.support.keychain_double import Crash
from tests.support.provider.script import Fault, Jwt, Script, TokenAnswer
from tests.support.workbench import Bench, code_of, failing, workbench


def answer(bench: Bench, **id_token: Any) -> None:
    bench.provider.change(refresh=TokenAnswer(id_token=Jwt(**id_token)))


def current(bench: Bench) -> str | None:
    token = bench.record.refresh_token
    return None if token is None else token.reveal()


def test_the_token_is_committed_before_anything_is_verified(signed_in: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[tuple[int, bool]] = []
    real = token_check.check

    def look(*args: Any) -> Any:
        fresh = current(signed_in) in signed_in.provider.current_refresh_tokens()
        found.append((signed_in.record.generation, fresh))
        return real(*args)

    monkeypatch.setattr("desktop_app.session.landing.check", look)
    signed_in.refresh()
    assert found == [(2, True)]


def test_killed_between_commit_and_verification(signed_in: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr("desktop_app.session.landing.check", die)
        with pytest.raises(Crash):
            signed_in.refresh()
    assert current(signed_in) in signed_in.provider.current_refresh_tokens()
    assert signed_in.refresh().record.generation == 3
    assert signed_in.provider.counters.reuse_events == 0


def test_killed_before_the_commit(signed_in: Bench) -> None:
    """The provider rotated and the answer is gone: the next holder sends the token once, and knows why it is dead."""
    signed_in.processes.mark = ProcessMark(4_000_001, "the one that dies")
    signed_in.processes.living.add(signed_in.processes.mark)
    signed_in.keychain.crash_before = 1
    with pytest.raises(Crash):
        signed_in.refresh()
    signed_in.processes.mark = None
    assert code_of(signed_in.refresh) == (Code.E_LOCK, None)
    signed_in.processes.living.clear()
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, "lost_answer")
    assert signed_in.provider.count("refresh") == 2


#: Requirement 39, OpenID Connect Core 12.2.
REFUSED: dict[str, tuple[Callable[[int], dict[str, Any]], str]] = {
    "aud": (lambda now: {"claims": {"aud": "another"}}, "aud"),
    "iat": (lambda now: {"times": {"iat": -4000}}, "iat"),
    "auth_time": (lambda now: {"claims": {"auth_time": now - 5}}, "auth_time"),
    "azp": (lambda now: {"claims": {"azp": "another"}}, "azp"),
    "nonce": (lambda now: {"claims": {"nonce": "another"}}, "nonce"),
    "signature": (lambda now: {"signature": "corrupt"}, "signature"),
    "exp": (lambda now: {"times": {"exp": -400}}, "exp"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_id_token(signed_in: Bench, name: str) -> None:
    make, reason = REFUSED[name]
    first = signed_in.token().access_token
    answer(signed_in, **make(int(signed_in.clock.now())))
    assert code_of(signed_in.refresh) == (Code.E_ID_TOKEN, reason)
    assert current(signed_in) in signed_in.provider.current_refresh_tokens()
    assert signed_in.record.generation == signed_in.state.generation == 2
    assert signed_in.state.state == "offline"
    assert signed_in.token().access_token == first  # the old one, while it lasts
    signed_in.expire()
    assert code_of(signed_in.token) == (Code.E_ID_TOKEN, reason)
    signed_in.provider.change(refresh=TokenAnswer())
    assert signed_in.token().access_token != first
    assert signed_in.provider.counters.reuse_events == 0


@pytest.mark.parametrize("claims", [{"sub": "eve"}, {"iss": "https://other.example"}], ids=["sub", "iss"])
def test_somebody_elses_tokens_are_put_in_quarantine(signed_in: Bench, claims: dict[str, Any]) -> None:
    answer(signed_in, claims=claims)
    calls = len(signed_in.provider.requests)
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, "quarantine")
    assert len(signed_in.provider.requests) == calls + 1
    state = signed_in.state
    assert (state.state, state.subject, state.generation) == ("needs_login", "alice", 2)
    assert isinstance(signed_in.events[-1], LoginNeeded)
    assert current(signed_in) in signed_in.provider.current_refresh_tokens()
    assert signed_in.tokens is None
    for work in (signed_in.token, signed_in.refresh):
        assert code_of(work) == (Code.E_REAUTH, "quarantine")
    assert signed_in.provider.count("refresh") == 1
    signed_in.provider.change(refresh=TokenAnswer())
    assert signed_in.refresh(once_more=True).tokens.subject == "alice"


def test_an_access_token_of_somebody_else(signed_in: Bench) -> None:
    signed_in.provider.change(
        refresh=TokenAnswer(access_token=Jwt(claims={"sub": "eve"}), without=("id_token",), at_hash="none")
    )
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, "quarantine")


def test_a_refresh_without_an_id_token_keeps_the_identity(signed_in: Bench) -> None:
    first = signed_in.token()
    signed_in.provider.change(refresh=TokenAnswer(without=("id_token", "scope")))
    session = signed_in.refresh()
    assert session.tokens.id_token == first.id_token
    assert (session.tokens.subject, session.tokens.username) == ("alice", "alice")
    assert session.tokens.scope == " ".join(signed_in.account.scopes)


def test_a_refresh_without_an_id_token_after_the_file_is_gone(signed_in: Bench) -> None:
    signed_in.files.remove(places.tokens_name(signed_in.record.account_id))
    signed_in.provider.change(refresh=TokenAnswer(without=("id_token",)))
    session = signed_in.refresh()
    assert (session.tokens.id_token, session.tokens.subject) == (None, "alice")


@pytest.mark.parametrize("skew", [3600, -3600])
def test_only_the_clock_is_wrong(signed_in: Bench, skew: int) -> None:
    answer(signed_in, times={"iat": skew, "exp": skew + 300})
    signed_in.http.skew = float(skew)
    found = failing(signed_in.refresh)
    assert (found.code, found.params["minutes"]) == (Code.E_CLOCK, 60)
    state = signed_in.state
    assert state.state == "offline"
    assert state.clock_offset == pytest.approx(skew, abs=5)
    assert current(signed_in) in signed_in.provider.current_refresh_tokens()
    signed_in.expire()
    assert code_of(signed_in.token) == (Code.E_CLOCK, None)
    signed_in.http.skew = 0.0
    signed_in.provider.change(refresh=TokenAnswer())
    assert signed_in.token().subject == "alice"


def test_keys_that_cannot_be_had_keep_the_new_refresh_token(signed_in: Bench) -> None:
    signed_in.provider.rotate_keys()
    signed_in.provider.fail("jwks", Fault(status=503, body=""))
    signed_in.clock.shift += 70
    assert code_of(signed_in.refresh)[0] in (Code.E_SERVER, Code.E_ID_TOKEN)
    assert current(signed_in) in signed_in.provider.current_refresh_tokens()
    signed_in.provider.change(faults={})
    signed_in.clock.shift += 70
    assert signed_in.refresh().record.generation == 3


def test_new_keys_are_fetched_once(signed_in: Bench) -> None:
    signed_in.provider.rotate_keys()
    signed_in.refresh()
    assert signed_in.provider.count("jwks") == 2


def test_keys_without_a_kid_rotate_too(tmp_path: Path) -> None:
    nameless = TokenAnswer(id_token=Jwt(header_without=("kid",)))
    with workbench(tmp_path, Script(sign_in=nameless, refresh=nameless, keys_without=("EC", "OKP"))) as bench:
        bench.sign_in()
        bench.provider.rotate_keys()
        bench.refresh()
        assert bench.provider.count("jwks") == 2


def test_a_bad_signature_without_a_kid(tmp_path: Path) -> None:
    bad = TokenAnswer(id_token=Jwt(header_without=("kid",), signature="corrupt"))
    with workbench(tmp_path, Script(refresh=bad, keys_without=("EC", "OKP"))) as bench:
        bench.sign_in()
        assert code_of(bench.refresh) == (Code.E_ID_TOKEN, "signature")


def test_an_access_token_by_an_unknown_key_is_opaque_under_auto(signed_in: Bench) -> None:
    signed_in.provider.change(refresh=TokenAnswer(access_token=Jwt(header={"kid": "unknown"})))
    session = signed_in.refresh()
    assert session.tokens.opaque
    assert signed_in.provider.count("jwks") == 2
    signed_in.provider.change(refresh=TokenAnswer(access_token=Jwt(header={"kid": "unknown"})))
    assert signed_in.refresh().tokens.opaque  # past the limit of fetches: the cached set, again
    assert signed_in.provider.count("jwks") == 2


def test_roles_are_those_of_the_new_token(signed_in: Bench) -> None:
    now = signed_in.clock.now()
    assert user_has_access(signed_in.token(), ["user"], now)
    signed_in.provider.change(roles=("admin",))
    tokens = signed_in.refresh().tokens
    assert user_has_access(tokens, ["admin"], now)
    assert not user_has_access(tokens, ["user"], now)
    assert signed_in.state.roles == ("admin",)
    signed_in.provider.change(refresh=TokenAnswer(access_token=Jwt(without=("roles",))))
    tokens = signed_in.refresh().tokens
    assert not user_has_access(tokens, ["admin", "user"], now)
    assert signed_in.state.roles == ()


@pytest.mark.parametrize(
    "changes", [{"metadata_without": ("userinfo_endpoint",)}, {"faults": {"userinfo": Fault(status=503)}}]
)
def test_an_opaque_token_without_userinfo_has_no_roles(tmp_path: Path, changes: dict[str, Any]) -> None:
    with workbench(tmp_path, Script(access="opaque", **changes)) as bench:
        assert bench.sign_in().tokens.roles == ()
        assert bench.refresh().tokens.roles == ()


def test_the_rule_opaque_asks_for_no_more_keys(tmp_path: Path) -> None:
    with workbench(tmp_path, access_token="opaque") as bench:
        assert bench.sign_in().tokens.opaque
        assert bench.refresh().tokens.roles == ("user",)
        assert bench.provider.count("userinfo") == 2
