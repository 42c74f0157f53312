"""A token in the inspector's pane: its card, verdicts, tree, life and findings. Pure; runs on a worker thread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from desktop_app.app.inspection import message
from desktop_app.app.texts import text
from desktop_app.inspector.claims import guess_provider
from desktop_app.inspector.explain import Node, flat, tree
from desktop_app.inspector.model import InspectedToken, Inspection, Nested
from desktop_app.inspector.purpose import role_of
from desktop_app.inspector.values import moment
from desktop_app.ui.inspect import moments
from desktop_app.ui.models.inspector_state import (
    ClaimNode,
    FindingView,
    FoundRow,
    LifeView,
    Part,
    TokenText,
    Verdict,
)

#: A part's text that is kept for showing; longer ones are cut in the middle.
_PART: Final = 1_800
_ROLES: Final = {"access": "access", "id": "id", "logout": "logout", "unknown": "jwt"}
_NODE_WORDS: Final = 300

Nodes = dict[str, Node]


def kind_word(token: InspectedToken) -> str:
    """What kind of token it is, in words."""
    if token.kind == "jws":
        if token.form == "json":
            return text("inspect_pane.kind_jws_json")
        if token.claims is None:
            return text("inspect_pane.kind_jws")
        return text(f"inspect_pane.kind_{_ROLES[role_of(token.header, token.claims)]}")
    return text(f"inspect_pane.kind_{token.kind}")


def token_text(token: InspectedToken, *, live: bool = False, masked: bool = False, copied: bool = False) -> TokenText:
    """The card. With *masked* nothing of the token's text is in it."""
    header = token.header or {}
    facts = []
    if isinstance(alg := header.get("alg"), str):
        facts.append(alg[:40])
    if isinstance(kid := header.get("kid"), str) and kid:
        shown = kid if len(kid) <= 20 else f"{kid[:8]}…{kid[-6:]}"
        facts.append(text("inspect_pane.facts_key", kid=shown))
    facts.append(text("inspect_pane.facts_bytes", count=token.sizes.total))
    parts: tuple[Part, ...] = ()
    hidden = 0
    if not masked:
        parts, hidden = _parts(token)
    note = text("inspect_pane.not_shown", count=hidden) if hidden else ""
    return TokenText(kind_word(token), " · ".join(facts), parts, masked, live, note, copied)


def _parts(token: InspectedToken) -> tuple[tuple[Part, ...], int]:
    raw = token.raw.reveal()
    pieces = raw.split(".", 5) if token.kind in ("jws", "jwe", "sd-jwt") and token.form == "compact" else [raw]
    tones = ("header", "payload", "signature") if len(pieces) == 3 else ("header", *["payload"] * (len(pieces) - 1))
    if len(pieces) < 2:
        tones = ("rest",)
    made, hidden = [], 0
    for tone, piece in zip(tones, pieces, strict=True):
        if len(piece) > _PART:
            hidden += len(piece) - _PART
            piece = f"{piece[: _PART * 2 // 3]}…{piece[-_PART // 3 :]}"
        made.append(Part(tone, piece))  # type: ignore[arg-type]  # of the line above
    return tuple(made), hidden


def verdicts(inspection: Inspection, name: str) -> tuple[Verdict, ...]:
    """The three words. :param name: whom a trusted token is trusted for; may be empty."""
    found = inspection.verdicts
    signature = {"valid": "ok", "invalid": "bad", "not_checked": "neutral"}[found.signature]
    claims = {"ok": "ok", "failed": "bad", "not_checked": "neutral"}[found.claims]
    trusted = found.trust == "trusted"
    trust = text("inspect_pane.trusted_for", name=name) if trusted and name else ""
    return (
        Verdict("signature", text(f"inspect_pane.signature_{found.signature}"), signature),  # type: ignore[arg-type]  # tones
        Verdict("claims", text(f"inspect_pane.claims_{found.claims}"), claims),  # type: ignore[arg-type]  # tones
        Verdict(
            "trust",
            trust or text("inspect_pane.trusted" if trusted else "inspect_pane.not_trusted"),
            "ok" if trusted else "neutral",
        ),
    )


def life(token: InspectedToken) -> LifeView | None:
    """The times of its life; None where it names none."""
    claims = token.claims or {}
    times = {name: moment(claims[name]).at for name in ("auth_time", "iat", "nbf", "exp") if name in claims}
    return LifeView(**times) if any(at is not None for at in times.values()) else None


def claims(inspection: Inspection) -> tuple[tuple[ClaimNode, ...], Nodes]:
    """The tree, and its nodes by key (for the explanation)."""
    nodes: Nodes = {}
    return tuple(_sections(inspection.token, "", nodes)), nodes


