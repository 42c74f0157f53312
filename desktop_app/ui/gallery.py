"""Pictures of every state: ``python -m desktop_app.ui.gallery --out DIR [--only WORD] [--language CODE]``.

Each page is drawn offscreen, light and dark, in the usual size, narrow, smallest, with 200 % text, with hostile words
and in a made-up language whose words are longer than English ones (as German's are).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from desktop_app.ui.views.main_window import MainWindow

Size = tuple[int, int]
_USUAL: Size = (1040, 720)
_POINTS = 10.0
#: Pictures that the README shows → their names there.
_README = {
    "overview-light": "overview",
    "inspect-light": "inspector",
    "devices-light": "sessions",
    "doctor-light": "doctor",
}


@dataclass(frozen=True)
class Shot:
    """A picture to take."""

    name: str
    size: Size = _USUAL
    scheme: Literal["light", "dark", "contrast"] = "light"
    points: float = _POINTS
    long_words: bool = False


def main(argv: list[str] | None = None) -> int:
    """Take the pictures; prints the name of each."""
    parser = argparse.ArgumentParser(prog="gallery")
    parser.add_argument("--out", required=True, help="where the pictures go")
    parser.add_argument("--only", default="", help="only pictures whose name holds this")
    parser.add_argument("--ratio", default="2", help="device pixel ratio")
    parser.add_argument("--language", default="en", help="a language's code; pseudo and pseudo-rtl are made up")
    parser.add_argument("--readme", default="", help="a folder for the README's pictures, in their usual size")
    options = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = options.ratio
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        return 1
    os.makedirs(options.out, exist_ok=True)
    for shot in shots():
        if options.only in shot.name:
            path = os.path.join(options.out, f"{shot.name}.png")
            _take(app, shot, path, options.language)
            if options.readme and shot.name in _README:
                _shrink(path, os.path.join(options.readme, f"{_README[shot.name]}.png"))
            print(shot.name)
    return 0


def shots() -> Iterator[Shot]:
    """Every picture."""
    from desktop_app.ui import gallery_accounts as accounts
    from desktop_app.ui import gallery_devices as devices
    from desktop_app.ui import gallery_doctor as doctor
    from desktop_app.ui import gallery_inspect as inspector
    from desktop_app.ui import gallery_log as log
    from desktop_app.ui import gallery_samples as samples
    from desktop_app.ui import gallery_settings as settings
    from desktop_app.ui import gallery_setup as setup

    names = [*samples.account_pages(), *setup.add_pages(), *setup.first_runs(), "activity", "confirm", "hostile"]
    for name in (*names, *inspector.NAMES, *devices.NAMES, *doctor.NAMES, *log.NAMES, *settings.NAMES, *accounts.NAMES):
        yield Shot(f"{name}-light")
        yield Shot(f"{name}-dark", scheme="dark")
    for name in (
        "overview",
        "offline",
        "signing-in",
        "needs-login",
        "first-run",
        "add-provider",
        "activity",
        "hostile",
        "inspect",
        "inspect-empty",
        "inspect-refused",
        "inspect-compare",
        "inspect-hostile",
        "tokens",
        "devices-selected",
        "devices-admin",
        "devices-no-list",
        "devices-key",
        "devices-hostile",
        "accounts-import",
        "accounts-import-hostile",
        "accounts-details",
        "accounts-company",
        "doctor",
        "doctor-hostile",
        "log",
        "log-hostile",
        "log-line",
        "log-fault",
        "settings",
        "settings-fields",
        "settings-wrong",
        "settings-hostile",
        "settings-notice",
    ):
        yield Shot(f"{name}-720x600-light", (720, 600))
        yield Shot(f"{name}-480x400-dark", (480, 400), "dark")
        yield Shot(f"{name}-200-percent-light", (720, 640), points=2 * _POINTS)
        yield Shot(f"{name}-long-words-720x600-light", (720, 600), long_words=True)
        yield Shot(f"{name}-contrast", scheme="contrast")


def _shrink(path: str, target: str) -> None:
    """Write the picture at *path* to *target*, one pixel a point."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    QImage(path).scaledToWidth(_USUAL[0], Qt.TransformationMode.SmoothTransformation).save(target)


def page_name(shot: Shot) -> str:
    """The page of *shot*: its name without what the picture is like."""
    from desktop_app.ui import gallery_accounts as accounts
    from desktop_app.ui import gallery_devices as devices
    from desktop_app.ui import gallery_doctor as doctor
    from desktop_app.ui import gallery_inspect as inspector
    from desktop_app.ui import gallery_log as log
    from desktop_app.ui import gallery_samples as samples
    from desktop_app.ui import gallery_settings as settings
    from desktop_app.ui import gallery_setup as setup

    pages = [*samples.account_pages(), *setup.add_pages(), *setup.first_runs(), "activity", "confirm", "hostile"]
    pages += (*inspector.NAMES, *devices.NAMES, *doctor.NAMES, *log.NAMES, *settings.NAMES, *accounts.NAMES)
    return max((name for name in pages if shot.name.startswith(f"{name}-")), key=len)


