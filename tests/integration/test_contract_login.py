"""Contract: `login`."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.support.arrivals import listening_addresses
from tests.support.figures import record
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.keychain_contents import records_of
from tests.support.patience import until
from tests.support.scripted_provider import Fault, Jwt, Redirect, ScriptedProvider, TokenAnswer
from tests.support.stage import Stage, come_back, failure, visit


def redirect_of(url: str) -> tuple[str, str]:
    """Redirect address and state of an authorization request."""
    asked = parse_qs(urlsplit(url).query)
    return asked["redirect_uri"][0], asked["state"][0]


def test_the_address_comes_first_and_at_once_and_nothing_is_opened(stage: Stage) -> None:
    opened = stage.folder / "opened"
    browser = stage.folder / "browser"
    browser.write_text(f'#!/bin/sh\ntouch "{opened}"\n')
    browser.chmod(0o700)
    stage.keyfob.env["BROWSER"] = str(browser)

    with stage.start_login() as login:
        url = login.first_line()  # while the command goes on: it was flushed
        assert login.process.poll() is None
        assert url.startswith(stage.provider.issuer + "/authorize?")
        visit(stage.provider.sign_in(url))
        result = login.wait()

    assert result.exit == 0
    assert result.stdout.splitlines() == [url, json.dumps(result.json)]
    assert not opened.exists()


def test_login_answers_like_status(stage: Stage) -> None:
    answer = stage.signed_in()
    assert answer == stage.status()
    assert (answer["state"], answer["saved"], answer["unsaved"]) == ("signed_in", "keychain", False)
    assert (answer["subject"], answer["username"], answer["roles"]) == ("alice", "alice", ["user"])
    assert (answer["generation"], answer["error"]) == (1, None)


def test_the_request_is_fresh_each_time(stage: Stage) -> None:
    asked = []
    for _ in range(2):
        with stage.start_login() as login:
            asked.append(parse_qs(urlsplit(login.first_line()).query))
            login.signal()
            login.wait()
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
        assert len(asked[0][name][0]) >= 43
    assert asked[0]["code_challenge_method"] == ["S256"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_cancels(stage: Stage, number: signal.Signals) -> None:
    with stage.start_login() as login:
        port = urlsplit(redirect_of(login.first_line())[0]).port
        assert port is not None
        assert listening_addresses(port)
        since = time.monotonic()
        login.signal(number)
        assert failure(login.wait())[:2] == (7, "E_CANCELLED")
        record(f"login: {number.name} to its end", time.monotonic() - since, unit="s", target="<= 1")
    assert listening_addresses(port) == set()
    assert stage.status()["state"] == "signed_out"


def test_nobody_comes_back_in_time(stage: Stage) -> None:
    since = time.monotonic()
    with stage.start_login("--timeout", "1") as login:
        login.first_line()
        assert failure(login.wait())[:2] == (7, "E_TIMEOUT")
    assert 1 <= time.monotonic() - since < 60, "not the 300 s it waits unless told"
    assert stage.calls("token") == 0


def test_without_a_keychain_the_browser_is_not_even_opened(tmp_path: Path, provider: ScriptedProvider) -> None:
    stage = Stage(tmp_path, provider, None)
    assert stage.fails("login", "work", "--print-url")[:2] == (6, "E_KEYCHAIN_MISSING")
    assert provider.calls("authorize") == ()


def test_status_says_signing_in_while_a_login_runs(stage: Stage) -> None:
    with stage.start_login() as login:
        login.first_line()
        assert stage.status()["state"] == "signing_in"
        login.process.kill()
        login.wait()
        assert stage.status()["state"] == "signed_out"


def test_a_session_goes_on_below_a_login(stage: Stage) -> None:
    before = stage.signed_in()
    with stage.start_login() as login:
        login.first_line()
        assert stage.status()["state"] == "signing_in"
        assert stage.run("refresh", "work", exits=0).json["generation"] == 2
        assert stage.keyfob.run("token", "work", exits=0).stdout
        login.process.kill()
        login.wait()
    after = stage.status()
    assert (after["state"], after["generation"], after["subject"]) == ("signed_in", 2, before["subject"])


def test_one_login_of_an_account_at_a_time(stage: Stage) -> None:
    with stage.start_login() as first:
        url = first.first_line()
        assert stage.fails("login", "work", "--print-url")[:2] == (5, "E_LOCK")
        visit(stage.provider.sign_in(url))
        assert first.wait().exit == 0


def test_strange_answers_never_end_the_attempt(stage: Stage) -> None:
    with stage.start_login() as login:
        url = login.first_line()
        where, state = redirect_of(url)
        for query in (
            "code=stolen&state=wrong",
            "code=stolen",
            "error=access_denied",
            "error=access_denied&state=wrong",
            "",
        ):
            visit(f"{where}?{query}")
        assert login.process.poll() is None
        assert stage.calls("token") == 0
        assert visit(stage.provider.sign_in(url)) == 200
        assert login.wait().exit == 0


def test_the_same_redirect_twice_makes_one_call(stage: Stage) -> None:
    with stage.start_login() as login:
        address = stage.provider.sign_in(login.first_line())
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(_visit_or_refused, [address, address]))
        assert login.wait().exit == 0
    assert stage.calls("token") == 1


def _visit_or_refused(address: str) -> int:
    try:
        return visit(address)
    except OSError:  # the listener has closed: the sign-in was done
        return 0


@pytest.mark.parametrize(
    ("redirect", "expected"),
    [
        (Redirect(error=("access_denied", "no")), (4, "E_DENIED")),
        (Redirect(error=("server_error", "oh")), (4, "E_CALLBACK")),
        (Redirect(error=("unauthorized_client", "oh")), (4, "E_CLIENT")),
        (Redirect(repeat=("code",)), (4, "E_CALLBACK")),
        (Redirect(repeat=("state",)), (4, "E_CALLBACK")),
        (Redirect(repeat=("iss",)), (4, "E_CALLBACK")),
        (Redirect(iss="other"), (4, "E_ISS")),
        (Redirect(iss="other", error=("access_denied", "no")), (4, "E_ISS")),
    ],
    ids=lambda value: str(value),
)
def test_a_refused_redirect(stage: Stage, redirect: Redirect, expected: tuple[int, str]) -> None:
    stage.provider.change(redirect=redirect)
    assert failure(stage.login())[:2] == expected
    assert stage.calls("token") == 0


def test_parameters_of_ours_that_cannot_be_decoded_are_a_broken_redirect(stage: Stage) -> None:
    with stage.start_login() as login:
        where, state = redirect_of(login.first_line())
        visit(f"{where}?{urlencode({'state': state})}&code=%ff%fe")
        assert failure(login.wait())[:2] == (4, "E_CALLBACK")


def test_after_a_refused_login_the_earlier_session_is_as_it_was(stage: Stage, shared_keyring: GnomeKeyring) -> None:
    before, token = stage.signed_in(), stage.token()
    record = records_of(shared_keyring.bus, stage.provider.issuer)
    for change in (
        {"sign_in": TokenAnswer(id_token=Jwt(claims={"aud": "another"}))},
        {"sign_in": TokenAnswer(error=("invalid_grant", "no"))},
        {"sign_in": TokenAnswer(), "redirect": Redirect(error=("access_denied", "no"))},
    ):
        stage.provider.change(**change)
        assert stage.login().exit == 4
        assert stage.status() == before
        assert stage.token() == token
    assert records_of(shared_keyring.bus, stage.provider.issuer) == record


def test_another_person_is_not_taken_without_a_word(stage: Stage, shared_keyring: GnomeKeyring) -> None:
    before, token = stage.signed_in(), stage.token()
    stage.provider.change(subject="bob", user={"preferred_username": "bob"})

    assert failure(stage.login())[:2] == (4, "E_SUBJECT")

    assert stage.status() == before
    assert stage.token() == token
    assert len(records_of(shared_keyring.bus, stage.provider.issuer)) == 1
    # What bob's sign-in gave is worth nothing to anybody.
    assert len(stage.provider.calls("revoke")) == 1


def test_the_same_person_again_replaces_the_session(stage: Stage, shared_keyring: GnomeKeyring) -> None:
    stage.signed_in()
    assert stage.signed_in()["generation"] == 2
    assert len(records_of(shared_keyring.bus, stage.provider.issuer)) == 1


def test_a_browser_that_does_not_start_is_told(stage: Stage) -> None:
    stage.keyfob.env["BROWSER"] = "/nonexistent/browser"
    assert stage.fails("login", "work")[:2] == (5, "E_BROWSER")


def test_idle_connections_do_not_delay_it(stage: Stage) -> None:
    with stage.start_login() as login:
        url = login.first_line()
        port = urlsplit(redirect_of(url)[0]).port
        idle = [socket.create_connection(("127.0.0.1", port or 0)) for _ in range(50)]
        try:
            since = time.monotonic()
            come_back(stage.provider.sign_in(url))
            assert login.wait().exit == 0
            took = time.monotonic() - since
            record("login: from the answer to its end amid 50 idle connections", took, unit="s", target="<= 1")
            assert took < 50, "an idle connection may stay for 60 s"
        finally:
            for one in idle:
                one.close()


def test_a_slow_provider_does_not_hinder_a_signal(stage: Stage) -> None:
    stage.provider.fail("token", Fault(process=True, hang="before"))
    with stage.start_login() as login:
        url = login.first_line()
        browser = threading.Thread(target=_visit_or_refused, args=(stage.provider.sign_in(url),))
        browser.start()
        until("the token is asked for", lambda: stage.calls("token"))
        login.signal()
        assert failure(login.wait(25))[:2] == (7, "E_CANCELLED"), "before the 30 s of an exchange"
        browser.join()
