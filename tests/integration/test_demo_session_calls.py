"""FusionAuth's session calls at the embedded provider; answers are checked against FusionAuth's description."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from desktop_app.demo.people import ADA, APPLICATION_ID, CLIENT_ID, MAX, TENANT_ID
from tests.support.demo_client import DemoClient
from tests.support.demo_provider import API_KEY, Provider, demo_provider
from tests.support.openapi import faults

KEY = {"Authorization": API_KEY}
REFRESH = "/api/jwt/refresh"


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider nobody is signed in at."""
    with demo_provider() as running:
        yield running


@pytest.fixture
def client(provider: Provider) -> Iterator[DemoClient]:
    """A program and its browser."""
    with DemoClient(provider.issuer) as driven:
        yield driven


def _bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def _ids(client: DemoClient, person: str) -> list[str]:
    answer = client.get(REFRESH, params={"userId": person}, headers=KEY)
    assert answer.status_code == 200
    assert faults(answer.json(), "RefreshTokenResponse") == []
    return [entry["id"] for entry in answer.json()["refreshTokens"]]


def _lives(client: DemoClient, tokens: dict[str, Any]) -> bool:
    answer = client.refresh(tokens["refresh_token"])
    tokens |= answer.json()
    return answer.status_code == 200


def _empty(answer: requests.Response, status: int) -> None:
    assert (answer.status_code, answer.content) == (status, b"")


def test_the_list_tells_device_address_and_times_in_milliseconds(client: DemoClient) -> None:
    began = time.time() * 1000
    device = {"metaData.device.description": "ada-laptop", "metaData.device.type": "DESKTOP"}
    tokens = client.sign_in(**device)
    other = client.sign_in(**{"metaData.device.name": "x" * 500})
    client.sign_in("max")
    client.refresh(tokens["refresh_token"])
    answer = client.get(REFRESH, params={"userId": ADA.id}, headers=KEY).json()
    assert faults(answer, "RefreshTokenResponse") == []
    first, second = answer["refreshTokens"]
    assert (first["id"], second["id"]) == (tokens["refresh_token_id"], other["refresh_token_id"])
    assert (first["applicationId"], first["tenantId"], first["userId"]) == (APPLICATION_ID, TENANT_ID, ADA.id)
    assert first["metaData"]["scopes"] == ["openid", "profile", "email", "offline_access"]
    about = first["metaData"]["device"]
    assert (about["description"], about["type"], about["lastAccessedAddress"]) == ("ada-laptop", "DESKTOP", "127.0.0.1")
    assert began - 1 <= first["startInstant"] == first["insertInstant"] <= about["lastAccessedInstant"]
    assert about["lastAccessedInstant"] <= time.time() * 1000
    assert "token" not in first
    assert second["metaData"]["device"]["name"] == "x" * 200


def test_one_session_by_its_id(client: DemoClient) -> None:
    tokens = client.sign_in()
    answer = client.get(f"{REFRESH}/{tokens['refresh_token_id']}", headers=KEY)
    assert faults(answer.json(), "RefreshTokenResponse") == []
    assert answer.json()["refreshToken"]["userId"] == ADA.id
    _empty(client.get(f"{REFRESH}/{tokens['access_token'][:30]}", headers=KEY), 404)


def test_reading_needs_the_api_key(client: DemoClient) -> None:
    tokens = client.sign_in()
    one = f"{REFRESH}/{tokens['refresh_token_id']}"
    bad: tuple[dict[str, str], ...] = ({}, {"Authorization": "wrong"}, {"Authorization": f"Bearer {API_KEY}"})
    for headers in (*bad, _bearer(tokens)):
        for path in (f"{REFRESH}?userId={ADA.id}", one, f"/api/user/{ADA.id}", "/api/user?email=ada@demo.example"):
            _empty(client.get(path, headers=headers), 401)


def test_what_is_asked_wrongly_is_told(client: DemoClient) -> None:
    for answer in (
        client.get(REFRESH, headers=KEY),
        client.delete(REFRESH, headers=KEY),
        client.get(REFRESH, params={"userId": ADA.id}, headers={**KEY, "X-FusionAuth-TenantId": "another"}),
    ):
        assert answer.status_code == 400
        assert faults(answer.json(), "Errors") == []
    same = client.get(REFRESH, params={"userId": ADA.id}, headers={**KEY, "X-FusionAuth-TenantId": TENANT_ID})
    assert same.json() == {"refreshTokens": []}


def test_the_administrator_ends_the_members_session(client: DemoClient) -> None:
    member, other = client.sign_in("max"), client.sign_in("max")
    _empty(client.delete(f"{REFRESH}/{member['refresh_token_id']}", headers=KEY), 200)
    assert not _lives(client, member)
    assert _lives(client, other)
    _empty(client.delete(f"{REFRESH}/{member['refresh_token_id']}", headers=KEY), 404)


