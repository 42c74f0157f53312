"""What has to work in the end: an administrator ends a member's session in the window, and that account says so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.demo.account import demo_account
from desktop_app.demo.people import ADA, MAX
from desktop_app.session import states as s
from desktop_app.ui.components.dialog import ConfirmDialog
from desktop_app.ui.models.view_state import SignedOutView
from tests.support.demo_provider import API_KEY, Provider, demo_provider
from tests.support.keycloak import Keycloak
from tests.support.window_at_provider import WindowAtProvider

Opener = Callable[..., WindowAtProvider]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    made: list[WindowAtProvider] = []

    def opener(accounts: dict[str, object], knows: dict[str, dict[str, str]]) -> WindowAtProvider:
        made.append(WindowAtProvider(qtbot, tmp_path, accounts, knows))  # type: ignore[arg-type]  # accounts
        return made[-1]

    yield opener
    for one in made:
        one.end()
    for thread in threading.enumerate():
        if thread.name == "keyfob-keys":
            thread.join(30)


@pytest.fixture
def demo() -> Iterator[Provider]:
    with demo_provider() as running:
        yield running


def at_demo(opened: Opener, demo: Provider) -> WindowAtProvider:
    accounts = {name: replace(demo_account(demo.issuer), name=name, embedded=False) for name in ("admin", "member")}
    window = opened(accounts, {"admin": {"choice": "ada"}, "member": {"choice": "max"}})
    for name in ("admin", "member"):
        window.sign_in(name)
    return window


def answer(window: WindowAtProvider, words: str) -> None:
    def there() -> list[ConfirmDialog]:
        return [one for one in window.desk.window.findChildren(ConfirmDialog) if one.isVisible()]

    window.until(lambda: bool(there()))
    (dialog,) = there()
    assert dialog.verb.words() == words
    dialog.verb.click()
    window.settle()


def member_is_asked_to_sign_in(window: WindowAtProvider) -> None:
    """At the member's next refresh."""
    window.desk.choose("member")
    window.desk.window.open_tab("overview")
    window.desk.window.tell("refresh")
    window.until(lambda: isinstance(window.state("member"), s.NeedsLogin))
    window.settle()
    said = window.said()
    assert "Please sign in again" in said
    assert "Sign in" in said


def test_the_administrator_ends_the_members_session_at_the_demo(opened: Opener, demo: Provider) -> None:
    window = at_demo(opened, demo)
    window.open_devices("member")
    assert not window.page.whose.isVisible(), "a member sees nobody else's"
    window.open_devices("admin")
    assert "FusionAuth has no list of your own sessions without an API key" in window.said()
    window.page.notes.notes[0].buttons[0].click()
    window.page.key.field.line.setText(API_KEY)
    window.page.key.use.click()
    window.settle()
    assert window.page.model.total == 1
    window.look_for("max@demo.example")
    assert window.page.model.total == 1
    window.page.select_all_but_this()
    window.page.bar.end.click()
    window.settle()

    assert "1 session ended." in window.said()
    assert window.page.model.total == 0, "the list is true"
    assert demo.store.sessions_of(MAX.id) == []
    assert API_KEY not in window.said()
    member_is_asked_to_sign_in(window)
    assert isinstance(window.state("admin"), s.SignedIn)


def test_signing_out_everywhere_leaves_no_session_at_the_demo(opened: Opener, demo: Provider) -> None:
    accounts = {name: replace(demo_account(demo.issuer), name=name, embedded=False) for name in ("here", "there")}
    window = opened(accounts, {name: {"choice": "ada"} for name in accounts})
    for name in accounts:
        window.sign_in(name)
    assert len(demo.store.sessions_of(ADA.id)) == 2
    window.desk.choose("here")
    window.desk.window.tell("sign_out", "everywhere")
    answer(window, "Sign out everywhere")
    window.until(lambda: isinstance(window.state("here"), s.SignedOut))
    window.settle()

    view = window.desk.window.page_view
    assert isinstance(view, SignedOutView)
    assert [step.mark for step in view.steps] == ["ok"] * 4
    assert demo.store.sessions_of(ADA.id) == []
    assert not window.keychain.items or all("here" not in item for item in window.keychain.items)


