"""The program out of sight: a real tray, a real notification daemon, a terminal beside the window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.app.texts import text
from tests.support.command import Keyfob
from tests.support.desktop_parts import TRAY_ICON, Dunst, dunst, tray_host, tray_shows_fob
from tests.support.display import Display, display, until
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.notifier_host import NotifierHost
from tests.support.scripted_provider import Script, ScriptedProvider
from tests.support.visitor import browser_command
from tests.support.window import SHOTS, Window, window


@dataclass(frozen=True, slots=True)
class Seat:
    """A desktop with an account that nobody is signed in to."""

    keyfob: Keyfob
    display: Display
    daemon: Dunst
    provider: ScriptedProvider

    def is_seen(self, pid: int) -> bool:
        """Whether the window (and not just the tray's icon) is on the screen."""
        words = (self.display.tool("getwindowgeometry", "--shell", one) for one in self.display.windows_of(pid))
        return any(int(line.partition("=")[2]) > 300 for told in words for line in told.splitlines() if "WIDTH" in line)

    def close(self, shown: Window) -> None:
        """Close the window, as a person does."""
        until("it is seen", lambda: self.is_seen(shown.running.pid))
        shown.press("ctrl+w")
        until("it is gone from the screen", lambda: not self.is_seen(shown.running.pid))
        assert shown.running.process.poll() is None, "and goes on"


@pytest.fixture
def seat(keyring: GnomeKeyring, tmp_path: Path) -> Iterator[Seat]:
    with ExitStack() as running:
        provider = running.enter_context(ScriptedProvider(Script(lifetime=3600)))
        screen = running.enter_context(display(keyring.bus.environment, tmp_path / "display"))
        daemon = running.enter_context(dunst(screen, keyring.bus, tmp_path))
        keyfob = Keyfob(dict(screen.env) | {"BROWSER": browser_command(tmp_path / "browser")})
        keyfob.add_account("work", **provider.account)
        yield Seat(keyfob, screen, daemon, provider)


def test_in_the_tray_with_a_terminal_beside_it(seat: Seat) -> None:
    keyfob, screen = seat.keyfob, seat.display
    with tray_host(screen), window(keyfob, screen) as shown:
        until("nobody is signed in", shown.shows_signed_out)
        until("the icon is in the tray", lambda: tray_shows_fob(screen))

        keyfob.run("login", "work", exits=0)
        shown.await_signed_in()

        seat.close(shown)
        until("a word at the first close", lambda: seat.daemon.said("Keyfob is still running"))
        screen.look().save(SHOTS / "tray-1-first-close.png")
        assert tray_shows_fob(screen)

        keyfob.run(exits=0)
        until("a second start shows it", lambda: seat.is_seen(shown.running.pid))

        seat.close(shown)
        seat.provider.revoke_all()
        assert keyfob.run("refresh", "work").exit == 3
        until("the person is asked to sign in again", lambda: seat.daemon.said("work: please sign in again"))
        screen.look().save(SHOTS / "tray-2-sign-in-again.png")
        assert keyfob.run("refresh", "work").exit == 3

        seat.daemon.click()
        until("the click shows it", lambda: seat.is_seen(shown.running.pid))
        until("what to do", shown.has_primary)
        shown.keep("tray-3-after-the-click")
        assert keyfob.status("work")["state"] == "needs_login", "a click opens no browser"

        keyfob.run("login", "work", exits=0)
        shown.await_signed_in()
        keyfob.run("logout", "work", exits=0)
        until("signed out", shown.shows_signed_out)

        seat.close(shown)
        screen.tool("mousemove", "--sync", *(str(place) for place in TRAY_ICON), "click", "3")
        until("the menu", lambda: len(screen.windows_of(shown.running.pid)) > 1)
        screen.look().save(SHOTS / "tray-4-menu.png")
        screen.tool("key", "Up")
        screen.tool("key", "Return")
        assert shown.ends()[0] == 0
    assert seat.daemon.said("Keyfob is still running") == 1
    assert seat.daemon.said("work: please sign in again") == 1


def test_a_start_out_of_sight(seat: Seat) -> None:
    """The tray of a desktop that is starting too comes later; the program is found in it, and is quiet."""
    keyfob, screen = seat.keyfob, seat.display
    keyfob.run("login", "work", exits=0)
    env = keyfob.env | {"DISPLAY": screen.env["DISPLAY"], "QT_QPA_PLATFORM": "xcb"}
    with Keyfob(env, program=keyfob.program).start("--hidden") as running:
        door = Path(keyfob.env["XDG_STATE_HOME"]) / "keyfob" / "window" / "door.txt"
        until("it listens", lambda: door.exists() or running.process.poll() is not None)
        with tray_host(screen):
            until("the icon is in the tray", lambda: tray_shows_fob(screen))
            assert not seat.is_seen(running.pid)
            screen.tool("mousemove", "--sync", *(str(place) for place in TRAY_ICON), "click", "1")
            until("a click shows it", lambda: seat.is_seen(running.pid))
            shown = Window(running, screen)
            shown.await_signed_in()
        status, _ = shown.terminate()
    assert status == 0
    assert seat.daemon.said("Keyfob is still running") == 0


def test_without_a_tray_it_is_minimised(seat: Seat) -> None:
    keyfob, screen = seat.keyfob, seat.display
    with window(keyfob, screen) as shown:
        until("nobody is signed in", shown.shows_signed_out)
        seat.close(shown)
        assert not seat.daemon.said("Keyfob is still running"), "there is no icon to speak of"
        keyfob.run(exits=0)
        until("a second start shows it", lambda: seat.is_seen(shown.running.pid))
        shown.press("ctrl+q")
        assert shown.ends()[0] == 0


def test_in_a_tray_of_the_other_kind(seat: Seat, keyring: GnomeKeyring) -> None:
    keyfob, screen = seat.keyfob, seat.display
    keyfob.run("login", "work", exits=0)
    host = NotifierHost(keyring.bus.address)
    with closing(host), window(keyfob, screen) as shown:
        shown.await_signed_in()
        until("the icon is in the tray", lambda: host.items)
        _icon, _image, title, _more = host.property("ToolTip")
        assert title == text("tray.tip_ok")
        menu = host.menu()
        assert {"work", text("tray.copy_access_token"), text("tray.open"), text("window.quit")} <= set(menu)

        seat.close(shown)
        host.click()
        until("a click shows it", lambda: seat.is_seen(shown.running.pid))

        host.choose(menu[text("window.sign_out_here")])
        until("signed out", lambda: keyfob.status("work")["state"] == "signed_out")
        until("the tray says so", lambda: host.property("ToolTip")[2] == text("tray.tip_signed_out"))

        seat.close(shown)
        host.close()

        def reached() -> bool:
            screen.tool("windowactivate", shown.id)  # does nothing for a window that is put away
            return seat.is_seen(shown.running.pid)

        until("without a tray the window can be reached", reached)
        with closing(NotifierHost(keyring.bus.address)) as again:
            until("a panel that comes back has the icon", lambda: again.items)
            again.choose(again.menu()[text("window.quit")])
            assert shown.ends()[0] == 0
