"""Compiles a .po file into gettext's binary form, and leaves out what would break a sentence."""

from __future__ import annotations

import string
import struct
from collections.abc import Iterable, Mapping

from desktop_app.app.translation import po
from desktop_app.app.translation.catalogue import MAGIC, rule_of


def compile_catalogue(content: str) -> bytes:
    """The .mo file of a .po file. A translation whose placeholders are others than its English ones is left out, so the
    English is said.

    :raises ValueError: it is no .po file, or has no plural rule of gettext's.
    """
    entries = po.read(content)
    if not entries or entries[0].english or not entries[0].forms:
        raise ValueError("the catalogue has no header")
    rule_of(_field(entries[0].forms[0], "Plural-Forms"))(2)
    said = {"": entries[0].forms[0]}
    for entry in entries[1:]:
        if entry.is_done and not wrong_placeholders(entry):
            key = f"{entry.context}\x04{entry.english}" if entry.context else entry.english
            said[f"{key}\0{entry.plural}" if entry.plural else key] = "\0".join(entry.forms)
    return _pack(said)


def wrong_placeholders(entry: po.Entry) -> list[str]:
    """The forms of *entry* whose placeholders are not those of the English. A form for one thing may leave out the
    number, as the English does."""
    most = placeholders(entry.english, entry.plural)
    least = most if not entry.plural else placeholders(entry.english)[:0]
    wrong = [form for form in entry.forms if form and not _between(placeholders(form), least, most)]
    if entry.plural and entry.is_done and placeholders(entry.forms[-1]) != placeholders(entry.plural):
        wrong.append(entry.forms[-1])
    return wrong


def placeholders(*sentences: str) -> list[str]:
    """The placeholders of *sentences*, each once, as they are written; ``["?"]`` where the braces are none."""
    found = set()
    for sentence in sentences:
        try:
            for _, name, form, turned in string.Formatter().parse(sentence):
                if name is not None:
                    found.add(name + (f"!{turned}" if turned else "") + (f":{form}" if form else ""))
        except ValueError:
            return ["?"]
    return sorted(found)


def _between(found: Iterable[str], least: Iterable[str], most: Iterable[str]) -> bool:
    return set(least) <= set(found) <= set(most)


def _field(header: str, name: str) -> str:
    return next((line.partition(":")[2] for line in header.splitlines() if line.startswith(f"{name}:")), "")


def _pack(said: Mapping[str, str]) -> bytes:
    pairs = sorted((key.encode(), value.encode()) for key, value in said.items())
    count = len(pairs)
    keys, values = 28, 28 + 8 * count
    place = values + 8 * count
    tables: list[bytes] = []
    words = bytearray()
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<2I", len(pair[column]), place + len(words)))
            words += pair[column] + b"\0"
    return struct.pack("<7I", MAGIC, 0, count, keys, values, 0, place) + b"".join(tables) + bytes(words)
