"""The inspector's pane in every state, for the gallery and the tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.app.texts import text
from desktop_app.ui import gallery_inspect_parts as parts
from desktop_app.ui.models.inspector_state import (
    Body,
    Choice,
    ClaimNode,
    CompareSide,
    CompareView,
    ExplainView,
    InspectorView,
    LifeView,
)

if TYPE_CHECKING:
    from desktop_app.ui.inspect.pane import InspectorPane

NAMES = (
    "inspect",
    "inspect-empty",
    "inspect-expired",
    "inspect-refused",
    "inspect-refused-own",
    "inspect-findings",
    "inspect-no-findings",
    "inspect-compare",
    "inspect-compare-empty",
    "inspect-raw",
    "inspect-found",
    "inspect-busy",
    "inspect-trouble",
    "inspect-typing",
    "inspect-keys",
    "inspect-hostile",
    "inspect-huge",
    "tokens",
    "tokens-refresh",
    "tokens-none",
)


def view(name: str) -> InspectorView:
    """The value behind the picture *name*."""
    mine = (Choice("acme/access", "Acme (work), access token", True), Choice("acme/id", "Acme (work), ID token"))
    live = (Choice("access", "Access token", True), Choice("id", "ID token"), Choice("refresh", "Refresh token"))
    whole = InspectorView(
        "token",
        token=parts.token(),
        verdicts=parts.verdicts(),
        life=LifeView(parts.IAT - 458, parts.IAT, parts.IAT, parts.EXP),
        claims=parts.claims(),
        checks=parts.checks(),
        findings=parts.findings()[1:3],
        compare=parts.compare(),
        asked=parts.asked(),
    )
    change = _changes(name)
    if name in ("inspect-empty", "inspect-typing"):
        return InspectorView(mine=mine)
    if name == "inspect-found":
        return InspectorView("found", "3 tokens found", text("inspect_pane.found_text"), found=parts.found())
    if name == "inspect-busy":
        return InspectorView("busy", "Reading 1,048,576 characters", text("inspect_pane.busy_text"))
    if name == "inspect-trouble":
        return InspectorView("trouble", text("inspect_pane.nothing_title"), text("inspect_pane.nothing_text"))
    if name == "tokens-none":
        return InspectorView(
            "none", text("inspect_pane.live_none_title"), text("inspect_pane.live_none_text"), can_sign_in=True
        )
    if name == "tokens-refresh":
        words = text("inspect_pane.live_refresh_text", count=64, when="3 min ago")
        third = tuple(Choice(c.id, c.word, c.id == "refresh") for c in live)
        return InspectorView("none", text("inspect_pane.live_refresh_title"), words, live=third)
    if name == "tokens":
        return replace(whole, token=parts.token(parts=(), masked=True, live=True), live=live)
    return replace(whole, **change)  # type: ignore[arg-type]  # fields of the value


def _changes(name: str) -> dict[str, object]:
    if name == "inspect-expired":
        return {
            "life": LifeView(None, parts.NOW - 480, None, parts.NOW - 180),
            "verdicts": parts.verdicts("neutral", "bad", "neutral"),
            "asked": parts.asked(key_line="No key to check with"),
        }
    if name in ("inspect-refused", "inspect-refused-own"):
        return {
            "verdicts": parts.verdicts("ok", "bad", "neutral"),
            "asked": parts.asked(own=name.endswith("own")),
        }
    if name == "inspect-findings":
        return {"findings": parts.findings(), "verdicts": parts.verdicts("bad", "ok", "neutral")}
    if name == "inspect-no-findings":
        return {"findings": ()}
    if name == "inspect-compare-empty":
        return {"compare": CompareView(CompareSide("The token shown here"), hint=text("inspect_pane.compare_hint"))}
    if name == "inspect-hostile":
        return parts.hostile()
    if name == "inspect-huge":
        many = tuple(parts.claim(f"claim_{n:05}", "x" * 300) for n in range(9_990))
        claims = (ClaimNode("claims", "payload", "Claims", "9,990 claims", children=many),)
        return {
            "claims": claims,
            "token": parts.token(note="1,047,552 characters are not shown.", facts="RS256 · 1 MB"),
        }
    return {}


def prepare(pane: InspectorPane, name: str) -> None:
    """Bring *pane* into the state of the picture *name*."""
    pane.render_view(view(name), parts.NOW)
    if name == "inspect-hostile":
        bad = parts.HOSTILE
        pane.render_explanation(ExplainView("x", bad, bad, bad, bad, source=bad, verdict="Differs"))
    elif name == "inspect-expired":
        pane.bodies.claims.tree.choose("claims.exp")
        words = "The moment from which on every service must refuse the token."
        pane.render_explanation(
            ExplainView(
                "claims.exp", "exp", "Expiry", words, "1795444360", at=parts.EXP - 357, source="RFC 7519 §4.1.4"
            )
        )
    else:
        pane.bodies.claims.tree.choose("claims.aud")
        pane.render_explanation(parts.explanation())
    pane.render_raw(parts.raw())
    bodies: tuple[Body, ...] = ("refused", "findings", "compare", "raw")
    for body in bodies:
        if body in name:
            pane.bodies.show_body(body)
    if name == "inspect-typing":
        pane.start_typing("eyJhbGciOiJSUzI1NiIsImtpZCI6Ijd")
        pane.hint.set_text(text("inspect_pane.typing_hint"))
        pane.hint.show()
    if name == "inspect-keys":
        pane.verdicts.change.click()
        pane.keys.source.chosen.emit("secret")
