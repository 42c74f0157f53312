"""One refresh under the account's lock: what it was given, the state as it goes, and how it is told."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.errors import KeyfobError
from desktop_app.session import outcome, places, refresh_policy
from desktop_app.session.events import LoginNeeded, Refreshed, RefreshFailed, SignedOutNow
from desktop_app.session.session import Session
from desktop_app.vault.store import RecordStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.ports import Cancel, Held
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps
    from desktop_app.session.events import Event
    from desktop_app.session.refresh import RefreshRequest
    from desktop_app.session.stored import StoredState
    from desktop_app.vault.record import Record
    from desktop_app.vault.token_file import TokenSet


class Run:
    """What the steps of one refresh share.

    :ivar lock: the account's.
    :ivar state: the stored state as it will be.
    :ivar held: the token set held so far.
    """

    def __init__(
        self,
        deps: Deps,
        account: Account,
        request: RefreshRequest,
        notify: Callable[[Event], None],
        cancel: Cancel | None,
        state: StoredState,
        lock: Held,
    ) -> None:
        self.deps = deps
        self.account = account
        self.request = request
        self.notify = notify
        self.cancel = cancel
        self.state = state
        self.lock = lock
        self.store = RecordStore(deps.keychain)
        self.held: TokenSet | None = None
        self.record: Record | None = None

    def is_signed_out(self) -> bool:
        """Whether somebody signed out since we began."""
        return places.read_tombstone(self.deps.files, self.account) is not None

    def note(self, trouble: KeyfobError | None = None) -> None:
        """Show how far we are. A full disk costs this line of ``status`` alone: a token may be in our hands."""
        shown = self.state.error if trouble is None else outcome.stored_error(trouble)
        with suppress(KeyfobError):  # E_DISK
            self.deps.states.save(self.account, replace(self.state, passing="refreshing", error=shown))

    def save(self) -> None:
        """Write the state down. A disk that does not take it costs lines of ``status``, never what is told next."""
        try:
            self.deps.states.save(self.account, self.state)
        except KeyfobError as trouble:  # E_DISK
            self.deps.activity.record(self.account, "state_not_saved", self.deps.clock.now(), code=trouble.code.value)

    # --- the limits --------------------------------------------------------------------------------------------------

    def may_call(self) -> bool:
        """Whether another token call is allowed now: work nobody started makes at most four a minute."""
        return self.request.attended or refresh_policy.may_call(self.state.token_calls, self.deps.clock.now())

    def count_call(self) -> None:
        """A token call is about to be made."""
        if self.request.attended:
            return
        now = self.deps.clock.now()
        calls = refresh_policy.calls_in_the_last_minute(self.state.token_calls, now)
        self.state = replace(self.state, token_calls=(*calls, now))
        self.note()

    def is_dead(self) -> bool:
        """Whether the provider's last word on this refresh token was no."""
        error = self.state.error
        return self.state.state == "needs_login" and error is not None and error.reason in outcome.DEAD

    # --- the ends ----------------------------------------------------------------------------------------------------

    def publish(self, session: Session) -> Session:
        """*session* is what the account has now."""
        self.state = outcome.signed_in(
            self.state,
            self.account,
            session.record,
            session.tokens,
            saved=session.saved,
            chance=random.random(),  # noqa: S311 - jitter
        )
        self.save()
        self.notify(Refreshed(session))
        return session

    def fail(self, trouble: KeyfobError) -> None:
        """Write down what the trouble means, and say so."""
        if trouble.text == "session.signed_out_meanwhile":
            self.notify(SignedOutNow())
            return
        now = self.deps.clock.now()
        known = self.state.error
        self.state = self._after(trouble, now)
        self.save()
        word = self.last_word(trouble)
        if self.state.state == "needs_login":
            kept = word if self.state.error is None else outcome.raised(self.state.error)
            self.deps.activity.record(self.account, "needs_login", now, code=kept.code.value, reason=kept.reason)
            self.notify(LoginNeeded(kept))
        else:
            if known is None or known.code != word.code.value:  # more of the same is no news
                self.deps.activity.record(self.account, "refresh_failed", now, code=word.code.value)
            self.notify(RefreshFailed(word, self.state.next_refresh_at, self._kept(now)))

    def _kept(self, now: float) -> Session | None:
        """The session that was read, while its access token lasts."""
        if self.held is None or self.record is None or not _lasts(self.held, now):
            return None
        return Session(self.record, self.held, self.deps.saved)

    def last_word(self, trouble: KeyfobError) -> KeyfobError:
        """The trouble itself, or E_REAUTH where it was the tenth answer that was not the provider's."""
        over = outcome.foreign_limit_reached(self.state) if outcome.is_foreign(trouble) else None
        return over or trouble

    def _after(self, trouble: KeyfobError, now: float) -> StoredState:
        if trouble.text in outcome.HELD_BACK:
            until = trouble.params.get("retry_at")
            planned = outcome.next_look(self.state, now) or 0.0
            due = max(planned, float(until) if isinstance(until, int | float) else 0.0)
            return replace(self.state, passing=None, next_refresh_at=due)
        if trouble.text in outcome.NOTHING_TO_SEND and self.held is not None and _lasts(self.held, now):
            return replace(self.state, passing=None)
        state = outcome.troubled(self.state, trouble, now=now, chance=random.random())  # noqa: S311 - jitter
        over = outcome.foreign_limit_reached(state) if outcome.is_foreign(trouble) else None
        return state if over is None else outcome.troubled(state, over, now=now, chance=0.0)


def _lasts(tokens: TokenSet, now: float) -> bool:
    return tokens.expires_at is None or tokens.expires_at > now
