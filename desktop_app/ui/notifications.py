"""Trouble a person must know of, told once by the desktop, when they do not look at the window.

At most one notification a trouble, none for what the window shows already, none while it is in front. Being offline is
no trouble of that kind: Keyfob goes on by itself. Nothing here opens a browser: only a person's answer does.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from desktop_app.app.locale_words import together
from desktop_app.app.texts import error_texts, text
from desktop_app.ports import Notification
from desktop_app.session import states as s
from desktop_app.ui.models.row_state import shown
from desktop_app.ui.presence import in_front

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.ui.desk import Desk
    from desktop_app.ui.life import Life
    from desktop_app.ui.tasks import Done

#: Troubles that come together are told together, milliseconds.
_TOGETHER: Final = 400
#: More accounts than this that want a login at once are one notification.
_SEVERAL: Final = 3
_MANY: Final = "many"
_RUNNING: Final = "running"
_LONGEST: Final = 300
_LANE: Final = "notices"
#: Where it is remembered that the person was told that the program goes on in the tray.
_TOLD_FILE: Final = "window/told.txt"

#: (account, kind, more)
Trouble = tuple[str, str, str]


class Notices(QObject):
    """Watches the accounts.

    :param say: tells something where the desktop has no notifications with buttons; gives whether it could.
    """

    #: (key, action, leave to come to the front): a person answered.
    _chosen = Signal(str, str, str)

    def __init__(self, desk: Desk, say: Callable[[str, str], bool]) -> None:
        super().__init__(desk)
        self._desk = desk
        self._say = say
        #: Accounts whose first look into the keychain has not ended.
        self._starting = {name for name, life in desk.controller.lives.items() if life.busy}
        self._told: set[Trouble] = set()
        self._standing: dict[str, Trouble | None] = {}
        self._to_tell: list[Trouble] = []
        self._last_said = ""
        self._told_running = False
        self._notifier = desk.engine.notifier(self._chosen.emit)
        self._chosen.connect(self._act)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._tell_all)
        QGuiApplication.instance().focusWindowChanged.connect(self._seen)  # type: ignore[union-attr]  # there is one
        desk.controller.changed.connect(self._look)

    def close(self) -> None:
        """No more."""
        self._soon.stop()
        self._desk.controller.changed.disconnect(self._look)
        QGuiApplication.instance().focusWindowChanged.disconnect(self._seen)  # type: ignore[union-attr]  # as above

    def clicked(self) -> None:
        """The bubble that was said last was clicked."""
        if self._last_said:
            self._act(self._last_said, "default", "")

    def went_into_the_tray(self) -> None:
        """The window was closed and the program stays: a word, the first time ever."""
        if self._told_running or not self._desk.engine.settings.notifications:
            return
        self._told_running = True
        files = self._desk.engine.files

        def first_time() -> bool:
            if files.read(_TOLD_FILE, 100) is not None:
                return False
            files.write(_TOLD_FILE, b"still-running\n")
            return True

        def tell(done: Done[bool]) -> None:
            if done.value:
                actions = (("ok", text("notices.ok")),)
                self._show(
                    _RUNNING, Notification(text("notices.running_title"), text("notices.running_text"), actions), None
                )

        self._desk.tasks.run("told", first_time, tell)

    # --- what is wrong ---

    def _look(self, name: str) -> None:
        """An account has changed."""
        if self._desk.ending:
            return
        life = self._desk.life(name)
        now = set() if life is None else _troubles(life)
        over = {trouble for trouble in self._told if trouble[0] == name and _is_over(trouble, life)}
        self._told -= over
        self._to_tell = [trouble for trouble in self._to_tell if trouble not in over]
        for key in [key for key, trouble in self._standing.items() if trouble in over]:
            self._withdraw(key)
        window = self._desk.window
        # What was so at the start is what the window begins with.
        at_start = name in self._starting and window.isVisible()
        if life is None or not life.busy:
            self._starting.discard(name)
        for trouble in sorted(now - self._told):
            self._told.add(trouble)
            if not at_start and not in_front(window):
                self._to_tell.append(trouble)
                self._soon.start(_TOGETHER)

    def _seen(self, focus: object) -> None:
        """The person came to the window by themselves: what it shows need not stand beside it."""
        if focus is not None and not self._desk.ending and in_front(self._desk.window):
            for key in [key for key, trouble in self._standing.items() if trouble is not None or key == _MANY]:
                self._withdraw(key)

    def _tell_all(self) -> None:
        waiting, self._to_tell = self._to_tell, []
        if self._desk.ending or not self._desk.engine.settings.notifications or in_front(self._desk.window):
            return
        logins = [trouble for trouble in waiting if trouble[1] == "needs_login"]
        if len(logins) > _SEVERAL:
            names = together([trouble[0] for trouble in logins])
            title, words = text("notices.many_title", count=len(logins)), text("notices.many_text", names=_cut(names))
            self._show(_MANY, Notification(title, words, (("open", text("notices.open")),)), None)
            waiting = [trouble for trouble in waiting if trouble not in logins]
        for trouble in waiting:
            life = self._desk.life(trouble[0])
            if life is not None:
                self._show("\n".join(trouble), _notification(trouble, life), trouble)

    # --- showing and answers ---

    def _show(self, key: str, notification: Notification, trouble: Trouble | None) -> None:
        self._standing[key] = trouble
        notifier = self._notifier
        if notifier is None:
            self._fall_back(key, notification)
            return

        def done(shown_: Done[bool]) -> None:
            if not shown_.value and key in self._standing:
                self._fall_back(key, notification)

        self._desk.tasks.run(_LANE, partial(notifier.show, key, notification), done)

    def _fall_back(self, key: str, notification: Notification) -> None:
        if self._say(notification.title, notification.body):
            self._last_said = key

    def _withdraw(self, key: str) -> None:
        self._standing.pop(key, None)
        if self._notifier is not None:
            self._desk.tasks.run(_LANE, partial(self._notifier.withdraw, key), lambda _done: None)

    def _act(self, key: str, action: str, token: str) -> None:
        if key not in self._standing:
            return
        trouble = self._standing[key]
        self._withdraw(key)
        desk = self._desk
        if desk.ending or action in ("ok", "not_now"):
            return
        life = None if trouble is None else desk.life(trouble[0])
        if trouble is None or life is None:
            desk.show_window(token)
            return
        name = trouble[0]
        if action == "try_now":
            desk.controller.refresh(name)
            return
        desk.show_account(name, token=token)
        if action == "details":
            desk.window.open_tab("activity")
        elif action == "sign_in" and isinstance(life.state, s.NeedsLogin):
            desk.controller.sign_ins.begin(name)


def _troubles(life: Life) -> set[Trouble]:
    name = life.account.name
    found: set[Trouble] = set()
    if isinstance(life.state, s.NeedsLogin):
        found.add((name, "needs_login", ""))
    if s.is_unsaved(life.state):
        found.add((name, "unsaved", ""))
    if life.role_lost:
        found.add((name, "role", life.role_lost))
    return found


def _is_over(trouble: Trouble, life: Life | None) -> bool:
    """Whether it is certainly over: a state in between (refreshing, restoring) ends no trouble."""
    if life is None:
        return True
    _name, kind, more = trouble
    match kind:
        case "needs_login":
            return isinstance(life.state, s.SignedIn | s.SignedOut)
        case "unsaved":
            settled = isinstance(life.state, s.SignedIn | s.SignedOut | s.NeedsLogin)
            return settled and not s.is_unsaved(life.state)
        case _:
            return life.role_lost != more


def _notification(trouble: Trouble, life: Life) -> Notification:
    name, kind, more = trouble
    name = _cut(name, 60)
    match kind:
        case "needs_login":
            reason = ""
            if isinstance(life.state, s.NeedsLogin):
                reason, _hint = error_texts(life.state.why.text, life.state.why.params)
                reason = reason.removeprefix(f"{text('window.needs_login_title')}. ")  # the title says it
            return Notification(
                text("notices.needs_login_title", name=name),
                text("notices.needs_login_text", reason=_cut(reason)).strip(),
                (("sign_in", text("notices.sign_in")), ("not_now", text("notices.not_now"))),
            )
        case "unsaved":
            return Notification(
                text("notices.unsaved_title", name=name),
                text("notices.unsaved_text"),
                (("try_now", text("notices.try_now")), ("details", text("notices.details"))),
                urgent=True,
            )
        case _:
            return Notification(
                text("notices.role_title", name=name),
                text("notices.role_text", role=_cut(more, 100)),
                (("open", text("notices.open")),),
            )


def _cut(words: str, longest: int = _LONGEST) -> str:
    safe = shown(words)
    return safe if len(safe) <= longest else safe[: longest - 1] + "…"
