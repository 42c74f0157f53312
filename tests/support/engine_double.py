"""An engine for the window's tests: it tells what the real use cases tell, as slowly as a test wants.

Every call notes the thread it came on: :attr:`EngineDouble.on_main` must stay empty.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, cast

from desktop_app.app.inspection import question_of
from desktop_app.app.last_frame import LastFrame, by_settings
from desktop_app.app.settings import WindowSettings
from desktop_app.errors import Code, KeyfobError
from desktop_app.inspector.model import Question
from desktop_app.jose.jwk import KeySet
from desktop_app.ports import Cancel
from desktop_app.session import events as e
from desktop_app.session.account import Account
from desktop_app.session.session import Session
from desktop_app.session.sign_in import SignInRequest
from desktop_app.session.sign_out import SignOutResult
from desktop_app.session.stored import Saved, StoredState
from tests.support.sessions import make_record, make_tokens

if TYPE_CHECKING:
    from desktop_app.app.config import Config

URL = "https://p.example/authorize?state=s"
REDIRECT = "http://127.0.0.1:40000/callback"
GOOD_ADDRESS = f"{REDIRECT}?code=c&state=s"
Notify = Callable[[e.Event], None]


def account(name: str = "work") -> Account:
    """An account of ``https://p.example``."""
    return Account(name, "https://p.example", "desktop")


def session(subject: str = "alice", *, roles: tuple[str, ...] = ("user",), lifetime: float = 300.0) -> Session:
    """A session of *subject* with a token of *lifetime* seconds from now."""
    now = time.time()
    tokens = replace(
        make_tokens(expires_at=now + lifetime, roles=roles), obtained_at=now, subject=subject, username=subject
    )
    return Session(replace(make_record(), subject=subject), tokens, "keychain")


class _Clock:
    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()


class _Config:
    def __init__(self, accounts: tuple[Account, ...]) -> None:
        self.accounts: dict[str, Account | KeyfobError] = {one.name: one for one in accounts}
        self.errors: list[KeyfobError] = []
        self.notices: list[KeyfobError] = []
        self.settings: dict[str, object] = {}
        self.layer = "user"

    def origin(self, name: str, key: str) -> str:
        """The layer that an account's keys come from."""
        return self.layer

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.accounts)

    def values(self, name: str) -> dict[str, object] | KeyfobError:
        found = self.accounts[name]
        return found if isinstance(found, KeyfobError) else {"issuer": found.issuer}

    def check_readable(self) -> None:
        """It can be read."""