def at_keycloak(opened: Opener, keycloak: Keycloak) -> WindowAtProvider:
    """Its realm's access tokens live a minute."""
    for person in ("ada", "max"):
        keycloak.end_sessions(person)
    from desktop_app.session.account import Account

    values = {**keycloak.account, "roles_claim": ("realm_access.roles",)}
    accounts = {
        name: Account(
            name,
            keycloak.issuer,
            str(values.get("client_id", "keyfob")),
            provider="keycloak",
            roles_claim=("realm_access.roles",),
            scopes=("openid", "profile", "email"),
            allow_http=True,
            post_logout_path="/logged-out",
        )
        for name in ("admin", "member")
    }
    window = opened(accounts, {"admin": keycloak.knows("ada"), "member": keycloak.knows("max")})
    for name in accounts:
        window.sign_in(name)
    return window


def at_the_timer(window: WindowAtProvider, name: str) -> None:
    """The refresh that falls due by itself, without the half minute until then."""
    controller = window.desk.controller
    planned, tokens = controller.lives[name].stored.next_refresh_at, s.session_of(window.state(name))
    assert tokens is not None
    assert tokens.tokens.expires_at is not None
    assert 50 < tokens.tokens.expires_at - tokens.tokens.obtained_at <= 60
    assert planned is not None
    assert planned < tokens.tokens.expires_at
    controller.timer.set_deadline(name, window.desk.clock.now() - 1)
    controller.timer.look()
    window.until(lambda: controller.lives[name].busy or s.session_of(window.state(name)) is not tokens)
    window.settle()


def test_keycloak_ends_a_session_by_itself(opened: Opener, keycloak_provider: Keycloak) -> None:
    """Noticed at the refresh that nobody asked for, explained, and mended by signing in."""
    window = at_keycloak(opened, keycloak_provider)
    window.desk.choose("member")
    keycloak_provider.end_sessions("max")
    at_the_timer(window, "member")
    state = window.state("member")
    assert isinstance(state, s.NeedsLogin)
    assert (state.why.code.value, state.why.reason) == ("E_REAUTH", "refused")
    said = window.said()
    assert "Please sign in again" in said
    assert "ended this session at" in said, "who, and when"
    assert "Session not active" in said, "in Keycloak's own words"
    assert len(window.browser.opened) == 2, "no browser opened by itself"
    at_the_timer(window, "admin")
    assert isinstance(window.state("admin"), s.SignedIn), "nobody else is asked"
    window.sign_in("member")
    assert len(keycloak_provider.sessions("max")) == 1


def test_losing_the_role_at_keycloak_takes_the_page_away_with_a_word(
    opened: Opener, keycloak_provider: Keycloak
) -> None:
    window = at_keycloak(opened, keycloak_provider)
    window.open_devices("admin")
    window.look_for("max")
    assert window.page.model.total >= 1
    with keycloak_provider.without_role("ada", "admin"):
        at_the_timer(window, "admin")
        assert not window.page.whose.isVisible()
        assert "You no longer have the role admin." in window.said()
        shown = [window.page.model.session(row) for row in range(window.page.model.rowCount())]
        assert {one.user for one in shown if one is not None} <= {keycloak_provider.user_id("ada")}


def test_the_same_at_keycloak(opened: Opener, keycloak_provider: Keycloak) -> None:
    window = at_keycloak(opened, keycloak_provider)
    window.open_devices("admin")
    assert window.page.model.current is not None
    window.look_for("max")
    assert window.page.model.total >= 1
    window.page.select_all_but_this()
    many = len(window.page.model.chosen())
    window.page.bar.end.click()
    if many > 1:
        answer(window, f"End {many} sessions")
    window.settle()

    assert keycloak_provider.sessions("max") == []
    member_is_asked_to_sign_in(window)
    window.desk.choose("admin")
    window.desk.window.tell("sign_out", "everywhere")
    answer(window, "Sign out everywhere")
    window.until(lambda: isinstance(window.state("admin"), s.SignedOut))
    window.settle()
    assert keycloak_provider.sessions("ada") == []
