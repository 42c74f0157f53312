"""Every way in which a sign-in ends without a session: its code, and that nothing of an earlier one has changed."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.session.events import SignInEnded
from tests.support.provider.script import Fault, Jwt, Redirect, Script, TokenAnswer
from tests.support.workbench import Bench, code_of, failing, workbench

_HTML = "<!DOCTYPE html><title>Welcome</title>"


def id_token(**how: Any) -> Script:
    return Script(sign_in=TokenAnswer(id_token=Jwt(**how)))


def error(code: str, status: int = 400) -> Script:
    return Script(sign_in=TokenAnswer(error=(code, "the provider's words"), error_status=status))


def fault(endpoint: Any, **how: Any) -> Script:
    return Script().with_fault(endpoint, Fault(**how))


REFUSALS: dict[str, tuple[Script, Code, str | None]] = {
    "metadata_of_another": (Script(metadata={"issuer": "https://other.example"}), Code.E_ISSUER, None),
    "metadata_broken": (Script(metadata_without=("token_endpoint",)), Code.E_METADATA, None),
    "metadata_from_a_portal": (fault("discovery", body=_HTML, media_type="text/html"), Code.E_PORTAL, None),
    "metadata_503": (fault("discovery", status=503), Code.E_SERVER, None),
    "metadata_429": (fault("discovery", status=429), Code.E_RATE, None),
    "denied": (Script(redirect=Redirect(error=("access_denied", "no"))), Code.E_DENIED, "access_denied"),
    "refused": (Script(redirect=Redirect(error=("server_error", "x"))), Code.E_CALLBACK, "server_error"),
    "client_no": (Script(redirect=Redirect(error=("invalid_client", "x"))), Code.E_CLIENT, "invalid_client"),
    "no_code": (Script(redirect=Redirect(without=("code",))), Code.E_CALLBACK, None),
    "repeated": (Script(redirect=Redirect(repeat=("code",))), Code.E_CALLBACK, None),
    "iss_other": (Script(redirect=Redirect(iss="other")), Code.E_ISS, None),
    "iss_missing": (Script(redirect=Redirect(iss="none")), Code.E_ISS, None),
    "code_refused": (error("invalid_grant"), Code.E_CALLBACK, "invalid_grant"),
    "client_unknown": (error("invalid_client", 401), Code.E_CLIENT, "invalid_client"),
    "token_denied": (error("access_denied"), Code.E_DENIED, "access_denied"),
    "token_503": (fault("token", status=503), Code.E_SERVER, None),
    "token_429": (fault("token", status=429), Code.E_RATE, None),
    "token_407": (fault("token", status=407), Code.E_PROXY, None),
    "token_portal": (fault("token", body=_HTML, media_type="text/html"), Code.E_PORTAL, None),
    "token_201": (fault("token", process=True, status=201), Code.E_PORTAL, None),
    "token_reset": (fault("token", drop="reset"), Code.E_NETWORK, None),
    "no_access_token": (Script(sign_in=TokenAnswer(without=("access_token",))), Code.E_TOKEN_RESPONSE, None),
    "no_id_token": (Script(sign_in=TokenAnswer(without=("id_token",))), Code.E_TOKEN_RESPONSE, None),
    "signature": (id_token(signature="corrupt"), Code.E_ID_TOKEN, "signature"),
    "alg_none": (id_token(alg="none"), Code.E_ID_TOKEN, "alg"),
    "typ": (id_token(header={"typ": "at+jwt"}), Code.E_ID_TOKEN, "typ"),
    "iss": (id_token(claims={"iss": "https://other.example"}), Code.E_ID_TOKEN, "iss"),
    "aud": (id_token(claims={"aud": "another"}), Code.E_ID_TOKEN, "aud"),
    "azp": (id_token(claims={"azp": "another"}), Code.E_ID_TOKEN, "azp"),
    "nonce": (id_token(claims={"nonce": "another"}), Code.E_ID_TOKEN, "nonce"),
    "exp": (id_token(times={"exp": -300}), Code.E_ID_TOKEN, "exp"),
    "iat_old": (id_token(times={"iat": -700}), Code.E_ID_TOKEN, "iat"),
    "iat_future": (id_token(times={"iat": 700}), Code.E_ID_TOKEN, "iat"),
    "sub": (id_token(without=("sub",)), Code.E_ID_TOKEN, "sub"),
    "at_hash": (Script(sign_in=TokenAnswer(at_hash="wrong")), Code.E_ID_TOKEN, "at_hash"),
    "kid": (id_token(header={"kid": "unknown"}), Code.E_ID_TOKEN, "kid"),
    "malformed": (id_token(raw="not.a.jwt"), Code.E_ID_TOKEN, "malformed"),
    "access_token_over": (
        Script(sign_in=TokenAnswer(access_token=Jwt(times={"exp": -300}))), Code.E_ACCESS_TOKEN, "exp",
    ),
    "userinfo_of_another": (Script(access="opaque", userinfo={"sub": "eve"}), Code.E_USERINFO, "sub"),
    "keys_broken": (Script(jwks='{"keys": 3}'), Code.E_JWKS, None),
    "keys_from_a_portal": (Script(jwks=_HTML), Code.E_PORTAL, None),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
@pytest.mark.parametrize("first", [True, False], ids=["first", "again"])
def test_a_refused_sign_in_has_its_code_and_changes_nothing(tmp_path: Path, name: str, first: bool) -> None:
    script, code, reason = REFUSALS[name]
    with workbench(tmp_path) as bench:
        if not first:
            bench.sign_in()
            bench.clock.shift += 100  # past the limit of key fetches
        before = bench.stored()
        bench.provider.script = script
        for keys in bench.files.names("keys"):
            bench.files.remove(f"keys/{keys}")
        found = failing(bench.sign_in)
        assert (found.code, found.reason) == (code, reason)
        assert bench.stored() == before
        ended = bench.events[-1]
        assert isinstance(ended, SignInEnded)
        assert ended.error is found
        assert bench.browser.troubles == []
        if bench.browser.opened[0 if first else 1 :]:
            assert found.code.value in bench.pages_seen[-1]
        assert bench.provider.count("revoke") == 0


def test_an_unknown_key_past_the_limit_of_fetches(bench: Bench) -> None:
    bench.provider.script = id_token(header={"kid": "unknown"})
    for _ in range(3):
        assert code_of(bench.sign_in) == (Code.E_ID_TOKEN, "kid")
    assert bench.provider.count("jwks") == 2


def test_rule_jwt_wants_a_jwt(tmp_path: Path) -> None:
    with workbench(tmp_path, Script(access="opaque"), access_token="jwt") as bench:
        assert code_of(bench.sign_in) == (Code.E_ACCESS_TOKEN, "malformed")


@pytest.mark.parametrize(("skew", "name"), [(3600.0, "clock_behind"), (-3600.0, "clock_ahead")])
def test_only_the_clock_is_wrong(bench: Bench, skew: float, name: str) -> None:
    bench.provider.change(
        sign_in=TokenAnswer(id_token=Jwt(times={"iat": int(skew), "exp": int(skew) + 300})),
    )
    bench.http.skew = skew
    found = failing(bench.sign_in)
    assert (found.code, found.text, found.params) == (Code.E_CLOCK, f"session.{name}", {"minutes": 60})


def test_a_wrong_clock_excuses_no_other_fault(bench: Bench) -> None:
    bench.provider.change(sign_in=TokenAnswer(id_token=Jwt(times={"iat": 9000, "exp": 9300})))
    bench.http.skew = 3600.0
    assert code_of(bench.sign_in) == (Code.E_ID_TOKEN, "iat")


# --- before the browser ----------------------------------------------------------------------------------------------


def locked(bench: Bench) -> None:
    bench.keychain.state = "locked"


def missing(bench: Bench) -> None:
    bench.keychain.state = "missing"


def denies(bench: Bench) -> None:
    bench.keychain.denies = True


def forgets(bench: Bench) -> None:
    bench.keychain.forgets = True


def never_answers(bench: Bench) -> None:
    bench.keychain.never_answers = True


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (locked, Code.E_KEYCHAIN_LOCKED),
        (missing, Code.E_KEYCHAIN_MISSING),
        (denies, Code.E_KEYCHAIN_DENIED),
        (forgets, Code.E_KEYCHAIN_LOST),
        (never_answers, Code.E_KEYCHAIN_TIMEOUT),
    ],
)
def test_no_browser_without_a_keychain(bench: Bench, trouble: Callable[[Bench], None], code: Code) -> None:
    trouble(bench)
    assert code_of(bench.sign_in) == (code, None)
    assert bench.provider.requests == ()
    assert bench.browser.opened == []


def test_a_locked_keychain_is_unlocked_by_the_person(bench: Bench) -> None:
    bench.keychain.state = "locked"
    bench.keychain.person = "unlocks"
    bench.sign_in()
    assert bench.keychain.dialogs == 1
    assert bench.state.state == "signed_in"


def test_a_taken_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with workbench(tmp_path, redirect_ports=(port,)) as bench:
            assert code_of(bench.sign_in) == (Code.E_PORT, None)
            assert bench.browser.opened == []


def test_no_browser(bench: Bench) -> None:
    bench.browser.fails = KeyfobError(Code.E_BROWSER, "browser.no_opener")
    assert code_of(bench.sign_in) == (Code.E_BROWSER, None)


def test_no_browser_but_somebody_who_opens_the_link(bench: Bench) -> None:
    bench.browser.fails = KeyfobError(Code.E_BROWSER, "browser.no_opener")
    told: list[KeyfobError] = []

    def opened_by_hand(trouble: KeyfobError) -> None:
        told.append(trouble)
        bench.browser.fails = None
        bench.browser.open(bench.browser.opened[0])

    bench.sign_in(browser_failed=opened_by_hand)
    assert [one.code for one in told] == [Code.E_BROWSER]
