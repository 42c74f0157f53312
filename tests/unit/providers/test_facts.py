"""Presets and facts: every kind of provider has both, and they agree."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from desktop_app.app.config import load
from desktop_app.app.texts import text
from desktop_app.errors import KeyfobError
from desktop_app.providers.facts import FACTS
from desktop_app.providers.own_pages import own_page
from desktop_app.providers.presets import DEFAULTS, NAMES
from desktop_app.session.account import Account, ProviderKind

KINDS = get_args(ProviderKind)


def account(folder: Path, kind: str) -> Account:
    file = folder / "config.toml"
    file.write_text(f'[accounts.a]\nissuer = "https://p.example"\nclient_id = "my.app"\nprovider = "{kind}"\n')
    found = load(str(file), machine_trusted=lambda _path: False).accounts["a"]
    assert not isinstance(found, KeyfobError)
    return found


def test_every_kind_is_known_everywhere() -> None:
    assert set(FACTS) == set(DEFAULTS) == set(NAMES) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_is_there(kind: str) -> None:
    for id_ in (FACTS[kind].redirect, *FACTS[kind].register):
        assert text(id_).endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_known_where_the_facts_say_so(kind: str) -> None:
    if FACTS[kind].own_sessions == "page":
        assert own_page(kind, "https://p.example") is not None


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("generic", ("roles",)),
        ("fusionauth", ("roles",)),
        ("keycloak", ("realm_access.roles", "resource_access.my\\.app.roles")),
        ("entra", ("roles", "groups")),
        ("google", ()),
        ("okta", ("groups",)),
        ("zitadel", ("urn:zitadel:iam:org:project:roles",)),
        ("authentik", ("groups",)),
    ],
)
def test_where_the_roles_are(tmp_path: Path, kind: str, roles: tuple[str, ...]) -> None:
    assert account(tmp_path, kind).roles_claim == roles


def test_what_differs_otherwise(tmp_path: Path) -> None:
    google, entra = account(tmp_path, "google"), account(tmp_path, "entra")
    assert (google.access_token, google.scopes) == ("opaque", ("openid", "profile", "email"))
    assert google.extra_params == {"access_type": "offline", "prompt": "consent"}
    assert entra.redirect_host == "localhost"
    assert set(account(tmp_path, "fusionauth").extra_params) == {"metaData.device.description"}
    assert account(tmp_path, "generic").extra_params == {}
