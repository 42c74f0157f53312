"""Signing in, refreshing and signing out at the embedded provider, over HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import pytest

from tests.support.demo_client import CLIENT_ID, REDIRECT_URI, Attempt, DemoClient, callback, read_form
from tests.support.demo_provider import Provider, demo_provider

ADA = "8f3f6f0a-3c52-4f0e-8c52-6d1f5a0e1a01"
MAX = "8f3f6f0a-3c52-4f0e-8c52-6d1f5a0e1a02"


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider with the usual lifetimes."""
    with demo_provider() as running:
        yield running


@pytest.fixture
def client(provider: Provider) -> Iterator[DemoClient]:
    """A program and its browser."""
    with DemoClient(provider.issuer) as driven:
        yield driven


def _claims(client: DemoClient, token: str) -> dict[str, Any]:
    """The claims of a token, its signature checked by another library against the published keys."""
    keys = client.get("/.well-known/jwks.json").json()["keys"]
    header = jwt.get_unverified_header(token)
    key = next(key for key in keys if key["kid"] == header["kid"])
    return dict(jwt.decode(token, jwt.PyJWK(key), algorithms=["RS256"], audience=CLIENT_ID))


def _refused(client: DemoClient, attempt: Attempt) -> dict[str, str]:
    return callback(client.get(attempt.url))


# --- documents -------------------------------------------------------------------------------------------------------


def test_the_metadata_names_this_issuer_and_what_it_does(client: DemoClient) -> None:
    document = client.get("/.well-known/openid-configuration").json()
    assert document["issuer"] == client.issuer
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["authorization_response_iss_parameter_supported"] is True
    endpoints = [value for name, value in document.items() if name.endswith("_endpoint") or name == "jwks_uri"]
    assert len(endpoints) == 7
    assert all(value.startswith(client.issuer + "/") for value in endpoints)


def test_the_key_is_rsa_of_2048_bits_and_its_private_half_stays_here(client: DemoClient) -> None:
    (key,) = client.get("/.well-known/jwks.json").json()["keys"]
    assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")
    assert jwt.PyJWK(key).key.key_size == 2048
    assert not {"d", "p", "q", "dp", "dq", "qi"} & key.keys()


def test_a_fault_tells_no_secret(provider: Provider, client: DemoClient, capsys: pytest.CaptureFixture[str]) -> None:
    token = client.sign_in()["refresh_token"]
    provider.store.close()
    answer = client.refresh(token)
    assert (answer.status_code, token in answer.text) == (500, False)
    assert client.get("/api/jwt/refresh?userId=x", headers={"Authorization": provider.api_key}).content == b""
    told = capsys.readouterr().err
    assert told.startswith("demo provider: ProgrammingError in Store.")
    assert token not in told
    assert "Traceback" not in told


# --- signing in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "subject", "roles"), [("ada", ADA, ["admin", "user"]), ("max", MAX, ["user"])])
def test_a_person_signs_in(client: DemoClient, who: str, subject: str, roles: list[str]) -> None:
    before = int(time.time())
    attempt = client.attempt()
    answer = callback(client.choose(attempt, who))
    assert answer.keys() == {"code", "state", "iss"}
    assert (answer["state"], answer["iss"]) == (attempt.state, client.issuer)

    response = client.exchange(attempt, answer["code"])
    assert response.headers["Cache-Control"] == "no-store"
    tokens = response.json()
    assert (tokens["token_type"], tokens["expires_in"], tokens["userId"]) == ("Bearer", 120, subject)

    access = _claims(client, tokens["access_token"])
    assert jwt.get_unverified_header(tokens["access_token"])["typ"] == "at+jwt"
    assert (access["iss"], access["sub"], access["aud"]) == (client.issuer, subject, CLIENT_ID)
    assert (access["roles"], access["sid"]) == (roles, tokens["refresh_token_id"])
    assert access["scope"] == tokens["scope"] == "openid profile email offline_access"
    assert (access["preferred_username"], access["email"]) == (who, f"{who}@demo.example")
    assert access["exp"] - access["iat"] == 120

    identity = _claims(client, tokens["id_token"])
    assert (identity["iss"], identity["sub"], identity["aud"]) == (client.issuer, subject, CLIENT_ID)
    assert (identity["nonce"], identity["sid"]) == (attempt.nonce, access["sid"])
    assert before <= identity["auth_time"] <= time.time()
    assert identity["auth_time"] == access["auth_time"]
    assert identity["at_hash"] == _at_hash(tokens["access_token"])
    assert "roles" not in identity


def _at_hash(access_token: str) -> str:
    import base64
    import hashlib

    return base64.urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()[:16]).decode().rstrip("=")


