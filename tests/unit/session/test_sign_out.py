"""Signing out: each step and what it says, here and at the provider."""

from __future__ import annotations

import re
import socket
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import places
from desktop_app.session.sign_out import SignOutResult
from tests.support.provider.provider import _fetch
from tests.support.provider.script import Fault, Jwt, Redirect, TokenAnswer
from tests.support.workbench import Bench, code_of, page_at_end


@pytest.fixture
def leaving(signed_in: Bench) -> Bench:
    """Signed in, with a browser that follows the start page to the provider and back."""

    def visit(url: str) -> None:
        started = _fetch(url)
        assert started.status in (302, 303)
        back = _fetch(urljoin(url, started.headers["location"]))
        if back.status in (302, 303):
            signed_in.pages_seen.append(page_at_end(back.headers["location"]))

    signed_in.pages_seen.clear()
    signed_in.browser.opened.clear()
    signed_in.browser.visit = visit
    return signed_in


def steps(result: SignOutResult) -> tuple[str, str, str]:
    return result.local, result.revoke, result.end_session


def assert_nothing_left(bench: Bench) -> None:
    assert bench.keychain.items == {}
    assert (bench.state.state, bench.state.account_id, bench.state.subject) == ("signed_out", None, None)
    for folder in ("tokens", "journal", "tombstones"):
        assert list(bench.files.names(folder)) == []
    assert bench.kinds()[-1] == "SignedOutNow"


def test_everything_ends(leaving: Bench) -> None:
    result = leaving.sign_out()
    assert (steps(result), result.error, result.unconfirmed) == (("done", "done", "done"), None, None)
    assert_nothing_left(leaving)
    assert leaving.kinds() == ["SignOutStarted", "SignedOutNow"]
    revoked = leaving.provider.calls("revoke")[0]
    assert (revoked.value("token_type_hint"), revoked.value("client_id")) == ("refresh_token", "keyfob-tests")
    ended = leaving.provider.calls("end_session")[0]
    assert ended.value("id_token_hint").count(".") == 2
    assert ended.value("post_logout_redirect_uri").endswith("/logged-out")
    assert leaving.browser.troubles == []
    assert len(leaving.pages_seen) == 1


def test_no_token_is_in_the_address_the_browser_is_given(leaving: Bench) -> None:
    leaving.sign_out()
    opened = urlsplit(leaving.browser.opened[0])
    assert (opened.hostname, opened.query) == ("127.0.0.1", "")
    # Random words of ours alone: no token would fit in.
    assert re.fullmatch(r"/start/[\w-]{24}", opened.path)


def test_local_tells_nobody(leaving: Bench) -> None:
    requests = len(leaving.provider.requests)
    result = leaving.sign_out(local=True)
    assert steps(result) == ("done", "skipped", "skipped")
    assert len(leaving.provider.requests) == requests
    assert leaving.browser.opened == []
    assert_nothing_left(leaving)


def test_nobody_is_signed_in(bench: Bench) -> None:
    result = bench.sign_out()
    assert steps(result) == ("done", "skipped", "skipped")
    assert bench.keychain.calls == []
    assert bench.provider.requests == ()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(status=503, body=""), Code.E_SERVER),
        (Fault(status=429, body=""), Code.E_RATE),
        (Fault(drop="reset"), Code.E_NETWORK),
        (Fault(status=400, body='{"error": "invalid_request"}'), Code.E_DENIED),
        (Fault(status=401, body='{"error": "invalid_client"}'), Code.E_CLIENT),
        (Fault(status=404, body="not here", media_type="text/html"), Code.E_PORTAL),
    ],
    ids=["503", "429", "reset", "refused", "client", "404"],
)
def test_revocation_that_fails_keeps_nothing_here(leaving: Bench, fault: Fault, code: Code) -> None:
    leaving.provider.fail("revoke", fault)
    result = leaving.sign_out()
    assert steps(result) == ("done", "failed", "done")
    assert result.error is not None
    assert result.error.code is code
    assert_nothing_left(leaving)


