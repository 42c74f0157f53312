"""What other processes do to the accounts shows at once: a login, refresh or sign-out in a terminal, an account put
into the settings or taken out of them.

The system tells of changes in two folders; nothing is polled. What changed is read on a thread of its own and compared
with what the window knows: our own writes change nothing. The keychain is asked without a prompt.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from desktop_app.errors import KeyfobError
from desktop_app.session.states import NeedsLogin, SignedOut, session_of
from desktop_app.ui.accounts.carry import carry, in_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.app.config import Config
    from desktop_app.bootstrap import Engine
    from desktop_app.bootstrap.engine_window import Places
    from desktop_app.session.account import Account
    from desktop_app.session.stored import StoredState
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.life import Life
    from desktop_app.ui.tasks import Done

#: Changes that come together are looked at together, milliseconds.
_TOGETHER: Final = 200
_LANE: Final = "watch"


class FileWatch(QObject):
    """Watches the settings file and the accounts' state files."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._places: Places | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._changed)
        self._watcher.fileChanged.connect(self._changed)
        #: Accounts that were at work themselves when something changed.
        self._later: set[str] = set()
        #: What was written of an account when it was read again: once is enough.
        self._read: dict[str, tuple[object, ...]] = {}
        desk.controller.changed.connect(self._settled)
        self._states_soon = self._timer(self._read_states)
        self._settings_soon = self._timer(self._read_settings)

    def begin(self) -> None:
        """Find the places, watch them, and look at them once: something may have changed since they were read."""
        self._desk.tasks.run(_LANE, self._desk.engine.places, self._watch)

    def close(self) -> None:
        """No more."""
        self._desk.controller.changed.disconnect(self._settled)
        self._states_soon.stop()
        self._settings_soon.stop()
        watched = self._watcher.files() + self._watcher.directories()
        if watched:
            self._watcher.removePaths(watched)

    def _timer(self, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(call)
        return timer

    def _watch(self, done: Done[Places]) -> None:
        if done.value is None:
            return
        self._places = done.value
        self._watcher.addPaths([done.value.accounts, os.path.dirname(done.value.config_file)])
        self._watch_settings_file()
        self._states_soon.start(0)
        self._settings_soon.start(0)

    def _watch_settings_file(self) -> None:
        """The folder tells of a file that is put in its place; the file itself of what is written into it."""
        assert self._places is not None  # noqa: S101 - set before anything is watched
        file = self._places.config_file
        if file not in self._watcher.files() and os.path.isfile(file):
            self._watcher.addPath(file)

    def _changed(self, path: str) -> None:
        if self._places is None or self._desk.ending:
            return
        soon = self._states_soon if path == self._places.accounts else self._settings_soon
        if not soon.isActive():
            soon.start(_TOGETHER)

    # --- state files ---

    def _read_states(self) -> None:
        accounts = {name: life.account for name, life in self._desk.controller.lives.items()}
        engine = self._desk.engine

        def read() -> dict[str, StoredState]:
            return {name: stored for name, one in accounts.items() if (stored := _stored(engine, one)) is not None}

        self._desk.tasks.run(_LANE, read, self._compare)

    def _compare(self, done: Done[dict[str, StoredState]]) -> None:
        for name, stored in (done.value or {}).items():
            life = self._desk.life(name)
            if life is None:
                continue
            if _needs_reading(life, stored) and self._read.get(name) != _gist(stored):
                if _is_at_work(life):  # perhaps it is our own doing, which will be known when that has ended
                    self._later.add(name)
                    continue
                self._read[name] = _gist(stored)
                self._desk.controller.restore(name)
            elif _gist(life.stored) != _gist(stored) and not _is_at_work(life):
                self._take_note(life.account)

    def _settled(self, name: str) -> None:
        """An account has changed: what had to wait for it is looked at now."""
        life = self._desk.life(name)
        if name in self._later and (life is None or not _is_at_work(life)):
            self._later.discard(name)
            self._states_soon.start(0)
            self._settings_soon.start(0)

    def _take_note(self, account: Account) -> None:
        """Only what is written about it has changed."""
        controller = self._desk.controller

        def noted(_done: object) -> None:
            if account.name in controller.lives:
                controller.schedule(account.name)
                controller.changed.emit(account.name)

        self._desk.tasks.run(_LANE, lambda: controller.tell_stored(account), noted)

    # --- settings ---

    def _read_settings(self) -> None:
        self._watch_settings_file()
        engine, known = self._desk.engine, set(self._desk.controller.lives)
        before = engine.config

        def read() -> tuple[Config, dict[str, str | None]]:
            new = engine.reread_settings()
            return new, {name: _item(engine, new, name) for name in new.names if name not in known}

        self._desk.tasks.run(_LANE, read, lambda done: self._take_settings(before, done))

    def _take_settings(self, before: Config, done: Done[tuple[Config, dict[str, str | None]]]) -> None:
        desk = self._desk
        if done.value is None or desk.ending:
            return
        if desk.engine.config is not before:
            # The window itself has changed them meanwhile: what was read may be older.
            self._settings_soon.start(0)
            return
        new, items = done.value
        try:
            new.check_readable()
        except KeyfobError:  # half-written, or wrong: what was known goes on until it can be read again
            desk.tools.settings.take(new)
            return
        desk.engine.config = new
        desk.tools.settings.take(new)
        lives = desk.controller.lives
        renaming: set[str] = set()
        for name in [name for name, life in lives.items() if not life.demo and name not in new.names]:
            same = _same_under_another_name(lives[name], new, items)
            if same is None:
                desk.drop(name)
            elif _is_at_work(lives[name]):  # perhaps it is our own renaming
                self._later.add(name)
                renaming.add(same.name)
            else:
                carry(desk, name, same)
                desk.controller.restore(same.name)
        for name in new.names:
            account, life = new.accounts[name], lives.get(name)
            if isinstance(account, KeyfobError) or (life is not None and (life.demo or life.account == account)):
                continue
            if name in renaming:
                continue
            if life is None:
                desk.controller.add(account)
                if len(lives) == 1:
                    desk.choose(name)
            elif _is_at_work(life):
                self._later.add(name)
            else:
                life.account = account
                desk.controller.restore(name)
        if not renaming:
            in_order(desk, new.names)


def _stored(engine: Engine, account: Account) -> StoredState | None:
    try:
        return engine.stored(account)
    except KeyfobError:
        return None


def _item(engine: Engine, config: Config, name: str) -> str | None:
    """Which keychain item the account *name* has, by its state file."""
    account = config.accounts[name]
    stored = None if isinstance(account, KeyfobError) else _stored(engine, account)
    return None if stored is None else stored.account_id


def _same_under_another_name(life: Life, new: Config, items: dict[str, str | None]) -> Account | None:
    """The account that *life* is called by now: the same settings, the same session."""
    for name, item in items.items():
        account = new.accounts.get(name)
        if account is None or isinstance(account, KeyfobError) or item != life.stored.account_id:
            continue
        if replace(account, name=life.account.name) == life.account:
            return account
    return None


def _is_at_work(life: Life) -> bool:
    return life.busy or life.sign_in is not None


def _gist(stored: StoredState) -> tuple[object, ...]:
    """What tells one state from another."""
    return (
        stored.account_id,
        stored.generation,
        stored.state,
        stored.saved,
        stored.error,
        stored.next_refresh_at,
    )


def _needs_reading(life: Life, stored: StoredState) -> bool:
    """Whether the record must be read again: another process has made, rotated or ended it, or found it refused."""
    is_kept = stored.account_id is not None and stored.saved != "none"
    held = session_of(life.state)
    if isinstance(life.state, SignedOut):
        return is_kept
    if held is None:
        return not is_kept or _gist(stored) != _gist(life.stored)
    if not is_kept or (held.record.account_id, held.record.generation) != (stored.account_id, stored.generation):
        return True
    return (stored.state == "needs_login") != isinstance(life.state, NeedsLogin)
