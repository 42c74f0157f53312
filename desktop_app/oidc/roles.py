"""Roles out of claims, wherever a provider puts them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

MAX_ROLES: Final = 1_000
MAX_ROLE: Final = 256
_DOT: Final = re.compile(r"(?<!\\)\.")


def roles_from(claims: Mapping[str, object], paths: Sequence[str]) -> tuple[str, ...]:
    """The roles at all of *paths*, in order, each once, at most 1,000 of at most 256 characters.

    :param paths: names joined by dots, ``realm_access.roles``; a dot inside a name is written ``\\.``.

    A value is an array of strings, a string of words, or an object of objects whose names are the roles (Zitadel's
    ``{"admin": {"<organisation>": "<domain>"}}``). Anything else gives no role.
    """
    found: dict[str, None] = {}
    for path in paths:
        for role in _roles(_at(claims, path)):
            if 0 < len(role) <= MAX_ROLE and len(found) < MAX_ROLES:
                found[role] = None
    return tuple(found)


def _at(claims: Mapping[str, object], path: str) -> object:
    value: object = claims
    for name in _DOT.split(path):
        if not isinstance(value, Mapping):
            return None
        value = value.get(name.replace("\\.", "."))
    return value


def _roles(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.split()
    elif isinstance(value, list | tuple):
        yield from (one for one in value if isinstance(one, str))
    elif isinstance(value, Mapping) and all(isinstance(one, Mapping) for one in value.values()):
        yield from value
