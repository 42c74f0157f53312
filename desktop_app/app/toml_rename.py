"""Gives a table of a TOML text another name, and touches nothing else: comments, order and spelling stay."""

from __future__ import annotations

import tomllib
from typing import Final

from desktop_app.app.config_layers import dotted
from desktop_app.app.toml_lines import statement_keys

#: Nothing else is said twice: a name is the second part of a path below this table.
_DEPTH: Final = 2


def renamed(text: str, table: str, old: str, new: str) -> str | None:
    """*text* with ``[table.old]`` called *new*, wherever it is written: in headers, in dotted keys.

    :returns: None where it is written in a way that cannot be changed without touching the rest (inline tables).
    """
    pieces: list[str] = []
    at = 0
    for above, parts in statement_keys(text):
        path = [*above, *(part[0] for part in parts)]
        inside = _DEPTH - 1 - len(above)
        if path[:_DEPTH] != [table, old] or inside < 0:
            continue
        _, start, end = parts[inside]
        pieces += [text[at:start], dotted((new,))]
        at = end
    changed = "".join([*pieces, text[at:]])
    return changed if pieces and _is_so(text, changed, table, old, new) else None


def _is_so(before: str, after: str, table: str, old: str, new: str) -> bool:
    """Whether *after* says what *before* says but for the name, in the same order."""
    wanted = tomllib.loads(before)
    inner = wanted.get(table)
    if not isinstance(inner, dict):
        return False
    wanted[table] = {new if name == old else name: value for name, value in inner.items()}
    try:
        found = tomllib.loads(after)
    except (ValueError, RecursionError):
        return False
    return found == wanted and list(found[table]) == list(wanted[table])
