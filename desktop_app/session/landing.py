"""What a refresh does with its answer (DESIGN, steps 5 and 6): the new refresh token is committed first, then the
tokens are verified, then they are published. Until it is committed, this process has the only living refresh token."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeychainTimeout, KeyfobError
from desktop_app.oidc.id_token import FirstIdToken
from desktop_app.session import commit, places
from desktop_app.session.events import Unsaved
from desktop_app.session.finish import clear_away, revoke_quietly
from desktop_app.session.session import Session
from desktop_app.session.settle import settle
from desktop_app.session.token_check import OtherPerson, Subject, check, clock_offset
from desktop_app.vault import journal

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.session.run import Run
    from desktop_app.session.spend import Answered
    from desktop_app.vault.record import Record
    from desktop_app.vault.token_file import TokenSet


def land(run: Run, answered: Answered, metadata: ProviderMetadata, old: Record) -> Session:
    """Commit, verify, publish.

    :param old: the record whose refresh token was spent.
    :raises KeyfobError: E_NOT_SIGNED_IN (signed out meanwhile), E_KEYCHAIN_* (nobody could save the token), or why
        the new access token is not used; the new refresh token is stored then all the same.
    """
    response = answered.response
    run.state = replace(run.state, foreign_answers=0, retry_after=None, clock_offset=clock_offset(answered.answer))
    record = replace(old, generation=old.generation + 1, refresh_token=response.refresh_token or old.refresh_token)
    if run.is_signed_out():
        raise _dropped(run, record, metadata, None)
    trouble = commit.save(run.deps, record, attended=run.request.attended)
    if trouble is None:
        _committed(run, record, metadata)
    tokens: TokenSet | None = None
    error: KeyfobError | None = None
    try:
        subject = Subject(first=_first(old), held=run.held)
        tokens = check(run.deps, run.account, metadata, response, answered.answer, subject).tokens
    except KeyfobError as refused:
        error = refused
    except OtherPerson:
        error = KeyfobError(Code.E_REAUTH, "session.quarantine", reason="quarantine")
    if trouble is not None:
        _save_later(run, old, record, tokens, trouble, metadata)
    if tokens is None:
        assert error is not None  # noqa: S101 - one of the two is there
        if run.held is not None and error.reason != "quarantine":
            run.held = places.write_tokens(run.deps.files, record, run.held)
        run.state = replace(run.state, generation=record.generation)
        raise error
    session = Session(record, places.write_tokens(run.deps.files, record, tokens), run.deps.saved)
    run.deps.activity.record(run.account, "refreshed", run.deps.clock.now())
    return run.publish(session)


def _first(record: Record) -> FirstIdToken:
    return FirstIdToken(subject=record.subject, auth_time=record.auth_time, azp=record.azp, nonce=record.nonce)


def _committed(run: Run, record: Record, metadata: ProviderMetadata) -> None:
    settle(run.deps, run.account, record.account_id, None)
    if run.is_signed_out():
        raise _dropped(run, record, metadata, None)


def _save_later(
    run: Run,
    old: Record,
    record: Record,
    tokens: TokenSet | None,
    trouble: KeyfobError,
    metadata: ProviderMetadata,
) -> None:
    """The rotated token is in memory alone: say so, keep the lock, go on trying."""
    run.state = replace(run.state, unsaved=True)
    run.note(commit.lost(trouble))
    run.notify(Unsaved(None if tokens is None else Session(record, tokens, "memory"), trouble))
    run.deps.activity.record(run.account, "unsaved", run.deps.clock.now(), code=trouble.code.value)
    last = commit.keep_trying(
        run.deps,
        record,
        trouble,
        patience=run.request.save_patience,
        cancel=run.cancel,
        given_up=run.is_signed_out,
    )
    run.state = replace(run.state, unsaved=False)
    if last is None:
        _committed(run, record, metadata)
        return
    if isinstance(last, KeychainTimeout):
        run.lock.release_after(last.finished)
    if run.is_signed_out():
        raise _dropped(run, record, metadata, last)
    _give_up(run, old)
    raise commit.lost(last)


def _give_up(run: Run, old: Record) -> None:
    """The new token is lost with us, and the old one is dead in all likelihood: whoever sends it next shall know."""
    token = old.refresh_token
    assert token is not None  # noqa: S101 - it was sent
    settle(run.deps, run.account, old.account_id, journal.token_hash(token, old.key))


def _dropped(run: Run, record: Record, metadata: ProviderMetadata, trouble: KeyfobError | None) -> KeyfobError:
    """A sign-out came between: what the provider just gave is revoked, and nothing is brought back.

    :param trouble: the last trouble with the keychain. While a write is still under way the tombstone stays, so that
        what it brings is deleted by whoever comes next.
    """
    revoke_quietly(run.deps, run.account, metadata, record.refresh_token)
    if not commit.is_under_way(trouble):
        clear_away(run.deps, run.account, run.lock)
    return KeyfobError(Code.E_NOT_SIGNED_IN, "session.signed_out_meanwhile")
