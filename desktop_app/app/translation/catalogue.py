"""Looks a sentence up in a catalogue of gettext's binary form (.mo), without reading the rest.

The keys of such a file are sorted, so a sentence is found by halving: some eleven comparisons, where `gettext` would
make a dictionary of all of it first, on every `keyfob status`. The format: GNU gettext manual, "The Format of GNU MO
Files". The file is one of ours, compiled and checked by :mod:`desktop_app.app.translation.compiled`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

MAGIC: Final = 0x950412DE
_CONTEXT_END: Final = "\x04"
#: Plural rules of most languages; the others' are read by the standard library's reader of such rules.
_RULES: Final[dict[str, Callable[[int], int]]] = {
    "n!=1": lambda n: int(n != 1),
    "n>1": lambda n: int(n > 1),
    "0": lambda _n: 0,
}


class Catalogue:
    """The sentences of one language.

    :param code: the language. :param content: a .mo file.
    :raises ValueError: it is no such file.
    """

    def __init__(self, code: str, content: bytes) -> None:
        self.code = code
        self._content = content
        try:
            magic, _revision, self._count, self._keys, self._values = struct.unpack_from("<5I", content)
        except struct.error:
            raise ValueError("not a catalogue") from None
        if magic != MAGIC or max(self._keys, self._values) + 8 * self._count > len(content):
            raise ValueError("not a catalogue")
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        self._rule: Callable[[int], int] | None = None

    def find(self, id_: str, english: str) -> str:
        """*english* in this language; *english* itself where nobody translated it.

        :param id_: its text id, for sentences whose words differ from place to place; ``""`` where it has none.
        """
        forms = self._forms(id_, english)
        return forms[0] if forms and forms[0] else english

    def find_form(self, id_: str, one: str, many: str, number: int | None) -> str:
        """The form of a sentence that goes with *number*; English forms where nobody translated them.

        :param number: None where no number is said: then the form of many.
        """
        forms = self._forms(id_, one)
        if len(forms) > 1:
            place = len(forms) - 1 if number is None else min(self.rule(abs(number)), len(forms) - 1)
            if forms[place]:
                return forms[place]
        elif one == many and forms and forms[0]:  # a hint that says no number
            return forms[0]
        return one if number == 1 else many

    def header(self, field: str) -> str:
        """A field of the catalogue's header, ``""`` where there is none."""
        lines = (self._forms("", "") or ("",))[0].splitlines()
        return next((line.partition(":")[2].strip() for line in lines if line.startswith(f"{field}:")), "")

    def rule(self, number: int) -> int:
        """Which form goes with *number*, by the language's own rule."""
        if self._rule is None:
            self._rule = rule_of(self.header("Plural-Forms"))
        return self._rule(number)

    def _forms(self, id_: str, english: str) -> tuple[str, ...]:
        known = self._known.get((id_, english))
        if known is None:
            known = (self._search(f"{id_}{_CONTEXT_END}{english}") if id_ else ()) or self._search(english)
            self._known[id_, english] = known
        return known

    def _search(self, key: str) -> tuple[str, ...]:
        wanted = key.encode()
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._at(self._keys, middle) < wanted:
                low = middle + 1
            else:
                high = middle
        if low == self._count:
            return ()
        found = self._at(self._keys, low)
        if found != wanted and not found.startswith(wanted + b"\0"):  # the plural stands behind the singular
            return ()
        return tuple(self._at(self._values, low).decode("utf-8", "replace").split("\0"))

    def _at(self, table: int, place: int) -> bytes:
        length, start = struct.unpack_from("<2I", self._content, table + 8 * place)
        return self._content[start : start + length]


def rule_of(plural_forms: str) -> Callable[[int], int]:
    """The rule in a ``Plural-Forms`` field (GNU gettext manual, "Plural forms"); English's where there is none.

    :raises ValueError: it is no rule.
    """
    rule = plural_forms.partition("plural=")[2].rstrip("; ") or "n!=1"
    bare = rule.replace(" ", "").removeprefix("(").removesuffix(")")
    known = _RULES.get(bare)
    if known is None:
        from gettext import c2py

        known = c2py(rule)
    return known
