"""Signs a person in through the system browser (RFC 8252, OIDC Core §3.1), from trial write to stored record."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import authorization, callback, token_response
from desktop_app.oidc.pasted import pasted_query
from desktop_app.oidc.token_response import ProviderRefusal
from desktop_app.ports import Grant
from desktop_app.session import commit, keep, trial
from desktop_app.session.called import called
from desktop_app.session.deps import Deps
from desktop_app.session.events import Event, SignedInNow, SignInChecking, SignInEnded, SignInStarted, SignInWaiting
from desktop_app.session.finish import is_signed_out, revoke_quietly
from desktop_app.session.fresh_face import asking_who
from desktop_app.session.token_check import Subject, check

if TYPE_CHECKING:
    from desktop_app.oidc.authorization import Attempt
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import Browser, Cancel, Held, Listener, Listening, Redirect
    from desktop_app.session.account import Account
    from desktop_app.session.pages import Pages
    from desktop_app.session.session import Session
    from desktop_app.session.stored import StoredState
    from desktop_app.session.token_check import CheckedTokens

#: Takes an address a person copied from the browser; returns what is wrong with it, None where it was accepted.
TakeAddress = Callable[[str], KeyfobError | None]


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """How to go about it.

    :param attempt: id of the attempt, chosen by whoever asks, in every event.
    :param timeout: how long to wait for the person, seconds (RFC 8252 §8.3: not for ever).
    :param open_browser: False: the address is only told (:class:`SignInWaiting`).
    :param confirm_subject: asked (old name, new name) where another person came back; None = no.
    :param browser_failed: told that no browser opened; the attempt then waits for a link opened by hand. None: that
        ends the attempt.
    :param offer_paste: given a :data:`TakeAddress`, for a browser that cannot reach us.
    :param has_sibling: another account here is one of the same provider: while it is not known whose this one is, the
        provider is to ask, and not to take whom the browser knows.
    """

    attempt: str
    timeout: float = 300.0
    open_browser: bool = True
    login_hint: str | None = None
    confirm_subject: Callable[[str | None, str | None], bool] | None = None
    offer_paste: Callable[[TakeAddress], None] | None = None
    browser_failed: Callable[[KeyfobError], None] | None = None
    has_sibling: bool = False


def login_lock(account: Account) -> str:
    """The lock of a sign-in under way. It is not the account's own: a session goes on refreshing meanwhile."""
    return f"{account.key}-login"


def sign_in(
    deps: Deps,
    account: Account,
    request: SignInRequest,
    *,
    listener: Listener,
    browser: Browser,
    pages: Pages,
    notify: Callable[[Event], None],
    cancel: Cancel,
) -> Session:
    """Sign in, verify, store.

    An earlier session of the account is untouched until the new one is stored.

    :raises KeyfobError: E_KEYCHAIN_* (before the browser opens), E_METADATA, E_ISSUER, E_PORT, E_BROWSER, E_TIMEOUT,
        E_CANCELLED, E_STATE (only answers to other attempts came), everything the callback, the token response and the
        tokens can be refused for, E_SUBJECT, E_LOCK.
    """
    with _only_one(deps, account):
        notify(SignInStarted(request.attempt))
        try:
            session = _Attempt(deps, account, request, browser, pages, notify, cancel).run(listener)
        except KeyfobError as trouble:
            notify(SignInEnded(request.attempt, trouble))
            deps.activity.record(account, "sign_in_failed", deps.clock.now(), code=trouble.code.value)
            raise
        deps.activity.record(account, "signed_in", deps.clock.now())
        notify(SignedInNow(request.attempt, session))
        return session


def _only_one(deps: Deps, account: Account) -> Held:
    try:
        return deps.locks.acquire(login_lock(account), timeout=0.0)
    except KeyfobError as busy:
        if busy.code is not Code.E_LOCK:
            raise
        raise KeyfobError(Code.E_LOCK, "session.login_running") from None


