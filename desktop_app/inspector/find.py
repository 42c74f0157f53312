"""Finds tokens in what people give: a token alone, ``Bearer …``, a cookie line, a JSON answer, whole logs.

A token ends at white space, a quote, a comma or a semicolon; any other character beside it belongs to it. Everything
here is one pass over the text, however hostile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from desktop_app.inspector.decode import LOOKS_LIKE_JOSE
from desktop_app.inspector.limits import MAX_TOKEN
from desktop_app.inspector.model import Found
from desktop_app.secret import Secret

_QUOTES: Final = "\"'`\u2018\u2019\u201c\u201d\u201e\u201a\u00ab\u00bb"
_WORD: Final = re.compile(rf"[^\s,;{_QUOTES}]+")
_SCHEMES: Final = frozenset({"bearer", "dpop", "bearer:", "dpop:"})
#: Members and parameters whose value is a token, whatever it looks like.
TOKEN_NAMES: Final = frozenset(
    {
        "access_token",
        "refresh_token",
        "id_token",
        "token",
        "id_token_hint",
        "subject_token",
        "actor_token",
        "logout_token",
        "assertion",
        "client_assertion",
        "issued_token",
        "accesstoken",
        "refreshtoken",
        "idtoken",
        "jwt",
    }
)
#: Longest name of a member that is told, and most spaces around its colon.
_MAX_NAME: Final = 64
_MAX_SPACES: Final = 4
_LOOK_BACK: Final = 160
_DIGIT: Final = re.compile(r"[0-9]")
_BEARER: Final = "Bearer"
_PARAMETER: Final = re.compile(r"([A-Za-z0-9_.%\[\]-]{1,64})=$")
_BEHIND: Final = re.compile(r"=(?=e(?:y[A-DI-L]|w[k-r0-3]|3[0-3])|v[1-4]\.(?:local|public)\.)")
_PASETO: Final = re.compile(r"v[1-4]\.(?:local|public)\.")
#: Three parts that a header of our look does not begin: a token that was tampered with.
_THREE_PARTS: Final = re.compile(r"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*")
_THREE_MIN: Final = 64
_ALONE_MIN: Final = 20
#: The shortest word that counts as a token after ``Bearer`` in running text.
_OPAQUE_MIN: Final = 16


class Finder:
    """Finds tokens in text that comes in pieces; memory stays below one token's limit.

    :ivar stopped: a word was longer than any token may be: nothing after it is read.
    """

    def __init__(self) -> None:
        self.stopped = False
        self._carry = ""  # a word that may go on, with what stands before it
        self._skip = 0  # how much of it was looked at
        self._offset = 0  # where it begins in the input
        self._line = 1
        self._counted = 0  # up to where lines were counted, in _carry
        self._scheme = False
        self._words = 0
        self._only: tuple[int, str] | None = None  # the first word; after a scheme alone, the second
        self._second = False
        self._found = 0

    def feed(self, text: str, *, end: bool = False) -> Iterator[Found]:
        """The tokens that are complete with *text*. :param end: nothing comes after it."""
        if self.stopped:
            return
        text = self._carry + text
        size = len(text)
        keep = size
        for match in _WORD.finditer(text, self._skip):
            begin, stop = match.span()
            if stop == size and not end and stop - begin <= MAX_TOKEN:
                keep = begin
                break
            word = match.group()
            self._words += 1
            if self._words == 1 or (self._words == 2 and self._scheme):
                self._only = (begin + self._offset, word[: MAX_TOKEN + 1])
                self._second = self._words == 2
            if stop - begin > MAX_TOKEN:
                self.stopped = True
                yield self._make(text, begin, word[: MAX_TOKEN + 1], "")
                return
            found = self._consider(text, begin, word)
            self._scheme = word.casefold() in _SCHEMES if len(word) < 8 else False
            if found is not None:
                yield found
        self._count(text, keep)
        before = max(0, keep - _LOOK_BACK)
        self._carry, self._skip, self._counted = text[before:], keep - before, keep - before
        self._offset += before
        if end:
            yield from self._alone()

    def _consider(self, text: str, begin: int, word: str) -> Found | None:
        if _looks(word):
            return self._make(text, begin, word, self._label(text, begin))
        shift, label = _behind_name(word)
        if shift == 0:
            label = self._label(text, begin)
            if label == _BEARER:
                # Running text has words after "bearer", too; a token without a digit is hardly one.
                if len(word) < _OPAQUE_MIN or not _DIGIT.search(word):
                    return None
            elif label.casefold() not in TOKEN_NAMES or not _is_value(text, begin, word):
                return None
        return self._make(text, begin + shift, word[shift:], label)

    def _label(self, text: str, begin: int) -> str:
        last = text[begin - 1 : begin]
        if self._scheme and last.isspace():
            return _BEARER
        if last == "" or last not in _QUOTES:
            return ""
        return _member_before(text, begin - 1)

    def _make(self, text: str, begin: int, word: str, label: str) -> Found:
        self._count(text, begin)
        self._found += 1
        start = begin + self._offset
        return Found(Secret(word), start, start + len(word), label, self._line)

    def _count(self, text: str, until: int) -> None:
        if until > self._counted:
            self._line += text.count("\n", self._counted, until)
            self._counted = until

    def _alone(self) -> Iterator[Found]:
        """One word, or one behind a scheme, is what it is about, whatever it looks like."""
        if self._found == 0 and self._only is not None and (self._words == 1 or (self._words == 2 and self._second)):
            start, word = self._only
            yield Found(Secret(word), start, start + len(word), _BEARER if self._second else "", 1)


def find(text: str) -> tuple[Found, ...]:
    """Every token in *text*, in its order."""
    return tuple(Finder().feed(text, end=True))


def _looks(word: str) -> bool:
    first = word[0]
    if first == "e":
        match = LOOKS_LIKE_JOSE.match(word)
        return match is not None and (word[match.end() : match.end() + 1] == "." or match.end() >= _ALONE_MIN)
    if first == "v" and _PASETO.match(word):
        return True
    return len(word) >= _THREE_MIN and word.count(".") == 2 and _THREE_PARTS.fullmatch(word) is not None


def _behind_name(word: str) -> tuple[int, str]:
    """``name=TOKEN``: how many characters stand before the token, and the name."""
    mark = _BEHIND.search(word) if "=" in word else None
    if mark is None or not _looks(word[mark.end() :]):
        return 0, ""
    name = _PARAMETER.search(word[max(0, mark.end() - 70) : mark.end()])
    return mark.end(), name.group(1) if name else ""


def _member_before(text: str, quote: int) -> str:
    """The name in ``"name": "``, where *quote* is the place of the last quotation mark; ``""`` if it is none. By hand:
    it is asked of every quoted word of a hostile text."""
    at = _before_spaces(text, quote - 1)
    if at < 0 or text[at] not in ":=":
        return ""
    end = _before_spaces(text, at - 1)
    if end < 0 or text[end] not in _QUOTES:
        return ""
    begin = max(text.rfind(mark, max(0, end - _MAX_NAME - 1), end) for mark in _QUOTES)
    name = text[begin + 1 : end]
    return name if begin >= 0 and not any(map(str.isspace, name)) else ""


def _before_spaces(text: str, at: int) -> int:
    least = max(-1, at - _MAX_SPACES)
    while at > least and text[at].isspace():
        at -= 1
    return at


def _is_value(text: str, begin: int, word: str) -> bool:
    """A word in quotes by itself: the value of a member, not the first word of a sentence."""
    after = text[begin + len(word) : begin + len(word) + 1]
    return after != "" and after in _QUOTES
