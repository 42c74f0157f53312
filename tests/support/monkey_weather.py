"""The world around the window when the monkey plays: a flaky provider, a keychain that locks or goes away, a browser
that does what it likes."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, Literal, cast

from desktop_app.errors import Code, KeyfobError
from tests.support.keychain_double import KeychainDouble
from tests.support.provider.provider import ScriptedProvider
from tests.support.provider.script import Fault, Jwt, Redirect, Script, TokenAnswer
from tests.support.workbench import fetch
from tests.support.workbench_parts import BrowserDouble

_ELSEWHERE: Final = "https://elsewhere.example.test"
#: What a provider's endpoint may do instead of answering.
_FAULTS: Final = (
    Fault(status=503, body="<html>busy</html>", media_type="text/html"),
    Fault(status=503, headers={"Retry-After": "1"}),
    Fault(status=429, headers={"Retry-After": "1"}),
    Fault(drop="reset"),
    Fault(drop="close"),
    Fault(process=True, drop="head"),
    Fault(process=True, cut_at=9),
    Fault(process=True, delay=0.3),
    Fault(hang="before"),
    Fault(status=200, body='{"half'),
    Fault(status=200, body="<html>Log in to the hotel</html>", media_type="text/html"),
    Fault(status=200, body="[" * 5_000),
    Fault(status=302, headers={"Location": f"{_ELSEWHERE}/portal"}),
    Fault(status=400, body='{"error": "invalid_grant", "error_description": "\\u202egone"}'),
)
_ENDPOINTS: Final = ("token", "refresh", "userinfo", "discovery", "revoke", "introspect", "end_session", "authorize")
_GRANT_GONE: Final = TokenAnswer(error=("invalid_grant", "the session ended"))
#: Providers that answer, and not as they should.
_SCRIPTS: Final = (
    Script(refresh=_GRANT_GONE),
    Script(sign_in=_GRANT_GONE, refresh=TokenAnswer(error=("temporarily_unavailable", ""))),
    Script(metadata={"issuer": _ELSEWHERE}),
    Script(sign_in=TokenAnswer(id_token=Jwt(claims={"iss": _ELSEWHERE}))),
    Script(refresh=TokenAnswer(id_token=Jwt(claims={"sub": "mallory"}))),
    Script(sign_in=TokenAnswer(access_token=Jwt(signature="corrupt"))),
    Script(redirect=Redirect(error=("access_denied", "no"))),
    Script(redirect=Redirect(state="other")),
    Script(access="opaque", rotation="omit"),
    Script(rotation="same", lifetime=61),
    Script(lifetime=4),
    Script(subject="bob", user={"name": "\u202eBob " + "b" * 300}, roles=("admin",) * 3),
)
Mode = Literal["signs in", "denies", "does nothing", "is not there"]


class FlakyKeychain(KeychainDouble):
    """One that can be slow as well."""

    slow = 0.0

    def _begin(self, kind: Any, item: str, prompt: bool, timeout: float, effect: Callable[[], None]) -> None:
        threading.Event().wait(self.slow)
        super()._begin(kind, item, prompt, timeout, effect)

    def mend(self) -> None:
        """It is well again, and a person is there who unlocks it."""
        self.state, self.person, self.slow, self.denies = "ready", "unlocks", 0.0, False
        self.finish()


class FickleBrowser(BrowserDouble):
    """Does what its person feels like."""

    mode: Mode = "signs in"

    def open(self, url: str) -> None:
        """Go there, or not."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        self.troubles.clear()  # a provider that drops connections drops the browser's as well
        self.fails = KeyfobError(Code.E_BROWSER, "browser.no_opener") if self.mode == "is not there" else None
        super().open(url)


class Weather:
    """Provider, keychain and browser, and how they change."""

    def __init__(self, provider: ScriptedProvider, seed: int) -> None:
        self.provider = provider
        self.keychain = FlakyKeychain()
        self.browser = FickleBrowser(self._visit)
        self.random = random.Random(seed)

    def changes(self) -> dict[str, tuple[float, Callable[[], object]]]:
        """What changes, with its weight beside the monkey's clicks."""
        return {
            "provider": (3, self._provider_changes),
            "keychain": (1, self._keychain_changes),
            "browser": (1.5, self._browser_changes),
            "revoked": (0.3, self.provider.revoke_all),
        }

    def _provider_changes(self) -> None:
        script = self.random.choice(_SCRIPTS) if self.random.random() < 0.4 else Script()
        if self.random.random() < 0.6:
            for endpoint in self.random.sample(_ENDPOINTS, 2):
                script = script.with_fault(cast("Any", endpoint), self.random.choice(_FAULTS))
        self.provider.script = replace(script, name="flaky")

    def _keychain_changes(self) -> None:
        self.keychain.mend()
        what = self.random.choice(("well", "locked", "locked for good", "missing", "denies", "slow", "silent"))
        if what.startswith("locked"):
            self.keychain.state = "locked"
            self.keychain.person = "dismisses" if what == "locked for good" else "unlocks"
        self.keychain.denies = what == "denies"
        self.keychain.slow = 0.2 if what == "slow" else 0.0
        self.keychain.never_answers = what == "silent"
        if what == "missing":
            self.keychain.state = "missing"

    def _browser_changes(self) -> None:
        modes: tuple[Mode, ...] = ("signs in", "signs in", "denies", "does nothing", "is not there")
        self.browser.mode = self.random.choice(modes)

    def mend(self) -> None:
        """All is well again."""
        self.provider.script = Script()
        self.keychain.mend()
        self.browser.mode = "signs in"

    def _visit(self, url: str) -> None:
        """Be the browser."""
        if self.browser.mode == "does nothing" or not url.startswith(self.provider.issuer):
            return
        back = self.provider.sign_in(url)
        if self.browser.mode == "denies":
            back = re.sub(r"([?&])code=[^&]*", r"\1error=access_denied", back)
        fetch(back)
