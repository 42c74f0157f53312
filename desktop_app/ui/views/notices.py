"""The states that are one sentence and what to do: signed out, restoring, sign in again, locked, signing out."""

from __future__ import annotations

from typing import assert_never

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.app.texts import text
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.empty import Notice
from desktop_app.ui.components.marked import MarkedRows
from desktop_app.ui.models.view_state import (
    Action,
    LockedView,
    NeedsLoginView,
    RestoringView,
    SignedOutView,
    SigningOutView,
)
from desktop_app.ui.views.page import Page

NoticeView = SignedOutView | RestoringView | NeedsLoginView | LockedView | SigningOutView


class NoticePage(Page):
    """One of those states. Signals carry nothing: the account is the one that is shown."""

    sign_in_requested = Signal()
    why_requested = Signal()
    retry_requested = Signal()
    unlock_requested = Signal()
    cancel_requested = Signal()
    page_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(480, centred=True, parent=parent)
        self._notice = Notice()
        self.column.addWidget(self._notice, 1)
        self._notice.action.connect(self._act)
        self.steps = MarkedRows()
        self._notice.more.addWidget(self.steps)
        self._page = ""

    def buttons(self) -> list[Button]:
        """Its buttons, in order."""
        return self._notice.buttons()

    def render_page(self, view: NoticeView) -> None:
        """Show *view*."""
        self.steps.show_rows(view.steps if isinstance(view, SignedOutView) else ())
        match view:
            case SignedOutView():
                self._signed_out(view)
            case NeedsLoginView():
                self._needs_login(view)
            case RestoringView():
                prompt = text("window.restoring_prompt") if view.waiting_for_keychain else ""
                actions = (_act("cancel", "window.cancel"),) if view.waiting_for_keychain else ()
                self._notice.say(
                    "key", text("window.restoring_title"), prompt or text("window.restoring_text"), actions
                )
            case LockedView():
                if view.prompting:
                    words, actions = text("window.locked_prompting"), (_act("cancel", "window.cancel"),)
                else:
                    words, actions = text("window.locked_text"), (_act("unlock", "window.unlock", primary=True),)
                self._notice.say("lock", text("window.locked_title"), words, actions, tone="warn")
            case SigningOutView():
                words = text("window.signing_out_text", host=view.host)
                self._notice.say("sign-out", text("window.signing_out_title"), words, tone="text-2")
            case _:
                assert_never(view)

    def _signed_out(self, view: SignedOutView) -> None:
        words = view.reason or text("window.signed_out_text", host=view.host)
        title = "window.not_signed_in_title" if view.trouble and not view.steps else "window.signed_out_title"
        if view.fresh:
            title = "accounts.fresh_title"
        if view.stopped:
            words = text("accounts.demo_stopped_text")
            again = Action("sign_in", text("accounts.demo_again"), primary=True)
            self._notice.say("offline", text("accounts.demo_stopped"), words, (again,), tone="warn")
            return
        self._page = view.page
        actions: tuple[Action, ...] = (_act("sign_in", "window.sign_in", primary=True),)
        if view.page:
            actions += (_act("page", "devices.own_page"),)
        elif view.trouble:
            actions += (_act("why", "window.details"),)
        self._notice.say(
            "warning" if view.trouble else "sign-in",
            text(title),
            words,
            actions,
            tone="warn" if view.trouble else "accent-text",
            hint=view.hint,
            foot=text("devices.left_to_do") if view.page else "",
        )

    def _needs_login(self, view: NeedsLoginView) -> None:
        actions: tuple[Action, ...] = (_act("sign_in", "window.sign_in", primary=True),)
        actions += (_act("retry", "window.try_again"),) if view.can_retry else ()
        actions += (_act("why", "window.why"),)
        self._notice.say(
            "sign-in",
            text("window.needs_login_title"),
            f"{view.sentence} {text('window.needs_login_kept')}",
            actions,
            hint=view.hint,
            foot=text("window.last_signed_in", who=view.last) if view.last else "",
        )

    def _act(self, id_: str) -> None:
        if id_ == "page":
            self.page_requested.emit(self._page)
            return
        signals = {
            "sign_in": self.sign_in_requested,
            "why": self.why_requested,
            "retry": self.retry_requested,
            "unlock": self.unlock_requested,
            "cancel": self.cancel_requested,
        }
        signals[id_].emit()


def _act(id_: str, label: str, *, primary: bool = False) -> Action:
    return Action(id_, text(label), primary)
