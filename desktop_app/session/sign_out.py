"""Signs an account out: tombstone, revocation, deletion, and the provider's own session in the browser."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import logout
from desktop_app.session import places
from desktop_app.session.account_lock import account_lock, amend
from desktop_app.session.deps import LOCK_WAIT, Deps, keychain_patience
from desktop_app.session.events import Event, SignedOutNow, SignOutStarted
from desktop_app.session.everywhere import end_everywhere, look_ahead
from desktop_app.session.finish import can_revoke, finish_sign_out, revoke
from desktop_app.session.place import where_of
from desktop_app.vault.record import is_bound
from desktop_app.vault.store import RecordStore
from desktop_app.vault.tombstone import Tombstone

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import Browser, Cancel, Listener
    from desktop_app.secret import Secret
    from desktop_app.session.account import Account
    from desktop_app.session.pages import Pages
    from desktop_app.vault.record import Record

Step = Literal["done", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class SignOutResult:
    """What became of each step.

    :param error: why the local part, the revocation or the signing out everywhere failed.
    :param unconfirmed: why nobody knows whether the provider's browser session ended.
    :param everywhere: whether the person's other sessions were ended; skipped unless it was asked for.
    :param page: where what was not done can be done: the provider's own page, or its address.
    """

    local: Step
    revoke: Step = "skipped"
    end_session: Step = "skipped"
    error: KeyfobError | None = None
    unconfirmed: KeyfobError | None = None
    everywhere: Step = "skipped"
    page: str | None = None

    @property
    def is_left(self) -> bool:
        """Whether something is left to do at the provider."""
        return "failed" in (self.revoke, self.end_session, self.everywhere)


def sign_out(
    deps: Deps,
    account: Account,
    *,
    local: bool,
    timeout: float,
    listener: Listener,
    browser: Browser,
    pages: Pages,
    notify: Callable[[Event], None],
    cancel: Cancel,
    everywhere: bool = False,
) -> SignOutResult:
    """Sign out. The tombstone stands first, so a refresh under way cannot bring the session back. Nothing is kept to
    try again with: what the provider did not do is told, with the page where it can be done.

    :param local: delete only; the provider is not told.
    :param everywhere: end all of the person's sessions at the provider.
    :raises KeyfobError: E_DISK, where not even the tombstone could be written; E_USAGE, where the provider has no way
        to end sessions everywhere, or is not to be told. Nothing was done then.
    :param timeout: how long to wait for the browser's return, seconds.
    """
    if everywhere:
        if local or deps.sessions is None or not deps.sessions.ends_everywhere(account.provider):
            raise KeyfobError(Code.E_USAGE, "sessions.no_everywhere")
        look_ahead(deps, account, notify, cancel)
    state = deps.states.load(account)
    if state.account_id is not None:
        mark = Tombstone(state.account_id, state.generation, deps.clock.now(), revoke=not local)
        places.write_tombstone(deps.files, account, mark)
    notify(SignOutStarted())
    known = None if local else _known(deps, account, state.account_id)
    result = SignOutResult("done")
    metadata: ProviderMetadata | None = None
    hint: Secret | None = None
    try:
        with account_lock(deps, account, timeout=LOCK_WAIT, cancel=cancel):
            deps.states.save(account, replace(deps.states.load(account), passing="signing_out"))
            if not local and state.account_id is not None:
                result, metadata, hint = _tell_provider(deps, account, state.account_id, known, everywhere)
            if state.account_id is None or places.read_tombstone(deps.files, account) is not None:
                finish_sign_out(deps, account, attended=True)
            else:
                # A refresh or a new login met our tombstone and finished for us; what is stored by now is not ours.
                _no_longer_passing(deps, account)
    except KeyfobError as trouble:
        amend(deps, account, lambda stored: replace(stored, passing=None))
        notify(SignedOutNow())  # the tombstone stands: the session counts as gone
        return replace(result, local="failed", error=trouble)
    deps.activity.record(account, "signed_out", deps.clock.now())
    notify(SignedOutNow())
    if metadata is not None and metadata.end_session_endpoint is not None:
        result = _end_session(deps, account, metadata, hint, result, timeout, listener, browser, pages, cancel)
    if everywhere and result.everywhere == "skipped":
        # Without a session that is ours the provider could not be asked: nobody is to believe that all have ended.
        lost = result.error or KeyfobError(Code.E_NOT_SIGNED_IN, "session.not_signed_in")
        result = replace(result, everywhere="failed", error=lost)
    return replace(result, page=where_of(deps, account)) if result.is_left else result


def _no_longer_passing(deps: Deps, account: Account) -> None:
    deps.states.save(account, replace(deps.states.load(account), passing=None))


@dataclass(frozen=True, slots=True)
class _Known:
    record: Record
    hint: Secret | None


def _known(deps: Deps, account: Account, account_id: str | None) -> _Known | None:
    """What we hold, where a refresh is under way: meeting our tombstone it may delete the record before we can read it.
    Nobody is prompted."""
    if account_id is None or not deps.locks.is_held(account.key):
        return None
    try:
        record = RecordStore(deps.keychain).load(account_id, prompt=False, timeout=keychain_patience(False)).record
    except KeyfobError:
        return None
    return None if record is None else _hinted(deps, record)


def _hinted(deps: Deps, record: Record) -> _Known:
    tokens = places.read_tokens(deps.files, record)
    return _Known(record, None if tokens is None else tokens.id_token)


def _tell_provider(
    deps: Deps, account: Account, account_id: str, known: _Known | None, everywhere: bool
) -> tuple[SignOutResult, ProviderMetadata | None, Secret | None]:
    """Revoke the refresh token while we still know it. Raises only what hinders the local part.

    :returns: the result so far, and what the browser's part needs.
    """
    stored = RecordStore(deps.keychain).load(account_id, prompt=True, timeout=keychain_patience(True)).record
    found = known if stored is None else _hinted(deps, stored)
    if found is None or found.record.issuer != account.issuer or found.record.client_id != account.client_id:
        return SignOutResult("done"), None, None
    hint = found.hint or (known.hint if known is not None else None)
    try:
        metadata = deps.metadata.recent(account)
    except KeyfobError as trouble:
        others: Step = "failed" if everywhere else "skipped"
        return SignOutResult("done", "failed", "failed", trouble, trouble, others), None, hint
    token = found.record.refresh_token
    bound = is_bound(found.record, account.issuer, account.client_id, metadata.token_endpoint)
    if not bound:
        return SignOutResult("done"), metadata, None
    result = SignOutResult("done")
    if everywhere:
        trouble_there = end_everywhere(deps, account, metadata, found.record)
        result = replace(result, everywhere="done" if trouble_there is None else "failed", error=trouble_there)
    if token is None or not can_revoke(deps, account, metadata):
        return result, metadata, hint
    try:
        revoke(deps, account, metadata, token)
    except KeyfobError as trouble:
        return replace(result, revoke="failed", error=trouble), metadata, hint
    return replace(result, revoke="done"), metadata, hint


def _end_session(
    deps: Deps,
    account: Account,
    metadata: ProviderMetadata,
    hint: Secret | None,
    result: SignOutResult,
    timeout: float,
    listener: Listener,
    browser: Browser,
    pages: Pages,
    cancel: Cancel,
) -> SignOutResult:
    """RP-Initiated Logout 1.0 §2, begun at a one-time address of ours: no token is in the opener's arguments."""
    state = secrets.token_urlsafe(32)
    try:
        listening = listener.listen(
            host=account.redirect_host, ports=account.redirect_ports, path=account.post_logout_path
        )
    except KeyfobError as trouble:
        return replace(result, end_session="failed", unconfirmed=trouble)
    try:
        url = logout.end_session_url(
            metadata,
            client_id=account.client_id,
            id_token_hint=hint,
            post_logout_redirect_uri=listening.redirect_uri,
            state=state,
        )
        browser.open(listening.start_page(url.reveal()))
        deadline = deps.clock.monotonic() + timeout
        while True:
            got = listening.receive(deadline, cancel)
            if isinstance(got, str):
                code = Code.E_CANCELLED if got == "cancelled" else Code.E_TIMEOUT
                unconfirmed = KeyfobError(code, "session.end_session_unconfirmed")
                return replace(result, end_session="failed", unconfirmed=unconfirmed)
            if logout.returned(got.query, state):
                got.reply(pages.signed_out(), final=True)
                return replace(result, end_session="done")
            got.reply(pages.not_ours(), final=False)
    except KeyfobError as trouble:
        return replace(result, end_session="failed", unconfirmed=trouble)
    finally:
        listening.close()
