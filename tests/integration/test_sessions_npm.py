"""Session, introspection and UserInfo at the npm package oidc-provider, which has no session calls of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.errors import Code
from desktop_app.secret import Secret
from desktop_app.session.about_person import introspect_now, userinfo_now
from tests.support.demo_bench import Seat
from tests.support.oidc_provider import OidcProvider, oidc_provider
from tests.support.workbench import code_of, failing


@pytest.fixture(scope="module")
def opaque(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OidcProvider]:
    with oidc_provider(tmp_path_factory.mktemp("oidc-provider"), jwt=False) as running:
        yield running


def seat_at(provider: OidcProvider, folder: Path, login: str, **account: Any) -> Seat:
    keys = {"provider": "generic", "embedded": False, "access_token": "auto", "post_logout_path": "/logged-out"}
    seat = Seat(folder / login, provider.issuer, login, login, **(keys | provider.account | account))
    seat.knows = {"login": login, "password": "any"}
    seat.sign_in()
    return seat


def test_a_provider_without_session_calls_ends_this_session(opaque: OidcProvider, tmp_path: Path) -> None:
    seat = seat_at(opaque, tmp_path, "alice")
    listed = seat.list()
    assert ([one.current for one in listed.sessions], listed.complete, listed.note) == ([True], False, "generic")
    assert code_of(lambda: seat.end_all())[0] is Code.E_USAGE
    assert seat.end(*listed.sessions).current_ended
    assert failing(seat.refresh).code is Code.E_REAUTH


def test_introspection_with_a_clients_secret(opaque: OidcProvider, tmp_path: Path) -> None:
    secret = Secret("the secret of the desktop client")
    seat = seat_at(opaque, tmp_path, "admin", client_id="keyfob-secret", client_secret=secret)
    said = introspect_now(seat.deps, seat.account, notify=seat.events.append)
    assert (said["active"], said["sub"], said["client_id"]) == (True, "admin", "keyfob-secret")
    wrong = replace(seat.account, client_secret=Secret("wrong"))
    refused = failing(lambda: introspect_now(seat.deps, wrong, notify=seat.events.append))
    assert (refused.code, refused.text) == (Code.E_CLIENT, "sessions.introspection_closed")


def test_userinfo_gives_the_roles_of_an_opaque_token(opaque: OidcProvider, tmp_path: Path) -> None:
    seat = seat_at(opaque, tmp_path, "admin")
    about = userinfo_now(seat.deps, seat.account, notify=seat.events.append)
    assert (about["sub"], about["roles"]) == ("admin", ["admin", "user"])
    tokens = seat.refresh().tokens
    assert (tokens.opaque, tokens.roles) == (True, ("admin", "user"))
