"""The engine's part for the accounts themselves: adding, importing, renaming, changing them, one process at a time."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from desktop_app.errors import KeyfobError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.app.account_import import Plan
    from desktop_app.app.config import Config
    from desktop_app.ports import Held
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps
    from desktop_app.system.files import PrivateFiles
    from desktop_app.system.lock import FileLocks

#: Of all changes to the user's settings file.
_LOCK: Final = "settings"
#: How long to wait for another change, seconds; a renaming may wait for the keychain.
_WAIT: Final = 30.0


class AccountUseCases:
    """A part of :class:`desktop_app.bootstrap.engine.Engine`."""

    config: Config
    files: PrivateFiles
    locks: FileLocks
    _in_memory: set[str]

    if TYPE_CHECKING:

        @property
        def deps(self) -> Deps: ...

        def _deps_of(self, account: Account) -> Deps: ...

    def hold_settings(self) -> Held:
        """Hold the lock of the user's settings file. Raises E_LOCK, E_DISK."""
        return self.locks.acquire(_LOCK, timeout=_WAIT)

    def finish_rename(self, deps: Deps) -> None:
        """Clear away what a killed renaming left. Somebody else's that is under way is left alone."""
        from desktop_app.session.rename import NOTE, finish

        with suppress(KeyfobError):  # tried again at the next start
            if self.files.read(NOTE) is not None:
                with self.locks.acquire(_LOCK, timeout=0.0):
                    finish(deps, self._names)

    def _names(self) -> tuple[str, ...]:
        now = self.config.reread()
        now.check_readable()
        return now.names

    def add_account(self, name: str, values: Mapping[str, object]) -> None:
        """Write a new account into the user's settings. Raises E_CONFIG, E_DISK."""
        from desktop_app.app.config_edit import add_account

        self.config = add_account(self.config, name, values)

    def rename_account(self, old: str, new: str) -> Config:
        """Give the account *old* the name *new*; its session goes on. Reads and writes files; returns the settings as
        they are then, which count when :attr:`config` is set to them.

        :raises KeyfobError: E_CONFIG, E_LOCK, E_DISK, E_KEYCHAIN_* (where an API key moves with it).
        """
        from dataclasses import replace

        from desktop_app.app.account_edit import renamed_text
        from desktop_app.app.config_edit import write
        from desktop_app.session.rename import rename

        self.finish_rename(self.deps)
        with self.hold_settings():
            now = self.config.reread()
            text = renamed_text(now, old, new)
            changed = now.reread(text)
            account = now.accounts[old]
            if isinstance(account, KeyfobError):  # nothing is stored of it that could be used
                write(now.user_file, text)
                return changed
            changed.account(new)
            renamed = replace(account, name=new)
            if old in self._in_memory:
                self._in_memory.add(new)
            rename(self._deps_of(account), account, renamed, lambda: write(now.user_file, text))
            self._in_memory.discard(old)
        return changed

    def plan_import(self, path: str) -> Plan:
        """What the file at *path* would add. Reads files. Raises E_CONFIG."""
        from desktop_app.app.account_import import read_plan

        return read_plan(self.config.reread(), path)

    def import_accounts(self, plan: Plan, chosen: Mapping[str, str]) -> Config:
        """Add what was chosen (name in the file → name here), all or nothing. Raises E_CONFIG, E_LOCK, E_DISK."""
        from desktop_app.app.account_import import add_chosen

        return add_chosen(self.config, plan, chosen)

    def change_account(self, name: str, changes: Mapping[str, object]) -> Config:
        """Set fields of the account in the user's file; None puts a default back. Raises E_CONFIG, E_LOCK, E_DISK."""
        from desktop_app.app.account_edit import set_fields

        return set_fields(self.config, name, changes)

    def another_identity(self, name: str) -> tuple[str, dict[str, object]]:
        """A free name, and the settings of *name*'s provider as they stand in TOML. Raises E_CONFIG."""
        from desktop_app.app.another import another

        return another(self.config, name)

    def forget_and_remove(self, account: Account) -> Config:
        """Delete what is stored of *account*, then take it out of the user's settings; returns them as they are then.

        :raises KeyfobError: E_CONFIG, E_LOCK, E_DISK, E_KEYCHAIN_*.
        """
        from desktop_app.app.config_edit import refuse_removal, remove_account
        from desktop_app.session.forget import forget

        refuse_removal(self.config.reread(), account.name)
        forget(self._deps_of(account), account)  # first: afterwards nobody would know its name
        remove_account(self.config, account.name)
        return self.config.reread()