def test_a_type_of_token_that_cannot_be_revoked(leaving: Bench) -> None:
    leaving.provider.fail("revoke", Fault(status=400, body='{"error": "unsupported_token_type"}'))
    result = leaving.sign_out()
    assert (steps(result), result.error) == (("done", "done", "done"), None)


def test_without_network(leaving: Bench) -> None:
    leaving.deps.metadata.forget(leaving.account)
    leaving.provider.fail("discovery", Fault(drop="reset"))
    result = leaving.sign_out()
    assert steps(result) == ("done", "failed", "failed")
    assert result.error is not None
    assert result.error.code is Code.E_NETWORK
    assert leaving.browser.opened == []
    assert_nothing_left(leaving)


def test_a_provider_that_offers_neither(leaving: Bench) -> None:
    leaving.provider.change(metadata_without=("revocation_endpoint", "end_session_endpoint"))
    leaving.deps.metadata.forget(leaving.account)
    result = leaving.sign_out()
    assert (steps(result), result.error) == (("done", "skipped", "skipped"), None)
    assert_nothing_left(leaving)


def test_a_token_address_that_moved_gets_no_token(leaving: Bench) -> None:
    leaving.provider.change(metadata={"token_endpoint": "http://127.0.0.2:9/token"})
    leaving.deps.metadata.forget(leaving.account)
    assert leaving.sign_out().revoke == "skipped"
    assert leaving.provider.count("revoke") == 0
    assert not any(one.value("id_token_hint") for one in leaving.provider.calls("end_session"))
    assert_nothing_left(leaving)


def test_an_account_pointed_elsewhere_tells_nobody(leaving: Bench) -> None:
    leaving.account = replace(leaving.account, client_id="another")
    requests = len(leaving.provider.requests)
    assert steps(leaving.sign_out()) == ("done", "skipped", "skipped")
    assert len(leaving.provider.requests) == requests
    assert leaving.keychain.items == {}


def test_without_a_token_file_there_is_no_hint(leaving: Bench) -> None:
    leaving.files.remove(places.tokens_name(leaving.record.account_id))
    assert steps(leaving.sign_out()) == ("done", "done", "done")
    assert leaving.provider.calls("end_session")[0].value("id_token_hint") == ""


# --- the browser -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["other", "none"])
def test_a_return_that_is_not_ours(leaving: Bench, state: str) -> None:
    leaving.provider.change(logout=Redirect(state=state))  # type: ignore[arg-type]  # one of its words
    result = leaving.sign_out(timeout=2)
    assert steps(result) == ("done", "done", "failed")
    assert result.error is None
    assert result.unconfirmed is not None
    assert (result.unconfirmed.code, result.unconfirmed.text) == (Code.E_TIMEOUT, "session.end_session_unconfirmed")


def test_the_browser_does_not_come_back(leaving: Bench) -> None:
    leaving.browser.visit = lambda url: None
    result = leaving.sign_out(timeout=0.2)
    assert steps(result) == ("done", "done", "failed")
    assert_nothing_left(leaving)


def test_cancelled_while_the_browser_is_away(leaving: Bench) -> None:
    leaving.browser.visit = lambda url: leaving.cancel.set()
    result = leaving.sign_out()
    assert result.unconfirmed is not None
    assert result.unconfirmed.code is Code.E_CANCELLED


def test_no_browser(leaving: Bench) -> None:
    leaving.browser.fails = KeyfobError(Code.E_BROWSER, "browser.no_opener")
    result = leaving.sign_out()
    assert steps(result) == ("done", "done", "failed")
    assert result.unconfirmed is leaving.browser.fails


def test_no_port_to_come_back_to(leaving: Bench) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        leaving.account = replace(leaving.account, redirect_ports=(taken.getsockname()[1],))
        result = leaving.sign_out()
    assert result.unconfirmed is not None
    assert (result.end_session, result.unconfirmed.code) == ("failed", Code.E_PORT)


