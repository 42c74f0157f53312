"""Reads and writes .po files, as much of the format as ours use (GNU gettext manual, "The Format of PO Files")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[[0-9]\])?)?\s*("(?:[^"\\]|\\.)*")')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_PLAIN = {escape[1]: letter for letter, escape in _ESCAPES.items()}
_WIDTH = 110


@dataclass(slots=True)
class Entry:
    """A sentence and its translation.

    :ivar context: the text id, where only one of several that share the English is meant.
    :ivar plural: the English for many, ``""`` where the sentence has one form.
    :ivar forms: the translation's forms; one unless *plural*.
    :ivar comments: lines above it, with their ``#``.
    """

    context: str = ""
    english: str = ""
    plural: str = ""
    forms: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Whether every form is translated, and nobody doubts it."""
        return bool(self.forms) and all(self.forms) and not any("fuzzy" in line for line in self._flags())

    def _flags(self) -> Iterator[str]:
        return (line for line in self.comments if line.startswith("#,"))


def read(content: str) -> list[Entry]:
    """The entries of a .po file, its header first (the entry of the empty sentence).

    :raises ValueError: a line that is none of such a file; says its number.
    """
    entries: list[Entry] = []
    now = Entry()
    part = ""
    for number, line in enumerate(content.split("\n"), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            if part.startswith("msgstr"):
                entries.append(now)
                now, part = Entry(), ""
            if bare and not bare.startswith("#~"):
                now.comments.append(bare)
            continue
        found = _LINE.fullmatch(bare)
        if found is None or (found[1] is None and not part):
            raise ValueError(f"line {number} is none of a catalogue")
        if found[1] is not None:
            if found[1] in ("msgctxt", "msgid") and part.startswith("msgstr"):
                entries.append(now)
                now = Entry()
            part = found[1]
            if part.startswith("msgstr"):
                now.forms.append("")
        _add(now, part, _plain(found[2]))
    if part.startswith("msgstr"):
        entries.append(now)
    return entries


def _plain(quoted: str) -> str:
    """What stands between the quotation marks. :raises ValueError: an escape that we do not write."""
    if set(re.findall(r"\\(.)", quoted[1:-1])) - set(_PLAIN):
        raise ValueError(f"an escape that nobody writes: {quoted}")
    return re.sub(r"\\(.)", lambda found: _PLAIN[found[1]], quoted[1:-1])


def _add(entry: Entry, part: str, words: str) -> None:
    if part == "msgctxt":
        entry.context += words
    elif part == "msgid":
        entry.english += words
    elif part == "msgid_plural":
        entry.plural += words
    else:
        entry.forms[-1] += words


def write(entries: Iterable[Entry]) -> str:
    """A .po file of *entries*."""
    blocks = []
    for entry in entries:
        lines = list(entry.comments)
        if entry.context:
            lines += _words("msgctxt", entry.context)
        lines += _words("msgid", entry.english)
        if entry.plural:
            lines += _words("msgid_plural", entry.plural)
            for place, form in enumerate(entry.forms):
                lines += _words(f"msgstr[{place}]", form)
        else:
            lines += _words("msgstr", entry.forms[0] if entry.forms else "")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _words(part: str, words: str) -> list[str]:
    """A part's lines: one where it fits, else one for each line of the sentence, folded between words."""
    whole = f"{part} {_quoted(words)}"
    if len(whole) <= _WIDTH and "\n" not in words[:-1]:
        return [whole]
    lines = [f'{part} ""']
    for piece in re.findall(r"[^\n]*\n|[^\n]+", words):
        row = ""
        for word in re.findall(r"\S*\s*", piece):
            if row and len(row) + len(word) > _WIDTH - 10:
                lines.append(_quoted(row))
                row = ""
            row += word
        lines += [_quoted(row)] if row else []
    return lines


def _quoted(words: str) -> str:
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in words) + '"'
