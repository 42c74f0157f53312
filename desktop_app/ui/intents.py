"""What a person wants of an account, done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu

from desktop_app.app.texts import text
from desktop_app.providers.presets import ENDS_EVERYWHERE
from desktop_app.session import states as s
from desktop_app.ui import icons, theme
from desktop_app.ui.clipboard import CLEARS_AFTER, SecretCopier, copy_words
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.life import Life


def act(desk: Desk, key: str, intent: str, detail: object) -> None:
    """Do *intent* (see :attr:`desktop_app.ui.views.main_window.MainWindow.account_intent`)."""
    controller, life = desk.controller, desk.controller.lives.get(key)
    if life is None:  # a menu stayed open, and the account was removed or renamed meanwhile
        return
    if life.stopped and intent in ("sign_in", "refresh", "retry"):
        intent = "start_demo"
    match intent, detail:
        case "banner", "start_demo":
            desk.start_demo()
        case "sign_in", _:
            controller.sign_ins.begin(key)
        case "cancel", _:
            controller.sign_ins.cancel(key)
        case "open_again", _:
            controller.sign_ins.open_again(key)
        case "copy_link", _:
            _copy_link(desk, life)
        case "paste", str(address):
            controller.sign_ins.submit_address(key, address)
        case ("refresh", _) | ("retry", _) | ("banner", "try_now" | "unlock"):
            controller.refresh(key)
        case "unlock", _:
            controller.restore(key, attended=True)
        case "copy_token", _:
            copy_token(desk, life)
        case ("sign_out", "everywhere") | ("forget", _):
            from desktop_app.ui.goodbye import ask_first

            ask_first(desk, key, intent)
        case "sign_out", str(kind):
            controller.sign_out(key, local=kind == "local")
        case ("userinfo" | "introspect") as what, _:
            from desktop_app.ui.said import ask_provider

            ask_provider(desk, key, what)
        case "open_page", str(page):
            desk.tasks.run("open-page", lambda: desk.engine.browser.open(page), lambda done: _opened(desk, done))
        case "fact_copied", "issuer":
            copy_words(life.account.issuer)
        case ("why", _) | ("entry_detail", _) | ("banner", "details"):
            desk.window.open_tab("activity")
        case "filter", str(chosen):
            desk.filter_activity(key, chosen)
        case "rename", _:
            desk.accounts.ask_name(key)
        case "another", _:
            desk.accounts.ask_another(key)
        case "details", _:
            desk.accounts.editing.open(key)
        case "start_demo", _:
            desk.start_demo()
        case "menu", QPoint() as at:
            account_menu(desk, key).popup(at)
        case _:
            return


def account_menu(desk: Desk, key: str) -> QMenu:
    """What can be done with the account now."""
    life = desk.controller.lives[key]
    menu = QMenu(desk.window)
    menu.aboutToHide.connect(menu.deleteLater)
    session = s.session_of(life.state)
    if session is None:
        menu.addAction(text("window.sign_in"), lambda: act(desk, key, "sign_in", None))
    else:
        menu.addAction(text("window.refresh_now"), lambda: act(desk, key, "refresh", None))
        menu.addAction(text("window.copy_token"), lambda: act(desk, key, "copy_token", None))
        menu.addSeparator()
        menu.addAction(text("devices.userinfo"), lambda: act(desk, key, "userinfo", None))
        menu.addAction(text("devices.introspect"), lambda: act(desk, key, "introspect", None))
        menu.addSeparator()
        for kind in ("here", "everywhere", "local"):
            if kind != "everywhere" or life.account.provider in ENDS_EVERYWHERE:
                menu.addAction(text(f"window.sign_out_{kind}"), partial(act, desk, key, "sign_out", kind))
    menu.addSeparator()
    if not life.demo:
        _about_settings(desk, key, menu)
    menu.addAction(text("devices.forget_account"), lambda: act(desk, key, "forget", None))
    return menu


def _about_settings(desk: Desk, key: str, menu: QMenu) -> None:
    from desktop_app.ui.accounts.names import cannot_rename

    menu.addAction(text("accounts.details"), lambda: act(desk, key, "details", None))
    rename = menu.addAction(text("accounts.rename"), lambda: act(desk, key, "rename", None))
    rename.setShortcut("F2")
    rename.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # shown only: the window's own key acts
    if cannot_rename(desk.engine.config, key):
        rename.setIcon(QIcon(icons.pixmap("lock", 16, theme.colour("text-2"), desk.window.devicePixelRatioF())))
        rename.setText(text("accounts.rename_locked"))
        rename.setEnabled(False)
    menu.addAction(text("accounts.another"), lambda: act(desk, key, "another", None))


def _opened(desk: Desk, done: Done[None]) -> None:
    if done.error is not None:
        desk.say(done.error)


def copy_token(desk: Desk, life: Life) -> None:
    """Copy the access token, if it has not expired; it clears after 30 s."""
    session = s.session_of(life.state)
    if session is None:
        return
    end = session.tokens.expires_at
    if end is not None and end <= desk.clock.now():
        return
    copier = desk.findChild(SecretCopier) or SecretCopier(desk)
    copier.copy(session.tokens.access_token.reveal())
    life.copied = True
    desk.controller.changed.emit(life.account.name)
    QTimer.singleShot(CLEARS_AFTER, desk, lambda: _copied_no_more(desk, life))


def _copied_no_more(desk: Desk, life: Life) -> None:
    life.copied = False
    desk.controller.changed.emit(life.account.name)


def _copy_link(desk: Desk, life: Life) -> None:
    state = life.state
    if isinstance(state, s.SigningIn) and state.url is not None and life.sign_in is not None:
        copy_words(state.url)
        life.sign_in.copied = True
        desk.controller.changed.emit(life.account.name)
