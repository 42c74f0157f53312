"""What the first paint shows: rows and header from the state files, before anything heavier is loaded.

It is made of what `keyfob status` reads (no keychain, no network). The accounts' lives take over after the first paint
and begin with the same words (see :mod:`desktop_app.ui.projection.account`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop_app.app.texts import text
from desktop_app.errors import KeyfobError
from desktop_app.providers.presets import NAMES
from desktop_app.ui.models import words
from desktop_app.ui.models.row_state import AccountRow, HeaderView

if TYPE_CHECKING:
    from desktop_app.bootstrap import Engine
    from desktop_app.ui.views.main_window import MainWindow


def show_last_known(window: MainWindow, engine: Engine, *, demo: bool) -> None:
    """Give *window* its rows and its header. :param demo: the embedded provider's account is about to be there."""
    config = engine.config
    rows = []
    headers = []
    for name in config.names:
        values = config.values(name)
        if isinstance(values, KeyfobError):
            continue
        state = "restoring" if engine.may_restore(name) else "signed_out"
        rows.append(_row(name, state))
        kind = NAMES[str(values.get("provider", "generic"))]  # defaults are left out
        headers.append((name, state, str(values["issuer"]), kind, False))
    if demo:
        account = engine.expected_demo()
        rows.append(_row(account.name, "restoring"))
        headers.insert(0, (account.name, "restoring", account.issuer, text("window.demo"), True))
    window.set_accounts(rows)
    if headers:
        name, state, issuer, provider, is_demo = headers[0]
        host = urlsplit(issuer).netloc or issuer
        window.render_header(HeaderView(name, name, host, provider, words.badge(state), demo=is_demo))


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
