"""The whole life of a session against providers that others wrote, with a real keychain, from outside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.canaille_provider import CanailleProvider, canaille_provider
from tests.support.command import Keyfob
from tests.support.oidc_provider import OidcProvider, oidc_provider
from tests.support.visitor import browser_command


@pytest.fixture(scope="module", params=["oidc-provider-jwt", "oidc-provider-opaque", "canaille"])
def provider(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OidcProvider | CanailleProvider]:
    folder = tmp_path_factory.mktemp("provider")
    with ExitStack() as stack:
        match request.param:
            case "canaille":
                yield stack.enter_context(canaille_provider(folder))
            case kind:
                yield stack.enter_context(oidc_provider(folder, jwt=kind.endswith("jwt")))


@pytest.fixture
def command(keyfob_with_keychain: Keyfob, provider: OidcProvider | CanailleProvider, tmp_path: Path) -> Keyfob:
    keyfob = keyfob_with_keychain
    keyfob.env["BROWSER"] = browser_command(tmp_path / "browser")
    keyfob.add_account("work", **provider.account)
    return keyfob


def test_sign_in_use_refresh_and_sign_out(command: Keyfob, provider: OidcProvider | CanailleProvider) -> None:
    signed_in = command.run("login", "work", "--json", exits=0).json
    assert (signed_in["state"], signed_in["subject"], signed_in["generation"]) == ("signed_in", "alice", 1)
    assert signed_in["saved"] == "keychain"

    first = command.run("token", "work", exits=0).stdout.strip()
    assert first == command.run("token", "work", exits=0).stdout.strip()

    refreshed = command.run("refresh", "work", "--json", exits=0).json
    assert (refreshed["state"], refreshed["generation"]) == ("signed_in", 2)
    second = command.run("token", "work", exits=0).stdout.strip()
    assert second not in ("", first)

    ended = command.run("logout", "work", "--json").json
    assert (ended["local"], ended["end_session"]) == ("done", "done")
    # Canaille lets public clients revoke nothing.
    assert ended["revoke"] == ("failed" if isinstance(provider, CanailleProvider) else "done")
    assert command.status("work")["state"] == "signed_out"
    assert command.run("token", "work", "--json").code == "E_NOT_SIGNED_IN"


def test_the_printed_address_can_be_opened_anywhere(command: Keyfob, provider: OidcProvider | CanailleProvider) -> None:
    with command.start("login", "work", "--print-url", "--json") as login:
        assert provider.sign_in_and_deliver(login.first_line()) == 200
        result = login.wait()

    assert result.exit == 0, result.stderr
    assert result.json["state"] == "signed_in"
    assert [path.name for path in Path(command.env["BROWSER"]).parent.iterdir()] == ["browser"], "a browser was opened"


def test_roles_are_those_the_provider_vouches_for(command: Keyfob, provider: OidcProvider | CanailleProvider) -> None:
    command.run("login", "work", exits=0)

    assert command.status("work")["roles"] == ([] if isinstance(provider, CanailleProvider) else ["user"])
