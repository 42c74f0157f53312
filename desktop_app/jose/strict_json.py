"""JSON as RFC 8259 and RFC 7493 (I-JSON) mean it: UTF-8 alone, no duplicate members, bounded in every direction."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Literal, NoReturn

from desktop_app.jose.errors import JoseError

#: The longest integer that is read exactly, in digits (reading one takes quadratic time).
MAX_DIGITS = 1_000
#: A string, also one that never ends: consuming it to the end keeps the search linear on hostile text.
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
#: As far as all strings end.
_WHOLE_STRINGS = re.compile(r'(?:[^"]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
_NO_BRACKET = re.compile(r"[^\[\]{}]+")
#: Texts above this are looked at in slices of about that, characters.
_LONG = 1_000_000
_SLICE = 200_000

Overflow = Literal["refuse", "infinity"]


def loads(data: bytes, *, limit: int = 1_000_000, max_depth: int = 64, overflow: Overflow = "refuse") -> object:
    """The value of a JSON text.

    :param limit: most bytes.
    :param max_depth: most arrays and objects inside each other.
    :param overflow: what to do with a number too large to hold (1e400, an integer of over 1,000 digits): ``refuse``
        the text, or read it as ``infinity`` for callers that check each number they use.
    :raises JoseError: ``malformed`` with ``too_large``, ``bom``, ``not_utf8``, ``not_json``, ``too_deep``,
        ``duplicate_member``, ``constant`` (NaN, Infinity) or ``number_range``.
    """
    if len(data) > limit:
        raise JoseError("malformed", "too_large")
    if data.startswith(b"\xef\xbb\xbf"):
        raise JoseError("malformed", "bom")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise JoseError("malformed", "not_utf8") from None
    check_depth(text, max_depth)
    numbers = _Numbers(overflow)
    try:
        value: object = json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_int=numbers.integer,
            parse_float=numbers.real,
            parse_constant=_no_constant,
        )
    except ValueError:
        raise JoseError("malformed", "not_json") from None
    return value


def load_object(data: bytes, *, limit: int = 1_000_000, overflow: Overflow = "refuse") -> dict[str, Any]:
    """The same for a text that must hold an object; anything else is ``malformed`` with ``not_an_object``."""
    value = loads(data, limit=limit, overflow=overflow)
    if not isinstance(value, dict):
        raise JoseError("malformed", "not_an_object")
    return value


def check_depth(text: str, max_depth: int) -> None:
    """Look before the parser recurses: every pass takes the innermost pairs away.

    :raises JoseError: ``malformed`` with ``too_deep`` or ``not_json`` (brackets that do not meet).
    """
    brackets = _brackets(text).replace("{", "[").replace("}", "]")
    for _ in range(max_depth):
        shorter = brackets.replace("[]", "")
        if len(shorter) == len(brackets):
            break
        brackets = shorter
    if brackets:
        raise JoseError("malformed", "too_deep" if "[]" in brackets else "not_json")


def _brackets(text: str) -> str:
    """The brackets outside strings. A long text goes in slices: one expression over all of it would hold up every
    other thread until its end."""
    if len(text) <= _LONG:
        return _NO_BRACKET.sub("", _STRING.sub("", text))
    found: list[str] = []
    open_string, at = "", 0
    while at < len(text):
        # A string that does not end is looked at again with the next slice; doubling keeps that linear.
        step = max(_SLICE, len(open_string))
        piece = open_string + text[at : at + step]
        whole = _WHOLE_STRINGS.match(piece)
        end = 0 if whole is None else whole.end()
        found.append(_NO_BRACKET.sub("", _STRING.sub("", piece[:end])))
        open_string = piece[end:]
        at += step
    return "".join(found)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JoseError("malformed", "duplicate_member")
    return members


def _no_constant(_name: str) -> NoReturn:
    raise JoseError("malformed", "constant")


class _Numbers:
    def __init__(self, overflow: Overflow) -> None:
        self._refuse = overflow == "refuse"

    def integer(self, digits: str) -> int | float:
        if len(digits) <= MAX_DIGITS:
            return int(digits)
        return self._too_large(-math.inf if digits.startswith("-") else math.inf)

    def real(self, text: str) -> float:
        value = float(text)
        return value if math.isfinite(value) else self._too_large(value)

    def _too_large(self, value: float) -> float:
        if self._refuse:
            raise JoseError("malformed", "number_range")
        return value
