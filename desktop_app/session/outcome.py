"""What each outcome means for an account's stored state. Pure: old state in, new state out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Code, KeyfobError, TransportError
from desktop_app.session.refresh_policy import (
    DEFAULT_RETRY_AFTER,
    FOREIGN_LIMIT,
    LOCKED_EVERY,
    MAX_RETRY_AFTER,
    back_off,
    believable,
    due_at,
)
from desktop_app.session.stored import LastingState, Saved, StoredError, StoredState

if TYPE_CHECKING:
    from desktop_app.session.account import Account
    from desktop_app.vault.record import Record
    from desktop_app.vault.token_file import TokenSet

#: Ends of a session's automatic life that only a new login (or a person's "refresh") changes.
_NEEDS_LOGIN: Final = frozenset({Code.E_REAUTH, Code.E_NOT_SIGNED_IN})
#: An answer came, but not from the provider. Ten in a row and the person is asked.
_FOREIGN: Final = frozenset({Code.E_PORTAL, Code.E_PROXY})
#: Reasons of E_REAUTH after which the refresh token is known to be dead.
DEAD: Final = frozenset({"refused", "lost_answer"})
#: There is nothing to refresh with. While the access token lasts, that changes nothing.
NOTHING_TO_SEND: Final = frozenset({"session.refresh_off", "session.no_refresh_token"})
#: We held our own call back; the provider was not asked.
HELD_BACK: Final = frozenset({"session.retry_later", "session.too_many_calls"})
#: How much of one value of an error is kept, characters.
MAX_PARAM: Final = 1_000


def stored_error(error: KeyfobError) -> StoredError:
    """*error* as a state file keeps it: words of others are cut."""
    params = {name: value[:MAX_PARAM] if isinstance(value, str) else value for name, value in error.params.items()}
    return StoredError(error.code.value, error.text, error.reason, params)


def raised(kept: StoredError) -> KeyfobError:
    """The error that a state file kept, to be raised again. A code of another version is E_REAUTH; the reason stays."""
    try:
        code = Code(kept.code)
    except ValueError:
        return KeyfobError(Code.E_REAUTH, "session.other_version", reason=kept.reason)
    error = KeyfobError(code, kept.text, reason=kept.reason)
    error.params.update(kept.params)
    return error


def signed_in(
    state: StoredState, account: Account, record: Record, tokens: TokenSet, *, saved: Saved, chance: float
) -> StoredState:
    """A verified token set is stored."""
    # To the millisecond: a difference of two times of today is no whole number of seconds.
    lifetime = None if tokens.expires_at is None else max(round(tokens.expires_at - tokens.obtained_at, 3), 0.0)
    can_refresh = account.refresh and record.refresh_token is not None
    return replace(
        state,
        account_id=record.account_id,
        issuer=record.issuer,
        client_id=record.client_id,
        state="signed_in",
        passing=None,
        unsaved=False,
        saved=saved,
        generation=record.generation,
        subject=record.subject,
        username=tokens.username,
        email=tokens.email,
        roles=tokens.roles,
        access_token_expires_at=tokens.expires_at,
        next_refresh_at=due_at(tokens.obtained_at, tokens.expires_at, chance) if can_refresh else None,
        signed_in_at=record.signed_in_at,
        lifetime=lifetime,
        error=None,
        foreign_answers=0,
        attempts=0,
        retry_after=None,
    )


def troubled(state: StoredState, error: KeyfobError, *, now: float, chance: float) -> StoredState:
    """A refresh did not work: what the state becomes, and when to look again."""
    kept = stored_error(error)
    if error.code in _NEEDS_LOGIN:
        return replace(state, state="needs_login", passing=None, error=kept, next_refresh_at=None)
    if error.code is Code.E_LOCK:
        return replace(state, passing=None)
    stays = state.state == "needs_login" and state.error is not None
    if error.code is Code.E_KEYCHAIN_LOCKED:
        return replace(state, passing=None) if stays else replace(state, state="locked", passing=None, error=kept)
    attempts = state.attempts + 1
    foreign = state.foreign_answers + is_foreign(error)
    retry_after = _retry_after(error, now)
    if stays:
        # A person tried once more, and it did not work for now: automatic tries do not begin again.
        return replace(state, passing=None, attempts=attempts, foreign_answers=foreign, retry_after=retry_after)
    wait = back_off(attempts, error.code, chance)
    lasting: LastingState = "offline"
    return replace(
        state,
        state=lasting,
        passing=None,
        error=kept,
        attempts=attempts,
        foreign_answers=foreign,
        retry_after=retry_after,
        next_refresh_at=max(now + wait, retry_after or 0.0),
    )


def unlocked(state: StoredState, *, now: float) -> StoredState:
    """The record could be read again after the keychain was found locked."""
    if state.state != "locked":
        return state
    ends = state.access_token_expires_at
    lasting: LastingState = "signed_in" if ends is not None and ends > now else "offline"
    return replace(state, state=lasting, error=None)


def is_foreign(error: KeyfobError) -> bool:
    """Whether an answer came that was not the provider's."""
    return error.code in _FOREIGN and not isinstance(error, TransportError)


def foreign_limit_reached(state: StoredState) -> KeyfobError | None:
    """E_REAUTH once ten answers in a row were not the provider's."""
    if state.foreign_answers < FOREIGN_LIMIT:
        return None
    return KeyfobError(Code.E_REAUTH, "session.not_provider", reason="not_provider", count=state.foreign_answers)


def signed_out(state: StoredState) -> StoredState:
    """Nothing is held any more; the account's random id goes with its record. The generation goes on counting."""
    return StoredState(
        issuer=state.issuer,
        client_id=state.client_id,
        generation=state.generation,
        clock_offset=state.clock_offset,
    )


def waits_until(state: StoredState, now: float) -> float | None:
    """Until when nothing may be sent (Retry-After), None if that is over. A time too far off is not believed: the
    clock was set back."""
    until = state.retry_after
    if until is None or until <= now or until - now > MAX_RETRY_AFTER:
        return None
    return until


def next_look(state: StoredState, now: float) -> float | None:
    """When the window looks after the session again: as planned, or at the token's end where nothing is; None for
    never."""
    if state.state == "locked":
        return now + LOCKED_EVERY
    due = state.next_refresh_at
    if due is None:
        return state.access_token_expires_at
    code = None if state.error is None else raised(state.error).code
    return believable(due, now, code=code, ends=state.access_token_expires_at, waits_until=waits_until(state, now))


def _retry_after(error: KeyfobError, now: float) -> float | None:
    asked = error.params.get("retry_at")
    if isinstance(asked, int | float):
        return min(float(asked), now + MAX_RETRY_AFTER)
    return now + DEFAULT_RETRY_AFTER if error.code is Code.E_RATE else None


def no_record(trouble: str | None) -> KeyfobError:
    """Why there is no record to use.

    :param trouble: ``newer`` or ``rubbish`` for an item that cannot be read, None where there is none.
    """
    if trouble is None:
        return KeyfobError(Code.E_NOT_SIGNED_IN, "session.record_gone")
    name = "session.record_newer" if trouble == "newer" else "session.record_unreadable"
    return KeyfobError(Code.E_REAUTH, name)
