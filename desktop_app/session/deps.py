"""What the use cases are given: the ports, and the stores built on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from desktop_app.errors import Param
    from desktop_app.ports import Clock, Files, Http, Keychain, Locks, Processes, SessionProviders
    from desktop_app.session.account import Account
    from desktop_app.session.metadata_source import MetadataSource
    from desktop_app.session.stored import KeySource, Saved, States, StoredState


class Activity(Protocol):
    """Where what happened to an account is written down (no secrets)."""

    def record(self, account: Account, kind: str, at: float, **details: Param) -> None:
        """Append one event. Never raises: a full disk must not cost a session."""
        ...


@dataclass(frozen=True, slots=True)
class Deps:
    """The parts every use case works with.

    :param saved: where *keychain* keeps things ("memory" for a window without a system keychain).
    :param sessions: the session calls of provider kinds; None: none of them is known.
    """

    http: Http
    keychain: Keychain
    locks: Locks
    files: Files
    processes: Processes
    clock: Clock
    states: States
    keys: KeySource
    metadata: MetadataSource
    activity: Activity
    saved: Saved = field(default="keychain")
    sessions: SessionProviders | None = None

    def is_elsewhere(self, state: StoredState) -> bool:
        """Whether the session of *state* lives in the memory of another process: nothing of it is ours to use, nor its
        state ours to write."""
        return state.saved == "memory" and self.saved != "memory"


#: How long a person's command waits for a keychain prompt, seconds.
ATTENDED_KEYCHAIN = 120.0
#: How long work nobody started waits for the keychain, seconds.
UNATTENDED_KEYCHAIN = 10.0
#: How long a caller waits for another process's refresh, seconds.
LOCK_WAIT = 30.0


def keychain_patience(attended: bool) -> float:
    """Deadline of one keychain call, seconds."""
    return ATTENDED_KEYCHAIN if attended else UNATTENDED_KEYCHAIN