def _take(app: object, shot: Shot, path: str, language: str = "en") -> None:
    from PySide6.QtGui import QFont, QPixmap
    from PySide6.QtWidgets import QApplication

    from desktop_app.ui import language as spoken
    from desktop_app.ui import theme

    font = QFont(QApplication.font())
    font.setPointSizeF(shot.points)
    QApplication.setFont(font)
    theme.apply(QApplication.instance(), shot.scheme)  # type: ignore[arg-type]  # main made a QApplication
    spoken.settle("pseudo" if shot.long_words else language)
    try:
        window = build(page_name(shot))
        window.resize(*shot.size)
        window.show()
        for _ in range(6):
            QApplication.processEvents()
        picture: QPixmap = window.grab()
        dialog = QApplication.activeModalWidget()
        picture.save(path) if dialog is None else dialog.grab().save(path)
    finally:
        spoken.settle("en")
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    for _ in range(3):
        QApplication.processEvents()


def build(name: str) -> MainWindow:
    """The window showing the page *name*."""
    from desktop_app.ui import gallery_samples as samples
    from desktop_app.ui import gallery_setup as setup
    from desktop_app.ui.models.view_state import ConfirmView
    from desktop_app.ui.views.main_window import MainWindow

    window = MainWindow()
    window.set_doctor_count(1)
    pages, adding, first = samples.account_pages(), setup.add_pages(), setup.first_runs()
    if name in first:
        window.render_first_run(first[name])
        window.set_accounts(())
        window.set_doctor_count(0)
        return window
    window.set_accounts(samples.rows())
    if name in pages:
        state, page = pages[name]
        window.set_accounts(samples.rows("unsaved" if name == "unsaved" else state))
        window.render_account(samples.header(state), page)
    elif name in adding:
        window.render_account(samples.header(), samples.session())
        window.open_add_provider()
        window.render_add_provider(adding[name])
    elif name == "activity":
        window.render_account(samples.header(), samples.session())
        window.render_activity(samples.activity())
        window.build_now()
        window.open_tab("activity")
    elif name == "hostile":
        window.set_accounts(samples.hostile_rows())
        header = samples.header(name=samples.HOSTILE, host="h" * 90 + samples.HOST)
        window.render_account(header, samples.hostile())
    elif name.startswith(("inspect", "tokens")):
        window.render_account(samples.header(), samples.session())
        build_inspector(window, name)
    elif name.startswith("accounts-"):
        from desktop_app.ui.gallery_accounts import show as show_accounts

        window.render_account(samples.header(), samples.session())
        show_accounts(window, name)
    elif name.startswith("devices"):
        build_devices(window, name)
    elif name.startswith("doctor"):
        from desktop_app.ui.gallery_doctor import build_doctor

        build_doctor(window, name)
    elif name.startswith("settings"):
        from desktop_app.ui.gallery_settings import build_settings

        build_settings(window, name)
    elif name.startswith("log"):
        from desktop_app.ui.gallery_log import build as build_log

        window.render_account(samples.header(), samples.session())
        build_log(window, name)
    else:
        window.render_account(samples.header(), samples.session())
        question = ConfirmView(
            "Somebody else signed in",
            "grace@acme.example signed in, but this account belongs to ada@acme.example. "
            "Shall Keyfob forget the old session and keep the new one?",
            "Use grace@acme.example",
        )
        window.ask(question, lambda _yes: None)
    return window


def build_inspector(window: MainWindow, name: str) -> None:
    """Show the inspector, or the Tokens tab, in *window*."""
    from desktop_app.ui.gallery_inspect import prepare
    from desktop_app.ui.inspect.pane import InspectorPane

    live = name.startswith("tokens")
    pane = InspectorPane(live=live)
    window.register("tab:tokens" if live else "inspect", lambda: pane)
    window.build_now()
    if live:
        window.open_tab("tokens")
    else:
        window.go("inspect")
    prepare(pane, name)


def build_devices(window: MainWindow, name: str) -> None:
    """Show the Devices tab in *window*."""
    from desktop_app.ui import gallery_samples as samples
    from desktop_app.ui.devices.page import DevicesPage
    from desktop_app.ui.gallery_devices import prepare

    window.render_account(samples.header(), samples.session())
    page = DevicesPage()
    window.register("tab:devices", lambda: page)
    window.build_now()
    window.open_tab("devices")
    prepare(page, name)


if __name__ == "__main__":
    raise SystemExit(main())
