"""A token's header and claims as a tree, each entry read by its kind and explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop_app.inspector.claims import Explanation, Part, Path, Step, explain
from desktop_app.inspector.known_claims import Kind
from desktop_app.inspector.known_claims.personal import PERSONAL
from desktop_app.inspector.values import Moment, brief, duration, literal, moment, words

#: Entries of a whole tree; what is beyond is counted.
MAX_NODES: Final = 10_000
MAX_DEPTH: Final = 64


@dataclass(frozen=True, slots=True)
class Node:
    """One entry of the tree.

    :param path: its place, from the top of the header or of the claims.
    :param name: the last step, for people: a name, or ``[0]``. Words of others.
    :param shown: its value, at most 300 characters of JSON (a string without quotes). Words of others.
    :param value: the value itself.
    :param kind: what kind of value stands here, by its meaning; by its look where nobody knows the name.
    :param moment: the time it says, where its kind is ``time``.
    :param seconds: the length of time it says, where its kind is ``duration``.
    :param words: its words, where its kind is ``words``, or a list of strings.
    :param personal: it says something about a person.
    :param count: how many members or elements it has; None for a single value.
    :param children: those of them that the tree has room for.
    """

    path: Path
    name: str
    shown: str = field(repr=False)
    value: object = field(repr=False)
    explanation: Explanation
    kind: Kind
    moment: Moment | None = None
    seconds: float | None = None
    words: tuple[str, ...] = field(default=(), repr=False)
    personal: bool = False
    count: int | None = None
    children: tuple[Node, ...] = field(default=(), repr=False)

    @property
    def left_out(self) -> int:
        """How many of its members or elements the tree has no room for."""
        return 0 if self.count is None else self.count - len(self.children)


def tree(members: Mapping[str, object], *, part: Part, provider: str = "") -> tuple[Node, ...]:
    """The entries of a header or of claims, in their order; never more than :data:`MAX_NODES` of them in all.

    :param provider: see :func:`desktop_app.inspector.claims.explain`.
    """
    return _Builder(part, provider).nodes((), members.items())


def flat(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """*nodes* and everything below them, from top to bottom."""
    for node in nodes:
        yield node
        yield from flat(node.children)


class _Builder:
    def __init__(self, part: Part, provider: str) -> None:
        self._part: Part = part
        self._provider = provider
        self._room = MAX_NODES

    def nodes(
        self,
        path: Path,
        entries: Iterable[tuple[Step, object]],
        *,
        personal: bool = False,
        around: Explanation | None = None,
    ) -> tuple[Node, ...]:
        made: list[Node] = []
        for step, value in entries:
            if self._room <= 0:
                break
            self._room -= 1
            made.append(self._node((*path, step), step, value, personal, around))
        return tuple(made)

    def _node(self, path: Path, step: Step, value: object, personal: bool, around: Explanation | None) -> Node:
        # An element means what its list means.
        shared = around if isinstance(step, int) else None
        explanation = shared or explain(path, part=self._part, provider=self._provider)
        kind = explanation.kind or _looks_like(value)
        personal = personal or (self._part == "claims" and len(path) == 1 and step in PERSONAL)
        inner: Iterable[tuple[Step, object]] | None = None
        if isinstance(value, dict | list):
            inner = value.items() if isinstance(value, dict) else enumerate(value)
        count = len(value) if isinstance(value, dict | list) else None
        element = isinstance(step, int)
        children: tuple[Node, ...] = ()
        if inner is not None and len(path) < MAX_DEPTH:
            children = self.nodes(path, inner, personal=personal, around=explanation)
        return Node(
            path=path,
            name=f"[{step}]" if element else str(step),
            shown=literal(value) if element else brief(value),
            value=value,
            explanation=explanation,
            kind=kind,
            moment=moment(value) if kind == "time" and count is None else None,
            seconds=duration(value) if kind == "duration" else None,
            words=words(value) if kind in ("words", "list") else (),
            personal=personal,
            count=count,
            children=children,
        )


def _looks_like(value: object) -> Kind:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, dict):
        return "object"
    return "list" if isinstance(value, list) else "text"
