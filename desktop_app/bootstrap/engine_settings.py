"""The engine's part for the settings: reading, changing, and what the rest of the program takes from them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.app.settings import SettingsFacts, WindowSettings
    from desktop_app.ports import Autostart
    from desktop_app.system.http.network import Network


class SettingsUseCases:
    """A part of :class:`desktop_app.bootstrap.engine.Engine`."""

    config: Config

    @property
    def settings(self) -> WindowSettings:
        """The settings as they are now."""
        from desktop_app.app.settings import window_settings

        return window_settings(self.config)

    def change_settings(self, **changes: object) -> WindowSettings:
        """Write settings into the user's file and put them in force. Reads and writes files.

        :raises KeyfobError: E_CONFIG, E_DISK.
        """
        from desktop_app.app.settings import change_settings
        from desktop_app.errors import KeyfobError

        chosen = changes.get("ca_file")
        if isinstance(chosen, str) and chosen:
            from desktop_app.system.ca_file import check

            check(chosen)
        before = self.config
        self.config = change_settings(before, changes)
        if "start_at_login" in changes:
            try:
                self.follow_autostart()
            except KeyfobError:
                self.config = change_settings(self.config, {"start_at_login": before.settings["start_at_login"]})
                raise
        return self.settings

    def follow_autostart(self) -> None:
        """Make the system's entry, or take it away, as the settings say. Reads and writes files.

        :raises KeyfobError: E_DISK.
        """
        self.autostart.switch(self.settings.start_at_login)

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

    def reread_settings(self) -> Config:
        """The settings as the files are now; they count when :attr:`config` is set to them. Reads files."""
        return self.config.reread()

    def settings_facts(self) -> SettingsFacts:
        """What is found around the settings. Reads files."""
        import os

        from desktop_app.app.settings import FoundBrowser, SettingsFacts
        from desktop_app.errors import KeyfobError
        from desktop_app.system import browsers
        from desktop_app.system.ca_file import check
        from desktop_app.system.http.proxies import named_proxy

        trouble: KeyfobError | None = None
        if self.settings.ca_file:
            try:
                check(self.settings.ca_file)
            except KeyfobError as error:
                trouble = error
        proxy, by_environment, wrong = named_proxy()
        return SettingsFacts(
            browser_variable=os.environ.get("BROWSER", "").strip(),
            browsers=tuple(FoundBrowser(kind, program) for kind, program in browsers.found()),
            proxy=proxy,
            proxy_from="environment" if by_environment else "system",
            proxy_wrong=wrong,
            ca_trouble=trouble,
        )

    def open_settings_file(self, path: str) -> None:
        """Open a settings file in the editor of the system. The user's own is made where there is none.

        :raises KeyfobError: E_BROWSER, E_CONFIG.
        """
        from desktop_app.system.browser import SystemBrowser

        if path == self.config.user_file:
            from desktop_app.app.config_edit import make_file

            make_file(path)
        SystemBrowser().open_file(path)

    # --- what other parts take from them ---

    def network(self) -> Network:
        """What the settings say about the network."""
        from desktop_app.system.http.network import Network

        settings = self.settings
        return Network(settings.proxy, settings.ca_file)

    def browser_command(self, url: str) -> list[str] | None:
        """What the settings want started for *url*; None for the browser of the system."""
        from desktop_app.app.browser_command import command

        return command(self.settings.browser, url)

    @property
    def first_scheme(self) -> str:
        """The scheme of a first frame that nobody has seen yet."""
        from desktop_app.app.last_frame import UNKNOWN

        chosen = self.settings.theme
        return UNKNOWN if chosen == "system" else chosen
