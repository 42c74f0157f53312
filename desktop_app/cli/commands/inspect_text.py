"""Inspections as text for a terminal: everything of others is escaped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from desktop_app.app.escape import escape
from desktop_app.app.inspection import inspection_json, message, span
from desktop_app.app.texts import text
from desktop_app.oidc.claims import MAX_TIME

if TYPE_CHECKING:
    from desktop_app.inspector.model import Inspection

_TIMES: Final = ("exp", "nbf", "iat", "auth_time")
_MARKS: Final = {"valid": "valid", "invalid": "invalid", "not_checked": "-", "ok": "ok", "failed": "failed"}
_COLUMNS: Final = ("#", "kind", "alg", "signature", "claims", "trust", "finding", "sub", "from")
_WIDTHS: Final = (7, 7, 7, 9, 7, 8, 22, 28)
_CELL: Final = 60
#: Lines of a content that is shown in full.
_MAX_SHOWN: Final = 200_000


def full_text(inspection: Inspection, at: float) -> str:
    """Everything about one token."""
    token, verdicts = inspection.token, inspection.verdicts
    said = ", ".join(
        (
            text(f"inspector.signature_{verdicts.signature}"),
            text(f"inspector.claims_{verdicts.claims}"),
            text(f"inspector.trust_{verdicts.trust}"),
        )
    )
    named = f"{escape(inspection.label)}: " if inspection.label else ""
    lines = [f"{named}{text(f'inspector.kind_{token.kind}')}", said]
    if inspection.key is not None:
        key = inspection.key
        values = {"kid": key.kid or "-", "alg": key.alg, "source": key.source}
        if key.age_seconds is None:
            lines.append(text("inspector.key", **values))
        else:
            lines.append(text("inspector.key_aged", age=span(key.age_seconds), **values))
    if token.kind != "opaque":
        sizes = token.sizes
        lines.append(
            text(
                "inspector.sizes",
                total=sizes.total,
                header=sizes.header,
                payload=sizes.payload,
                signature=sizes.signature,
            )
        )
    shown = inspection_json(inspection)
    lines += _part("inspector.header", shown["header"])
    lines += _part("inspector.claims", shown["claims"])
    if token.claims is None and token.payload_text and token.kind != "jwe":
        lines += ["", text("inspector.content"), "  " + escape(token.payload_text[:_MAX_SHOWN])]
    if token.disclosures:
        lines += _part("inspector.disclosed", shown["disclosed"])
    lines += _times(token.claims, at)
    if inspection.findings:
        lines += ["", text("inspector.findings")]
        lines += [
            f"  {text(f'inspector.severity_{one.severity}')} {one.code} ({escape(one.where)}): {message(one)}"
            for one in inspection.findings
        ]
    for inner in inspection.nested:
        lines += ["", *("  " + line for line in full_text(inner, at).split("\n"))]
    return "\n".join(lines)


def table_head() -> str:
    """The first line of the table."""
    return _cells(_COLUMNS)


def row(number: int, inspection: Inspection, file: str | None) -> str:
    """One token as a line."""
    token, verdicts = inspection.token, inspection.verdicts
    header, claims = token.header or {}, token.claims or {}
    findings = inspection.findings
    worst = findings[0].code if findings and findings[0].severity != "info" else ""
    place = f"{file}:{inspection.line}" if file is not None else str(inspection.line)
    where = f"{place} {inspection.label}" if inspection.label else place
    return _cells(
        (
            str(number),
            token.kind,
            _cell(header.get("alg")),
            _MARKS[verdicts.signature],
            _MARKS[verdicts.claims],
            "trusted" if verdicts.trust == "trusted" else "-",
            worst,
            _cell(claims.get("sub")),
            _cell(where),
        )
    )


def _cells(words: tuple[str, ...]) -> str:
    return "  ".join([word.ljust(width) for word, width in zip(words, _WIDTHS, strict=False)]) + "  " + words[-1]


def _cell(value: object) -> str:
    if isinstance(value, str):
        shown = value[:_CELL]
        return shown if shown.isascii() and shown.isprintable() else escape(shown)
    return "-" if value is None else escape(str(value)[:_CELL])


def _part(title: str, value: object) -> list[str]:
    if value is None:
        return []
    written = json.dumps(value, indent=2, ensure_ascii=False)
    return ["", text(title), *("  " + escape(line) for line in written.split("\n"))]


def _times(claims: Mapping[str, Any] | None, at: float) -> list[str]:
    """The times as dates, with how long ago or ahead they are."""
    from datetime import UTC, datetime

    lines = []
    for name in _TIMES:
        value = (claims or {}).get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_TIME:
            continue
        time = datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        ahead = value > at
        shown = text("inspector.time_future" if ahead else "inspector.time_past", time=time, age=span(abs(value - at)))
        lines.append(f"  {name}: {shown}")
    return ["", *lines] if lines else []
