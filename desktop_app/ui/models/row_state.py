"""The values of the sidebar and the header. They are on the way to the first paint: kept apart from the pages' values,
and written out, since loading :mod:`dataclasses` and making a class with it takes milliseconds.
"""

from __future__ import annotations

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
                safe = shown(value)
                if safe is not value:
                    object.__setattr__(self, name, safe)
            elif isinstance(value, tuple) and value and isinstance(value[0], str):
                object.__setattr__(self, name, tuple(shown(item) for item in value))


def shown(value: str) -> str:
    """*value* escaped and bounded; itself where there is nothing to do."""
    if value.isascii() and value.isprintable() and len(value) <= _LONGEST:
        return value
    return words_of_others(value, _LONGEST)


class _Value:
    """What a frozen dataclass would give: equal by its fields, told by them, never changed."""

    __slots__: tuple[str, ...] = ()

    def _fields(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        return self._fields() == other._fields() if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._fields())

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({told})"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} does not change: {name}")

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)


class AccountRow(_Value):
    """A row of the sidebar.

    :param hue: number of the avatar's colour.
    :param line: time or trouble first, at most 24 characters.
    :param state_word: the state as a word, for screen readers ("Signed in").
    """

    __slots__ = ("hue", "initials", "key", "line", "line_kind", "mark", "name", "state_word")
    key: str
    name: str
    initials: str
    hue: int
    mark: Mark
    line: str
    line_kind: LineKind
    state_word: str

    def __init__(
        self,
        key: str,
        name: str,
        initials: str,
        hue: int,
        mark: Mark,
        line: str,
        line_kind: LineKind = "plain",
        state_word: str = "",
    ) -> None:
        self._set(key=key, hue=hue, mark=mark, line_kind=line_kind, state_word=shown(state_word))
        self._set(name=shown(name), initials=shown(initials), line=shown(line))


class Badge(_Value):
    """The state badge: shape and word."""

    __slots__ = ("mark", "word")
    word: str
    mark: Mark

    def __init__(self, word: str, mark: Mark) -> None:
        self._set(word=shown(word), mark=mark)


class HeaderView(_Value):
    """Above an account's pages.

    :param host: the issuer's host. :param provider: the provider's kind, in words; may be empty.
    :param tabs: the tabs that exist for it. :param demo: it belongs to the embedded demo provider.
    """

    __slots__ = ("badge", "demo", "host", "key", "name", "provider", "tabs")
    key: str
    name: str
    host: str
    provider: str
    badge: Badge
    tabs: tuple[TabName, ...]
    demo: bool

    def __init__(
        self,
        key: str,
        name: str,
        host: str,
        provider: str,
        badge: Badge,
        tabs: tuple[TabName, ...] = ("overview", "tokens", "devices", "activity"),
        demo: bool = False,
    ) -> None:
        self._set(key=key, badge=badge, tabs=tabs, demo=demo)
        self._set(name=shown(name), host=shown(host), provider=shown(provider))
