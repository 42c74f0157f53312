"""Sends a refresh token, once, and says for certain or in doubt what became of it (DESIGN, steps 3 and 4).

The journal is on disk before the token leaves. While it says *spending* and its process lives, nobody else sends that
token. Where no definite answer came, the same token is replayed once, at once: if the provider had rotated, the token
was spent already and a replay costs nothing; if it never arrived, the replay saves the session.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeyfobError, TransportError
from desktop_app.oidc import token_response
from desktop_app.oidc.token_response import ProviderRefusal
from desktop_app.ports import Grant
from desktop_app.session import places
from desktop_app.session.settle import settle
from desktop_app.vault import journal

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.oidc.token_response import TokenResponse
    from desktop_app.ports import HttpAnswer
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps
    from desktop_app.vault.record import Record


@dataclass(frozen=True, slots=True)
class Answered:
    """A strictly parsed token response, and the HTTP answer it came in."""

    response: TokenResponse
    answer: HttpAnswer


class Refused(Exception):
    """The provider's own word: an OAuth error.

    :ivar lost_answer: the token had been sent before without a definite answer.
    """

    def __init__(self, refusal: ProviderRefusal, *, lost_answer: bool) -> None:
        super().__init__(refusal.error)
        self.refusal = refusal
        self.lost_answer = lost_answer


def spend(
    deps: Deps,
    account: Account,
    metadata: ProviderMetadata,
    record: Record,
    *,
    sending: Callable[[], None],
    may_replay: Callable[[], bool],
) -> Answered:
    """Send the record's refresh token to the token endpoint (RFC 6749 §6). The account's lock is held by the caller.

    :param sending: told before every call.
    :param may_replay: whether a second call is allowed now.
    :raises Refused: an OAuth error.
    :raises KeyfobError: no answer of the provider's (the journal says whether the token is in doubt), or E_LOCK where
        another living process is spending it, or E_DISK where the journal could not be written (nothing was sent).
    """
    token = record.refresh_token
    if token is None:
        raise KeyfobError(Code.E_REAUTH, "session.no_refresh_token")
    digest = journal.token_hash(token, record.key)
    standing = places.read_journal(deps.files, record.account_id)
    doubtful = standing is not None and standing.token_hash in (digest, places.ANY_TOKEN)
    if doubtful and standing is not None:
        _refuse_if_being_spent(deps, standing)
    entry = journal.Entry(digest, "spending", deps.processes.me(), deps.clock.now())
    places.write_journal(deps.files, record.account_id, entry)
    grant = Grant("refresh_token", {"refresh_token": token, **account.token_params})
    tries = 1 if doubtful else 2
    for left in reversed(range(tries)):
        sending()
        try:
            answer = deps.http.token(
                metadata.token_endpoint,
                grant,
                client_id=account.client_id,
                client_secret=account.client_secret,
                trust=account.trust,
            )
            return Answered(token_response.parse(answer, now=answer.received), answer)
        except ProviderRefusal as refusal:
            settle(deps, account, record.account_id, None)
            raise Refused(refusal, lost_answer=doubtful) from None
        except KeyfobError as trouble:
            if _certainly_unspent(trouble):
                settle(deps, account, record.account_id, digest if doubtful else None)
                raise
            doubtful = True
            if left == 0 or not _worth_a_replay(trouble) or not may_replay():
                settle(deps, account, record.account_id, digest)
                raise
    raise AssertionError("unreachable")  # pragma: no cover - the loop returns or raises


def _refuse_if_being_spent(deps: Deps, entry: journal.Entry) -> None:
    owner = entry.owner
    if entry.phase != "spending" or owner is None or owner == deps.processes.me():
        return
    if deps.processes.is_alive(owner):
        raise KeyfobError(Code.E_LOCK, "disk.being_spent", pid=owner.pid)


def _certainly_unspent(trouble: KeyfobError) -> bool:
    if isinstance(trouble, TransportError):
        return not trouble.maybe_delivered
    return trouble.code in (Code.E_RATE, Code.E_PROXY)


def _worth_a_replay(trouble: KeyfobError) -> bool:
    """A 5xx that says when to come back is obeyed (RFC 9110 §10.2.3)."""
    if trouble.code is Code.E_SERVER:
        return trouble.params.get("retry_at") is None
    return isinstance(trouble, TransportError)