def test_userinfo_tells_what_the_scope_opens(client: DemoClient) -> None:
    tokens = client.sign_in(scope="openid email")
    answer = client.get("/oauth2/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert answer.json() == {"sub": ADA, "email": "ada@demo.example", "email_verified": True}


def test_userinfo_takes_access_tokens_alone(client: DemoClient) -> None:
    tokens = client.sign_in()
    for token in ("", tokens["id_token"], tokens["refresh_token"], tokens["access_token"][:-4] + "AAAA", "x"):
        answer = client.get("/oauth2/userinfo", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")


def test_without_offline_access_there_is_no_refresh_token(client: DemoClient) -> None:
    tokens = client.sign_in(scope="openid")
    assert tokens["scope"] == "openid"
    assert not {"refresh_token", "refresh_token_id"} & tokens.keys()


def test_scopes_it_does_not_know_are_left_out(client: DemoClient) -> None:
    assert client.sign_in(scope="openid goal_of_life email")["scope"] == "openid email"


@pytest.mark.parametrize("redirect_uri", ["http://127.0.0.1:1/callback", "http://[::1]:65535/callback"])
def test_any_loopback_port_may_be_returned_to(client: DemoClient, redirect_uri: str) -> None:
    answer = client.choose(client.attempt(redirect_uri=redirect_uri), "max")
    assert callback(answer, redirect_uri)["code"]


def test_cancel_is_access_denied(client: DemoClient) -> None:
    attempt = client.attempt()
    answer = callback(client.choose(attempt, "cancel"))
    assert (answer["error"], answer["state"], answer["iss"]) == ("access_denied", attempt.state, client.issuer)
    assert "code" not in answer


def test_prompt_none_finds_nobody_signed_in(client: DemoClient) -> None:
    client.sign_in()
    attempt = client.attempt(prompt="none")
    answer = _refused(client, attempt)
    assert (answer["error"], answer["state"], answer["iss"]) == ("login_required", attempt.state, client.issuer)


@pytest.mark.parametrize("prompt", ["login", "select_account", "consent"])
def test_every_other_prompt_shows_the_page(client: DemoClient, prompt: str) -> None:
    assert client.code(client.attempt(prompt=prompt))


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": "http://127.0.0.1:1/callback?more=1"},
        {"redirect_uri": "http://127.0.0.1:99999/callback"},
        {"redirect_uri": "http://127.0.0.1.evil.example:1/callback"},
        {"redirect_uri": 'http://127.0.0.1:1/callback"<script>'},
        {"redirect_uri": "http://localhost:1/callback"},
        {"redirect_uri": None},
        {"client_id": "somebody-else"},
        {"client_id": None},
    ],
)
def test_a_wrong_client_or_address_is_never_redirected(client: DemoClient, changes: dict[str, str | None]) -> None:
    for answer in (client.get(client.attempt(**changes).url), client.post(client.attempt(**changes).url)):
        assert answer.status_code == 400
        assert "Location" not in answer.headers
        assert "Demo provider" in answer.text
        assert "<script>" not in answer.text


@pytest.mark.parametrize("name", ["state", "nonce", "redirect_uri", "client_id", "code_challenge", "scope"])
def test_a_repeated_parameter_is_never_redirected(client: DemoClient, name: str) -> None:
    answer = client.get(client.attempt().url + f"&{name}=again")
    assert (answer.status_code, answer.headers.get("Location")) == (400, None)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": 'co"de'}, "unsupported_response_type"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"request": "x.y.z"}, "request_not_supported"),
        ({"request_uri": "https://evil.example/"}, "request_uri_not_supported"),
    ],
)
def test_what_the_program_asks_wrongly_it_is_told(
    client: DemoClient, changes: dict[str, str | None], error: str
) -> None:
    attempt = client.attempt(**changes)
    answer = _refused(client, attempt)
    assert (answer["error"], answer["state"], answer["iss"]) == (error, attempt.state, client.issuer)


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_form_is_taken_only_from_its_page_in_the_same_browser(provider: Provider, client: DemoClient) -> None:
    attempt = client.attempt()
    form = read_form(client.get(attempt.url).text)
    other = client.attempt()
    with DemoClient(provider.issuer) as stranger:
        for who, url, fields in (
            (client, attempt.url, {}),
            (client, attempt.url, {"csrf": "0" * 64}),
            (client, other.url, form.fields),
            (stranger, attempt.url, form.fields),
        ):
            answer = who.post(url, {**fields, "choice": "ada"})
            assert (answer.status_code, answer.headers.get("Location")) == (400, None)
    assert client.post(form.action, {**form.fields, "choice": "nobody"}).status_code == 400
    assert callback(client.post(form.action, {**form.fields, "choice": "ada"}))["code"]


