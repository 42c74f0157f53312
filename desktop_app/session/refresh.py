"""Refreshes an account's tokens under its lock (DESIGN, "Refresh, step by step"; RFC 6749 §6; OIDC Core §12)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import token_response
from desktop_app.oidc.id_token import FirstIdToken
from desktop_app.session import commit, outcome, places, refresh_policy
from desktop_app.session.deps import LOCK_WAIT, Deps, keychain_patience
from desktop_app.session.events import Event, LoginNeeded, Refreshed, RefreshFailed, RefreshStarted, Unsaved
from desktop_app.session.finish import finish_sign_out, revoke_quietly
from desktop_app.session.session import Session
from desktop_app.session.spend import Refused, spend
from desktop_app.session.token_check import OtherPerson, Subject, check, clock_offset
from desktop_app.vault.record import is_bound
from desktop_app.vault.store import RecordStore

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import Cancel
    from desktop_app.session.account import Account
    from desktop_app.session.spend import Answered
    from desktop_app.session.stored import StoredState
    from desktop_app.vault.record import Record
    from desktop_app.vault.token_file import TokenSet

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
    held = deps.locks.acquire(account.key, timeout=LOCK_WAIT, cancel=cancel)
    with held:
        state = deps.states.load(account)
        if places.read_tombstone(deps.files, account) is not None:
            finish_sign_out(deps, account, attended=request.attended)
            raise KeyfobError(Code.E_NOT_SIGNED_IN, "session.not_signed_in")
        if state.account_id is None:
            raise KeyfobError(Code.E_NOT_SIGNED_IN, "session.not_signed_in")
        run = _Run(deps, account, request, notify, cancel, state)
        try:
            return run.go(state.account_id)
        except KeyfobError as trouble:
            run.fail(trouble)
            finished = getattr(trouble, "finished", None)
            if finished is not None:
                held.release_after(finished)
            raise run.last_word(trouble) from trouble.__cause__


class _Run:
    """One refresh under the lock."""

    def __init__(
        self,
        deps: Deps,
        account: Account,
        request: RefreshRequest,
        notify: NotifyEvent,
        cancel: Cancel | None,
        state: StoredState,
    ) -> None:
        self.deps = deps
        self.account = account
        self.request = request
        self.notify = notify
        self.cancel = cancel
        self.state = state
        self.store = RecordStore(deps.keychain)
        self.sent = False

    # --- the steps ---------------------------------------------------------------------------------------------------

    def go(self, account_id: str) -> Session:
        record = self.read(account_id)
        held = places.read_tokens(self.deps.files, record)
        if (enough := self.enough(record, held)) is not None:
            return enough
        self.may_send(record)
        self.passing()
        metadata = self.deps.metadata.recent(self.account)
        if not is_bound(record, self.account.issuer, self.account.client_id, metadata.token_endpoint):
            raise KeyfobError(Code.E_REAUTH, "session.other_endpoint")
        self.count_call()
        try:
            self.sent = True
            answered = spend(self.deps, self.account, metadata, record)
        except Refused as refused:
            return self.refused(refused, record)
        except KeyfobError as trouble:
            if trouble.code in (Code.E_PORTAL, Code.E_NETWORK):
                self.deps.metadata.forget(self.account)
            raise
        self.state = replace(self.state, foreign_answers=0, retry_after=None)
        return self.take(answered, metadata, record, held)

    def read(self, account_id: str) -> Record:
        """The record as it is now: somebody may have refreshed. Locked or missing keychains stop here."""
        loaded = self.store.load(
            account_id, prompt=self.request.attended, timeout=keychain_patience(self.request.attended)
        )
        if loaded.record is None:
            if loaded.trouble == "newer":
                raise KeyfobError(Code.E_REAUTH, "session.record_newer")
            if loaded.trouble is not None:
                raise KeyfobError(Code.E_REAUTH, "session.record_unreadable")
            raise KeyfobError(Code.E_NOT_SIGNED_IN, "session.record_gone")
        return loaded.record

    def enough(self, record: Record, held: TokenSet | None) -> Session | None:
        """What another process stored meanwhile, where that will do."""
        if self.request.good_until is None or held is None or self.dead():
            return None
        if held.expires_at is not None and held.expires_at <= self.request.good_until:
            return None
        session = Session(record, held, self.deps.saved)
        if self.state.generation != record.generation or self.state.state in ("locked", "offline"):
            self.publish(session)
        self.notify(Refreshed(session))
        return session

    def may_send(self, record: Record) -> None:
        """Everything that forbids sending the token, looked at before the network is."""
        now = self.deps.clock.now()
        if record.issuer != self.account.issuer or record.client_id != self.account.client_id:
            raise KeyfobError(Code.E_REAUTH, "session.other_issuer")
        if not self.account.refresh:
            raise KeyfobError(Code.E_REAUTH, "session.refresh_off")
        if record.refresh_token is None:
            raise KeyfobError(Code.E_REAUTH, "session.no_refresh_token")
        error = self.state.error
        if self.state.state == "needs_login" and error is not None and (self.dead() or not self.request.once_more):
            raise outcome.raised(error)
        if (until := outcome.waits_until(self.state, now)) is not None:
            raise KeyfobError(
                Code.E_RATE, "session.retry_later", retry_at=until, seconds=max(1, round(until - now))
            )
        if not self.request.attended and not refresh_policy.may_call(self.state.token_calls, now):
            raise KeyfobError(Code.E_RATE, "session.too_many_calls", retry_at=now + 15.0)

    def dead(self) -> bool:
        """The provider's last word on this refresh token was no."""
        error = self.state.error
        return self.state.state == "needs_login" and error is not None and error.reason in outcome.DEAD

    def passing(self) -> None:
        self.deps.states.save(self.account, replace(self.state, passing="refreshing"))
        self.notify(RefreshStarted())

    def count_call(self) -> None:
        if self.request.attended:
            return
        now = self.deps.clock.now()
        calls = refresh_policy.calls_in_the_last_minute(self.state.token_calls, now)
        self.state = replace(self.state, token_calls=(*calls, now))
        self.deps.states.save(self.account, replace(self.state, passing="refreshing"))

    def refused(self, refused: Refused, record: Record) -> Session:
        """An OAuth error. After invalid_grant the record is read once more: a winner's token is never thrown away."""
        self.state = replace(self.state, foreign_answers=0, retry_after=None)
        if refused.refusal.error == "invalid_grant":
            latest = self.read(record.account_id)
            tokens = places.read_tokens(self.deps.files, latest)
            if latest.generation > record.generation and tokens is not None:
                session = Session(latest, tokens, self.deps.saved)
                self.publish(session)
                return session
        raise token_response.refused_at_refresh(
            refused.refusal, provider=self.account.provider, lost_answer=refused.lost_answer
        )

    # --- what came back ----------------------------------------------------------------------------------------------

    def take(
        self, answered: Answered, metadata: ProviderMetadata, old: Record, held: TokenSet | None
    ) -> Session:
        """Commit the new refresh token first, then verify, then publish."""
        offset = clock_offset(answered.answer)
        self.state = replace(self.state, clock_offset=offset)
        new_token = answered.response.refresh_token or old.refresh_token
        record = replace(old, generation=old.generation + 1, refresh_token=new_token)
        if self.signed_out_meanwhile():
            raise self.drop(record, metadata)
        trouble = commit.save(self.deps, record, attended=self.request.attended)
        if trouble is None:
            self.committed(record)
        checked = error = None
        try:
            checked = check(
                self.deps, self.account, metadata, answered.response, answered.answer, _subject(old, held)
            )
        except KeyfobError as refused:
            error = refused
        except OtherPerson:
            error = KeyfobError(Code.E_REAUTH, "session.quarantine", reason="quarantine")
        tokens = None if checked is None else checked.tokens
        if trouble is not None:
            self.save_later(record, tokens, trouble, metadata)
        if tokens is None:
            if held is not None and not _quarantined(error):
                places.write_tokens(self.deps.files, record, held)
            self.state = replace(self.state, generation=record.generation)
            assert error is not None  # noqa: S101 - one of the two is there
            raise error
        session = Session(record, places.write_tokens(self.deps.files, record, tokens), self.deps.saved)
        self.publish(session)
        self.deps.activity.record(self.account, "refreshed", self.deps.clock.now())
        self.notify(Refreshed(session))
        return session

    def committed(self, record: Record) -> None:
        places.clear_journal(self.deps.files, record.account_id)
        if self.signed_out_meanwhile():
            finish_sign_out(self.deps, self.account, attended=self.request.attended)
            raise KeyfobError(Code.E_NOT_SIGNED_IN, "session.signed_out_meanwhile")

    def save_later(
        self, record: Record, tokens: TokenSet | None, trouble: KeyfobError, metadata: ProviderMetadata
    ) -> None:
        """The rotated token is in memory alone: say so, keep the lock, go on trying."""
        self.state = replace(self.state, unsaved=True)
        self.deps.states.save(
            self.account, replace(self.state, passing="refreshing", error=outcome.stored_error(commit.lost(trouble)))
        )
        self.notify(Unsaved(None if tokens is None else Session(record, tokens, "memory"), trouble))
        self.deps.activity.record(self.account, "unsaved", self.deps.clock.now(), code=trouble.code.value)
        commit.keep_trying(
            self.deps,
            record,
            trouble,
            attended=self.request.attended,
            patience=self.request.save_patience,
            cancel=self.cancel,
            given_up=self.signed_out_meanwhile,
        )
        if self.signed_out_meanwhile():
            raise self.drop(record, metadata)
        self.state = replace(self.state, unsaved=False)
        self.committed(record)

    def signed_out_meanwhile(self) -> bool:
        return places.read_tombstone(self.deps.files, self.account) is not None

    def drop(self, record: Record, metadata: ProviderMetadata) -> KeyfobError:
        """A sign-out came between: what the provider just gave is revoked, not stored."""
        revoke_quietly(self.deps, self.account, metadata, record.refresh_token)
        finish_sign_out(self.deps, self.account, attended=self.request.attended)
        return KeyfobError(Code.E_NOT_SIGNED_IN, "session.signed_out_meanwhile")

    def publish(self, session: Session) -> None:
        self.state = outcome.signed_in(
            self.state,
            self.account,
            session.record,
            session.tokens,
            saved=session.saved,
            chance=random.random(),  # noqa: S311 - jitter
        )
        self.deps.states.save(self.account, self.state)

    # --- trouble -----------------------------------------------------------------------------------------------------

    def fail(self, trouble: KeyfobError) -> None:
        """Write down what the trouble means."""
        if trouble.code is Code.E_NOT_SIGNED_IN and trouble.text == "session.signed_out_meanwhile":
            return
        now = self.deps.clock.now()
        unsent_refusal = trouble.code is Code.E_RATE and not self.sent
        if unsent_refusal:
            kept = self.state.next_refresh_at or 0.0
            self.state = replace(self.state, next_refresh_at=max(kept, _number(trouble.params.get("retry_at"))))
        else:
            self.state = outcome.troubled(self.state, trouble, now=now, chance=random.random())  # noqa: S311 - jitter
            over = outcome.foreign_limit_reached(self.state)
            if over is not None:
                self.state = outcome.troubled(self.state, over, now=now, chance=0.0)
        self.deps.states.save(self.account, self.state)
        word = self.last_word(trouble)
        if word.code is Code.E_REAUTH:
            self.deps.activity.record(self.account, "needs_login", now, code=word.code.value, reason=word.reason)
            self.notify(LoginNeeded(word))
        else:
            self.deps.activity.record(self.account, "refresh_failed", now, code=word.code.value)
            self.notify(RefreshFailed(word, self.state.next_refresh_at))

    def last_word(self, trouble: KeyfobError) -> KeyfobError:
        """The trouble itself, or E_REAUTH where it was the tenth answer that was not the provider's."""
        return outcome.foreign_limit_reached(self.state) or trouble


def _subject(old: Record, held: TokenSet | None) -> Subject:
    first = FirstIdToken(subject=old.subject, auth_time=old.auth_time, azp=old.azp, nonce=old.nonce)
    return Subject(first=first, held=held)


def _quarantined(error: KeyfobError | None) -> bool:
    return error is not None and error.reason == "quarantine"


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
