"""Finishes a sign-out: at once, at the next start, or by the refresh that met its tombstone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import logout
from desktop_app.session import outcome, places
from desktop_app.session.deps import Deps, keychain_patience
from desktop_app.vault.store import RecordStore

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
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


def revoke(deps: Deps, account: Account, metadata: ProviderMetadata, token: Secret) -> None:
    """Revoke a refresh token (RFC 7009 §2). Raises KeyfobError where the provider did not do it."""
    endpoint = metadata.revocation_endpoint
    if endpoint is None:
        raise KeyfobError(Code.E_METADATA, "session.no_revocation")
    fields = logout.revocation_fields(token, client_id=account.client_id, client_secret=account.client_secret)
    answer = deps.http.post_form(endpoint, fields, trust=account.trust, too_large=Code.E_TOKEN_RESPONSE)
    logout.read_revocation(answer, now=deps.clock.now())


def revoke_quietly(deps: Deps, account: Account, metadata: ProviderMetadata, token: Secret | None) -> None:
    """Revoke what nobody will use. Best effort: it ends by itself otherwise."""
    if token is None or metadata.revocation_endpoint is None:
        return
    try:
        revoke(deps, account, metadata, token)
    except KeyfobError:
        return
