"""The scripted provider is held to what real ones do, so that passing it means something."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests

from tests.support.provider.careless import REDIRECT, VERIFIER, CarelessClient
from tests.support.provider.modules import MODULES, Module, complaints
from tests.support.provider.script import Fault, Jwt, Redirect, Script, TokenAnswer, script_from_json
from tests.support.scripted_provider import ScriptedProvider


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with ScriptedProvider() as provider:
        yield provider


def test_an_honest_sign_in(provider: ScriptedProvider) -> None:
    client = CarelessClient(provider)
    redirect = client.authorize()
    assert redirect["state"] == ["the-state-of-it"]
    assert redirect["iss"] == [provider.issuer]
    tokens = client.redeem(redirect["code"][0]).json()
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 300
    identity = client.claims(tokens["id_token"])
    assert (identity["sub"], identity["nonce"]) == ("alice", "the-nonce")
    digest = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    assert identity["at_hash"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert client.claims(tokens["access_token"])["roles"] == ["user"]
    assert jwt.get_unverified_header(tokens["access_token"])["typ"] == "at+jwt"
    assert [seen.endpoint for seen in provider.requests[:3]] == ["discovery", "authorize", "token"]
    assert provider.calls("token")[0].value("code_verifier") == VERIFIER


@pytest.mark.parametrize(
    "changes",
    [{"code_challenge": ""}, {"code_challenge_method": "plain"}, {"code_challenge": "short"}, {"scope": "profile"}],
)
def test_authorization_requests_need_pkce_and_openid(provider: ScriptedProvider, changes: dict[str, str]) -> None:
    answer = CarelessClient(provider).authorize(**changes)
    assert answer["error"] == ["invalid_request"]
    assert "code" not in answer


@pytest.mark.parametrize("changes", [{"redirect_uri": "https://evil.example/cb"}, {"client_id": "another"}])
def test_strange_clients_and_addresses_are_never_redirected_to(
    provider: ScriptedProvider, changes: dict[str, str]
) -> None:
    answer = requests.get(CarelessClient(provider).url(**changes), allow_redirects=False, timeout=30)
    assert answer.status_code == 400


def test_pkce_is_enforced(provider: ScriptedProvider) -> None:
    client = CarelessClient(provider)
    code = client.authorize()["code"][0]
    assert client.redeem(code, code_verifier="w" * 64).json()["error"] == "invalid_grant"
    assert client.redeem(code, redirect_uri=REDIRECT + "/").json()["error"] == "invalid_grant"
    assert provider.counters.pkce_failures == 1


def test_a_code_works_once_and_its_second_use_ends_the_session(provider: ScriptedProvider) -> None:
    client = CarelessClient(provider)
    code = client.authorize()["code"][0]
    tokens = client.redeem(code).json()
    assert client.redeem(code).json()["error"] == "invalid_grant"
    assert client.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_rotation_and_reuse_detection(provider: ScriptedProvider) -> None:
    client = CarelessClient(provider)
    first = client.sign_in()["refresh_token"]
    second = client.refresh(first).json()["refresh_token"]
    assert second != first
    assert provider.current_refresh_tokens() == (second,)
    assert client.refresh(first).json()["error"] == "invalid_grant"
    assert client.refresh(second).json()["error"] == "invalid_grant"
    counters = provider.counters
    assert (counters.reuse_events, counters.families_revoked, counters.uses_after_revocation) == (1, 1, 1)


def test_grace_lets_the_spent_token_through(provider: ScriptedProvider) -> None:
    provider.change(grace=30.0)
    client = CarelessClient(provider)
    first = client.sign_in()["refresh_token"]
    second = client.refresh(first).json()["refresh_token"]
    assert client.refresh(first).json()["refresh_token"] == second
    assert (provider.counters.reuse_events, provider.counters.grace_uses) == (0, 1)


@pytest.mark.parametrize(("rotation", "expected"), [("same", True), ("omit", False)])
def test_other_rotations(provider: ScriptedProvider, rotation: str, expected: bool) -> None:
    provider.change(rotation=rotation)
    client = CarelessClient(provider)
    first = client.sign_in()["refresh_token"]
    answer = client.refresh(first).json()
    assert (answer.get("refresh_token") == first) is expected
    assert client.refresh(first).status_code == 200


def test_a_refreshed_id_token_keeps_auth_time_and_has_no_nonce(provider: ScriptedProvider) -> None:
    client = CarelessClient(provider)
    tokens = client.sign_in()
    again = client.claims(client.refresh(tokens["refresh_token"]).json()["id_token"])
    assert again["auth_time"] == client.claims(tokens["id_token"])["auth_time"]
    assert "nonce" not in again


def test_revocation_introspection_userinfo_and_logout(provider: ScriptedProvider) -> None:
    client = CarelessClient(provider)
    tokens = client.sign_in()
    bearer = {"Authorization": "Bearer " + tokens["access_token"]}
    info = client.metadata["userinfo_endpoint"]
    assert requests.get(info, headers=bearer, timeout=30).json()["sub"] == "alice"
    assert requests.get(info, params={"access_token": tokens["access_token"]}, timeout=30).status_code == 401
    assert client.post("introspection_endpoint", token=tokens["access_token"]).json()["active"] is True
    assert client.post("revocation_endpoint", token=tokens["refresh_token"]).status_code == 200
    assert client.post("revocation_endpoint", token="unknown").status_code == 200
    assert client.post("introspection_endpoint", token=tokens["access_token"]).json() == {"active": False}
    assert requests.get(info, headers=bearer, timeout=30).status_code == 401
    asked = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": REDIRECT, "state": "s"}
    back = provider.sign_in(client.metadata["end_session_endpoint"] + "?" + urlencode(asked))
    assert parse_qs(urlsplit(back).query) == {"state": ["s"]}


def test_a_client_with_a_secret_must_send_it() -> None:
    with ScriptedProvider(client_secret="s&=") as provider:
        client = CarelessClient(provider)
        code = client.authorize()["code"][0]
        assert client.redeem(code).json()["error"] == "invalid_client"
        assert client.redeem(code, client_secret="s&=").status_code == 200


def test_key_rotation_replaces_the_published_keys(provider: ScriptedProvider) -> None:
    client = CarelessClient(provider)
    before = client.sign_in()["id_token"]
    provider.rotate_keys()
    after = client.sign_in()["id_token"]
    assert client.claims(after)["sub"] == "alice"
    with pytest.raises(KeyError):
        client.claims(before)


def test_a_lost_answer_is_processed(provider: ScriptedProvider) -> None:
    client = CarelessClient(provider)
    token = client.sign_in()["refresh_token"]
    provider.fail("refresh", Fault(process=True, drop="close", times=1))
    with pytest.raises(requests.ConnectionError):
        client.refresh(token)
    assert provider.current_refresh_tokens() != (token,)
    assert client.refresh(token).json()["error"] == "invalid_grant"
    assert provider.counters.reuse_events == 1


def test_redirect_scripts(provider: ScriptedProvider) -> None:
    client = CarelessClient(provider)
    provider.change(redirect=Redirect(state="other", iss="none", repeat=("code",), extra={"locale": "de"}))
    answer = client.authorize()
    assert answer["state"] != ["the-state-of-it"]
    assert "iss" not in answer
    assert len(answer["code"]) == 2
    assert answer["locale"] == ["de"]
    provider.change(redirect=Redirect(error=("access_denied", "no")))
    assert client.authorize()["error"] == ["access_denied"]


def test_calls_after_a_poisoned_answer_are_counted(provider: ScriptedProvider) -> None:
    provider.script = Script(sign_in=TokenAnswer(id_token=Jwt(without=("sub",))), poisoned="token")
    client = CarelessClient(provider)
    tokens = client.sign_in()
    requests.get(client.metadata["jwks_uri"], timeout=30)
    assert (provider.counters.poisoned_answers, provider.counters.calls_after_poison) == (1, 0)
    requests.get(client.metadata["userinfo_endpoint"], headers={"Authorization": tokens["access_token"]}, timeout=30)
    assert provider.counters.calls_after_poison == 1
    module = Module("x", provider.script)
    assert any("after the poisoned answer" in complaint for complaint in complaints(module, provider))


def test_a_script_can_come_as_json() -> None:
    text = '{"lifetime": 5, "refresh": {"id_token": {"without": ["sub"]}}, "faults": {"token": {"status": 500}}}'
    script = script_from_json(json.loads(text))
    assert script == Script(
        lifetime=5,
        refresh=TokenAnswer(id_token=Jwt(without=("sub",))),
        faults={"token": Fault(status=500)},
    )
    with pytest.raises(AssertionError, match="unknown"):
        script_from_json({"lifetimes": 5})


def test_it_runs_as_a_process_and_is_steered_over_http() -> None:
    command = [sys.executable, "-m", "tests.support.provider", "--script", MODULES[1].name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        issuer = process.stdout.readline().strip()
        requests.put(issuer + "/_control/script", json={"metadata": {"issuer": "https://x.example"}}, timeout=30)
        found = requests.get(issuer + "/.well-known/openid-configuration", timeout=30).json()
        record = requests.get(issuer + "/_control/record", timeout=30).json()
        process.stdin.close()
        assert process.wait(60) == 0
    assert found["issuer"] == "https://x.example"
    assert [call[2] for call in record["requests"]] == ["discovery"]
    assert record["counters"]["codes_issued"] == 0
