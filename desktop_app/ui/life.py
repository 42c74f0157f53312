"""One account's life in the window: its state, what is stored of it, and the sign-in under way."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.session.states import Offline, SignedOut, SigningIn, State, session_of
from desktop_app.session.stored import StoredState

if TYPE_CHECKING:
    from desktop_app.app.activity import ActivityEvent
    from desktop_app.errors import KeyfobError
    from desktop_app.session.account import Account
    from desktop_app.session.sign_in import TakeAddress
    from desktop_app.session.sign_out import SignOutResult


@dataclass(slots=True)
class SignInRun:
    """A sign-in under way.

    :param until: monotonic time at which it gives up; None until the browser was asked.
    :param total: seconds it waits for.
    :param opened: False where no browser could be opened; the link stands instead.
    """

    attempt: str
    total: float
    cancel: threading.Event = field(default_factory=threading.Event)
    until: float | None = None
    take: TakeAddress | None = None
    opened: bool = True
    paste_error: str = ""
    copied: bool = False
    saving: bool = False


@dataclass(slots=True)
class Life:
    """What the window knows of an account.

    :param demo: it belongs to the embedded provider.
    :param stopped: the embedded provider has ended by itself.
    :param busy: a use case of the account's own lane is under way.
    :param bare: its record was read without tokens: a refresh is due at once.
    :param signed_out: what became of the steps of the last sign-out.
    :param role_lost: a role that the last refresh took away, to be said once.
    """

    account: Account
    state: State = field(default_factory=SignedOut)
    stored: StoredState = field(default_factory=StoredState)
    activity: tuple[ActivityEvent, ...] = ()
    demo: bool = False
    stopped: bool = False
    busy: bool = False
    bare: bool = False
    restored: bool = False
    unlocking: bool = False
    sign_in: SignInRun | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    role_lost: str = ""
    copied: bool = False
    sign_out_note: str = ""
    signed_out: SignOutResult | None = None


def sentence(error: KeyfobError) -> str:
    """Message and hint in one."""
    from desktop_app.app.texts import error_texts

    message, hint = error_texts(error.text, error.params)
    return f"{message} {hint}".strip()


def counts_seconds(life: Life, now: float, shown: bool) -> bool:
    """Whether what is drawn of it changes every second. :param now: wall clock. :param shown: its page is open."""
    match life.state:
        case SigningIn():
            return shown
        case Offline(next_try=next_try):
            return next_try is not None
        case _:
            session = session_of(life.state)
            end = None if session is None else session.tokens.expires_at
            return end is not None and now < end and (end - now < 3600 if shown else end - now < 90)
