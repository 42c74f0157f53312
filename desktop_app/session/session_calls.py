"""Opens the provider's session calls for a signed-in account: a valid token, the metadata, the API key if there is
one, and this program's own session."""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Credentials, ListedSession
from desktop_app.session import api_key
from desktop_app.session.access import OTHER_SESSIONS, capabilities, rules
from desktop_app.session.account_lock import account_lock
from desktop_app.session.deps import LOCK_WAIT, keychain_patience
from desktop_app.session.finish import revoke
from desktop_app.session.place import place_of
from desktop_app.session.token import lasts, valid_token
from desktop_app.vault.record import is_bound
from desktop_app.vault.store import RecordStore

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import Cancel, SessionCalls
    from desktop_app.secret import Secret
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps
    from desktop_app.session.events import Event
    from desktop_app.vault.record import Record
    from desktop_app.vault.token_file import TokenSet

#: A token that ends sooner than this is renewed before a call, seconds.
_MARGIN: Final = 5.0
#: The id of our own session where no token names one.
CURRENT: Final = "current"


@dataclass(frozen=True, slots=True)
class Opened:
    """The calls, ready.

    :param subject: the account's person.
    :param tokens: gives the latest valid tokens.
    """

    calls: SessionCalls
    subject: str
    this: ListedSession
    tokens: Callable[[], TokenSet]


def open_calls(
    deps: Deps, account: Account, *, notify: Callable[[Event], None], cancel: Cancel | None = None
) -> Opened:
    """The session calls with the account's credentials.

    :raises KeyfobError: E_NOT_SIGNED_IN, E_REAUTH, what a refresh and reading the metadata can end with, E_KEYCHAIN_*,
        E_CONFIG (the API key was entered for another server).
    """
    latest = _Latest(deps, account, notify, cancel)
    tokens = latest()
    metadata = deps.metadata.recent(account)
    record = bound_record(deps, account, metadata)
    this = this_session(record, tokens)

    def with_refresh_token(work: Callable[[Secret], None]) -> None:
        with account_lock(deps, account, timeout=LOCK_WAIT, cancel=cancel):
            work(refresh_token_of(bound_record(deps, account, metadata)))

    credentials = Credentials(
        subject=tokens.subject,
        this=this,
        tenant=_claim(tokens, "tid"),
        bearer=lambda: latest().access_token,
        revoke=lambda: with_refresh_token(lambda token: revoke(deps, account, metadata, token)),
        with_refresh_token=with_refresh_token,
        api_key=api_key.load(deps, account, metadata.token_endpoint),
    )
    return Opened(_calls(deps, account, metadata, credentials), tokens.subject, this, latest)


def held_calls(
    deps: Deps, account: Account, metadata: ProviderMetadata, record: Record, tokens: TokenSet | None
) -> SessionCalls:
    """The calls with what is held, for whoever holds the account's lock already (a sign-out)."""

    def bearer() -> Secret:
        if tokens is None or not lasts(tokens, deps.clock.now(), 0.0):
            raise KeyfobError(Code.E_NOT_SIGNED_IN, "sessions.token_ended")
        return tokens.access_token

    def with_refresh_token(work: Callable[[Secret], None]) -> None:
        work(refresh_token_of(record))

    this = ListedSession(CURRENT, current=True) if tokens is None else this_session(record, tokens)
    credentials = Credentials(
        subject=record.subject,
        this=this,
        tenant=None if tokens is None else _claim(tokens, "tid"),
        bearer=bearer,
        revoke=lambda: with_refresh_token(lambda token: revoke(deps, account, metadata, token)),
        with_refresh_token=with_refresh_token,
    )
    return _calls(deps, account, metadata, credentials)


def require_other_sessions(account: Account, tokens: TokenSet, now: float) -> None:
    """Go on only where the person may see and end other people's sessions.

    :raises KeyfobError: E_DENIED.
    """
    if not capabilities(account, tokens, now)[OTHER_SESSIONS]:
        wanted = ", ".join(rules(account)[OTHER_SESSIONS]) or "-"
        raise KeyfobError(Code.E_DENIED, "sessions.no_capability", reason="role", roles=wanted)


def bound_record(deps: Deps, account: Account, metadata: ProviderMetadata) -> Record:
    """The account's record, where its tokens may go to the provider that *metadata* describe.

    :raises KeyfobError: E_NOT_SIGNED_IN, E_REAUTH, E_KEYCHAIN_*.
    """
    account_id = deps.states.load(account).account_id
    if account_id is None:
        raise KeyfobError(Code.E_NOT_SIGNED_IN, "session.not_signed_in")
    record = RecordStore(deps.keychain).load(account_id, prompt=True, timeout=keychain_patience(True)).record
    if record is None:
        raise KeyfobError(Code.E_NOT_SIGNED_IN, "session.record_gone")
    if not is_bound(record, account.issuer, account.client_id, metadata.token_endpoint):
        raise KeyfobError(Code.E_REAUTH, "session.other_endpoint")
    return record


def refresh_token_of(record: Record) -> Secret:
    """The record's refresh token. Raises E_USAGE where there is none."""
    if record.refresh_token is None:
        raise KeyfobError(Code.E_USAGE, "sessions.no_refresh_token")
    return record.refresh_token


def this_session(record: Record, tokens: TokenSet) -> ListedSession:
    """The session this program holds, as far as it knows itself."""
    return ListedSession(
        id=_claim(tokens, "sid") or CURRENT,
        current=True,
        device=platform.node(),
        started=record.signed_in_at,
        last_used=tokens.obtained_at,
        user=tokens.subject,
    )


def _claim(tokens: TokenSet, name: str) -> str | None:
    """A string of the access token, or else of the ID token."""
    for claims in (tokens.claims, tokens.id_claims):
        value = claims.get(name)
        if isinstance(value, str) and value:
            return value[:200]
    return None


def _calls(deps: Deps, account: Account, metadata: ProviderMetadata, credentials: Credentials) -> SessionCalls:
    if deps.sessions is None:
        raise KeyfobError(Code.E_USAGE, "sessions.not_here")
    return deps.sessions.calls(place_of(account, metadata), credentials)


class _Latest:
    """The account's tokens, renewed when they are about to end; several threads may ask."""

    def __init__(self, deps: Deps, account: Account, notify: Callable[[Event], None], cancel: Cancel | None) -> None:
        self._deps = deps
        self._account = account
        self._notify = notify
        self._cancel = cancel
        self._guard = threading.Lock()
        self._held: TokenSet | None = None

    def __call__(self) -> TokenSet:
        with self._guard:
            held = self._held
            if held is None or not (held.expires_at is None or held.expires_at > self._deps.clock.now() + _MARGIN):
                held = valid_token(self._deps, self._account, min_ttl=0.0, notify=self._notify, cancel=self._cancel)
                self._held = held
            return held
