"""Stores the first token set of a finished sign-in, under the account's lock."""

from __future__ import annotations

import random
import secrets
import uuid
from typing import TYPE_CHECKING

from desktop_app.errors import KeyfobError
from desktop_app.session import commit, outcome, places
from desktop_app.session.deps import LOCK_WAIT, Deps, keychain_patience
from desktop_app.session.finish import finish_sign_out
from desktop_app.session.session import Session
from desktop_app.vault.record import Record, origin_of
from desktop_app.vault.store import RecordStore

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.oidc.token_response import TokenResponse
    from desktop_app.session.account import Account
    from desktop_app.session.token_check import CheckedTokens


def new_account_id() -> str:
    """A random name for an account's keychain item: it says nothing about the account."""
    return str(uuid.uuid4())


def keep(
    deps: Deps,
    account: Account,
    metadata: ProviderMetadata,
    response: TokenResponse,
    checked: CheckedTokens,
    nonce: str,
) -> Session:
    """Write the record and read it back, then the token file and the state.

    The earlier session's record is replaced in one step or left as it was.

    :raises KeyfobError: E_KEYCHAIN_*, E_LOCK, E_DISK.
    """
    held = deps.locks.acquire(account.key, timeout=LOCK_WAIT)
    with held:
        if places.read_tombstone(deps.files, account) is not None:
            finish_sign_out(deps, account, attended=True)
        state = deps.states.load(account)
        store = RecordStore(deps.keychain)
        account_id, generation, orphan = _identity(store, account, state.account_id)
        id_token = checked.id_token
        record = Record(
            account_id=account_id,
            generation=max(generation, state.generation) + 1,
            issuer=account.issuer,
            client_id=account.client_id,
            token_origin=origin_of(metadata.token_endpoint),
            subject=checked.tokens.subject,
            refresh_token=response.refresh_token if account.refresh else None,
            key=secrets.token_bytes(32),
            signed_in_at=checked.tokens.obtained_at,
            auth_time=None if id_token is None else id_token.auth_time,
            azp=None if id_token is None else id_token.azp,
            nonce=nonce,
        )
        trouble = commit.save(deps, record, attended=True)
        if trouble is not None:
            finished = getattr(trouble, "finished", None)
            if finished is not None:
                held.release_after(finished)
            raise trouble
        tokens = places.write_tokens(deps.files, record, checked.tokens)
        session = Session(record, tokens, deps.saved)
        places.clear_journal(deps.files, account_id)
        chance = random.random()  # noqa: S311 - jitter
        deps.states.save(
            account, outcome.signed_in(state, account, record, tokens, saved=deps.saved, chance=chance)
        )
        if orphan is not None:
            _remove_orphan(deps, account, store, orphan)
        return session


def _identity(store: RecordStore, account: Account, known: str | None) -> tuple[str, int, str | None]:
    """(account id, generation of the record it holds, id of a record this login leaves behind).

    What cannot be read is set aside under its own id, never overwritten. A record of another issuer or client is
    this account's own earlier one: it is deleted once the new one is stored.
    """
    if known is None:
        return new_account_id(), 0, None
    loaded = store.load(known, prompt=True, timeout=keychain_patience(True))
    if loaded.record is None:
        return (new_account_id(), 0, None) if loaded.trouble is not None else (known, 0, None)
    if loaded.record.issuer == account.issuer and loaded.record.client_id == account.client_id:
        return known, loaded.record.generation, None
    return new_account_id(), loaded.record.generation, known


def _remove_orphan(deps: Deps, account: Account, store: RecordStore, account_id: str) -> None:
    deps.files.remove(places.tokens_name(account_id))
    places.clear_journal(deps.files, account_id)
    try:
        store.remove(account_id, prompt=True, timeout=keychain_patience(True))
    except KeyfobError as trouble:
        deps.activity.record(account, "orphan_kept", deps.clock.now(), code=trouble.code.value)
