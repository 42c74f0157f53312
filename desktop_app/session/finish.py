"""Finishes what a process began and did not end: a sign-out (at once, at the next start, or by the refresh that met its
tombstone), and the item of a login that was killed before its account knew it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeychainTimeout, KeyfobError
from desktop_app.oidc import logout
from desktop_app.session import outcome, places
from desktop_app.session.account_lock import account_lock
from desktop_app.session.deps import Deps, keychain_patience
from desktop_app.vault.record import origin_of
from desktop_app.vault.store import RecordStore

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import Held
    from desktop_app.secret import Secret
    from desktop_app.session.account import Account


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


def is_signed_out(deps: Deps, account: Account) -> bool:
    """Whether a sign-out stands: then there is no session, whatever is still stored. What an earlier process left
    behind is cleared away, where that needs no one's help and nobody else is at it."""
    standing = places.read_tombstone(deps.files, account) is not None
    if standing or places.read_unfinished(deps.files, account) is not None:
        try:
            with account_lock(deps, account, timeout=0.0) as held:
                clear_away(deps, account, held)
        except KeyfobError:
            return standing  # E_LOCK or E_DISK: it is tried again later
    return standing


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
    """Revoke a refresh token (RFC 7009 §2). It is shown to nobody but the server it came from, or the issuer's own.

    :raises KeyfobError: E_METADATA (nowhere to revoke it), or where the provider did not do it.
    """
    endpoint = metadata.revocation_endpoint
    if endpoint is None:
        raise KeyfobError(Code.E_METADATA, "session.no_revocation")
    if origin_of(endpoint) not in _own_origins(metadata):
        raise KeyfobError(Code.E_METADATA, "session.revocation_elsewhere")
    fields = logout.revocation_fields(token, client_id=account.client_id, client_secret=account.client_secret)
    answer = deps.http.post_form(endpoint, fields, trust=account.trust, too_large=Code.E_TOKEN_RESPONSE)
    logout.read_revocation(answer, now=deps.clock.now())


def _own_origins(metadata: ProviderMetadata) -> set[str]:
    origins = {origin_of(metadata.token_endpoint)}
    if "://" in metadata.issuer:  # some issuers are bare names
        origins.add(origin_of(metadata.issuer))
    return origins


def revoke_quietly(deps: Deps, account: Account, metadata: ProviderMetadata, token: Secret | None) -> None:
    """Revoke what nobody will use. Best effort: it ends by itself otherwise."""
    if token is None or metadata.revocation_endpoint is None:
        return
    try:
        revoke(deps, account, metadata, token)
    except KeyfobError:
        return
