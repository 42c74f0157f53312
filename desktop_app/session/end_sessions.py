"""Ends sessions at the provider: chosen ones one by one, or all of a person or an application.

Ending this program's own session leaves its record here: the next refresh finds the session gone and asks to sign in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeyfobError
from desktop_app.session import outcome
from desktop_app.session.end_pool import Done, Progress, end_each
from desktop_app.session.list_sessions import Whom, list_sessions, require
from desktop_app.session.session_calls import open_calls, require_other_sessions

if TYPE_CHECKING:
    from desktop_app.ports import Cancel, ListedSession
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps
    from desktop_app.session.events import Event


@dataclass(frozen=True, slots=True)
class Failure:
    """A session that was not ended. :param error: why; E_CANCELLED where its turn never came."""

    id: str
    error: KeyfobError


@dataclass(frozen=True, slots=True)
class EndResult:
    """What became of the sessions that were to be ended.

    :param gone: those that had ended by themselves before (not every provider says so).
    :param current_ended: this program's own session is among them.
    :param unlisted: more was ended than can be listed (an application's, where the provider names none of them).
    :param unknown: the provider said yes to all at once, and what is left could not be looked at afterwards.
    """

    ended: tuple[str, ...]
    failed: tuple[Failure, ...] = ()
    gone: tuple[str, ...] = ()
    current_ended: bool = False
    unlisted: bool = False
    unknown: tuple[Failure, ...] = ()


def end_sessions(
    deps: Deps,
    account: Account,
    chosen: Sequence[ListedSession],
    *,
    progress: Callable[[Progress], None],
    notify: Callable[[Event], None],
    cancel: Cancel,
) -> EndResult:
    """End exactly the *chosen* sessions, this program's own last.

    What happens to one is in the result, not raised. A network that is lost, or a provider that refuses everything,
    stops the rest: it is in *failed* with the same error.

    :param progress: called in the calling thread after each one.
    :param cancel: those under way are waited for; the rest is in *failed* with E_CANCELLED.
    :raises KeyfobError: before anything is ended: E_NOT_SIGNED_IN, E_REAUTH, E_DENIED (other people's sessions without
        the capability), E_KEYCHAIN_*, or why the provider could not be asked.
    """
    opened = open_calls(deps, account, notify=notify, cancel=cancel)
    if any(one.user != opened.subject and one.id != opened.this.id for one in chosen):
        require_other_sessions(account, opened.tokens(), deps.clock.now())
    in_turn = sorted(chosen, key=lambda one: one.current)
    return _result(deps, account, chosen, end_each(opened.calls, in_turn, progress, cancel))


def end_all(
    deps: Deps,
    account: Account,
    whom: Whom,
    *,
    progress: Callable[[Progress], None],
    notify: Callable[[Event], None],
    cancel: Cancel,
) -> EndResult:
    """End all sessions of *whom*, in one call where the provider has one. What is told as ended is what was listed
    before and is not listed afterwards.

    :raises KeyfobError: as :func:`end_sessions` and :func:`desktop_app.session.list_sessions.list_sessions`; E_USAGE
        where the provider has no way to end all of one's own.
    """
    opened = open_calls(deps, account, notify=notify, cancel=cancel)
    user = require(deps, account, opened, whom)
    offers = opened.calls.offers
    if whom.is_own and not offers.everywhere:
        raise KeyfobError(Code.E_USAGE, "sessions.no_everywhere")
    if user is None and offers.application == "none":
        raise KeyfobError(Code.E_USAGE, "sessions.not_here")
    can_list = offers.own_list if whom.is_own else user is not None or offers.application == "list"
    before = _listed(deps, account, whom, notify, cancel) if can_list else ()
    if whom.is_own and not offers.own_list:
        opened.calls.everywhere()
        ended = (opened.this.id,)
        _record(deps, account, len(ended), 0)
        return EndResult(ended, current_ended=True, unlisted=True)
    if not opened.calls.end_by(user, whom.application):
        in_turn = sorted(before, key=lambda one: one.current)
        return _result(deps, account, before, end_each(opened.calls, in_turn, progress, cancel))
    if not can_list:
        _record(deps, account, 0, 0)
        return EndResult((), unlisted=True)
    return _compared(deps, account, whom, user == opened.subject, before, notify, cancel)


def _compared(
    deps: Deps,
    account: Account,
    whom: Whom,
    ours: bool,
    before: Sequence[ListedSession],
    notify: Callable[[Event], None],
    cancel: Cancel,
) -> EndResult:
    """One call was made and said yes: look what is left. :param ours: this program's own session was meant, too."""
    current = {one.id for one in before if one.current}
    try:
        left = {one.id for one in _listed(deps, account, whom, notify, cancel)}
    except KeyfobError as trouble:
        if not ours or not _our_own_is_over(trouble):
            _record(deps, account, 0, 0, unknown=len(before))
            why = KeyfobError(trouble.code, "sessions.end_unknown", reason="not_known")
            return EndResult((), unknown=tuple(Failure(one.id, why) for one in before))
        # Nobody is left here who could list, as it should be. The provider said that all have ended.
        left = set()
    ended = tuple(one.id for one in before if one.id not in left)
    still = KeyfobError(Code.E_SERVER, "sessions.still_there")
    failed = tuple(Failure(one.id, still) for one in before if one.id in left)
    _record(deps, account, len(ended), len(failed))
    return EndResult(ended, failed, current_ended=bool(current & set(ended)))


def _our_own_is_over(trouble: KeyfobError) -> bool:
    """Whether the provider says that the session is over by which we would have asked: our token is not accepted any
    more, or there is no new one. A role that is missing or an API key that is refused says nothing of sessions."""
    if trouble.code is Code.E_REAUTH:
        return trouble.reason in outcome.DEAD
    return trouble.code is Code.E_DENIED and trouble.reason == "401" and trouble.text != "sessions.key_refused"


def _listed(
    deps: Deps, account: Account, whom: Whom, notify: Callable[[Event], None], cancel: Cancel
) -> tuple[ListedSession, ...]:
    return list_sessions(deps, account, whom, notify=notify, cancel=cancel).sessions


def _result(deps: Deps, account: Account, chosen: Sequence[ListedSession], done: Sequence[Done]) -> EndResult:
    """In the order they were chosen in."""
    by_name = {(one.session.id, one.session.kind): one for one in done}
    in_order = [by_name[one.id, one.kind] for one in chosen]
    ended = tuple(one.session.id for one in in_order if one.error is None and not one.gone)
    gone = tuple(one.session.id for one in in_order if one.gone)
    failed = tuple(Failure(one.session.id, one.error) for one in in_order if one.error is not None)
    _record(deps, account, len(ended), len(failed))
    current = any(one.session.current and one.error is None for one in in_order)
    return EndResult(ended, failed, gone, current_ended=current)


def _record(deps: Deps, account: Account, ended: int, failed: int, **more: int) -> None:
    deps.activity.record(account, "sessions_ended", deps.clock.now(), ended=ended, failed=failed, **more)