class _Attempt:
    def __init__(
        self,
        deps: Deps,
        account: Account,
        request: SignInRequest,
        browser: Browser,
        pages: Pages,
        notify: Callable[[Event], None],
        cancel: Cancel,
    ) -> None:
        self.deps = deps
        self.account = account
        self.request = request
        self.browser = browser
        self.pages = pages
        self.notify = notify
        self.cancel = cancel

    def run(self, listener: Listener) -> Session:
        # A trial write before the browser opens: nobody should sign in only to lose it.
        trial.try_out(self.deps, self.account, keep.new_account_id())
        is_signed_out(self.deps, self.account)  # a sign-out that was cut short is finished first
        self.stop_if_cancelled()
        metadata = self.deps.metadata.fetch(self.account)
        self.stop_if_cancelled()
        fetching: threading.Thread | None = None
        listening = listener.listen(
            host=self.account.redirect_host, ports=self.account.redirect_ports, path=self.account.redirect_path
        )
        try:
            attempt = authorization.begin(
                metadata,
                client_id=self.account.client_id,
                redirect_uri=listening.redirect_uri,
                scopes=self.account.scopes,
                extra_params=asking_who(self.deps, self.account, has_sibling=self.request.has_sibling),
                login_hint=self.request.login_hint,
            )
            self.open(listening, attempt)
            fetching = self.prefetch_keys(metadata)
            redirect, answer = self.wait(listening, attempt)
            self.notify(SignInChecking(self.request.attempt))
            try:
                session = self.finish(metadata, attempt, answer, redirect)
            except KeyfobError as trouble:
                redirect.reply(self.pages.failed(trouble), final=True)
                raise
            redirect.reply(self.pages.signed_in(called(session.tokens)), final=True)
            return session
        finally:
            listening.close()
            if fetching is not None and not self.cancel.is_set():
                fetching.join(2.0)  # a command's process ends next, and a fetch cut off counts for the limit

    def open(self, listening: Listening, attempt: Attempt) -> None:
        self.notify(SignInWaiting(self.request.attempt, attempt.url, listening.redirect_uri))
        if self.request.offer_paste is not None:
            self.request.offer_paste(lambda address: _take(address, listening, attempt))
        if not self.request.open_browser:
            return
        try:
            self.browser.open(attempt.url)
        except KeyfobError as failed:
            if self.request.browser_failed is None:
                raise
            self.request.browser_failed(failed)

    def prefetch_keys(self, metadata: ProviderMetadata) -> threading.Thread:
        """Read the issuer's keys, and load what the exchange needs, meanwhile. What goes wrong is met again later."""

        def fetch() -> None:
            self.deps.http.warm_up()
            try:
                self.deps.keys.keys(self.account.issuer, metadata.jwks_uri, self.account.trust)
            except KeyfobError:
                return

        fetching = threading.Thread(target=fetch, name="keyfob-keys", daemon=True)
        fetching.start()
        return fetching

    def wait(self, listening: Listening, attempt: Attempt) -> tuple[Redirect, callback.ValidatedCallback]:
        """Wait for the answer to this attempt. Answers to others are told so, and never end it."""
        deadline = self.deps.clock.monotonic() + self.request.timeout
        stray: KeyfobError | None = None
        while True:
            got = listening.receive(deadline, self.cancel)
            if got == "cancelled":
                raise KeyfobError(Code.E_CANCELLED, "session.cancelled")
            if got == "timed_out":
                raise stray or _timed_out(self.request.timeout, saw_tls=listening.saw_tls)
            assert not isinstance(got, str)  # noqa: S101 - narrows the union
            try:
                return got, callback.validate(got.query, attempt)
            except KeyfobError as refused:
                if refused.code is Code.E_STATE:
                    stray = refused
                    got.reply(self.pages.not_ours(), final=False)
                    continue
                got.reply(self.pages.failed(refused), final=True)
                raise

    def finish(
        self,
        metadata: ProviderMetadata,
        attempt: Attempt,
        answer: callback.ValidatedCallback,
        redirect: Redirect,
    ) -> Session:
        grant = Grant(
            "authorization_code",
            {
                "code": answer.code,
                "redirect_uri": attempt.redirect_uri,
                "code_verifier": attempt.verifier,
                **self.account.token_params,
            },
        )
        # Bound to the token endpoint the attempt began with, whatever the metadata says by now (RFC 9700 §4.4.2).
        reply = self.deps.http.token(
            attempt.token_endpoint,
            grant,
            client_id=self.account.client_id,
            client_secret=self.account.client_secret,
            trust=self.account.trust,
        )
        try:
            response = token_response.parse(reply, now=reply.received)
        except ProviderRefusal as refusal:
            raise token_response.refused_at_sign_in(refusal, provider=self.account.provider) from None
        # After an answer that is refused the provider hears nothing more from us.
        checked = check(
            self.deps,
            self.account,
            metadata,
            response,
            reply,
            Subject(nonce=attempt.nonce, max_age=attempt.max_age),
        )
        earlier = self.deps.states.load(self.account)
        try:
            self.confirm(checked, earlier, redirect)
            self.stop_if_cancelled()
            return keep.keep(self.deps, self.account, metadata, response, checked, attempt.nonce)
        except KeyfobError as trouble:
            # A write that is still under way may replace the earlier record after all: then its token must live.
            if not (commit.is_under_way(trouble) and earlier.account_id is not None):
                revoke_quietly(self.deps, self.account, metadata, response.refresh_token)
            raise

    def confirm(self, checked: CheckedTokens, earlier: StoredState, redirect: Redirect) -> None:
        """Another person than the account's: nobody becomes somebody else without a word."""
        if earlier.subject is None or checked.tokens.subject == earlier.subject:
            return
        known = earlier.username or earlier.subject
        ask = self.request.confirm_subject
        if ask is not None:
            redirect.reply(self.pages.confirm(), final=True)
            if ask(known, checked.tokens.username or checked.tokens.subject):
                return
        raise KeyfobError(Code.E_SUBJECT, "session.other_subject", known=known)

    def stop_if_cancelled(self) -> None:
        if self.cancel.is_set():
            raise KeyfobError(Code.E_CANCELLED, "session.cancelled")


def _take(address: str, listening: Listening, attempt: Attempt) -> KeyfobError | None:
    """A pasted address, validated like one that arrived. An answer to another attempt is refused, and we wait on."""
    try:
        query = pasted_query(address, listening.redirect_uri)
    except KeyfobError as not_an_address:
        return not_an_address
    try:
        callback.validate(query, attempt)
    except KeyfobError as refused:
        if refused.code is Code.E_STATE:
            return refused
    try:
        listening.submit(query)
    except KeyfobError as too_long:
        return too_long
    return None


def _timed_out(timeout: float, *, saw_tls: bool) -> KeyfobError:
    if saw_tls:
        return KeyfobError(Code.E_TIMEOUT, "browser.timed_out_tls")
    minutes = timeout / 60
    if minutes < 1:
        return KeyfobError(Code.E_TIMEOUT, "session.timed_out_seconds", seconds=round(timeout))
    return KeyfobError(Code.E_TIMEOUT, "session.timed_out", minutes=round(minutes))
