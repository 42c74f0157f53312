"""What is known of a claim or a header parameter, by its place in the token."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from desktop_app.inspector.known_claims import Kind, Table

Part = Literal["header", "claims"]
#: One step into a token: a member's name or an element's number.
Step = str | int
Path = tuple[Step, ...]
#: ``registered`` (IANA), ``specified`` (a published specification alone), ``own`` (a name made so that nobody else can
#: have it, RFC 7519 §4.2), or a provider's word of the configuration.
Origin = str

#: Claims whose members are known too: their keys in the tables are paths.
_PARENTS: Final = frozenset(
    {"act", "address", "authorization", "authorization_details", "cnf", "events", "may_act"}
    | {"realm_access", "resource_access"}
)
#: Steps of the longest path in the tables.
_DEEPEST: Final = 3


@dataclass(frozen=True, slots=True)
class Known:
    """One meaning of a name.

    :param text: id of its sentence in the catalogue; with ``_label`` behind it, of its label.
    :param source: where that is written, for people: ``RFC 7519 §4.1.3``.
    """

    text: str
    source: str
    origin: Origin
    kind: Kind

    @property
    def vendor(self) -> str:
        """The provider whose meaning this is; ``""`` where it is everybody's."""
        return "" if self.origin in ("registered", "specified", "own") else self.origin


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a name means.

    :param meanings: the one that counts here first, then those of others who use the name; empty = not known.
    :param parent: the nearest known claim around it, where it is not known itself; ``""`` without one.
    :param sure: the first meaning is this token's: a registered one, or its own provider's.
    """

    meanings: tuple[Known, ...]
    parent: str = ""
    sure: bool = True

    @property
    def kind(self) -> Kind | None:
        """What kind of value belongs there; None where nobody knows."""
        return self.meanings[0].kind if self.meanings else None


@dataclass(frozen=True, slots=True)
class _Entry:
    pattern: tuple[str, ...]
    known: Known


def explain(path: Path, *, part: Part = "claims", provider: str = "") -> Explanation:
    """What stands at *path*.

    :param path: names and numbers from the top: ``("realm_access", "roles", 0)``.
    :param provider: the provider's word of the configuration, where known (see :func:`guess_provider`): its own
        meaning of a name goes before the general one.
    """
    # An element means what its list means.
    named = path
    while named and isinstance(named[-1], int):
        named = named[:-1]
    names = tuple(str(step) for step in named)
    found = _explain(names, part, provider)
    if found.meanings:
        return found
    for length in range(min(len(names) - 1, _DEEPEST), 0, -1):
        if _explain(names[:length], part, provider).meanings:
            return Explanation((), parent=names[length - 1])
    return found


def _explain(names: tuple[str, ...], part: Part, provider: str) -> Explanation:
    if len(names) > _DEEPEST:
        return Explanation(())
    found = [entry.known for entry in _candidates(names, part) if _matches(entry.pattern, names)]
    own = [known for known in found if provider and known.origin == provider]
    common = [known for known in found if known.origin in ("registered", "specified")]
    others = [known for known in found if known.vendor and known.vendor != provider and "://*" not in known.text]
    if own or common or others:
        return Explanation((*own, *common, *others), sure=bool(own or common))
    return Explanation(tuple(known for known in found if known.origin == "own")[:1])


def guess_provider(claims: Mapping[str, object] | None) -> str:
    """The provider's word of the configuration, by what its tokens look like; ``""`` where that says nothing."""
    if not claims:
        return ""
    issuer = claims.get("iss")
    address = issuer if isinstance(issuer, str) else ""
    host = address.partition("://")[2].partition("/")[0].lower()
    for provider, endings in _HOSTS.items():
        if any(host == ending or host.endswith(f".{ending}") for ending in endings):
            return provider
    if "/realms/" in address and address.startswith("http"):
        return "keycloak"
    if "applicationId" in claims or "authenticationType" in claims:
        return "fusionauth"
    if any(name.startswith("urn:zitadel:") for name in claims):
        return "zitadel"
    return "keycloak" if "realm_access" in claims or "resource_access" in claims else ""


_HOSTS: Final = {
    "entra": (
        "login.microsoftonline.com",
        "sts.windows.net",
        "ciamlogin.com",
        "b2clogin.com",
        "login.microsoftonline.us",
    ),
    "google": ("accounts.google.com",),
    "auth0": ("auth0.com",),
    "okta": ("okta.com", "oktapreview.com", "okta-emea.com"),
    "fusionauth": ("fusionauth.io",),
    "zitadel": ("zitadel.cloud",),
}


def _candidates(names: tuple[str, ...], part: Part) -> tuple[_Entry, ...]:
    if not names:
        return ()
    exact, prefixed = _index(part)
    return (*exact.get(names[0], ()), *prefixed)


def _matches(pattern: tuple[str, ...], names: tuple[str, ...]) -> bool:
    if len(pattern) != len(names):
        return False
    return all(
        wanted == name or wanted == "*" or (wanted.endswith("*") and name.startswith(wanted[:-1]))
        for wanted, name in zip(pattern, names, strict=True)
    )


@cache
def _index(part: Part) -> tuple[dict[str, list[_Entry]], list[_Entry]]:
    """Entries by their first name, and those whose first name is only a beginning."""
    exact: dict[str, list[_Entry]] = {}
    prefixed: list[_Entry] = []
    for key, entry in _entries(part):
        pattern = _pattern(key)
        if pattern[0].endswith("*"):
            prefixed.append(_Entry(pattern, entry))
        else:
            exact.setdefault(pattern[0], []).append(_Entry(pattern, entry))
    return exact, prefixed


def _entries(part: Part) -> Iterator[tuple[str, Known]]:
    from desktop_app.inspector.known_claims import common, header, rare, vendors

    if part == "header":
        yield from _table(header.REGISTERED, "registered", "header:")
        for vendor, table in vendors.HEADER.items():
            yield from _table(table, vendor, f"header:{vendor}:")
        return
    yield from _table(common.REGISTERED, "registered")
    yield from _table(common.SPECIFIED, "specified")
    yield from _table(common.OWN, "own")
    yield from _table(rare.REGISTERED, "registered")
    for vendor, table in vendors.VENDORS.items():
        yield from _table(table, vendor, f"{vendor}:")


def _table(table: Table, origin: Origin, before: str = "") -> Iterator[tuple[str, Known]]:
    for key, (source, kind) in table.items():
        yield key, Known(f"claims.{before}{key}", source, origin, kind)


def _pattern(key: str) -> tuple[str, ...]:
    first, dot, rest = key.partition(".")
    if not dot or first not in _PARENTS:
        return (key,)
    return (first, rest) if first == "events" else (first, *rest.split("."))
