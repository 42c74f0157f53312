"""The claim that is chosen, explained."""

from __future__ import annotations

from desktop_app.app.texts import text
from desktop_app.app.token_words import claim_words, time_trouble
from desktop_app.inspector.expected import audience_for
from desktop_app.inspector.explain import Node
from desktop_app.inspector.model import Inspection, Question
from desktop_app.inspector.purpose import role_of
from desktop_app.oidc.claims import audiences
from desktop_app.ui.models.inspector_state import ClaimNode, ExplainView, Tone


def explain_heading(node: ClaimNode) -> ExplainView:
    """A part's heading."""
    words = text("inspect_pane.part_explained" if node.kind == "header" else "inspect_pane.claims_explained")
    return ExplainView(node.key, node.name, "", words, "")


def explain_node(key: str, node: Node, inspection: Inspection, question: Question, origin: str) -> ExplainView:
    """A claim or a header parameter.

    :param origin: who expects something of it, in words; may be empty.
    """
    words = claim_words(node.explanation, header=key.startswith("header"))
    trouble = time_trouble(node.moment) if node.moment is not None else ""
    expected, verdict, tone = _expected(key, inspection, question)
    return ExplainView(
        key,
        node.name,
        words.label,
        " ".join(part for part in (words.sentence, trouble) if part),
        node.shown,
        node.moment.at if node.moment is not None else None,
        expected,
        verdict,
        tone,
        origin if expected else "",
        " · ".join(part for part in (words.source, words.origin) if part),
    )


def _expected(key: str, inspection: Inspection, question: Question) -> tuple[str, str, Tone]:
    claims = inspection.token.claims or {}
    if key == "claims\x1fiss" and question.issuer is not None:
        expected, same = question.issuer, claims.get("iss") == question.issuer
    elif key == "claims\x1faud" and question.audience is not None:
        wanted = audience_for(role_of(inspection.token.header, claims), question)
        expected, same = wanted or "", wanted in audiences(claims)
    else:
        return "", "", "neutral"
    return expected, text("inspect_pane.matches" if same else "inspect_pane.differs"), "ok" if same else "bad"
