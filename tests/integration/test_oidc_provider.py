"""A session's whole life at the npm package oidc-provider, with a real keychain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import Keyfob
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.home import private_home
from tests.support.keychain_contents import records_of
from tests.support.oidc_provider import OidcProvider, oidc_provider
from tests.support.stage import failure
from tests.support.visitor import browser_command


@pytest.fixture(scope="module", params=["jwt", "opaque"])
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OidcProvider]:
    with oidc_provider(tmp_path_factory.mktemp("oidc-provider"), jwt=request.param == "jwt") as running:
        yield running


def command(folder: Path, keyring: GnomeKeyring, provider: OidcProvider, login: str = "alice") -> Keyfob:
    """A home where the account ``work`` is at *provider*, and a visitor is the browser."""
    env = private_home(folder / "home") | {
        "DBUS_SESSION_BUS_ADDRESS": keyring.bus.address,
        "BROWSER": browser_command(folder / "browser", {"login": login, "password": "any"}),
    }
    keyfob = Keyfob(env)
    keyfob.add_account("work", **provider.account)
    return keyfob


def record_of(keyring: GnomeKeyring, provider: OidcProvider, subject: str) -> Any:
    """The one record of that person."""
    (found,) = [one for one in records_of(keyring.bus, provider.issuer) if one["subject"] == subject]
    return found


def person(real: OidcProvider, of: str) -> str:
    """A person of one test's own: the provider is shared."""
    return f"{of}-{'jwt' if real.audience else 'opaque'}"


def test_a_second_process_needs_no_network(tmp_path: Path, shared_keyring: GnomeKeyring) -> None:
    """As after a restart: the token comes from the keychain and the encrypted file, the provider being gone."""
    with oidc_provider(tmp_path) as provider:
        keyfob = command(tmp_path, shared_keyring, provider)
        signed_in = keyfob.run("login", "work", "--json", exits=0).json
        token = keyfob.run("token", "work", exits=0).stdout.strip()
    assert token.count(".") == 2
    assert keyfob.run("token", "work", exits=0).stdout.strip() == token
    assert keyfob.status("work") == signed_in
    assert failure(keyfob.run("refresh", "work", "--json"))[:2] == (5, "E_NETWORK")
    assert keyfob.status("work")["state"] == "offline"
    assert keyfob.run("token", "work", exits=0).stdout.strip() == token


def test_a_refresh_rotates(real: OidcProvider, tmp_path: Path, shared_keyring: GnomeKeyring) -> None:
    who = person(real, "rotating")
    keyfob = command(tmp_path, shared_keyring, real, who)
    signed_in = keyfob.run("login", "work", "--json", exits=0).json
    assert signed_in["subject"] == who
    assert (signed_in["username"], signed_in["roles"]) == (who, ["user"])
    seen = set()
    for generation in (1, 2, 3):
        seen.add(record_of(shared_keyring, real, who)["refresh_token"])
        assert keyfob.run("refresh", "work", "--json", exits=0).json["generation"] == generation + 1
    assert len(seen) == 3
    assert keyfob.status("work")["roles"] == ["user"]
    keyfob.run("logout", "work", "--local", exits=0)


def test_a_stolen_token_that_was_used_ends_the_session_with_a_clear_word(
    real: OidcProvider, tmp_path: Path, shared_keyring: GnomeKeyring
) -> None:
    """Somebody else used the refresh token first. The provider then ends the family, and a new login is asked for."""
    import requests

    who = person(real, "robbed")
    keyfob = command(tmp_path, shared_keyring, real, who)
    keyfob.run("login", "work", exits=0)
    stolen = record_of(shared_keyring, real, who)["refresh_token"]
    metadata = requests.get(real.issuer + "/.well-known/openid-configuration", timeout=30).json()
    form = {"grant_type": "refresh_token", "refresh_token": stolen, "client_id": real.client_id}
    assert requests.post(metadata["token_endpoint"], data=form, timeout=30).status_code == 200

    result = keyfob.run("refresh", "work", "--json")

    assert failure(result) == (3, "E_REAUTH", "refused")
    words = result.json["error"]["message"] + result.json["error"]["hint"]
    assert "sign in" in words.lower()
    status = keyfob.status("work")
    assert (status["state"], status["subject"], status["error"]["code"]) == ("needs_login", who, "E_REAUTH")
    assert "sign in again" in keyfob.run("status", "work", exits=0).stdout
    assert real.events()["grant.revoked"] >= 1
    # The record is kept until somebody signs in again.
    assert record_of(shared_keyring, real, who)["refresh_token"] == stolen
    assert keyfob.run("login", "work", "--json", exits=0).json["state"] == "signed_in"
    assert record_of(shared_keyring, real, who)["refresh_token"] != stolen


def test_signing_out_revokes_and_ends_the_session(
    real: OidcProvider, tmp_path: Path, shared_keyring: GnomeKeyring
) -> None:
    import requests

    who = person(real, "leaving")
    keyfob = command(tmp_path, shared_keyring, real, who)
    keyfob.run("login", "work", exits=0)
    token = record_of(shared_keyring, real, who)["refresh_token"]
    before = real.events()

    answer = keyfob.run("logout", "work", "--json", exits=0).json

    assert answer == {"local": "done", "revoke": "done", "end_session": "done"}
    assert real.events()["end_session.success"] == before["end_session.success"] + 1
    metadata = requests.get(real.issuer + "/.well-known/openid-configuration", timeout=30).json()
    asked = requests.post(
        metadata["introspection_endpoint"], data={"token": token}, auth=("api", "the secret of the api"), timeout=30
    )
    if asked.status_code == 200:
        assert asked.json() == {"active": False}
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": real.client_id}
    refused = requests.post(metadata["token_endpoint"], data=form, timeout=30)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert [one for one in records_of(shared_keyring.bus, real.issuer) if one["subject"] == who] == []


def test_a_person_who_says_no(tmp_path: Path, shared_keyring: GnomeKeyring, real: OidcProvider) -> None:
    """The provider's own "cancel" link comes back as access_denied."""
    from html.parser import HTMLParser
    from urllib.parse import urljoin

    from tests.support.visitor import Visitor

    class Links(HTMLParser):
        found: list[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found += [value or "" for name, value in attrs if tag == "a" and name == "href"]

    keyfob = command(tmp_path, shared_keyring, real)
    with keyfob.start("login", "work", "--print-url", "--json") as login, Visitor() as visitor:
        page = visitor.open(login.first_line())
        links = Links()
        links.found = []
        links.feed(page.text)
        (abort,) = [link for link in links.found if link.endswith("/abort")]
        visitor.open(urljoin(page.url, abort))
        assert failure(login.wait())[:2] == (4, "E_DENIED")
