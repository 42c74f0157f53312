"""Finishes what a process began and did not end: a sign-out (at once, at the next start, or by the refresh that met its
tombstone), and the item of a login that was killed before its account knew it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Code, KeychainTimeout, KeyfobError
from desktop_app.oidc import logout
from desktop_app.session import outcome, places
from desktop_app.session.account_lock import account_lock
from desktop_app.session.deps import Deps, keychain_patience
from desktop_app.session.place import place_of
from desktop_app.vault.record import is_bound, origin_of
from desktop_app.vault.store import RecordStore

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import Held
    from desktop_app.secret import Secret
    from desktop_app.session.account import Account
    from desktop_app.vault.record import Record

#: The name of the thread that tells a provider late.
LATE: Final = "keyfob-revoke"


def finish_sign_out(deps: Deps, account: Account, *, attended: bool) -> None:
    """Delete record, tokens and journal, look that the record is gone, then take the tombstone away. The account's
    lock is held by the caller.

    :raises KeyfobError: E_KEYCHAIN_*, E_DISK; the tombstone stays, so the sign-out is finished later.
    """
    mark = places.read_tombstone(deps.files, account)
    state = deps.states.load(account)
    ids = {known for known in (state.account_id, mark.account_id if mark else None) if known}
    store = RecordStore(deps.keychain)
    for account_id in sorted(ids):
        deps.files.remove(places.tokens_name(account_id))
        store.remove(account_id, prompt=attended, timeout=keychain_patience(attended))
        places.clear_journal(deps.files, account_id)
    deps.states.save(account, outcome.signed_out(state))
    places.clear_tombstone(deps.files, account)


def is_signed_out(deps: Deps, account: Account, *, tell_later: bool = False) -> bool:
    """Whether a sign-out stands: then there is no session, whatever is still stored. What an earlier process left
    behind is cleared away, where that needs no one's help and nobody else is at it; and where that process did not come
    to tell the provider, we do.

    :param tell_later: the provider is told by a thread of its own: one that does not answer holds no start up.
    """
    mark = places.read_tombstone(deps.files, account)
    if mark is None and places.read_unfinished(deps.files, account) is None:
        return False
    living: Record | None = None
    try:
        with account_lock(deps, account, timeout=0.0) as held:
            living = _to_revoke(deps, account)
            clear_away(deps, account, held)
    except KeyfobError:
        return mark is not None  # E_LOCK or E_DISK: it is tried again later
    if living is not None and places.read_tombstone(deps.files, account) is None:
        if tell_later:
            Thread(target=_revoke_late, args=(deps, account, living), name=LATE, daemon=True).start()
        else:
            _revoke_late(deps, account, living)
    return mark is not None


def _to_revoke(deps: Deps, account: Account) -> Record | None:
    """The record of a sign-out that its process may not have told the provider of. Nobody is prompted."""
    mark = places.read_tombstone(deps.files, account)
    if mark is None or not mark.revoke:
        return None
    try:
        store = RecordStore(deps.keychain)
        return store.load(mark.account_id, prompt=False, timeout=keychain_patience(False)).record
    except KeychainTimeout:
        raise
    except KeyfobError:
        return None


def _revoke_late(deps: Deps, account: Account, record: Record) -> None:
    """Tell the provider after all, once. Best effort: the record is gone already."""
    try:
        metadata = deps.metadata.recent(account)
    except KeyfobError:
        return
    if is_bound(record, account.issuer, account.client_id, metadata.token_endpoint):
        revoke_quietly(deps, account, metadata, record.refresh_token)


def clear_away(deps: Deps, account: Account, held: Held) -> None:
    """Finish a standing sign-out and a killed login without a prompt; what does not work now is tried again later.

    :param held: the account's lock.
    """
    try:
        if places.read_tombstone(deps.files, account) is not None:
            finish_sign_out(deps, account, attended=False)
        discard_unfinished(deps, account)
    except KeychainTimeout as late:
        held.release_after(late.finished)
    except KeyfobError as trouble:
        deps.activity.record(account, "not_cleared", deps.clock.now(), code=trouble.code.value)


def discard_unfinished(deps: Deps, account: Account) -> None:
    """Remove the item of a login that ended before its account knew it. The account's lock is held by the caller.

    :raises KeyfobError: E_KEYCHAIN_*, E_DISK.
    """
    mark = places.read_unfinished(deps.files, account)
    if mark is None:
        return
    if mark.account_id != deps.states.load(account).account_id:
        deps.files.remove(places.tokens_name(mark.account_id))
        RecordStore(deps.keychain).remove(mark.account_id, prompt=False, timeout=keychain_patience(False))
    places.clear_unfinished(deps.files, account)


def revoke(deps: Deps, account: Account, metadata: ProviderMetadata, token: Secret) -> None:
    """Revoke a refresh token (RFC 7009 §2; where the provider has no endpoint for it, in its own way). It is shown to
    nobody but the server it came from, or the issuer's own.

    :raises KeyfobError: E_METADATA (nowhere to revoke it), or where the provider did not do it.
    """
    endpoint = metadata.revocation_endpoint
    if endpoint is None:
        own_way = _own_way(deps, account, metadata)
        if own_way is None:
            raise KeyfobError(Code.E_METADATA, "session.no_revocation")
        own_way(token)
        return
    if origin_of(endpoint) not in own_origins(metadata):
        raise KeyfobError(Code.E_METADATA, "session.revocation_elsewhere")
    fields = logout.revocation_fields(token, client_id=account.client_id, client_secret=account.client_secret)
    answer = deps.http.post_form(endpoint, fields, trust=account.trust, too_large=Code.E_TOKEN_RESPONSE)
    logout.read_revocation(answer, now=deps.clock.now())


def can_revoke(deps: Deps, account: Account, metadata: ProviderMetadata) -> bool:
    """Whether there is a way to revoke a refresh token."""
    return metadata.revocation_endpoint is not None or _own_way(deps, account, metadata) is not None


def _own_way(deps: Deps, account: Account, metadata: ProviderMetadata) -> Callable[[Secret], None] | None:
    return None if deps.sessions is None else deps.sessions.own_revocation(place_of(account, metadata))


def own_origins(metadata: ProviderMetadata) -> set[str]:
    """Where the provider's own servers are: the token endpoint's origin, and the issuer's."""
    origins = {origin_of(metadata.token_endpoint)}
    if "://" in metadata.issuer:  # some issuers are bare names
        origins.add(origin_of(metadata.issuer))
    return origins


def revoke_quietly(deps: Deps, account: Account, metadata: ProviderMetadata, token: Secret | None) -> None:
    """Revoke what nobody will use. Best effort: it ends by itself otherwise."""
    if token is None or not can_revoke(deps, account, metadata):
        return
    try:
        revoke(deps, account, metadata, token)
    except KeyfobError:
        return
