"""Ends a standing journal entry. The exchange is over by then, so a disk in trouble is no error here: it must not stand
in for the provider's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.errors import KeyfobError
from desktop_app.session import places
from desktop_app.vault import journal

if TYPE_CHECKING:
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps

#: Pauses between tries, seconds. The account's lock is held meanwhile.
_PAUSES: Final = (0.1, 0.4)


def settle(deps: Deps, account: Account, account_id: str, doubtful: str | None) -> None:
    """Take the entry away, or leave one that says the token is in doubt. Our own *spending* must not stand: while we
    live, nobody else could refresh.

    :param doubtful: :func:`journal.token_hash` of the token nobody knows about; None where the answer was definite.
    """
    trouble = _try(deps, account_id, doubtful)
    for pause in _PAUSES:
        if trouble is None:
            return
        deps.clock.sleep(pause)
        trouble = _try(deps, account_id, doubtful)
    if trouble is not None and doubtful is not None:
        trouble = _try(deps, account_id, None)
    if trouble is not None:
        deps.activity.record(account, "journal_kept", deps.clock.now(), code=trouble.code.value)


def _try(deps: Deps, account_id: str, doubtful: str | None) -> KeyfobError | None:
    try:
        if doubtful is None:
            places.clear_journal(deps.files, account_id)
        else:
            entry = journal.Entry(doubtful, "uncertain", None, deps.clock.now())
            places.write_journal(deps.files, account_id, entry)
    except KeyfobError as trouble:
        return trouble
    return None
