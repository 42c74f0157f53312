"""The page the browser ends on: text is text, and nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import get_args

import pytest

from desktop_app.ports import Outcome, Page
from desktop_app.system import pages

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
HOSTILE = "<script>alert(1)</script>\"'><img src=http://x.example/ onerror=a()>&lt;$title ${text} \u202e\x00\ud800 e"


class Reader(HTMLParser):
    """Elements, attributes and text of a page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_a_page_without_script_or_outside_resources(outcome: Outcome) -> None:
    read = Reader(pages.render(Page(outcome, "A title", "A text", "Details")))
    assert not {"script", "img", "link", "iframe", "object", "form", "a", "base"} & set(read.elements)
    names = {name for name, _ in read.attributes}
    assert not names & {"src", "href", "style", "srcset", "action"}
    assert not [name for name in names if name.startswith("on")]
    for words in ("A title", "A text", "Details"):
        assert words in read.text
    assert read.elements.count("svg") == 2
    assert read.elements.count("h1") == 1


def test_outcomes_look_different() -> None:
    marks = {
        outcome: re.findall(r'<div class="fob (\w+)">.*?<div class="mark">(.*?)</div>', text, re.DOTALL)[0]
        for outcome in OUTCOMES
        for text in [pages.render(Page(outcome, "t", "x")).decode()]
    }
    assert marks.pop("signed_out") == marks["signed_in"]
    assert len(set(marks.values())) == len(marks)


def test_hostile_words_are_text_with_visible_escapes() -> None:
    plain = Reader(pages.render(Page("failed", "t", "x", "y")))
    page = pages.render(Page("failed", HOSTILE, HOSTILE, HOSTILE))
    read = Reader(page)
    assert read.elements == plain.elements
    assert read.text.count("<script>alert(1)</script>") == 4  # twice the title: it is the tab's, too
    assert read.text.count(r"${text} \u202e\u0000\ud800 e") == 4
    assert b"\x00" not in page


def test_long_words_are_cut() -> None:
    read = Reader(pages.render(Page("failed", "t" * 10_000, "x" * 10_000, "y" * 10_000)))
    assert "t" * 199 + "…" in read.text
    assert "x" * 1_999 + "…" in read.text
    assert len(read.text) < 10_000


def test_details_are_left_out_where_there_are_none() -> None:
    assert b'class="details"' not in pages.render(Page("failed", "t", "x"))


def test_the_policy_allows_this_style_sheet_and_nothing_else() -> None:
    page = pages.render(Page("signed_in", "t", "x")).decode()
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert len(style) == 1
    assert pages.content_security_policy().split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar-EG", "rtl"), ('"><script>', "ltr")])
def test_language_and_direction(language: str, direction: str) -> None:
    attributes = Reader(pages.render(Page("signed_in", "t", "x"), language=language)).attributes
    assert ("lang", language) in attributes
    assert ("dir", direction) in attributes


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_has_enough_contrast(theme: int) -> None:
    page = pages.render(Page("signed_in", "t", "x")).decode()
    colours = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", page.split("@media")[theme]))
    pairs = [("text", "card"), ("text-2", "card"), ("text", "sunken")]
    pairs += [(tone, f"{tone}-soft") for tone in ("ok", "warn", "bad", "accent", "neutral")]
    for above, below in pairs:
        one, two = sorted((_luminance(colours[above]), _luminance(colours[below])), reverse=True)
        assert (one + 0.05) / (two + 0.05) >= 4.5, (above, below)
