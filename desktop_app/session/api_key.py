"""A provider's API key (FusionAuth): an item of its own in the keychain, entered once, never shown again.

It opens more than the person's own sessions, so it is bound to the server it was entered for and goes to no other.
Whether there is one is known without the keychain, by a small file without the key.
"""

from __future__ import annotations

import json
import re
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Code, KeychainTimeout, KeyfobError
from desktop_app.ports import Credentials, ListedSession
from desktop_app.secret import Secret
from desktop_app.session.account_lock import account_lock
from desktop_app.session.deps import LOCK_WAIT, keychain_patience
from desktop_app.session.place import place_of
from desktop_app.vault import fields
from desktop_app.vault.record import origin_of

if TYPE_CHECKING:
    from typing import NoReturn

    from desktop_app.ports import Cancel
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps

MAX_KEY: Final = 512
#: What an Authorization header can hold, without spaces.
_KEY: Final = re.compile(r"[\x21-\x7e]{1,512}", re.ASCII)


def item_of(account: Account) -> str:
    """The keychain item's name."""
    return f"api-key-{account.key}"


def known(deps: Deps, account: Account) -> bool:
    """Whether a key was entered. No keychain, no network."""
    return deps.files.read(_mark(account), limit=10_000) is not None


def store(deps: Deps, account: Account, key: Secret, *, cancel: Cancel | None = None) -> None:
    """Try the key at the provider, then keep it; one that was kept before is replaced.

    :raises KeyfobError: E_USAGE (the provider takes none, or this can be none), E_DENIED (the provider refuses it;
        nothing is kept), E_KEYCHAIN_*, E_LOCK, E_DISK, or why the provider could not be asked.
    """
    if deps.sessions is None or not deps.sessions.has_api_key(account.provider):
        raise KeyfobError(Code.E_USAGE, "sessions.key_unused")
    if not _KEY.fullmatch(key.reveal()):
        raise KeyfobError(Code.E_USAGE, "sessions.key_form", most=MAX_KEY)
    metadata = deps.metadata.recent(account)
    place = place_of(account, metadata)
    # Whose list it is does not matter: a key that may read it is a key.
    subject = deps.states.load(account).subject or str(uuid.uuid4())
    trial = Credentials(subject, ListedSession(""), None, _nobody, _nobody, _nobody, key)
    deps.sessions.calls(place, trial).own()
    content = {"schema": 1, "origin": origin_of(metadata.token_endpoint), "key": key.reveal()}
    with account_lock(deps, account, timeout=LOCK_WAIT, cancel=cancel):
        had = known(deps, account)
        # First the mark: a key that nobody knows of would never be deleted.
        deps.files.write(_mark(account), json.dumps({"at": deps.clock.now()}).encode("ascii"))
        try:
            deps.keychain.write(item_of(account), json.dumps(content), prompt=True, timeout=keychain_patience(True))
        except KeychainTimeout:
            raise  # it may still be written
        except KeyfobError:
            if not had:
                with suppress(KeyfobError):  # E_DISK: the keychain's trouble is what is told
                    deps.files.remove(_mark(account))
            raise
    deps.activity.record(account, "api_key_stored", deps.clock.now())


def load(deps: Deps, account: Account, token_endpoint: str) -> Secret | None:
    """The key, None where none is kept, or the one that is kept cannot be read.

    :raises KeyfobError: E_KEYCHAIN_*; E_CONFIG, it was entered for another server.
    """
    if not known(deps, account):
        return None
    for value in deps.keychain.read(item_of(account), prompt=True, timeout=keychain_patience(True)):
        members = fields.parse(value)
        if members is None or members.get("schema") != 1:
            continue
        key, origin = members.get("key"), members.get("origin")
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            continue
        if origin != origin_of(token_endpoint):
            raise KeyfobError(Code.E_CONFIG, "sessions.key_elsewhere")
        return Secret(key)
    return None


def forget(deps: Deps, account: Account, *, cancel: Cancel | None = None) -> None:
    """Delete the key.

    :raises KeyfobError: E_KEYCHAIN_*, E_LOCK, E_DISK.
    """
    with account_lock(deps, account, timeout=LOCK_WAIT, cancel=cancel):
        discard(deps, account)


def discard(deps: Deps, account: Account) -> None:
    """The same where the account's lock is held by the caller; the keychain is asked only where there is a key."""
    if known(deps, account):
        deps.keychain.delete(item_of(account), prompt=True, timeout=keychain_patience(True))
        deps.files.remove(_mark(account))


def _mark(account: Account) -> str:
    return f"api-keys/{account.key}.json"


def _nobody(*_: object) -> NoReturn:
    raise KeyfobError(Code.E_NOT_SIGNED_IN, "session.not_signed_in")