def test_the_page_has_no_script_and_says_so_in_its_policy(client: DemoClient) -> None:
    answer = client.get(client.attempt(**{"metaData.device.description": "<b>\u202elaptop</b>"}).url)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe-inline" not in policy
    assert "form-action 'self' http://127.0.0.1:49152;" in policy
    assert "<script" not in answer.text
    assert "http://" not in answer.text.split("<main>")[0].replace("http://www.w3.org", "")
    assert "&lt;b&gt;\\u202elaptop&lt;/b&gt;" in answer.text
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/oauth2/authorize" in cookie


def test_the_expected_person_has_the_keyboard(client: DemoClient) -> None:
    page = client.get(client.attempt(login_hint="MAX@demo.example").url).text
    buttons = page.split("<button")
    assert [("autofocus" in button, 'value="max"' in button) for button in buttons[1:3]] == [
        (False, False),
        (True, True),
    ]


# --- the code --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "error", "reason"),
    [
        ({"code_verifier": "x" * 43}, "invalid_grant", "invalid_pkce_code_verifier"),
        ({"code_verifier": ""}, "invalid_request", None),
        ({"code": "unknown"}, "invalid_grant", "auth_code_not_found"),
        ({"redirect_uri": "http://127.0.0.1:2/callback"}, "invalid_grant", None),
        ({"client_id": "somebody"}, "invalid_client", None),
        ({"client_secret": "x"}, "invalid_client", None),
        ({"grant_type": "password"}, "unsupported_grant_type", None),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type", None),
    ],
)
def test_a_wrong_exchange_is_refused(
    client: DemoClient, changes: dict[str, str], error: str, reason: str | None
) -> None:
    attempt = client.attempt()
    answer = client.exchange(attempt, client.code(attempt), **changes)
    assert answer.status_code in (400, 401)
    assert (answer.json()["error"], answer.json().get("error_reason")) == (error, reason)
    assert answer.headers["Content-Type"] == "application/json"


def test_a_code_is_used_once_and_its_second_use_ends_the_session(client: DemoClient) -> None:
    attempt = client.attempt()
    code = client.code(attempt)
    tokens = client.exchange(attempt, code).json()
    assert client.exchange(attempt, code).json()["error"] == "invalid_grant"
    assert client.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_code_lives_for_a_minute(provider: Provider, client: DemoClient) -> None:
    attempt = client.attempt()
    code = client.code(attempt)
    provider.clock.ahead = 61
    assert client.exchange(attempt, code).json()["error_reason"] == "auth_code_not_found"


def test_parameters_of_the_token_request_come_once_and_in_the_body(client: DemoClient) -> None:
    attempt = client.attempt()
    code = client.code(attempt)
    assert client.post(f"/oauth2/token?code={code}", {"client_id": CLIENT_ID}).json()["error"] == "invalid_request"
    twice = client.http.post(
        client.issuer + "/oauth2/token", data=[("grant_type", "refresh_token"), ("grant_type", "x")], timeout=30
    )
    assert twice.json()["error"] == "invalid_request"
    assert client.get("/oauth2/token").status_code == 405
    assert client.exchange(attempt, code).status_code == 200


# --- refreshing ------------------------------------------------------------------------------------------------------


def test_a_refresh_rotates_and_keeps_who_and_when(client: DemoClient) -> None:
    first = client.sign_in("max")
    second = client.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["refresh_token_id"] == first["refresh_token_id"]
    old, new = (_claims(client, tokens["id_token"]) for tokens in (first, second))
    assert "nonce" not in new
    for name in ("iss", "sub", "aud", "auth_time", "sid"):
        assert new[name] == old[name]
    assert new["at_hash"] == _at_hash(second["access_token"])
    access = _claims(client, second["access_token"])
    assert (access["roles"], access["sid"], access["auth_time"]) == (["user"], old["sid"], old["auth_time"])


def test_reuse_of_a_spent_token_revokes_the_family(client: DemoClient) -> None:
    first = client.sign_in()
    other = client.sign_in()
    second = client.refresh(first["refresh_token"]).json()
    third = client.refresh(second["refresh_token"]).json()
    answer = client.refresh(first["refresh_token"])
    assert (answer.status_code, answer.json()["error_reason"]) == (400, "refresh_token_not_found")
    assert client.refresh(third["refresh_token"]).json()["error"] == "invalid_grant"
    assert client.refresh(other["refresh_token"]).status_code == 200


