"""Names of an account's files, and the small ones of them read and written."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from desktop_app.errors import KeyfobError
from desktop_app.session.refresh_policy import is_doubtful
from desktop_app.vault import journal, token_file, tombstone

if TYPE_CHECKING:
    from desktop_app.ports import Files
    from desktop_app.session.account import Account
    from desktop_app.vault.record import Record
    from desktop_app.vault.token_file import TokenSet


#: The token hash of a journal entry that cannot be read.
ANY_TOKEN: Final = ""


def tokens_name(account_id: str) -> str:
    """The encrypted token file."""
    return f"tokens/{account_id}.bin"


def journal_name(account_id: str) -> str:
    """The refresh journal."""
    return f"journal/{account_id}.json"


def tombstone_name(account: Account) -> str:
    """The mark of a sign-out that may not be finished."""
    return f"tombstones/{account.key}.json"


def unfinished_name(account: Account) -> str:
    """The mark of a login whose item the account does not know yet."""
    return f"unfinished/{account.key}.json"


def read_tokens(files: Files, record: Record) -> TokenSet | None:
    """The stored token set of exactly this record's generation; None costs one refresh."""
    data = files.read(tokens_name(record.account_id))
    if data is None:
        return None
    return token_file.unseal(data, record.key, record.account_id, record.generation)


def usable_tokens(files: Files, record: Record, account: Account, now: float) -> TokenSet | None:
    """The same, unless nobody can say any more when they end."""
    found = read_tokens(files, record)
    return None if found is None or is_doubtful(found, now, account.leeway_seconds) else found


def write_tokens(files: Files, record: Record, tokens: TokenSet) -> TokenSet:
    """Store *tokens* beside their record, as of its generation.

    A disk that does not take them costs one refresh at the next start, no more, so that is no error here.

    :returns: the tokens as stored.
    """
    stored = replace(tokens, generation=record.generation)
    with suppress(KeyfobError):  # E_DISK
        files.write(tokens_name(record.account_id), token_file.seal(stored, record.key, record.account_id))
    return stored


def read_journal(files: Files, account_id: str) -> journal.Entry | None:
    """The standing journal entry. One that cannot be read leaves every token in doubt (:data:`ANY_TOKEN`)."""
    name = journal_name(account_id)
    data = files.read(name, limit=10_000)
    found = None if data is None else journal.decode(data)
    if found is None and (data is not None or _exists(files, name)):
        return journal.Entry(ANY_TOKEN, "uncertain", None, 0.0)
    return found


def write_journal(files: Files, account_id: str, entry: journal.Entry) -> None:
    """Write the entry, synced to disk: it must be there before the token is sent. Raises E_DISK."""
    files.write(journal_name(account_id), journal.encode(entry), durable=True)


def clear_journal(files: Files, account_id: str) -> None:
    """A definite answer came and was dealt with."""
    files.remove(journal_name(account_id))


def read_tombstone(files: Files, account: Account) -> tombstone.Tombstone | None:
    """The standing tombstone. One that cannot be read stands as well, and names no account id."""
    name = tombstone_name(account)
    data = files.read(name, limit=10_000)
    found = None if data is None else tombstone.decode(data)
    if found is None and (data is not None or _exists(files, name)):
        return tombstone.Tombstone("", 0, 0.0)
    return found


def write_tombstone(files: Files, account: Account, mark: tombstone.Tombstone) -> None:
    """Set the tombstone, synced to disk. Raises E_DISK."""
    files.write(tombstone_name(account), tombstone.encode(mark), durable=True)


def clear_tombstone(files: Files, account: Account) -> None:
    """The sign-out is finished, or a new login replaced the session."""
    files.remove(tombstone_name(account))


def read_unfinished(files: Files, account: Account) -> tombstone.Tombstone | None:
    """Which item a login was about to store (the same form as a tombstone: an item that is not to stay)."""
    data = files.read(unfinished_name(account), limit=10_000)
    return None if data is None else tombstone.decode(data)


def write_unfinished(files: Files, account: Account, mark: tombstone.Tombstone) -> None:
    """Note the item before it is stored. It is there for who kills us, not for a power cut, so nothing waits for the
    disk. Raises E_DISK."""
    files.write(unfinished_name(account), tombstone.encode(mark))


def clear_unfinished(files: Files, account: Account) -> None:
    """The account knows its item, or the item is gone."""
    files.remove(unfinished_name(account))


def trial_name(account: Account) -> str:
    """The mark of a sign-in's trial write."""
    return f"trials/{account.key}.json"


def read_trial(files: Files, account: Account) -> tombstone.Tombstone | None:
    """Whose trial item may have been left behind (the same form as a tombstone: an item that is not to stay)."""
    data = files.read(trial_name(account), limit=10_000)
    return None if data is None else tombstone.decode(data)


def write_trial(files: Files, account: Account, mark: tombstone.Tombstone) -> None:
    """Note the item before it is stored. Raises E_DISK."""
    files.write(trial_name(account), tombstone.encode(mark))


def clear_trial(files: Files, account: Account) -> None:
    """The item is gone."""
    files.remove(trial_name(account))


def _exists(files: Files, name: str) -> bool:
    """Whether there is anything of that name, be it too large or no plain file."""
    folder, _, last = name.partition("/")
    return last in files.names(folder)
