"""What a comparison comes to, in a few sentences: the roles that went, another person, another key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop_app.inspector.compare import Comparison, Difference, Side
from desktop_app.inspector.values import brief, moment, words

_ROLES: Final = frozenset({"roles", "role", "groups", "permissions", "entitlements", "realm_access", "resource_access"})
_SCOPES: Final = frozenset({"scope", "scp"})
#: Claims (and header parameters) whose change is told in a sentence of its own: name → text.
_TOLD: Final = {
    "iss": "issuer",
    "aud": "audience",
    "azp": "party",
    "client_id": "party",
    "sid": "session",
    "acr": "level",
}
_TOLD_HEADER: Final = {"alg": "algorithm", "kid": "key", "typ": "type"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the text ``compare.<text>``.

    :param params: values for it; words of others.
    :param lengths: lengths of time for it, seconds.
    """

    text: str
    params: Mapping[str, str] = field(default_factory=dict)
    lengths: Mapping[str, float] = field(default_factory=dict)


def gist(a: Side, b: Side, comparison: Comparison) -> tuple[Sentence, ...]:
    """What matters most first; at least one sentence."""
    return tuple(_sentences(a, b, comparison))


def is_refresh(a: Side, b: Side) -> bool:
    """Whether B looks like what a refresh made of A: the same person, client and sign-in, issued later."""
    names = ("iss", "sub", "azp", "client_id", "auth_time")
    alike = all(a.claims.get(name) == b.claims.get(name) for name in names)
    first, then = moment(a.claims.get("iat")).at, moment(b.claims.get("iat")).at
    return alike and "sub" in a.claims and first is not None and then is not None and then > first


def _sentences(a: Side, b: Side, comparison: Comparison) -> Iterator[Sentence]:
    differences = comparison.differences
    claims = {row.name: row for row in differences if row.part == "claims"}
    header = {row.name: row for row in differences if row.part == "header"}
    after = "_refresh" if is_refresh(a, b) else ""
    if "sub" in claims:
        yield Sentence("person", _pair(a.claims, b.claims, "sub"))
    for kind, names in (("role", _ROLES), ("scope", _SCOPES)):
        for change, text in (("removed", "lost"), ("added", "gained")):
            values = list(dict.fromkeys(_words(a, b, differences, names, change)))
            if values:
                many = "s" if len(values) > 1 else ""
                yield Sentence(f"{kind}{many}_{text}{after}", {"names": ", ".join(values)[:300]})
    told: set[str] = set()
    for name, text in _TOLD.items():
        if text not in told and any(row.path[0] == name for row in claims.values()):
            told.add(text)
            yield Sentence(text, _pair(a.claims, b.claims, name))
    for name, text in _TOLD_HEADER.items():
        if name in header:
            yield Sentence(text, _pair(a.header, b.header, name))
    yield from _life(a, b)
    if not differences:
        yield Sentence("nothing")
    elif all(row.usual for row in differences):
        yield Sentence("only_usual")
    elif any(row.usual for row in differences):
        yield Sentence("usual")


def _words(a: Side, b: Side, differences: tuple[Difference, ...], names: frozenset[str], change: str) -> Iterator[str]:
    """The single roles or scopes that went or came."""
    for row in differences:
        if row.part != "claims" or str(row.path[0]).rpartition("/")[2] not in names:
            continue
        here, there = (set(words(_at(side.claims, row.path))) for side in (a, b))
        if row.change == change and isinstance(row.path[-1], int):
            value = _at((a if change == "removed" else b).claims, row.path)
            if isinstance(value, str):
                yield value
        elif row.change in (change, "changed"):
            yield from sorted(here - there if change == "removed" else there - here)


def _at(claims: Mapping[str, object], path: tuple[str | int, ...]) -> object:
    value: object = claims
    for step in path:
        if isinstance(step, int):
            items = value.split() if isinstance(value, str) else value
            value = items[step] if isinstance(items, list) and step < len(items) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    # Members of members (Keycloak's realm_access) hold their words one step further down.
    return value.get("roles") if isinstance(value, Mapping) else value


def _life(a: Side, b: Side) -> Iterator[Sentence]:
    lives = []
    for side in (a, b):
        start, end = moment(side.claims.get("iat")).at, moment(side.claims.get("exp")).at
        lives.append(None if start is None or end is None else end - start)
    first, then = lives
    if first is not None and then is not None and abs(first - then) > 1:
        text = "longer" if then > first else "shorter"
        yield Sentence(text, lengths={"before": max(0.0, first), "after": max(0.0, then)})


def _pair(a: Mapping[str, object], b: Mapping[str, object], name: str) -> dict[str, str]:
    return {"before": brief(a[name]) if name in a else "-", "after": brief(b[name]) if name in b else "-"}
