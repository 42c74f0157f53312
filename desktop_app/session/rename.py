"""Gives an account another name: what is stored by its name moves, and the session goes on.

Whoever looks finds one whole account, whenever we are killed: what is stored is copied first, then the settings are
written (that moment counts), then the old copies go. A note tells the next start what was under way.

The keychain's record, the tokens and the journal have names of their own, and stay where they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import api_key, places
from desktop_app.session.account import Account
from desktop_app.session.account_lock import account_lock
from desktop_app.session.deps import LOCK_WAIT, Deps, keychain_patience
from desktop_app.session.forget import forget
from desktop_app.session.sign_in import login_lock

if TYPE_CHECKING:
    from desktop_app.ports import Files

#: Below the private directory; there is one, since renaming holds the settings' lock.
NOTE: Final = "renames/note.json"
#: The files that are named after the account's key.
_FILES: Final = (
    "accounts/{key}.json",
    "unfinished/{key}.json",
    "trials/{key}.json",
    "activity/{key}.jsonl",
    "api-keys/{key}.json",
    "tombstones/{key}.json",
)


def rename(deps: Deps, old: Account, new: Account, write: Callable[[], None]) -> None:
    """Move what is stored of *old* to *new*, the same account under another name.

    :param write: writes the settings with the new name, atomically. The caller holds the settings' lock.
    :raises KeyfobError: E_LOCK (a sign-in or a refresh is under way), E_KEYCHAIN_* (where an API key must move),
        E_DISK, and whatever *write* raises; then the old name stays.
    """
    if deps.states.load(new).account_id is not None:
        forget(deps, new)  # left by an account of that name that is in no settings any more
    with _both(deps, old, new):
        _write_note(deps.files, old.name, new.name, "copying")
        try:
            _copy(deps, old, new)
            write()
        except BaseException:
            with suppress(KeyfobError):  # else it is done at the next start
                _drop(deps, new, heir=None)
                deps.files.remove(NOTE)
            raise
        with suppress(KeyfobError):  # the new name counts; what is left of the old one goes at the next start
            _write_note(deps.files, old.name, new.name, "written")
            _drop(deps, old, heir=new)
            deps.files.remove(NOTE)


def finish(deps: Deps, names: Callable[[], Collection[str]]) -> None:
    """Clear away what a killed :func:`rename` left. The caller holds the settings' lock.

    :param names: reads the names in the settings.
    :raises KeyfobError: E_LOCK, E_KEYCHAIN_*, E_DISK; then it is tried again later.
    """
    note = _read_note(deps.files)
    if note is None:
        deps.files.remove(NOTE)
        return
    old, new, phase = _stub(note[0]), _stub(note[1]), note[2]
    known = names()
    is_written = new.name in known and (old.name not in known or phase == "written")
    with _both(deps, old, new):
        if is_written:
            _drop(deps, old, heir=new)
        else:
            _drop(deps, new, heir=None)
        deps.files.remove(NOTE)


@contextmanager
def _both(deps: Deps, old: Account, new: Account) -> Iterator[None]:
    """Hold the locks of both names, those of sign-ins first, as a sign-in does."""
    with ExitStack() as stack:
        for one in sorted((old, new), key=login_lock):
            try:
                stack.enter_context(deps.locks.acquire(login_lock(one), timeout=0.0))
            except KeyfobError as busy:
                if busy.code is not Code.E_LOCK:
                    raise
                raise KeyfobError(Code.E_LOCK, "accounts.signing_in", name=one.name) from None
        for one in sorted((old, new), key=lambda account: account.key):
            stack.enter_context(account_lock(deps, one, timeout=LOCK_WAIT))
        yield


def _copy(deps: Deps, old: Account, new: Account) -> None:
    for file in _FILES:
        data = deps.files.read(file.format(key=old.key))
        if data is None:
            deps.files.remove(file.format(key=new.key))
        else:
            deps.files.write(file.format(key=new.key), data, durable=True)
    if api_key.known(deps, old):
        for value in deps.keychain.read(api_key.item_of(old), prompt=True, timeout=keychain_patience(True)):
            deps.keychain.write(api_key.item_of(new), value, prompt=True, timeout=keychain_patience(True))
            break


def _drop(deps: Deps, gone: Account, *, heir: Account | None) -> None:
    """Remove the copies under a name that does not count. The record in the keychain is the other name's now.

    :param heir: who takes over a sign-out that somebody began meanwhile (they write it before they have the lock).
    """
    api_key.discard(deps, gone)
    for file in _FILES[:-1]:
        deps.files.remove(file.format(key=gone.key))
    mark = places.read_tombstone(deps.files, gone)
    if mark is not None and heir is not None and places.read_tombstone(deps.files, heir) is None:
        places.write_tombstone(deps.files, heir, mark)
    places.clear_tombstone(deps.files, gone)


def _stub(name: str) -> Account:
    """An account of which the name alone matters."""
    return Account(name=name, issuer="", client_id="")


def _write_note(files: Files, old: str, new: str, phase: str) -> None:
    note = {"schema": 1, "from": old, "to": new, "phase": phase}
    files.write(NOTE, json.dumps(note).encode("ascii"), durable=True)


def _read_note(files: Files) -> tuple[str, str, str] | None:
    data = files.read(NOTE, limit=10_000)
    try:
        note = json.loads(data or b"")
        found = note["from"], note["to"], note["phase"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return found if all(isinstance(one, str) for one in found) and found[0] != found[1] else None
