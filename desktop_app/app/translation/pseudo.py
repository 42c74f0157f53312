"""A language made of English by a rule: longer, accented, in brackets. It shows which words do not come from the
catalogue and which layouts have no room for other languages. For tests and pictures; nobody is offered it."""

from __future__ import annotations

import string
from typing import Final

CODES: Final = ("pseudo", "pseudo-rtl")
OPEN, CLOSE = "⟦", "⟧"
#: How much longer than English, as a share.
_LONGER: Final = 0.4
_ACCENTS: Final = str.maketrans("aeiouycnsAEIOUYCNSz", "àéîõüýçñšÀÉÎÕÜÝÇÑŠž")
_HEBREW: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיךכלםמןנסעףפץצקרש")


class Pseudo:
    """Stands in for a :class:`~desktop_app.app.translation.catalogue.Catalogue`."""

    def __init__(self, code: str) -> None:
        self.code = code

    def find(self, id_: str, english: str) -> str:
        """*english*, disguised."""
        return english if id_.startswith("formats.") else self._disguised(english)

    def find_form(self, id_: str, one: str, many: str, number: int | None) -> str:
        """The English form, disguised."""
        return self.find(id_, one if number == 1 else many)

    def _disguised(self, english: str) -> str:
        if not any(letter.isalpha() for letter in english):
            return english
        parts: list[str] = []
        for literal, name, form, turned in string.Formatter().parse(english):
            parts.append(self._letters(literal).replace("{", "{{").replace("}", "}}"))
            if name is not None:
                parts.append("{" + name + (f"!{turned}" if turned else "") + (f":{form}" if form else "") + "}")
        end = "~" * round(len(english) * _LONGER)
        # Broken where words break, as a longer sentence would be.
        more = " ".join(end[at : at + 7] for at in range(0, len(end), 7))
        return (
            f"{OPEN}{''.join(parts)}{more and ' '}{more}{CLOSE}"
            if len(end) > 6
            else f"{OPEN}{''.join(parts)}{end}{CLOSE}"
        )

    def _letters(self, words: str) -> str:
        return words.lower().translate(_HEBREW) if self.code == "pseudo-rtl" else words.translate(_ACCENTS)
