"""Stores the first token set of a finished sign-in, under the account's lock."""

from __future__ import annotations

import random
import secrets
import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import KeyfobError
from desktop_app.session import commit, outcome, places
from desktop_app.session.account_lock import account_lock
from desktop_app.session.deps import LOCK_WAIT, Deps, keychain_patience
from desktop_app.session.finish import discard_unfinished, finish_sign_out
from desktop_app.session.session import Session
from desktop_app.session.settle import settle
from desktop_app.vault.record import Record, origin_of
from desktop_app.vault.store import RecordStore
from desktop_app.vault.tombstone import Tombstone

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.oidc.token_response import TokenResponse
    from desktop_app.session.account import Account
    from desktop_app.session.stored import StoredState
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

    The earlier session's record is replaced in one step or left as it was. A new item is noted before it is stored: if
    we are killed between, nobody would know of it.

    :raises KeyfobError: E_KEYCHAIN_*, E_LOCK, E_DISK.
    """
    with account_lock(deps, account, timeout=LOCK_WAIT):
        if places.read_tombstone(deps.files, account) is not None:
            finish_sign_out(deps, account, attended=True)
        discard_unfinished(deps, account)
        state = deps.states.load(account)
        store = RecordStore(deps.keychain)
        place = _place(store, account, state.account_id)
        record = _record(account, metadata, response, checked, nonce, place, state)
        if place.account_id != state.account_id:
            mark = Tombstone(place.account_id, 0, deps.clock.now())
            places.write_unfinished(deps.files, account, mark)
        try:
            session = _store(deps, account, state, record, checked)
        except KeyfobError as trouble:
            if not commit.is_under_way(trouble):
                _put_back(deps, account, store, place)
            raise
        with suppress(KeyfobError):  # E_DISK: the mark names the account's own item by now, so it says nothing
            places.clear_unfinished(deps.files, account)
        if place.orphan is not None:
            _remove_orphan(deps, account, store, place.orphan)
        return session


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the new record goes.

    :param earlier: the record that stands there now.
    :param generation: of the account's earlier record, wherever it stands.
    :param orphan: id of a record this login leaves behind.
    """

    account_id: str
    earlier: Record | None = None
    generation: int = 0
    orphan: str | None = None


def _place(store: RecordStore, account: Account, known: str | None) -> _Place:
    """What cannot be read is set aside under its own id, never overwritten. A record of another issuer or client is
    this account's own earlier one: it is deleted once the new one is stored."""
    if known is None:
        return _Place(new_account_id())
    loaded = store.load(known, prompt=True, timeout=keychain_patience(True))
    earlier = loaded.record
    if earlier is None:
        return _Place(new_account_id() if loaded.trouble is not None else known)
    if earlier.issuer == account.issuer and earlier.client_id == account.client_id:
        return _Place(known, earlier, earlier.generation)
    return _Place(new_account_id(), None, earlier.generation, known)


def _record(
    account: Account,
    metadata: ProviderMetadata,
    response: TokenResponse,
    checked: CheckedTokens,
    nonce: str,
    place: _Place,
    state: StoredState,
) -> Record:
    id_token = checked.id_token
    return Record(
        account_id=place.account_id,
        generation=max(place.generation, state.generation) + 1,
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


def _store(deps: Deps, account: Account, state: StoredState, record: Record, checked: CheckedTokens) -> Session:
    trouble = commit.save(deps, record, attended=True)
    if trouble is not None:
        raise trouble
    chance = random.random()  # noqa: S311 - jitter
    signed_in = outcome.signed_in(state, account, record, checked.tokens, saved=deps.saved, chance=chance)
    # The last step that can fail: until then the earlier session's tokens and journal are as they were.
    deps.states.save(account, signed_in)
    tokens = places.write_tokens(deps.files, record, checked.tokens)
    settle(deps, account, record.account_id, None)
    return Session(record, tokens, deps.saved)


def _put_back(deps: Deps, account: Account, store: RecordStore, place: _Place) -> None:
    """Undo what was stored, so that an earlier session is as it was. What does not work now is tried again later."""
    patience = keychain_patience(True)
    try:
        if place.earlier is None:
            store.remove(place.account_id, prompt=True, timeout=patience)
            deps.files.remove(places.tokens_name(place.account_id))
            places.clear_unfinished(deps.files, account)
        elif store.load(place.account_id, prompt=True, timeout=patience).record != place.earlier:
            store.save(place.earlier, prompt=True, timeout=patience)
    except KeyfobError as trouble:
        deps.activity.record(account, "not_cleared", deps.clock.now(), code=trouble.code.value)


def _remove_orphan(deps: Deps, account: Account, store: RecordStore, account_id: str) -> None:
    deps.files.remove(places.tokens_name(account_id))
    places.clear_journal(deps.files, account_id)
    try:
        store.remove(account_id, prompt=True, timeout=keychain_patience(True))
    except KeyfobError as trouble:
        deps.activity.record(account, "orphan_kept", deps.clock.now(), code=trouble.code.value)
