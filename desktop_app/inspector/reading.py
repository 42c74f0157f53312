"""Reads what breaks the rules as far as it can be read, for showing alone, and notes every rule it breaks."""

from __future__ import annotations

import base64
import json
import math
import re
from typing import Any, Final

from desktop_app.inspector.codes import finding
from desktop_app.inspector.limits import MAX_SHOWN, shallow, within
from desktop_app.inspector.model import Finding
from desktop_app.jose import base64url, strict_json
from desktop_app.jose.errors import JoseError

_OTHER: Final = re.compile(r"[^A-Za-z0-9_-]+")
_STANDARD: Final = str.maketrans("+/", "-_")
_LIMITS: Final = frozenset({"too_large", "too_deep", "too_many_members"})
_MARKS: Final = (b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe")
_SPACE: Final = b" \t\r\n"
_SHOWN_DIGITS: Final = 40

#: Stands for "no value could be read".
UNREAD: Final = object()


class Refused(Exception):
    """Over a limit. :ivar finding: which."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(code)
        self.finding = finding(code, where)


def octets(part: str, where: str, problems: list[Finding]) -> bytes:
    """The bytes of a base64url text; where it breaks the rules, of what is left of it."""
    try:
        return base64url.decode(part)
    except JoseError as error:
        problems.append(finding(f"base64_{error.detail}", where))
    kept = _OTHER.sub("", part.translate(_STANDARD))
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return base64.urlsafe_b64decode(kept + "=" * (-len(kept) % 4))


def starts_like_json(data: bytes) -> bool:
    """Whether *data* sets out to be a JSON object or array, in whatever encoding, or begins with a byte-order mark."""
    first = data[:1]
    if first in (b"{", b"["):
        return True
    if data.startswith(_MARKS):
        return True
    if b"\0" in data[:4]:
        return data[:4].strip(b"\0")[:1] in (b"{", b"[")
    return first != b"" and first in _SPACE and data.lstrip(_SPACE)[:1] in (b"{", b"[")


def content(data: bytes, where: str, problems: list[Finding]) -> tuple[str, Any]:
    """The text and the JSON value of *data* (:data:`UNREAD` where it has none).

    :raises Refused: over a limit.
    """
    try:
        value = strict_json.loads(data)
    except JoseError as error:
        if error.detail in _LIMITS:
            raise Refused(error.detail, where) from None
        return _leniently(data, where, problems)
    text = data.decode()
    if not within(text):
        raise Refused("too_many_members", where)
    return text, value


def as_text(data: bytes) -> str:
    """*data* as text; what is no UTF-8 becomes lone surrogates, which are shown as escapes."""
    return data.decode("utf-8", "surrogateescape")


def _leniently(data: bytes, where: str, problems: list[Finding]) -> tuple[str, Any]:
    text = _any_encoding(data, where, problems)
    if not within(text):
        raise Refused("too_many_members", where)
    seen = _Seen(where, problems)
    try:
        shallow(text)
        value: object = json.loads(
            text,
            object_pairs_hook=seen.members,
            parse_int=seen.integer,
            parse_float=seen.real,
            parse_constant=seen.constant,
        )
    except JoseError as error:
        if error.detail in _LIMITS:
            raise Refused(error.detail, where) from None
        value = UNREAD
    except ValueError:
        value = UNREAD
    if value is UNREAD:
        problems.append(finding("not_json", where))
    return text, value


def _any_encoding(data: bytes, where: str, problems: list[Finding]) -> str:
    encoding = json.detect_encoding(data)
    if encoding == "utf-8-sig":
        problems.append(finding("bom", where))
        data, encoding = data[3:], "utf-8"
    if encoding != "utf-8":
        problems.append(finding("not_utf8", where, encoding=encoding))
        return data.decode(encoding, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        problems.append(finding("not_utf8", where, encoding="?"))
        return as_text(data)


class _Seen:
    """Keeps numbers that no JSON of ours can hold as their own text, and notes each rule broken, a few times."""

    def __init__(self, where: str, problems: list[Finding]) -> None:
        self._where = where
        self._problems = problems
        self._counts: dict[str, int] = {}

    def _note(self, code: str, **params: str | int) -> None:
        count = self._counts[code] = self._counts.get(code, 0) + 1
        if count <= MAX_SHOWN:
            self._problems.append(finding(code, self._where, **params))

    def members(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) != len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen:
                    self._note("duplicate_member", name=name[:100])
                seen.add(name)
        return members

    def integer(self, digits: str) -> int | str:
        if len(digits) <= strict_json.MAX_DIGITS:
            return int(digits)
        self._note("number_range", number=_cut(digits))
        return _cut(digits)

    def real(self, text: str) -> float | str:
        value = float(text)
        if math.isfinite(value):
            return value
        self._note("number_range", number=_cut(text))
        return _cut(text)

    def constant(self, name: str) -> str:
        self._note("constant", name=name)
        return name


def _cut(number: str) -> str:
    return number if len(number) <= _SHOWN_DIGITS else f"{number[:_SHOWN_DIGITS]}… ({len(number)} characters)"
