"""The window with accounts from the settings, at providers that others wrote."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.e2e.conftest import Desktop
from tests.support.display import until
from tests.support.figures import record
from tests.support.keycloak import Keycloak
from tests.support.oidc_provider import oidc_provider
from tests.support.window import SHOTS, Window, window


def begin_sign_in(shown: Window) -> None:
    until("the Sign in button", shown.shows_signed_out)
    shown.press_primary()


def test_signed_in_refreshed_by_itself_and_restored_without_network(desktop: Desktop, tmp_path: Path) -> None:
    keyfob = desktop.keyfob

    def status() -> Any:
        return keyfob.status("work")

    with ExitStack() as running:
        provider = running.enter_context(oidc_provider(tmp_path, access_ttl=15))
        keyfob.add_account("work", **provider.account)
        with window(keyfob, desktop.display) as shown:
            begin_sign_in(shown)
            until("the sign-in shows in the status", lambda: status()["state"] == "signing_in")
            desktop.browser.drive(screenshots=SHOTS / "oidc-provider")
            shown.await_signed_in()
            signed_in = status()
            assert (signed_in["state"], signed_in["saved"], signed_in["roles"]) == ("signed_in", "keychain", ["user"])
            # Where the machine is slow, its 15 seconds are half over by now.
            until("it refreshed by itself", lambda: status()["generation"] > signed_in["generation"])
            assert shown.shows_signed_in()
            shown.keep("oidc-provider-refreshed")
            exit_status, took = shown.terminate()
        assert exit_status == 0
        record("window: SIGTERM to the end, signed in", took, unit="s", target="<= 1")
        known = status()

    desktop.browser.forget()
    with window(keyfob, desktop.display) as shown:
        shown_states = {"signed_in", "refreshing", "offline"}
        until("the session is back", lambda: shown.shows_signed_in() or shown.shows_trouble())
        now = status()
        assert now["state"] in shown_states
        # Its 15 seconds end while nobody answers: offline, and the session is kept.
        until("offline without the provider", lambda: status()["state"] == "offline")
        until("the window says so", shown.shows_trouble)
        shown.keep("oidc-provider-offline")
        kept = status()
        assert (kept["subject"], kept["saved"], kept["generation"]) == ("alice", "keychain", known["generation"])
        assert kept["error"]["code"] == "E_NETWORK"
        exit_status, took = shown.terminate()
    assert exit_status == 0
    record("window: SIGTERM to the end, offline", took, unit="s", target="<= 1")
    assert not desktop.browser.was_opened


def test_keycloak_through_the_window(desktop: Desktop, keycloak_provider: Keycloak) -> None:
    keyfob = desktop.keyfob
    keyfob.add_account("work", **keycloak_provider.account)
    knows = keycloak_provider.knows("ada")
    with window(keyfob, desktop.display) as shown:
        begin_sign_in(shown)
        desktop.browser.drive(login=knows["username"], password=knows["password"], screenshots=SHOTS / "keycloak")
        shown.await_signed_in()
        shown.keep("keycloak-signed-in")
        status = keyfob.status("work")
        assert (status["state"], status["username"]) == ("signed_in", "ada")
        assert {"admin", "user", "reporter"} <= set(status["roles"])
        shown.press("ctrl+q")
        assert shown.ends()[0] == 0

    desktop.browser.forget()
    with window(keyfob, desktop.display) as shown:
        shown.await_signed_in()
        shown.terminate()
    assert not desktop.browser.was_opened
