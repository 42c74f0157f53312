"""The engine's part for the window alone: its places on the disk, its door, notifications."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from desktop_app.bootstrap.engine_settings import SettingsUseCases

if TYPE_CHECKING:
    from desktop_app.ports import Chosen, Notifier
    from desktop_app.system.files import PrivateFiles
    from desktop_app.system.log_file import LogFile


class Places:
    """What other processes change.

    :ivar config_file: the user's settings file. :ivar accounts: the folder of the accounts' state files.
    """

    __slots__ = ("accounts", "config_file")

    def __init__(self, config_file: str, accounts: str) -> None:
        self.config_file = config_file
        self.accounts = accounts


class WindowUseCases(SettingsUseCases):
    """A part of :class:`desktop_app.bootstrap.engine.Engine`."""

    files: PrivateFiles
    state_dir: str

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

    @cached_property
    def log_file(self) -> LogFile:
        """The files of the log."""
        from desktop_app.system.log_file import LogFile

        return LogFile(self.state_dir)

    def keep_log(self, *, queued: bool) -> None:
        """From now on write the log. :param queued: on a thread of its own, as the window does."""
        import logging

        from desktop_app import __version__
        from desktop_app.app import log

        log.keep(self.log_file, queued=queued, level=str(self.config.settings.get("log_level", "warning")))
        if queued:
            logging.getLogger("keyfob").info("Keyfob %s opens its window", __version__)

    def notifier(self, chosen: Chosen) -> Notifier | None:
        """The desktop's notifications; None where Qt's own must do. *chosen* is called on another thread."""
        from desktop_app.system.notifier import choose

        return choose(chosen)