# --- what hinders it here --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["locked", "missing", "hangs"])
def test_a_keychain_that_fails_leaves_the_rest_to_the_next_start(leaving: Bench, state: str) -> None:
    if state == "hangs":
        leaving.keychain.never_answers = True
    else:
        leaving.keychain.state = state  # type: ignore[assignment]  # a word of the double's
    result = leaving.sign_out()
    assert result.local == "failed"
    assert result.error is not None
    assert result.error.exit_status == 6
    assert leaving.kinds()[-1] == "SignedOutNow"
    assert places.read_tombstone(leaving.files, leaving.account) is not None
    assert leaving.locks.is_held(leaving.account.key) is (state == "hangs")
    assert code_of(leaving.token) == (Code.E_NOT_SIGNED_IN, None)
    leaving.keychain.state = "ready"
    leaving.come_back()
    assert leaving.state.passing is None or state == "hangs"
    assert code_of(leaving.token) == (Code.E_NOT_SIGNED_IN, None)
    assert leaving.keychain.items == {}
    assert leaving.state.account_id is None


def test_a_lock_that_does_not_come_free(leaving: Bench) -> None:
    leaving.locks.longest = 0.05
    with leaving.locks.acquire(leaving.account.key, timeout=0):
        result = leaving.sign_out()
    assert result.local == "failed"
    assert result.error is not None
    assert result.error.code is Code.E_LOCK
    assert code_of(leaving.refresh) == (Code.E_NOT_SIGNED_IN, None)
    assert leaving.keychain.items == {}


def test_busy_and_locked(leaving: Bench) -> None:
    leaving.locks.longest = 0.05
    leaving.keychain.state = "locked"
    with leaving.locks.acquire(leaving.account.key, timeout=0):
        result = leaving.sign_out()
    assert result.local == "failed"
    assert leaving.keychain.dialogs == 0


def test_a_new_login_that_was_faster_stays(leaving: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    acquire = leaving.locks.acquire

    def behind_a_login(name: str, **how: object) -> object:
        monkeypatch.setattr(leaving.locks, "acquire", acquire)
        there_and_back = leaving.browser.visit
        leaving.browser.visit = leaving.visit
        leaving.sign_in()
        leaving.browser.visit = there_and_back
        return acquire(name, **how)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(leaving.locks, "acquire", behind_a_login)
    assert leaving.sign_out().local == "done"
    assert leaving.state.state == "signed_in"
    assert leaving.state.passing is None
    assert leaving.token().subject == "alice"


# --- where secrets may go --------------------------------------------------------------------------------------------


def test_a_hint_that_makes_the_address_too_long_is_left_out(leaving: Bench) -> None:
    leaving.provider.change(refresh=TokenAnswer(id_token=Jwt(claims={"groups": ["g" * 100] * 200})))
    leaving.refresh()
    leaving.events.clear()
    result = leaving.sign_out()
    assert (steps(result), result.unconfirmed) == (("done", "done", "done"), None)
    ended = leaving.provider.calls("end_session")[0]
    assert (ended.value("id_token_hint"), ended.value("client_id")) == ("", "keyfob-tests")


def test_a_revocation_address_elsewhere_gets_no_token(leaving: Bench) -> None:
    leaving.provider.change(metadata={"revocation_endpoint": "http://127.0.0.2:9/revoke"})
    leaving.deps.metadata.forget(leaving.account)
    result = leaving.sign_out()
    assert steps(result) == ("done", "failed", "done")
    assert result.error is not None
    assert (result.error.code, result.error.text) == (Code.E_METADATA, "session.revocation_elsewhere")
    assert_nothing_left(leaving)


def test_a_sign_out_that_cannot_begin_says_nothing(leaving: Bench) -> None:
    (leaving.folder / "tombstones").write_text("in the way")
    assert code_of(leaving.sign_out) == (Code.E_DISK, None)
    assert leaving.kinds() == []
