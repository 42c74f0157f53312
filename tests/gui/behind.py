"""An engine double with everything that the window's background needs, and a notifier that is looked at."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from desktop_app.bootstrap.engine_window import Places
from desktop_app.errors import KeyfobError
from desktop_app.ports import Chosen, Notification
from desktop_app.session.account import Account
from desktop_app.session.stored import StoredState
from desktop_app.system.files import PrivateFiles
from tests.support.engine_double import EngineDouble


class NotifierDouble:
    """A :class:`desktop_app.ports.Notifier`.

    :ivar works: whether there is a daemon. :ivar shown: what stands, by key. :ivar ever: titles of all there were.
    """

    def __init__(self, chosen: Chosen) -> None:
        self.chosen = chosen
        self.works = True
        self.shown: dict[str, Notification] = {}
        self.ever: list[str] = []

    def show(self, key: str, notification: Notification) -> bool:
        if self.works:
            self.shown[key] = notification
            self.ever.append(notification.title)
        return self.works

    def withdraw(self, key: str) -> None:
        self.shown.pop(key, None)

    def close(self) -> None:
        self.shown.clear()


class ConfigDouble:
    """Settings as they are read again."""

    def __init__(self, accounts: dict[str, Account | KeyfobError], trouble: KeyfobError | None = None) -> None:
        self.accounts = accounts
        self.trouble = trouble
        self.errors: list[KeyfobError] = []
        self.notices: list[KeyfobError] = []
        self.settings: dict[str, object] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.accounts)

    def check_readable(self) -> None:
        if self.trouble is not None:
            raise self.trouble


class BackgroundEngine(EngineDouble):
    """:ivar folder: its private directory. :ivar read_again: what the settings are when they are read again."""

    def __init__(self, folder: Path, *accounts: Account) -> None:
        super().__init__(*accounts)
        self.folder = folder
        self.files = PrivateFiles(folder / "state")
        self.notifiers: list[NotifierDouble] = []
        self.has_notifier = True
        self.read_again = ConfigDouble(dict(self.config.accounts))
        self.settled = False
        self._doors = ""

    @property
    def notices(self) -> NotifierDouble:
        """The notifier that was asked for."""
        (one,) = self.notifiers
        return one

    def notifier(self, chosen: Chosen) -> NotifierDouble | None:
        if not self.has_notifier:
            return None
        self.notifiers.append(NotifierDouble(chosen))
        return self.notifiers[-1]

    def places(self) -> Places:
        self._begin("places")
        for name in ("accounts", "config"):
            (self.folder / name).mkdir(exist_ok=True)
        return Places(str(self.folder / "config" / "config.toml"), str(self.folder / "accounts"))

    def reread_settings(self) -> ConfigDouble:
        self._begin("reread")
        return self.read_again

    def choose_door(self) -> str:
        self._begin("door")
        self._doors = tempfile.mkdtemp(prefix="door-")
        return f"{self._doors}/door"

    def tell_door(self, address: str) -> None:
        self._begin("tell_door")
        self.files.write("window/door.txt", address.encode())

    def leave_door(self, address: str) -> None:
        shutil.rmtree(self._doors, ignore_errors=True)

    def settle_autostart(self) -> None:
        self._begin("autostart")
        self.settled = True

    def others_did(self, name: str, change: Callable[[StoredState], StoredState]) -> None:
        """Another process has changed the account's state file."""
        self.states[name] = change(self.states.get(name, StoredState()))
        (self.folder / "accounts").mkdir(exist_ok=True)
        new = self.folder / "accounts" / ".new"
        new.write_text("changed")
        new.replace(self.folder / "accounts" / "file.json")

    def settings_written(self, *accounts: Account | KeyfobError, trouble: KeyfobError | None = None) -> None:
        """Another process, or a person's editor, has written the settings file."""
        named = {one.name if isinstance(one, Account) else "broken": one for one in accounts}
        self.read_again = ConfigDouble(named, trouble)
        (self.folder / "config").mkdir(exist_ok=True)
        (self.folder / "config" / "config.toml").write_text("changed")


def rotated(state: StoredState) -> StoredState:
    """Another process has refreshed."""
    return replace(state, generation=state.generation + 1, state="signed_in", saved="keychain", account_id="acc")
