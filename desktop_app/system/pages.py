"""The page the browser ends on: one template, no script, nothing fetched from anywhere."""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import re
from string import Template
from typing import Final

from desktop_app.ports import Outcome, Page
from desktop_app.system.resources import resource

_MAX_TITLE: Final = 200
_MAX_TEXT: Final = 2_000
_RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})

#: Outcome → tone of the template, icon.
_LOOKS: Final[dict[Outcome, tuple[str, str]]] = {
    "signed_in": ("ok", "ok"),
    "signed_out": ("ok", "ok"),
    "failed": ("bad", "error"),
    "cancelled": ("neutral", "close"),
    "timed_out": ("warn", "clock"),
    "not_ours": ("warn", "warning"),
    "confirm": ("accent", "person"),
}


def render(page: Page, *, language: str = "en") -> bytes:
    """*page* as a UTF-8 HTML document.

    Its words become text and nothing else; characters that cannot be seen become visible escapes; all are bounded.

    :param language: of the words: a language tag.
    """
    tone, icon = _LOOKS[page.outcome]
    details = f'<p class="details" dir="auto">{_text(page.details, _MAX_TEXT)}</p>\n' if page.details else ""
    return (
        Template(_template())
        .substitute(
            language=html.escape(language),
            direction="rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr",
            tone=tone,
            fob=_icon("keyfob"),
            mark=_icon(icon),
            title=_text(page.title, _MAX_TITLE),
            text=_text(page.text, _MAX_TEXT),
            details=details,
        )
        .encode("utf-8")
    )


@functools.cache
def content_security_policy() -> str:
    """The Content-Security-Policy the page is served with: its own style sheet, by hash, and nothing else."""
    style = re.search(r"<style>(.*?)</style>", _template(), re.DOTALL)
    if style is None:
        raise ValueError("the page template has no style sheet")
    digest = base64.b64encode(hashlib.sha256(style[1].encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@functools.cache
def _template() -> str:
    return resource("pages/result.html").read_text("utf-8")


@functools.cache
def _icon(name: str) -> str:
    """The icon for inlining; its words are in the title beside it, so a screen reader passes it over."""
    return resource(f"icons/{name}.svg").read_text("utf-8").strip().replace("<svg ", '<svg aria-hidden="true" ', 1)


def _text(words: str, limit: int) -> str:
    shown = words if len(words) <= limit else words[: limit - 1] + "…"
    return html.escape("".join(ch if ch.isprintable() or ch == "\n" else f"\\u{ord(ch):04x}" for ch in shown))
