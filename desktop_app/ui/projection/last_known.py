"""What the first paint shows: rows and header as they were last, before anything heavier is loaded.

They come from what the window kept (:mod:`desktop_app.app.last_frame`); where that is missing or the settings have
changed since, from what `keyfob status` reads (no keychain, no network). The accounts' lives take over after the first
paint and begin with the same words (see :mod:`desktop_app.ui.projection.account`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from desktop_app.app.last_frame import TABS, FrameAccount, LastFrame
from desktop_app.app.texts import text
from desktop_app.ui.models import words
from desktop_app.ui.models.row_state import AccountRow, HeaderView, TabName

if TYPE_CHECKING:
    from desktop_app.bootstrap import Engine
    from desktop_app.ui.views.main_window import MainWindow


#: More rows than any screen has room for are not made before the first paint.
_SEEN = 60


def show_frame(window: MainWindow, frame: LastFrame, *, demo: str = "") -> None:
    """Give *window* its rows and its header. :param demo: the name of the account that is the demo's."""
    window.set_accounts([_row(account.name, account.state) for account in frame.accounts[:_SEEN]])
    if frame.accounts:
        first = next((account for account in frame.accounts if account.name == demo), frame.accounts[0])
        badge = words.badge(first.state)
        tabs = cast("tuple[TabName, ...]", first.tabs)
        view = HeaderView(first.name, first.name, first.host, first.provider, badge, tabs, first.name == demo)
        window.render_header(view)


def with_demo(frame: LastFrame, engine: Engine) -> tuple[LastFrame, str]:
    """The frame with the embedded provider's account, which is about to be there; and its name."""
    account = engine.expected_demo()
    demo = FrameAccount(account.name, "restoring", account.issuer, text("window.demo"), TABS)
    return LastFrame(frame.scheme, (*frame.accounts, demo), frame.language), account.name


def _row(name: str, state: str) -> AccountRow:
    return AccountRow(
        key=name,
        name=name,
        initials=words.initials(name),
        hue=words.hue(name),
        mark=words.MARKS[state],
        line=text(f"window.line_{state}"),
        state_word=text(f"window.badge_{state}"),
    )
