"""Words of others, made safe to show: control, invisible and direction-changing characters become visible escapes."""

from __future__ import annotations

MAX_WORDS = 300
#: Unicode categories shown as escapes: controls, formats (zero-width, bidi), surrogates, private use, separators.
_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def escape(words: str) -> str:
    """*words* with every character that cannot be seen (or that reorders others) as a ``\\u`` escape."""
    if words.isascii() and words.isprintable():
        return words
    import unicodedata

    return "".join(
        _escaped(ch) if unicodedata.category(ch) in _ESCAPED or (ch != " " and ch.isspace()) else ch for ch in words
    )


def words_of_others(words: str, limit: int = MAX_WORDS) -> str:
    """*words* escaped and cut to *limit* characters, the cut marked."""
    shown = escape(words[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _escaped(ch: str) -> str:
    point = ord(ch)
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