def _sections(token: InspectedToken, before: str, nodes: Nodes) -> Iterator[ClaimNode]:
    provider = guess_provider(token.claims)
    if token.header is not None:
        found = tree(token.header, part="header", provider=provider)
        count = _count("members", len(token.header))
        name = text("inspect_pane.part_nested_header" if before else "inspect_pane.part_header")
        yield ClaimNode(f"{before}header", "header", name, count, children=_rows(found, f"{before}header", nodes))
    if token.claims is not None:
        found = tree(token.claims, part="claims", provider=provider)
        count = _count("claims", len(token.claims))
        name = text("inspect_pane.part_nested_claims" if before else "inspect_pane.part_claims")
        yield ClaimNode(f"{before}claims", "payload", name, count, children=_rows(found, f"{before}claims", nodes))
    elif token.kind == "jwe":
        yield ClaimNode(f"{before}claims", "payload", text("inspect_pane.part_content"), text("inspect_pane.encrypted"))
    elif token.payload_text:
        words = text("inspect_pane.not_json", count=len(token.payload_text))
        yield ClaimNode(f"{before}claims", "payload", text("inspect_pane.part_content"), words)
    if token.disclosures:
        members = {one.name or f"[{number}]": one.value for number, one in enumerate(token.disclosures)}
        found = tree(members, part="claims", provider=provider)
        count = _count("claims", len(members))
        rows = _rows(found, f"{before}disclosed", nodes)
        yield ClaimNode(f"{before}disclosed", "other", text("inspect_pane.part_disclosed"), count, children=rows)
    for number, inner in enumerate(token.nested):
        yield _nested(inner, f"{before}nested{number}:", nodes)


def _nested(inner: Nested, before: str, nodes: Nodes) -> ClaimNode:
    name = text("inspect_pane.part_nested", where=inner.where)
    return ClaimNode(
        before, "other", name, kind_word(inner.token), children=tuple(_sections(inner.token, before, nodes))
    )


def _count(what: str, count: int) -> str:
    return text("inspect_pane.members" if what == "members" else "inspect_pane.claims_many", count=count)


def _rows(found: tuple[Node, ...], before: str, nodes: Nodes) -> tuple[ClaimNode, ...]:
    return tuple(_row(node, before, nodes) for node in found)


def _row(node: Node, before: str, nodes: Nodes) -> ClaimNode:
    key = f"{before}\x1f{node.path[-1]}"
    nodes[key] = node
    at = node.moment.at if node.moment is not None else None
    personal = node.personal and before.endswith("claims")
    return ClaimNode(
        key,
        "claim",
        node.name,
        node.shown[:_NODE_WORDS],
        at,
        text("inspect_pane.personal") if personal else "",
        "warn" if personal else "neutral",
        _rows(node.children, key, nodes) if node.children else (),
    )


def findings(inspection: Inspection) -> tuple[FindingView, ...]:
    """What a reviewer would want to know, those of tokens inside it last."""
    own = tuple(FindingView(one.code, one.severity, message(one), one.where) for one in inspection.findings)
    inner = tuple(view for nested in inspection.nested for view in findings(nested))
    return own + inner


def found_rows(inspections: tuple[Inspection, ...], now: float) -> tuple[FoundRow, ...]:
    """The list of several tokens."""
    return tuple(_found_row(number, one, now) for number, one in enumerate(inspections))


def _found_row(number: int, inspection: Inspection, now: float) -> FoundRow:
    token = inspection.token
    alg = token.header.get("alg") if token.header else None
    title = kind_word(token) + (f" · {alg[:40]}" if isinstance(alg, str) else "")
    count = token.sizes.total
    if inspection.label:
        line = text("inspect_pane.found_labelled", label=inspection.label, line=inspection.line, count=count)
    else:
        line = text("inspect_pane.found_line", line=inspection.line, count=count)
    end = moment(token.claims["exp"]).at if token.claims and "exp" in token.claims else None
    if end is None:
        return FoundRow(str(number), title, line)
    if end <= now:
        words = text("inspect_pane.chip_expired", time=moments.length(now - end, exact=False))
        return FoundRow(str(number), title, line, words, "bad")
    words = text("inspect_pane.chip_left", time=moments.length(end - now, exact=False))
    return FoundRow(str(number), title, line, words, "accent")


def names(inspection: Inspection) -> tuple[tuple[str, bool], ...]:
    """The names in header and claims at any depth, for choosing what is masked; and whether each is personal."""
    seen: dict[str, bool] = {}
    token = inspection.token
    for part, members in (("header", token.header), ("claims", token.claims)):
        for node in flat(tree(members or {}, part="claims" if part == "claims" else "header")):
            if isinstance(node.path[-1], str):
                seen[node.path[-1]] = seen.get(node.path[-1], False) or (node.personal and part == "claims")
    return tuple(seen.items())
