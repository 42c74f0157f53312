"""The engine's part for the window alone: its settings, its places on the disk, its door, starting at login."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.app.settings import WindowSettings
    from desktop_app.ports import Autostart, Chosen, Notifier
    from desktop_app.system.files import PrivateFiles


class Places:
    """What other processes change.

    :ivar config_file: the user's settings file. :ivar accounts: the folder of the accounts' state files.
    """

    __slots__ = ("accounts", "config_file")

    def __init__(self, config_file: str, accounts: str) -> None:
        self.config_file = config_file
        self.accounts = accounts


class WindowUseCases:
    """A part of :class:`desktop_app.bootstrap.engine.Engine`."""

    config: Config
    files: PrivateFiles
    state_dir: str

    @property
    def settings(self) -> WindowSettings:
        """The window's settings as they are now."""
        from desktop_app.app.settings import window_settings

        return window_settings(self.config)

    def change_settings(self, **changes: object) -> WindowSettings:
        """Write settings into the user's file and put them in force. Reads and writes files.

        :raises KeyfobError: E_CONFIG, E_DISK.
        """
        from desktop_app.app.settings import change_settings

        self.config = change_settings(self.config, changes)
        if "start_at_login" in changes:
            self.autostart.switch(bool(changes["start_at_login"]))
        return self.settings

    def settle_autostart(self) -> None:
        """Make the system's entry where the settings want one and there is none at all (a company's settings, or a
        file written by hand). What a person switched off by the system's own means stays off. Reads and writes files.

        :raises KeyfobError: E_DISK.
        """
        if self.settings.start_at_login and not self.autostart.is_known():
            self.autostart.switch(True)

    @cached_property
    def autostart(self) -> Autostart:
        """Starting at login."""
        from desktop_app.system.autostart import choose

        return choose()

    def places(self) -> Places:
        """What to watch. The folders are made where they are missing.

        :raises KeyfobError: E_DISK.
        """
        from desktop_app.system import disk

        accounts = os.path.join(self.state_dir, "accounts")
        try:
            disk.make_private(accounts, self.state_dir)
            os.makedirs(os.path.dirname(self.config.user_file), mode=disk.FOLDER_MODE, exist_ok=True)
        except OSError as error:
            raise disk.trouble(error, accounts) from None
        return Places(self.config.user_file, accounts)

    def choose_door(self) -> str:
        """A private place for the window to listen at.

        :raises KeyfobError: E_DISK.
        """
        from desktop_app.system import disk
        from desktop_app.system.door import choose_address

        try:
            disk.make_private(os.path.join(self.state_dir, "window"), self.state_dir)
            return choose_address(self.state_dir)
        except OSError as error:
            raise disk.trouble(error, self.state_dir) from None

    def tell_door(self, address: str) -> None:
        """Note where the window listens, for the next start.

        :raises KeyfobError: E_DISK.
        """
        from desktop_app.bootstrap.single_instance import DOOR

        self.files.write(DOOR, os.fsencode(address) + b"\n")

    def leave_door(self, address: str) -> None:
        """The window is ending."""
        from desktop_app.system.door import leave_address

        leave_address(address)

    def reread_settings(self) -> Config:
        """The settings as the files are now; they count when :attr:`config` is set to them. Reads files."""
        return self.config.reread()

    def notifier(self, chosen: Chosen) -> Notifier | None:
        """The desktop's notifications; None where Qt's own must do. *chosen* is called on another thread."""
        from desktop_app.system.notifier import choose

        return choose(chosen)
