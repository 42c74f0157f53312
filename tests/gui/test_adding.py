"""Add a provider: what is to be set at each kind of provider, and the check of the client before the first sign-in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app.texts import text
from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc.metadata import ProviderMetadata
from desktop_app.providers.facts import FACTS
from desktop_app.providers.presets import DEFAULTS, NAMES
from desktop_app.providers.recognise import recognise
from desktop_app.secret import Secret
from desktop_app.session.account import ProviderKind
from desktop_app.session.check_client import ClientCheck, Finding
from desktop_app.session.describe import Described
from desktop_app.ui.adding import account_values, summary
from desktop_app.ui.desk import Desk
from desktop_app.ui.models.view_state import ProviderDraft
from tests.gui.controlled import desk
from tests.support.engine_double import EngineDouble, account, session

KINDS: tuple[str, ...] = get_args(ProviderKind)
#: kind → issuer, and the endpoints that tell it.
ENDPOINTS: Mapping[str, tuple[str, str, str]] = {
    "generic": ("https://p.example", "/authorize", "/token"),
    "fusionauth": ("https://p.example", "/oauth2/authorize", "/oauth2/token"),
    "keycloak": (
        "https://p.example/realms/a",
        "/protocol/openid-connect/auth",
        "/protocol/openid-connect/token",
    ),
    "entra": ("https://login.microsoftonline.com/t/v2.0", "/authorize", "/token"),
    "google": ("https://oauth2.googleapis.com", "/auth", "/token"),
    "auth0": ("https://acme.eu.auth0.com", "/authorize", "/oauth/token"),
    "okta": ("https://acme.okta.com/oauth2/default", "/v1/authorize", "/v1/token"),
    "zitadel": ("https://acme.zitadel.cloud", "/oauth/v2/authorize", "/oauth/v2/token"),
    "authentik": ("https://p.example", "/application/o/authorize/", "/application/o/token/"),
}
ENDS = {kind: f"https://p.example{'/oauth2' if kind == 'fusionauth' else ''}/logout" for kind in KINDS}


def described(kind: str) -> Described:
    issuer, authorize, token = ENDPOINTS[kind]
    metadata = ProviderMetadata(
        issuer=issuer,
        authorization_endpoint=issuer + authorize,
        token_endpoint=issuer + token,
        jwks_uri=f"{issuer}/.well-known/jwks.json",
        userinfo_endpoint=None,
        revocation_endpoint=None if FACTS[kind].revocation != "standard" else f"{issuer}/revoke",
        introspection_endpoint=None,
        end_session_endpoint=ENDS[kind] if FACTS[kind].ends_browser_session else None,
        id_token_signing_algs=("RS256",),
        iss_parameter_supported=False,
        code_challenge_methods=("S256",),
        scopes_supported=None,
    )
    return Described(issuer, "", False, metadata)


def draft(**values: str) -> ProviderDraft:
    named = {"address": "https://p.example", "client_id": "c", "client_secret": "", "name": "Acme", "scopes": ""}
    return ProviderDraft(**(named | values))


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_recognised_and_told_what_to_set(kind: str) -> None:
    found = described(kind)
    assert recognise(found.metadata) == kind
    shown = summary(found, kind)
    said = f"{shown.rule}\n{shown.rule_text}"
    assert shown.kind_word == NAMES[kind]
    assert text(FACTS[kind].redirect) in said
    wanted = FACTS[kind].register
    for id_ in {"generic": (), "fusionauth": wanted[1:]}.get(kind, wanted):
        assert text(id_) in said
    assert shown.needs_secret == (kind == "google")
    assert len(set(said.splitlines())) == len(said.splitlines()), "nothing twice"


def test_fusionauth_says_not_required_with_pkce_required_and_why() -> None:
    shown = summary(described("fusionauth"), "fusionauth")
    assert shown.rule == "Set Client Authentication to Not required"
    assert "Set PKCE to Required." in shown.rule_text
    assert "refreshing will not" in shown.rule_text
    abilities = {one.title: one for one in shown.abilities}
    assert abilities["End sessions from here"].mark == "ok", "by its own call"


@pytest.mark.parametrize("kind", KINDS)
def test_where_the_port_counts_the_registered_one_is_used(kind: str) -> None:
    shown, values = summary(described(kind), kind), account_values(described(kind), draft())
    fixed = kind in ("fusionauth", "auth0", "okta")
    assert shown.redirect.endswith(":49152/callback" if fixed else "/callback")
    assert values.get("redirect_ports") == ([49152] if fixed else None)
    assert ("localhost" in shown.redirect) == (kind == "entra")
    out = shown.redirect.replace("/callback", "/logged-out")
    names = FACTS[kind].ends_browser_session
    assert (out in f"{shown.rule} {shown.rule_text}") == names, "the address for signing out, too"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_saved_says_which_provider_it_is(kind: str) -> None:
    values = account_values(described(kind), draft(scopes=" ".join(_scopes(kind))))
    assert values.get("provider", "generic") == kind
    assert set(values) <= {"issuer", "client_id", "provider", "scopes", "redirect_ports"}


def _scopes(kind: str) -> list[str]:
    found: Any = DEFAULTS[kind].get("scopes", ["openid", "profile", "email", "offline_access"])
    return list(found)


# --- the check of the client -----------------------------------------------------------------------------------------


class Checking(EngineDouble):
    """What the provider says of a client."""

    finding: Finding = "ready"

    def describe(self, _address: str) -> Described:
        self._begin("describe")
        return described("fusionauth")

    def check_client(self, _found: Described, *, client_id: str, client_secret: Secret | None) -> ClientCheck:
        self._begin("check_client")
        assert client_secret is None
        self._wait("network")
        error = KeyfobError(Code.E_CLIENT, "protocol.refresh_client_authentication", words=client_id)
        return ClientCheck(self.finding, None if self.finding == "ready" else error)

    def add_account(self, name: str, values: Mapping[str, object]) -> None:
        self._begin("add_account")
        made = self.config.accounts[name] = account(name)
        self.config.account = lambda _name: made  # type: ignore[attr-defined]  # as the settings do
        self.written = dict(values)


@pytest.fixture
def engine() -> Iterator[Checking]:
    made = Checking(account())
    made.will_restore("work", session())
    yield made
    made.stuck.clear()


@pytest.fixture
def shown(qtbot: QtBot, engine: Checking) -> Iterator[Desk]:
    made = desk(qtbot, engine)
    made.window.build_now()
    qtbot.waitUntil(lambda: made.tasks.busy() == 0)
    made.window.open_add_provider()
    page = made.window.shell.pages.add_provider()
    qtbot.keyClicks(page.page.address.line, "https://p.example")
    page.page.read.click()
    qtbot.waitUntil(lambda: made.tasks.busy() == 0 and page.save.isVisible())
    qtbot.keyClicks(page.page.register.client_id.line, "typed-wrong")
    page.page.name.line.clear()
    qtbot.keyClicks(page.page.name.line, "Acme")
    yield made
    engine.stuck.clear()
    made.end()
    qtbot.waitUntil(lambda: made.tasks.busy() == 0)


def settle(qtbot: QtBot, made: Desk) -> None:
    """Until nothing is under way and what came of it was told."""
    for _ in range(3):
        qtbot.waitUntil(lambda: made.tasks.busy() == 0)
        for _ in range(4):
            QApplication.processEvents()


def save(qtbot: QtBot, made: Desk) -> None:
    made.window.shell.pages.add_provider().save.click()
    settle(qtbot, made)


@pytest.mark.parametrize("finding", ["secret", "unknown", "no_refresh"])
def test_a_client_that_will_not_work_is_told_before_it_is_saved(
    qtbot: QtBot, shown: Desk, engine: Checking, finding: Finding
) -> None:
    engine.finding = finding
    save(qtbot, shown)
    page = shown.window.shell.pages.add_provider()
    said = page.page.register.client_id.error()
    assert 'set Client Authentication to "Not required"' in said
    assert said.endswith("To keep the account all the same, save once more.")
    assert "add_account" not in engine.calls
    save(qtbot, shown)
    assert engine.calls.count("check_client") == 1, "who saves again knows better"
    assert engine.written["redirect_ports"] == [49152]


def test_another_client_is_checked_anew(qtbot: QtBot, shown: Desk, engine: Checking) -> None:
    engine.finding = "unknown"
    save(qtbot, shown)
    line = shown.window.shell.pages.add_provider().page.register.client_id.line
    line.clear()
    qtbot.keyClicks(line, "right")
    engine.finding = "ready"
    save(qtbot, shown)
    assert engine.calls.count("check_client") == 2
    assert engine.written["client_id"] == "right"


@pytest.mark.parametrize("finding", ["ready", "unclear"])
def test_what_is_fine_or_could_not_be_asked_is_saved(
    qtbot: QtBot, shown: Desk, engine: Checking, finding: Finding
) -> None:
    engine.finding = finding
    save(qtbot, shown)
    assert "add_account" in engine.calls
    assert "Acme" in shown.controller.lives


def test_leaving_while_it_is_checked_saves_nothing(qtbot: QtBot, shown: Desk, engine: Checking) -> None:
    engine.stuck.add("network")
    shown.window.shell.pages.add_provider().save.click()
    qtbot.waitUntil(lambda: "check_client" in engine.calls)
    shown.window.shell.pages.add_provider().page.back.click()
    engine.stuck.clear()
    settle(qtbot, shown)
    assert "add_account" not in engine.calls
    assert "Acme" not in shown.controller.lives
