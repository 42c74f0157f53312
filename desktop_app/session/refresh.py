"""Refreshes an account's tokens under its lock (DESIGN, "Refresh, step by step"; RFC 6749 §6; OIDC Core §12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import token_response
from desktop_app.session import outcome, places
from desktop_app.session.account_lock import account_lock
from desktop_app.session.deps import LOCK_WAIT, Deps, keychain_patience
from desktop_app.session.events import Event, Refreshed, RefreshStarted, SignedOutNow
from desktop_app.session.finish import is_signed_out
from desktop_app.session.landing import land
from desktop_app.session.refresh_policy import is_doubtful
from desktop_app.session.run import Run
from desktop_app.session.session import Session
from desktop_app.session.spend import Refused, spend
from desktop_app.vault.record import is_bound

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import Cancel
    from desktop_app.session.account import Account
    from desktop_app.vault.record import Record

NotifyEvent = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class RefreshRequest:
    """Who asks, and what for.

    :param attended: a person or a script waits: the keychain may prompt, and the call is not rate-limited.
    :param good_until: stored tokens that last beyond this wall-clock time are enough; None = refresh now.
    :param once_more: try although the session needs a login (unless the last word was ``invalid_grant``).
    :param save_patience: how long to try to save a rotated token, seconds; None = until cancelled.
    """

    attended: bool = True
    good_until: float | None = None
    once_more: bool = False
    save_patience: float | None = 60.0


def refresh(
    deps: Deps, account: Account, request: RefreshRequest, *, notify: NotifyEvent, cancel: Cancel | None = None
) -> Session:
    """Refresh now, or find that another process has.

    :raises KeyfobError: E_LOCK, E_NOT_SIGNED_IN, E_REAUTH (with reason), the E_KEYCHAIN_* codes, or why it cannot be
        done for now; the stored state says the same before this raises.
    """
    if is_signed_out(deps, account):
        raise _not_signed_in(notify)
    with account_lock(deps, account, timeout=LOCK_WAIT, cancel=cancel) as lock:
        state = deps.states.load(account)
        run = Run(deps, account, request, notify, cancel, state, lock)
        if state.account_id is None or run.is_signed_out() or deps.is_elsewhere(state):
            raise _not_signed_in(notify)
        try:
            return _Steps(run).go(state.account_id)
        except KeyfobError as trouble:
            run.fail(trouble)
            if (word := run.last_word(trouble)) is trouble:
                raise
            raise word from trouble


def _not_signed_in(notify: NotifyEvent) -> KeyfobError:
    notify(SignedOutNow())
    return KeyfobError(Code.E_NOT_SIGNED_IN, "session.not_signed_in")


class _Steps:
    """Steps 2 to 4 and 7: up to the answer, and what a refusal means."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.deps = run.deps
        self.account = run.account
        self.request = run.request

    def go(self, account_id: str) -> Session:
        record = self.read(account_id)
        if (enough := self.enough(record)) is not None:
            return enough
        self.may_send(record)
        self.run.note()
        self.run.notify(RefreshStarted())
        metadata = self.deps.metadata.recent(self.account)
        if not is_bound(record, self.account.issuer, self.account.client_id, metadata.token_endpoint):
            raise KeyfobError(Code.E_REAUTH, "session.other_endpoint")
        return self.send(record, metadata, may_change=True)

    def read(self, account_id: str) -> Record:
        """The record as it is now: somebody may have refreshed. Locked or missing keychains stop here."""
        prompt = self.request.attended
        loaded = self.run.store.load(account_id, prompt=prompt, timeout=keychain_patience(prompt))
        record = loaded.record
        self.run.state = outcome.unlocked(self.run.state, now=self.deps.clock.now())
        if record is None:
            raise outcome.no_record(loaded.trouble)
        if record.issuer != self.account.issuer or record.client_id != self.account.client_id:
            raise KeyfobError(Code.E_REAUTH, "session.other_issuer")
        self.run.record, self.run.held = record, places.read_tokens(self.deps.files, record)
        return record

    def enough(self, record: Record) -> Session | None:
        """What another process stored meanwhile, where that will do."""
        held = self.run.held
        if self.request.good_until is None or held is None or self.run.is_dead():
            return None
        if held.expires_at is not None and held.expires_at <= self.request.good_until:
            return None
        if is_doubtful(held, self.deps.clock.now(), self.account.leeway_seconds):
            return None
        session = Session(record, held, self.deps.saved)
        if self.run.state.generation != record.generation:
            return self.run.publish(session)
        self.run.save()
        self.run.notify(Refreshed(session))
        return session

    def may_send(self, record: Record) -> None:
        """Everything that forbids sending the token, looked at before the network is."""
        state, now = self.run.state, self.deps.clock.now()
        if not self.account.refresh:
            raise KeyfobError(Code.E_REAUTH, "session.refresh_off")
        if record.refresh_token is None:
            raise KeyfobError(Code.E_REAUTH, "session.no_refresh_token")
        error = state.error
        if state.state == "needs_login" and error is not None and (self.run.is_dead() or not self.request.once_more):
            raise outcome.raised(error)
        if (until := outcome.waits_until(state, now)) is not None:
            seconds = max(1, round(until - now))
            raise KeyfobError(Code.E_RATE, "session.retry_later", retry_at=until, seconds=seconds)
        if not self.run.may_call():
            raise KeyfobError(Code.E_RATE, "session.too_many_calls", retry_at=now + 15.0)

    def send(self, record: Record, metadata: ProviderMetadata, *, may_change: bool) -> Session:
        """Spend the token.

        :param may_change: if it was refused and the store has a newer one by now, that is sent.
        """
        run = self.run
        try:
            answered = spend(self.deps, self.account, metadata, record, sending=run.count_call, may_replay=run.may_call)
        except Refused as refused:
            return self.refused(refused, record, metadata, may_change=may_change)
        except KeyfobError as trouble:
            if trouble.code in (Code.E_PORTAL, Code.E_NETWORK):
                self.deps.metadata.forget(self.account)
            raise
        return land(run, answered, metadata, record)

    def refused(self, refused: Refused, record: Record, metadata: ProviderMetadata, *, may_change: bool) -> Session:
        """An OAuth error. After invalid_grant the record is read once more: a winner's token is never thrown away."""
        self.run.state = replace(self.run.state, foreign_answers=0, retry_after=None)
        if refused.refusal.error == "invalid_grant":
            latest = self.read(record.account_id)
            if latest.generation > record.generation and latest.refresh_token != record.refresh_token:
                held = self.run.held
                if held is not None and (held.expires_at is None or held.expires_at > self.deps.clock.now()):
                    return self.run.publish(Session(latest, held, self.deps.saved))
                if may_change and is_bound(latest, latest.issuer, latest.client_id, metadata.token_endpoint):
                    return self.send(latest, metadata, may_change=False)
        raise token_response.refused_at_refresh(
            refused.refusal, provider=self.account.provider, lost_answer=refused.lost_answer
        )
