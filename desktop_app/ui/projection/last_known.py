"""What the first paint shows: rows and header from the state files, before anything heavier is loaded.

Made of what `keyfob status` reads (no keychain, no network); the accounts' lives take over after the first paint and
begin with the same words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop_app.app.texts import text
from desktop_app.errors import KeyfobError
from desktop_app.ui.models import words
from desktop_app.ui.models.row_state import AccountRow, HeaderView

if TYPE_CHECKING:
    from desktop_app.bootstrap import Engine
    from desktop_app.ui.views.main_window import MainWindow


def show_last_known(window: MainWindow, engine: Engine, *, demo: bool) -> None:
    """Give *window* its rows and its header. :param demo: the embedded provider's account is about to be there."""
    config = engine.config
    states = {name: _state(engine, name) for name in config.names if not isinstance(config.values(name), KeyfobError)}
    demo_name = engine.demo_name if demo else ""
    if demo:
        states[demo_name] = "restoring"
    window.set_accounts([row(name, state) for name, state in states.items()])
    current = demo_name or next(iter(states), "")
    if current:
        values = {} if demo else config.values(current)
        assert not isinstance(values, KeyfobError)  # noqa: S101 - those have no row
        window.render_header(header(current, states[current], str(values.get("issuer", "")), _kind(values, demo), demo))


def row(name: str, state: str) -> AccountRow:
    """The row of an account that is *state*: signed_out or restoring."""
    return AccountRow(
        key=name,
        name=name,
        initials=words.initials(name),
        hue=words.hue(name),
        mark=words.MARKS[state],
        line=text(f"window.line_{state}"),
        line_kind="plain",
        state_word=text(f"window.badge_{state}"),
    )


def header(name: str, state: str, issuer: str, provider: str, demo: bool) -> HeaderView:
    """Name, host, provider, badge."""
    host = urlsplit(issuer).netloc or issuer
    return HeaderView(key=name, name=name, host=host, provider=provider, badge=words.badge(state), demo=demo)
