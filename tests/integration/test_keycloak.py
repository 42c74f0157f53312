"""The whole life of a session against Keycloak: roles, rotation, a session ended by an administrator, logout."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import Keyfob
from tests.support.figures import record
from tests.support.keycloak import ACCESS_TTL, Keycloak
from tests.support.visitor import Visitor


@pytest.fixture
def command(keyfob_with_keychain: Keyfob, keycloak_provider: Keycloak, tmp_path: Path) -> Keyfob:
    keyfob = keyfob_with_keychain
    keyfob.env["BROWSER"] = keycloak_provider.browser(tmp_path / "browser")
    keyfob.add_account("work", **keycloak_provider.account)
    return keyfob


def login(command: Keyfob) -> Any:
    return command.run("login", "work", "--json", exits=0).json


def token(command: Keyfob) -> str:
    return command.run("token", "work", exits=0).stdout.strip()


def test_signed_in_with_the_roles_of_realm_and_client(command: Keyfob, keycloak_provider: Keycloak) -> None:
    begun = time.monotonic()
    account = login(command)
    record("Keycloak: sign-in through its login page", time.monotonic() - begun, unit="s")

    assert (account["state"], account["generation"], account["saved"]) == ("signed_in", 1, "keychain")
    assert account["subject"] == keycloak_provider.user_id("ada")
    assert account["username"] == "ada"
    assert {"admin", "user"} <= set(account["roles"]), "the realm's roles (realm_access)"
    assert "reporter" in account["roles"], "the client's own roles (resource_access)"
    assert not {"manage-account", "view-profile"} & set(account["roles"]), "roles of another client are not ours"


def test_somebody_without_the_role_does_not_have_it(
    keyfob_with_keychain: Keyfob, keycloak_provider: Keycloak, tmp_path: Path
) -> None:
    keyfob_with_keychain.env["BROWSER"] = keycloak_provider.browser(tmp_path / "browser", "max")
    keyfob_with_keychain.add_account("work", **keycloak_provider.account)

    roles = login(keyfob_with_keychain)["roles"]

    assert "user" in roles
    assert not {"admin", "reporter"} & set(roles)


def test_refreshing_where_a_refresh_token_is_good_for_one_use(command: Keyfob, keycloak_provider: Keycloak) -> None:
    with keycloak_provider.one_time_refresh_tokens():
        login(command)
        seen = {token(command)}
        for generation in (2, 3):
            refreshed = command.run("refresh", "work", "--json", exits=0).json
            assert (refreshed["state"], refreshed["generation"]) == ("signed_in", generation)
            seen.add(token(command))

    assert len(seen) == 3


def test_a_token_that_lasts_longer_than_keycloak_gives(command: Keyfob) -> None:
    login(command)

    assert command.run("token", "work", "--min-ttl", str(ACCESS_TTL * 2)).exit == 2


def test_a_session_ended_by_an_administrator_needs_a_new_login(command: Keyfob, keycloak_provider: Keycloak) -> None:
    subject = login(command)["subject"]
    keycloak_provider.end_sessions("ada")

    refused = command.run("refresh", "work", "--json")

    assert (refused.exit, refused.code) == (3, "E_REAUTH")
    account = command.status("work")
    assert account["state"] == "needs_login"
    # The record is kept.
    assert (account["saved"], account["subject"], account["generation"]) == ("keychain", subject, 1)
    assert login(command)["state"] == "signed_in"


def test_logging_out_ends_the_session_at_keycloak_too(command: Keyfob, keycloak_provider: Keycloak) -> None:
    keycloak_provider.end_sessions("ada")
    login(command)
    assert len(keycloak_provider.sessions("ada")) == 1

    ended = command.run("logout", "work", "--json", exits=0).json

    assert ended == {"local": "done", "revoke": "done", "end_session": "done"}
    assert keycloak_provider.sessions("ada") == []
    assert command.status("work")["state"] == "signed_out"
    assert command.run("token", "work", "--json").code == "E_NOT_SIGNED_IN"


def test_without_pkce_keycloak_refuses(keycloak_provider: Keycloak) -> None:
    """The realm asks for what the program promises: an authorization request without a challenge is turned away."""
    url = (
        f"{keycloak_provider.issuer}/protocol/openid-connect/auth?response_type=code&client_id=keyfob"
        "&redirect_uri=http://127.0.0.1:9/callback&scope=openid&state=s&nonce=n"
    )
    with Visitor(keycloak_provider.knows()) as visitor:
        answer = visitor.walk(url)

    assert "error=invalid_request" in answer
    assert "code=" not in answer
