"""Keeps what the next start's first frame will show (:mod:`desktop_app.app.last_frame`), whenever it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.app.last_frame import FrameAccount, LastFrame
from desktop_app.ui import theme
from desktop_app.ui.projection.account import header

if TYPE_CHECKING:
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.life import Life


class FrameKeeper:
    """Looks at the accounts after each painting; writes on a thread of its own, and only what changed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: tuple[object, ...] | None = None

    def look(self) -> None:
        """Keep the frame if it is another than the one kept last."""
        accounts = [_account(life) for life in self._desk.controller.lives.values() if not life.demo]
        language = str(self._desk.engine.config.settings.get("language", ""))
        frame = LastFrame(theme.scheme(), accounts, language)
        now = (frame.scheme, language, *((a.name, a.state, a.host, a.provider, a.tabs) for a in frame.accounts))
        if now != self._kept:
            self._kept = now
            self._desk.tasks.run("last-frame", lambda: self._desk.engine.keep_frame(frame), lambda _done: None)


def _account(life: Life) -> FrameAccount:
    view = header(life)
    state = "restoring" if life.stored.saved == "keychain" else "signed_out"
    return FrameAccount(life.account.name, state, view.host, view.provider, view.tabs)
