"""The menu behind ≡ and F10, and the keys of the window. Made after the first paint."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from desktop_app.app.texts import text
from desktop_app.ui.views.first_frame import TOOLS

if TYPE_CHECKING:
    from desktop_app.ui.views.main_window import MainWindow

_TABS = ("overview", "tokens", "devices", "activity")


def main_menu(window: MainWindow) -> QMenu:
    """The menu: add, inspect, doctor, log, settings, close, quit."""
    menu = QMenu(window)
    menu.aboutToHide.connect(menu.deleteLater)
    entries: tuple[tuple[str, str, Callable[[], object]] | None, ...] = (
        ("add_provider", "Ctrl+N", window.open_add_provider),
        ("import_accounts", "", window.import_requested.emit),
        ("inspect", "Ctrl+I", lambda: window.go("inspect")),
        None,
        ("doctor", "", lambda: window.go("doctor")),
        ("log", "", lambda: window.go("log")),
        ("settings", "Ctrl+,", lambda: window.go("settings")),
        None,
        ("close", "Ctrl+W", window.close),
        ("quit", "Ctrl+Q", window.quit_requested.emit),
    )
    for entry in entries:
        if entry is None:
            menu.addSeparator()  # Qt shows one where several would follow each other
            continue
        name, keys, do = entry
        if name in TOOLS and name not in window.tools:
            continue
        action = menu.addAction(text("log.menu" if name == "log" else f"window.{name}"))
        if keys:
            # Shown only: the window's own actions react, in every place.
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(do)
    return menu


def add_shortcuts(window: MainWindow) -> None:
    """Give the window its keys."""

    def on(keys: str, do: Callable[[], object]) -> None:
        action = QAction(window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(do)
        window.addAction(action)

    for number in range(1, 10):
        on(f"Ctrl+{number}", partial(_choose_account, window, number - 1))
    for number, name in enumerate(_TABS, start=1):
        on(f"Alt+{number}", partial(window.open_tab, name))
    on("Ctrl+N", window.open_add_provider)
    for name, keys in (("inspect", "Ctrl+I"), ("settings", "Ctrl+,")):
        if name in window.tools:
            on(keys, partial(window.go, name))
    on("F5", lambda: _refresh(window))
    on("Ctrl+R", lambda: _refresh(window))
    on("Ctrl+Shift+C", lambda: _on_account(window, "copy_token"))
    on("Esc", lambda: _escape(window))
    on("F6", lambda: _next_part(window, 1))
    on("Shift+F6", lambda: _next_part(window, -1))
    on("F10", lambda: window.shell.sidebar.menu_button.click())
    on("Ctrl+W", window.close)
    on("Ctrl+Q", window.quit_requested.emit)


def _choose_account(window: MainWindow, place: int) -> None:
    row = window.shell.sidebar.model.row(place)
    if row is not None:
        window.shell.sidebar.account_chosen.emit(row.key)


def _on_account(window: MainWindow, intent: str) -> None:
    if window.place == "account":
        window.tell(intent)


def _refresh(window: MainWindow) -> None:
    if window.place == "account":
        window.tell("refresh" if window.shell.header.current_tab() in {"overview", "tokens"} else "reload")


def _escape(window: MainWindow) -> None:
    focus = QApplication.focusWidget()
    if isinstance(focus, QLineEdit) and not focus.isReadOnly():
        focus.clearFocus()
    elif window.place == "add_provider":
        window.shell.pages.add_provider().cancel_requested.emit()
    elif window.place == "account":
        if window.shell.signing_in:
            window.tell("cancel")
    elif window.place != "first_run":
        window.shell.back()


def _next_part(window: MainWindow, step: int) -> None:
    """Move the focus to the next part of the window: sidebar, page, action bar."""
    page = window.shell.stack.currentWidget()
    parts: list[QWidget] = [window.shell.sidebar]
    if window.shell.header.isVisible():
        parts.append(window.shell.header)
    if page is not None:
        bar = getattr(page, "bar", None)
        parts.append(page)
        if isinstance(bar, QWidget) and bar.isVisible():
            parts.append(bar)
    focus = QApplication.focusWidget()
    current = max((n for n, part in enumerate(parts) if focus and part.isAncestorOf(focus)), default=-step)
    for offset in range(1, len(parts) + 1):
        target = _first_control(parts[(current + step * offset) % len(parts)])
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return


def _first_control(part: QWidget) -> QWidget | None:
    """The first control in *part* that the Tab key would reach."""
    widget = part.nextInFocusChain()
    for _ in range(2000):
        if widget is None or widget is part:
            return None
        if (
            part.isAncestorOf(widget)
            and widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ):
            return widget
        widget = widget.nextInFocusChain()
    return None
