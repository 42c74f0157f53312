"""The program as ``desktop_app.ui.main`` opens it, in the tests' own process, amid bad weather: the provider is flaky,
the keychain locks or goes away, the browser does what it likes, and now and then the program is quit and started."""

from __future__ import annotations

import random
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.bootstrap import build, parts
from desktop_app.bootstrap.engine import Engine
from desktop_app.session.account import Account
from desktop_app.system.http import HttpClient
from desktop_app.ui import language, theme
from desktop_app.ui.background import Background
from desktop_app.ui.desk import Desk
from desktop_app.ui.faults import Faults
from desktop_app.ui.presence import bring_forward
from desktop_app.ui.projection.last_known import show_frame
from desktop_app.ui.system_scheme import SchemeFollower
from desktop_app.ui.views.main_window import MainWindow
from tests.support.monkey import wait_for
from tests.support.monkey_weather import Weather
from tests.support.patience import PATIENCE
from tests.support.provider.provider import ScriptedProvider

#: One exchange may take so long here, seconds (30 in the program); a sign-out waits as long for the browser.
_EXCHANGE: Final = 1.5


class Stage:
    """The program, and the world around it.

    :ivar starts: how often it was started. :ivar on_end: called before it is closed: what waits is let go.
    """

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, provider: ScriptedProvider, seed: int) -> None:
        self.provider = provider
        self.weather = Weather(provider, seed + 1)
        self.keychain, self.browser = self.weather.keychain, self.weather.browser
        self._random = random.Random(seed + 2)
        self.starts = 0
        self._folder = folder
        for name in ("CONFIG", "STATE", "DATA", "CACHE", "RUNTIME"):
            place = folder / name.lower()
            place.mkdir(mode=0o700)
            patch.setenv(f"XDG_{name}_{'DIR' if name == 'RUNTIME' else 'HOME'}", str(place))
        patch.setenv("KEYFOB_PSEUDO", "1")
        patch.chdir(folder)
        patch.setattr(socket, "getaddrinfo", partial(_loopback_alone, socket.getaddrinfo))
        patch.setattr(parts, "HttpClient", partial(HttpClient, _EXCHANGE))
        patch.setattr(QDesktopServices, "openUrl", lambda _url: True)
        patch.setattr(Engine, "open_settings_file", lambda _engine, _path: None)
        patch.setattr(Engine, "sign_out", _in_a_hurry(Engine.sign_out))
        config = folder / "config" / "keyfob"
        config.mkdir()
        (config / "config.toml").write_text("".join(map(self._table, ("work", "home"))), encoding="utf-8")
        self.on_end: list[Callable[[], object]] = []
        self.files = self._files()
        self.start()

    def _table(self, name: str) -> str:
        return (
            f'[accounts.{name}]\nissuer = "{self.provider.issuer}"\n'
            f'client_id = "{self.provider.client_id}"\nallow_http = true\n\n'
        )

    def _files(self) -> tuple[Path, ...]:
        """What may be chosen in a file dialog."""
        contents = {
            "accounts.toml": self._table("third"),
            "broken.toml": "[accounts.x\n\u202e",
            "token.txt": "eyJhbGciOiJub25lIn0.e30.",
            "rubbish.pem": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        }
        for name, words in contents.items():
            (self._folder / name).write_text(words, encoding="utf-8")
        return (*(self._folder / name for name in contents), self._folder / "is not there")

    # --- the program -------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """As ``ui.main.main``."""
        self.starts += 1
        engine = self.engine = build()
        doubles: dict[str, Any] = {"keychain": self.keychain, "browser": self.browser}
        engine.__dict__.update(doubles)
        frame = engine.last_frame()
        language.before_first_paint(frame.language)
        window = self.window = MainWindow()
        show_frame(window, frame)
        painted: list[bool] = []
        window.first_painted.connect(lambda: painted.append(True))
        window.show()
        assert wait_for(lambda: bool(painted), PATIENCE), "no first paint"
        self.faults = Faults(window)
        app = cast("QApplication", QApplication.instance())
        self._scheme = SchemeFollower(app, engine.settings.theme)
        self._scheme.start()
        engine.keep_log(queued=True)
        language.settle(str(engine.config.settings.get("language", "")))
        self.desk = Desk(engine, window)
        self.background = Background(self.desk)
        QTest.qWait(1)

    def stop(self) -> None:
        """Quit, and wait for the end."""
        self.keychain.finish()
        self.desk.end()
        assert wait_for(lambda: self.desk.tasks.busy() == 0, PATIENCE), "work goes on after the end"
        self.faults.close()
        self._scheme.setParent(None)
        self._scheme.deleteLater()
        self.window.deleteLater()
        QTest.qWait(1)

    def close(self) -> None:
        """The end of the play."""
        for let_go in self.on_end:
            let_go()
        self.stop()
        self.browser.wait()
        language.settle("en")
        theme.apply(cast("QApplication", QApplication.instance()), "light")
        QApplication.setQuitOnLastWindowClosed(True)

    def keep_going(self) -> None:
        """What a person would do to go on: start it again, bring it back, have an account."""
        if self.desk.ending:
            self.stop()
            self.start()
        if self.window.isMinimized() or not self.window.isVisible() or QApplication.activeWindow() is None:
            bring_forward(self.window)
        if not self.ours():
            self.add("again")

    def ours(self) -> list[str]:
        """The accounts at the provider."""
        lives = self.desk.controller.lives
        return [name for name, life in lives.items() if not life.demo and self._is_ours(life.account)]

    def _is_ours(self, account: Account) -> bool:
        return account.issuer == self.provider.issuer and account.client_id == self.provider.client_id

    def add(self, name: str) -> None:
        """Add an account, as ``keyfob accounts add`` in a terminal does."""
        engine, desk = self.engine, self.desk
        if name not in engine.config.names:
            engine.add_account(name, dict(self.provider.account))
            desk.take_in(name, sign_in=False)

    def settle_settings(self, **changes: object) -> None:
        """Change settings as the settings page does, from outside."""
        self.engine.change_settings(**changes)
        self.desk.tools.settings.take(self.engine.config)

    # --- the weather -------------------------------------------------------------------------------------------------

    def changes(self) -> dict[str, tuple[float, Callable[[], object]]]:
        """What happens beside the clicks, with its weight."""
        own: dict[str, tuple[float, Callable[[], object]]] = {
            "settings": (0.4, self._settings_change),
            "time": (6, lambda: QTest.qWait(self._random.randrange(40))),
        }
        return self.weather.changes() | own

    def _settings_change(self) -> None:
        key, values = self._random.choice(
            (
                ("theme", ("light", "dark", "system")),
                ("language", ("en", "de", "pseudo", "pseudo-rtl", "")),
                ("log_level", ("warning", "info", "debug")),
            )
        )
        self.settle_settings(**{key: self._random.choice(values)})

    def mend(self) -> None:
        """Everything outside is well again, and the settings let the program reach it and stay."""
        self.weather.mend()
        now = self.engine.settings
        if now.proxy or now.ca_file or not now.close_to_tray:
            self.settle_settings(proxy="", ca_file="", close_to_tray=True)


def _loopback_alone(look_up: Callable[..., Any], host: Any, *how: Any, **more: Any) -> Any:
    """Whatever address is typed, nothing goes out."""
    if str(host) not in ("127.0.0.1", "::1", "localhost"):
        raise socket.gaierror(socket.EAI_NONAME, "not here")
    return look_up(host, *how, **more)


def _in_a_hurry(sign_out: Callable[..., Any]) -> Callable[..., Any]:
    """The program waits half a minute for the browser to come back from the provider."""

    def hurried(engine: Engine, account: Account, **how: Any) -> Any:
        return sign_out(engine, account, **(how | {"timeout": _EXCHANGE}))

    return hurried