def test_of_many_uses_at_once_one_is_answered(client: DemoClient, provider: Provider) -> None:
    token = client.sign_in()["refresh_token"]

    def use(_: int) -> int:
        with DemoClient(provider.issuer) as one:
            return one.refresh(token).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(use, range(8)))
    assert answers == [200] + [400] * 7


def test_a_grace_period_answers_a_second_use() -> None:
    with demo_provider(grace=10) as provider, DemoClient(provider.issuer) as client:
        token = client.sign_in()["refresh_token"]
        assert client.refresh(token).status_code == 200
        provider.clock.ahead = 9
        again = client.refresh(token)
        assert again.status_code == 200
        provider.clock.ahead = 11
        assert client.refresh(token).json()["error"] == "invalid_grant"
        assert client.refresh(again.json()["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_refresh_token_lives_on_while_it_is_used(provider: Provider, client: DemoClient) -> None:
    tokens = client.sign_in()
    for _ in range(3):
        provider.clock.ahead += 3000
        tokens = client.refresh(tokens["refresh_token"]).json()
    provider.clock.ahead += 3601
    assert client.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_refresh_may_ask_for_less_never_for_more(client: DemoClient) -> None:
    tokens = client.sign_in(scope="openid email offline_access")
    more = client.refresh(tokens["refresh_token"], scope="openid profile")
    assert more.json()["error"] == "invalid_scope"
    less = client.refresh(tokens["refresh_token"], scope="openid").json()
    assert less["scope"] == "openid"
    assert client.refresh(less["refresh_token"]).json()["scope"] == "openid email offline_access"


# --- ending ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["refresh_token", "access_token"])
def test_revoking_either_token_ends_the_session(client: DemoClient, kind: str) -> None:
    tokens = client.sign_in()
    answer = client.post("/oauth2/revoke", {"client_id": CLIENT_ID, "token": tokens[kind], "token_type_hint": kind})
    assert answer.status_code == 200
    assert client.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert client.get("/oauth2/userinfo", headers=bearer).status_code == 401


def test_revoking_something_unknown_is_fine_and_a_stranger_may_not(client: DemoClient) -> None:
    tokens = client.sign_in()
    assert client.post("/oauth2/revoke", {"client_id": CLIENT_ID, "token": "unknown"}).status_code == 200
    stranger = client.post("/oauth2/revoke", {"client_id": "x", "token": tokens["refresh_token"]})
    assert stranger.json()["error"] == "invalid_client"
    assert client.refresh(tokens["refresh_token"]).status_code == 200


def test_introspection_tells_what_still_holds(client: DemoClient) -> None:
    tokens = client.sign_in("max")

    def ask(token: str) -> dict[str, Any]:
        return dict(client.post("/oauth2/introspect", {"client_id": CLIENT_ID, "token": token}).json())

    assert ask(tokens["access_token"])["username"] == ask(tokens["refresh_token"])["username"] == "max"
    client.refresh(tokens["refresh_token"])
    assert ask(tokens["refresh_token"]) == ask("unknown") == {"active": False}


def test_logout_ends_the_session_and_returns_with_the_state(client: DemoClient) -> None:
    tokens = client.sign_in()
    fields = {
        "id_token_hint": tokens["id_token"],
        "client_id": CLIENT_ID,
        "post_logout_redirect_uri": REDIRECT_URI,
        "state": "s&t=1",
    }
    assert callback(client.post("/oauth2/logout", fields)) == {"state": "s&t=1"}
    assert client.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_logout_works_with_an_id_token_that_has_expired(client: DemoClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        real = time.time
        patch.setattr(time, "time", lambda: real() - 3600)
        tokens = client.sign_in()
    with pytest.raises(jwt.ExpiredSignatureError):
        _claims(client, tokens["id_token"])
    fields = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": REDIRECT_URI}
    assert callback(client.get("/oauth2/logout", params=fields)) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"post_logout_redirect_uri": "https://evil.example/"},
        {"post_logout_redirect_uri": "http://127.0.0.1:1/elsewhere"},
        {"id_token_hint": ""},
        {"id_token_hint": "a.b.c"},
        {"client_id": "somebody"},
    ],
)
def test_logout_never_returns_where_it_must_not(client: DemoClient, changes: dict[str, str]) -> None:
    fields = {
        "id_token_hint": client.sign_in()["id_token"],
        "client_id": CLIENT_ID,
        "post_logout_redirect_uri": REDIRECT_URI,
    }
    answer = client.get("/oauth2/logout", params={**fields, **changes})
    assert answer.status_code in (200, 400)
    assert "Location" not in answer.headers
    assert "Demo provider" in answer.text
