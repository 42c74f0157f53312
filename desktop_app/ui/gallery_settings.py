"""The Settings page's states for the gallery."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from desktop_app.app.config import Config
from desktop_app.app.settings import FoundBrowser, SettingsFacts, window_settings
from desktop_app.errors import Code, KeyfobError
from desktop_app.ui.settings.page import SettingsPage
from desktop_app.ui.settings.project import Page, view_of

if TYPE_CHECKING:
    from desktop_app.ui.views.main_window import MainWindow

NAMES = ("settings", "settings-fields", "settings-wrong", "settings-locked", "settings-hostile", "settings-notice")

_FACTS = SettingsFacts(
    browsers=(FoundBrowser("firefox", "firefox"), FoundBrowser("chrome", "google-chrome")),
    proxy="proxy.acme.example:3128",
)
_HOSTILE = "\N{RIGHT-TO-LEFT OVERRIDE}<b>bold</b> & \N{ZERO WIDTH SPACE}" + "very-long-name" * 12


def build_settings(window: MainWindow, name: str) -> None:
    """Show the page in *window*."""
    from desktop_app.ui import gallery_samples as samples

    window.render_account(samples.header(), samples.session())
    config, page = _config(), Page()
    page.facts = _FACTS
    match name:
        case "settings-fields":
            config.settings |= {
                "browser": "chromium --app=%u --user-data-dir=/home/work",
                "proxy": "http://10.0.0.1:80",
            }
            page.errors = {"browser": "Write %u once, where the address belongs. Write %% for a percent sign."}
            page.errors["close_to_tray"] = _error("config.unwritable", why="No space left on device")
        case "settings-wrong" | "settings-notice":
            _break(config)
        case "settings-locked":
            config.settings |= {"browser": "firefox --private-window %u", "ca_file": "/etc/ssl/acme-ca.pem"}
            config.locked = tuple(
                ("settings", key) for key in ("theme", "start_at_login", "browser", "proxy", "ca_file")
            )
        case "settings-hostile":
            config.settings |= {"browser": _HOSTILE, "ca_file": f"/{_HOSTILE}.pem", "language": "xx"}
            config.errors.append(_wrong("config.unknown_key", key=_HOSTILE, file=f"/{_HOSTILE}"))
    if name == "settings-notice":
        from desktop_app.app.texts import text
        from desktop_app.ui.settings.notice import SettingsNotice

        notice = SettingsNotice()
        notice.say(text("settings.notice", count=2))
        window.build_now()
        window.shell.put_above(notice)
        return
    shown = SettingsPage()
    shown.render_page(view_of(config, window_settings(config), page, config))
    window.register("settings", lambda: shown)
    window.build_now()
    window.go("settings")


def _config() -> Config:
    return Config(os.path.expanduser("~/.config/keyfob/config.toml"))


def _break(config: Config) -> None:
    file = config.user_file
    config.errors.append(
        _wrong("config.one_of", key="settings.theme", file=file, line=12, allowed="system, light, dark")
    )
    config.errors.append(_wrong("settings.proxy_password", key="settings.proxy", file=file, line=14))
    config.notices.append(_wrong("config.is_locked", key="accounts.work.issuer", file=file, line=3))


def _wrong(text_id: str, **params: str | int) -> KeyfobError:
    return KeyfobError(Code.E_CONFIG, text_id, reason=None, **({"line": 1} | params))


def _error(text_id: str, **params: str) -> str:
    from desktop_app.ui.settings.project import sentence_of

    return sentence_of(KeyfobError(Code.E_CONFIG, text_id, file="~/.config/keyfob/config.toml", **params))
