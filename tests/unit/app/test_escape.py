"""Words of others can be seen, and move nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.app.escape import MAX_WORDS, escape, words_of_others


@given(st.text(st.characters(), max_size=60))
def test_nothing_invisible_is_left(words: str) -> None:
    shown = escape(words)

    assert not any(unicodedata.category(ch) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for ch in shown)
    assert shown.isprintable()
    assert escape(shown) == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("plain words", "plain words"),
        ("Ünïcode 漢字 🔑", "Ünïcode 漢字 🔑"),
        ("\x1b[31mred\x07", "\\u001b[31mred\\u0007"),
        ("a\nb\r\tc", "a\\u000ab\\u000d\\u0009c"),
        ("\u202eevil\u2066", "\\u202eevil\\u2066"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("\ud800admin", "\\ud800admin"),
        ("no\u00a0break\u3000space", "no\\u00a0break\\u3000space"),
        ("\U000e0041tag", "\\U000e0041tag"),
        ("line\u2028\u2029", "line\\u2028\\u2029"),
        ("\x9b31m", "\\u009b31m"),
    ],
)
def test_examples(words: str, shown: str) -> None:
    assert escape(words) == shown


@given(st.text(st.characters(), max_size=700))
def test_words_of_others_are_bounded(words: str) -> None:
    assert len(words_of_others(words)) <= MAX_WORDS
