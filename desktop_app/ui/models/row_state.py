"""The values of the sidebar and the header. They are on the way to the first paint: kept apart from the pages' values,
since making a dataclass takes time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from desktop_app.app.escape import words_of_others

#: shape of a state: disc with tick, open ring, slashed ring, triangle, ring, three dots
Mark = Literal["ok", "refreshing", "offline", "trouble", "none", "busy"]
LineKind = Literal["plain", "warn", "bad"]
TabName = Literal["overview", "tokens", "devices", "activity"]

_LONGEST = 2000
#: fields that are ours and compared, never shown
_OURS = frozenset({"key", "id", "kind", "mark", "line_kind", "state"})


class Shown:
    """A value that is shown: each of its texts is escaped (controls, invisible, direction-changing) and bounded.

    The base of frozen dataclasses (itself none: each costs time before the first paint).
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            if name in _OURS:
                continue
            value = getattr(self, name)
            if isinstance(value, str):
                safe = value if value.isascii() and value.isprintable() and len(value) <= _LONGEST else _safe(value)
                if safe is not value:
                    object.__setattr__(self, name, safe)
            elif isinstance(value, tuple) and value and isinstance(value[0], str):
                object.__setattr__(self, name, tuple(_safe(item) for item in value))


def _safe(value: str) -> str:
    return words_of_others(value, _LONGEST)


@dataclass(frozen=True)
class AccountRow(Shown):
    """A row of the sidebar.

    :param hue: number of the avatar's colour.
    :param line: time or trouble first, at most 24 characters.
    :param state_word: the state as a word, for screen readers ("Signed in").
    """

    key: str
    name: str
    initials: str
    hue: int
    mark: Mark
    line: str
    line_kind: LineKind = "plain"
    state_word: str = ""


@dataclass(frozen=True)
class Badge(Shown):
    """The state badge: shape and word."""

    word: str
    mark: Mark


@dataclass(frozen=True)
class HeaderView(Shown):
    """Above an account's pages.

    :param host: the issuer's host. :param provider: the provider's kind, in words; may be empty.
    :param tabs: the tabs that exist for it. :param demo: it belongs to the embedded demo provider.
    """

    key: str
    name: str
    host: str
    provider: str
    badge: Badge
    tabs: tuple[TabName, ...] = ("overview", "activity")
    demo: bool = False