class EngineDouble:
    """What a test sets: how slow things are, who comes back from the browser, what is wrong.

    :ivar returns: set it to let the browser come back (by itself where *returns_by_itself* is true).
    :ivar hang: while it is set, every call that has begun waits.
    :ivar stuck: parts (keychain, network) that take until they are taken out of it.
    :ivar person: who comes back. :ivar known: who is signed in already.
    :ivar trouble: what the next call of that name ends with.
    :ivar last_word: events that the call of that name tells before its trouble.
    """

    def __init__(self, *accounts: Account, keychain: float = 0.0, network: float = 0.0) -> None:
        self.config = _Config(accounts)
        self.clock = _Clock()
        self.slow = {"keychain": keychain, "network": network}
        self.calls: list[str] = []
        self.on_main: list[str] = []
        self.returns = threading.Event()
        self.returns_by_itself = True
        self.hang = threading.Event()
        self.stuck: set[str] = set()
        self.begun = threading.Event()
        self.person = session()
        self.known: Session | None = None
        self.keychain: Literal["open", "locked", "missing"] = "open"
        self.in_memory: set[str] = set()
        self.trouble: dict[str, KeyfobError] = {}
        self.last_word: dict[str, tuple[e.Event, ...]] = {}
        self.browser_opens = True
        self.opened: list[str] = []
        self.states: dict[str, StoredState] = {}
        self.has_demo = False
        self.product_name: str | None = None
        self.network_stopped = False
        self.kept_frame: LastFrame | None = None
        self.settings = WindowSettings()
        self.keys: dict[str, KeySet] = {}
        self.clock_offset: float | None = None
        self.everywhere = False
        self.sign_out_result: SignOutResult | None = None

    def will_restore(self, name: str, kept: Session) -> None:
        """*kept* is stored for *name*."""
        self.known = kept
        self._store(name, kept)

    # --- the use cases -----------------------------------------------------------------------------------------------

    def sign_in(self, account: Account, request: SignInRequest, *, cancel: Cancel, notify: Notify) -> Session:
        """As :func:`desktop_app.session.sign_in.sign_in` tells it."""
        self._begin("sign_in")
        notify(e.SignInStarted(request.attempt))
        try:
            session = self._sign_in(account, request, cancel, notify)
        except KeyfobError as trouble:
            notify(e.SignInEnded(request.attempt, trouble))
            raise
        notify(e.SignedInNow(request.attempt, session))
        return session

    def _sign_in(self, account: Account, request: SignInRequest, cancel: Cancel, notify: Notify) -> Session:
        if self.keychain == "missing" and account.name not in self.in_memory:
            raise KeyfobError(Code.E_KEYCHAIN_MISSING, "keychain.missing")
        self._wait("keychain", cancel)
        self._wait("network", cancel)
        notify(e.SignInWaiting(request.attempt, URL, REDIRECT))
        if request.offer_paste is not None:
            request.offer_paste(self._take)
        if self.browser_opens:
            self.opened.append(URL)
        elif request.browser_failed is not None:
            request.browser_failed(KeyfobError(Code.E_BROWSER, "browser.no_opener"))
        while not (self.returns_by_itself or self.returns.wait(0.01)):
            _stop_if(cancel)
        _stop_if(cancel)
        notify(e.SignInChecking(request.attempt))
        self._wait("network", cancel)
        self._fail("sign_in")
        known = self.known
        if known is not None and known.record.subject != self.person.record.subject:
            ask = request.confirm_subject
            if ask is None or not ask(known.tokens.username, self.person.tokens.username):
                raise KeyfobError(Code.E_SUBJECT, "session.other_subject", known=known.tokens.username or "")
        _stop_if(cancel)
        self._wait("keychain", cancel)
        saved: Saved = "memory" if account.name in self.in_memory else "keychain"
        self.known = replace(self.person, saved=saved)
        self._store(account.name, self.known)
        return self.known

    def restore(self, account: Account, *, attended: bool = False, notify: Notify) -> Session | None:
        """As :func:`desktop_app.session.restore.restore` tells it."""
        self._begin("unlock" if attended else "restore")
        notify(e.RestoreStarted())
        self._wait("keychain")
        self._fail("restore")
        if attended:
            self.keychain = "open"
        if self.known is None:
            notify(e.NothingStored())
        elif self.keychain == "locked":
            notify(e.KeychainLocked(KeyfobError(Code.E_KEYCHAIN_LOCKED, "keychain.locked")))
            return None
        else:
            notify(e.Restored(self.known))
        return self.known

    def refresh(self, account: Account, *, cancel: Cancel | None = None, notify: Notify) -> Session:
        """As a refresh that a person asked for."""
        return self._refresh("refresh", account, cancel, notify)

    def renew(self, account: Account, *, better_than: float | None, cancel: Cancel | None, notify: Notify) -> Session:
        """As a refresh that was due."""
        return self._refresh("renew", account, cancel, notify)

    def _refresh(self, call: str, account: Account, cancel: Cancel | None, notify: Notify) -> Session:
        self._begin(call)
        notify(e.RefreshStarted())
        self._wait("network", cancel)
        for event in self.last_word.get(call, ()):
            notify(event)
        self._fail(call)
        self._wait("keychain")
        known = self.known
        assert known is not None
        self.known = replace(known, tokens=replace(known.tokens, expires_at=time.time() + 300))
        self._store(account.name, self.known)
        notify(e.Refreshed(self.known))
        return self.known

    def sign_out(
        self,
        account: Account,
        *,
        local: bool,
        timeout: float,
        cancel: Cancel,
        notify: Notify,
        everywhere: bool = False,
    ) -> SignOutResult:
        """As :func:`desktop_app.session.sign_out.sign_out` tells it."""
        self._begin("sign_out")
        self.everywhere = everywhere
        notify(e.SignOutStarted())
        self._wait("network", cancel)
        self._wait("keychain")
        self.known = None
        self.states.pop(account.name, None)
        notify(e.SignedOutNow())
        told: Literal["done", "skipped"] = "skipped" if local else "done"
        return self.sign_out_result or SignOutResult("done", told, everywhere="done" if everywhere else "skipped")

    # --- the rest ----------------------------------------------------------------------------------------------------

    def keep_in_memory(self, account: Account) -> None:
        """From now on in memory."""
        self.in_memory.add(account.name)

    def may_restore(self, name: str) -> bool:
        """As its state file says."""
        return name in self.states

    def stored(self, account: Account) -> StoredState:
        """The state file, which any thread may read: it is small, and needs neither keychain nor network."""
        return self.states.get(account.name, StoredState())

    def question(self, account: Account, *, at: float | None = None) -> Question:
        """What the account asks of a token, with the keys remembered for its issuer; it reads files, so on a worker."""
        self._begin("question")
        now = self.clock.now()
        keys = self.keys.get(account.issuer)
        return question_of(account, keys, now=now, at=now if at is None else at, clock_offset=self.clock_offset)

    def activity(self, account: Account) -> tuple[()]:
        """Nothing is told of."""
        return ()

    @property
    def browser(self) -> EngineDouble:
        """Itself."""
        return self

    def open(self, url: str) -> None:
        """The browser, once more."""
        self._begin("open")
        self.opened.append(url)

    def last_frame(self) -> LastFrame:
        """A call as the engine has it."""
        return by_settings(cast("Config", self.config), self.may_restore, "light")

    def keep_frame(self, frame: LastFrame) -> None:
        """A call as the engine has it."""
        self.kept_frame = frame

    def stop_network(self) -> None:
        """Noted."""
        self.network_stopped = True

    def _take(self, address: str) -> KeyfobError | None:
        if address != GOOD_ADDRESS:
            return KeyfobError(Code.E_STATE, "protocol.state")
        self.returns.set()
        return None

    def _store(self, name: str, kept: Session) -> None:
        tokens = kept.tokens
        end = tokens.expires_at
        before = self.states.get(name, StoredState())
        self.states[name] = replace(
            before,
            account_id="acc",
            state="signed_in",
            saved=kept.saved,
            generation=before.generation + 1,
            subject=tokens.subject,
            username=tokens.username,
            roles=tokens.roles,
            access_token_expires_at=end,
            next_refresh_at=None if end is None else end - 60,
        )

    def _begin(self, call: str) -> None:
        self.calls.append(call)
        if threading.current_thread() is threading.main_thread():
            self.on_main.append(call)
        self.begun.set()
        while self.hang.is_set():
            time.sleep(0.005)  # a call into the system that nobody can interrupt

    def _wait(self, part: str, cancel: Cancel | None = None) -> None:
        until = time.monotonic() + self.slow[part]
        while time.monotonic() < until or part in self.stuck:
            time.sleep(0.005)
            if part == "network" and cancel is not None:
                _stop_if(cancel)

    def _fail(self, call: str) -> None:
        trouble = self.trouble.pop(call, None)
        if trouble is not None:
            raise trouble


def _stop_if(cancel: Cancel) -> None:
    if cancel.is_set():
        raise KeyfobError(Code.E_CANCELLED, "session.cancelled")