def test_owners_end_their_own_sessions_and_no_others(client: DemoClient) -> None:
    mine, elsewhere, another = client.sign_in("max"), client.sign_in("max"), client.sign_in("ada")
    _empty(client.delete(f"{REFRESH}/{another['refresh_token_id']}", headers=_bearer(mine)), 401)
    _empty(client.delete(f"{REFRESH}/{elsewhere['refresh_token_id']}"), 401)
    _empty(client.delete(f"{REFRESH}/{elsewhere['refresh_token_id']}", headers=_bearer(mine)), 200)
    assert (_lives(client, mine), _lives(client, elsewhere), _lives(client, another)) == (True, False, True)
    for criteria in ({"userId": MAX.id}, {"applicationId": APPLICATION_ID}):
        _empty(client.delete(REFRESH, params=criteria, headers=_bearer(mine)), 401)
    assert _lives(client, mine)


@pytest.mark.parametrize("place", ["params", "data", "json"])
def test_a_session_ends_by_its_token_wherever_that_stands(client: DemoClient, place: str) -> None:
    tokens = client.sign_in()
    words: dict[str, Any] = {place: {"token": tokens["refresh_token"]}}
    _empty(client.delete(REFRESH, **words), 401)
    _empty(client.delete(REFRESH, headers=_bearer(tokens), **words), 200)
    assert not _lives(client, tokens)
    _empty(client.delete(REFRESH, headers=KEY, **words), 404)


@pytest.mark.parametrize(
    ("criteria", "left"),
    [
        ({"userId": MAX.id}, (1, 0)),
        ({"userId": MAX.id, "applicationId": APPLICATION_ID}, (1, 0)),
        ({"userId": MAX.id, "applicationId": CLIENT_ID}, (1, 0)),
        ({"userId": MAX.id, "applicationId": TENANT_ID}, (1, 2)),
        ({"applicationId": APPLICATION_ID}, (0, 0)),
    ],
)
def test_sessions_end_by_user_and_application(
    client: DemoClient, criteria: dict[str, str], left: tuple[int, int]
) -> None:
    for who in ("ada", "max", "max"):
        client.sign_in(who)
    _empty(client.delete(REFRESH, params=criteria, headers=KEY), 200)
    assert (len(_ids(client, ADA.id)), len(_ids(client, MAX.id))) == left


@pytest.mark.parametrize(("everywhere", "left"), [(False, 1), (True, 0)])
def test_logout_ends_one_session_or_all_of_the_owner(client: DemoClient, everywhere: bool, left: int) -> None:
    mine, _, another = client.sign_in("max"), client.sign_in("max"), client.sign_in("ada")
    body = {"global": everywhere, "refreshToken": mine["refresh_token"]}
    _empty(client.http.post(client.issuer + "/api/logout", json=body, timeout=30), 200)
    assert len(_ids(client, MAX.id)) == left
    assert _lives(client, another)


def test_logout_always_says_yes(client: DemoClient) -> None:
    for body in ({}, {"refreshToken": "unknown", "global": True}, {"refreshToken": 7}, [1]):
        _empty(client.http.post(client.issuer + "/api/logout", json=body, timeout=30), 200)


def test_a_spent_token_ends_its_own_session_but_not_the_others(client: DemoClient) -> None:
    mine, other = client.sign_in(), client.sign_in()
    spent = mine["refresh_token"]
    assert _lives(client, mine)
    body = {"global": True, "refreshToken": spent}
    _empty(client.http.post(client.issuer + "/api/logout", json=body, timeout=30), 200)
    assert (_lives(client, mine), _lives(client, other)) == (False, True)


def test_validate_reads_the_jwt(client: DemoClient) -> None:
    tokens = client.sign_in()
    answer = client.get("/api/jwt/validate", headers=_bearer(tokens)).json()
    assert faults(answer, "ValidateResponse") == []
    assert (answer["jwt"]["sub"], answer["jwt"]["sid"]) == (ADA.id, tokens["refresh_token_id"])
    for headers in ({}, {"Authorization": "Bearer x.y.z"}, {"Authorization": f"Bearer {tokens['id_token']}"}):
        _empty(client.get("/api/jwt/validate", headers=headers), 401)


def test_a_person_is_found_by_id_name_or_address(client: DemoClient) -> None:
    for query in ("?email=MAX@demo.example", "?username=max", "?loginId=max", f"?userId={MAX.id}", f"/{MAX.id}"):
        answer = client.get(f"/api/user{query}", headers=KEY).json()
        assert faults(answer, "UserResponse") == []
        assert (answer["user"]["id"], answer["user"]["registrations"][0]["roles"]) == (MAX.id, ["user"])
    for query in ("", "?email=", "?email=nobody@demo.example", "/nobody"):
        _empty(client.get(f"/api/user{query}", headers=KEY), 404)


def test_addresses_that_are_none_are_empty_too(client: DemoClient) -> None:
    _empty(client.get("/api/nothing", headers=KEY), 404)
    _empty(client.post(REFRESH, {"token": "x"}, headers=KEY), 405)
