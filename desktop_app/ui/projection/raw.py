"""The raw page's blocks, and what is shared: escaped, and no more of it than a text area shows quickly. Pure; runs on
a worker thread."""

from __future__ import annotations

import json
from typing import Final

from desktop_app.app.escape import escape
from desktop_app.app.texts import text
from desktop_app.inspector.model import InspectedToken
from desktop_app.ui.models.inspector_state import RawBlock

#: Characters of a block, and of one line in it: laying out one endless line takes seconds.
MOST: Final = 48_000
_LINE: Final = 1_500
_DEPTH: Final = 60


def blocks(token: InspectedToken, *, masked: bool = False) -> tuple[RawBlock, ...]:
    """Header, claims and the token's own text (dots' word in its place where it is *masked*)."""
    made: list[RawBlock] = []
    if token.header_text or token.header:
        made.append(_block("header", text("inspect_pane.raw_header"), pretty(token.header_text, token.header)))
    if token.payload_text:
        name = "payload" if token.claims is not None else "content"
        made.append(_block("payload", text(f"inspect_pane.raw_{name}"), pretty(token.payload_text, token.claims)))
    own = text("inspect_pane.raw_hidden") if masked else token.raw.reveal()
    made.append(_block("rest", text("inspect_pane.raw_token"), own))
    return tuple(made)


def pretty(written: str, value: object) -> str:
    """*value* as formatted JSON; *written* where it cannot be."""
    if not isinstance(value, dict | list):
        return written
    try:
        return json.dumps(value, indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return written


def shorten(words: str) -> tuple[str, int]:
    """*words* escaped and cut to what can be shown; and how many characters are not."""
    shown: list[str] = []
    room, hidden = MOST, 0
    for line in words[: MOST + 1].split("\n"):
        kept = line[: min(_LINE, room)]
        hidden += len(line) - len(kept)
        shown.append(escape(kept) + ("…" if len(kept) < len(line) else ""))
        room -= len(kept) + 1
        if room <= 0:
            break
    return "\n".join(shown), max(0, hidden + len(words) - min(len(words), MOST + 1))


def _block(kind: str, title: str, words: str) -> RawBlock:
    shown, hidden = shorten(words)
    note = text("inspect_pane.not_shown", count=hidden) if hidden else ""
    return RawBlock(kind, title, shown, note)  # type: ignore[arg-type]  # a part's tone
