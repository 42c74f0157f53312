"""The inspector's answers for people and scripts: sentences of findings, and the contract's object."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from desktop_app.app.escape import escape
from desktop_app.app.texts import text
from desktop_app.inspector import keys, private

if TYPE_CHECKING:
    from desktop_app.inspector.model import Finding, InspectedToken, Inspection, KeyMaterial, Question
    from desktop_app.jose.jwk import KeySet
    from desktop_app.session.account import Account

#: Unit, from how many seconds on it is used, its seconds.
_UNITS: Final = (("days", 172_800, 86_400), ("hours", 7_200, 3_600), ("minutes", 60, 60))


def message(finding: Finding) -> str:
    """The sentence of a finding; words of others in it are escaped and bounded."""
    if not finding.params:
        return _sentence(finding.code)
    params: dict[str, str | int] = dict(finding.params)
    if isinstance(seconds := params.get("seconds"), int):
        params["span"] = span(seconds)
    return text(f"inspector_findings.{finding.code}", **params)


@functools.cache
def _sentence(code: str) -> str:
    return text(f"inspector_findings.{code}")


def span(seconds: float) -> str:
    """A length of time in its largest unit, rounded down: "3 min"."""
    for unit, least, size in _UNITS:
        if seconds >= least:
            return text(f"inspector.span_{unit}", count=int(seconds // size))
    return text("inspector.span_seconds", count=max(0, int(seconds)))


def finding_json(finding: Finding) -> dict[str, object]:
    """One finding as scripts see it."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "where": escape(finding.where),
        "message": message(finding),
    }


def inspection_json(inspection: Inspection, *, file: str | None = None) -> dict[str, object]:
    """The contract's object. Private keys in header and claims are masked; nothing else is left out.

    :param file: where it came from, in a directory.
    """
    token, verdicts, key = inspection.token, inspection.verdicts, inspection.key
    shown: dict[str, object] = {
        "kind": token.kind,
        "header": _visible(token, token.header),
        "claims": _visible(token, token.claims),
        "verdicts": {"signature": verdicts.signature, "claims": verdicts.claims, "trust": verdicts.trust},
        "findings": [finding_json(finding) for finding in inspection.findings],
        "key": None
        if key is None
        else {"kid": key.kid, "alg": key.alg, "source": key.source, "age_seconds": _whole(key.age_seconds)},
    }
    if token.form not in ("compact", ""):
        shown["form"] = token.form
    if inspection.label:
        shown["label"] = inspection.label
    if token.disclosures:
        shown["disclosed"] = [{"name": one.name, "value": private.masked(one.value)} for one in token.disclosures]
    if inspection.nested:
        shown["nested"] = [inspection_json(inner) for inner in inspection.nested]
    if file is not None:
        shown["file"] = file
    return shown


def _visible(token: InspectedToken, part: Mapping[str, Any] | None) -> object:
    if part is None:
        return None
    text_of = token.header_text if part is token.header else token.payload_text
    return private.masked(part) if private.may_hold(text_of) else part


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds)


def question_of(
    account: Account,
    remembered: KeySet | None,
    *,
    now: float,
    at: float,
    clock_offset: float | None = None,
) -> Question:
    """What is asked of a token that should be one of *account*'s: its remembered keys, its issuer and its audience.

    :param remembered: the issuer's keys as they were stored, None where there are none.
    :param at: the time the token is judged at; *now* is what the keys' age is counted to. Wall-clock seconds.
    """
    from desktop_app.inspector.model import Question

    material: KeyMaterial | None = None if remembered is None else keys.remembered(remembered, now=now)
    return Question(
        at=at,
        keys=material,
        issuer=account.issuer,
        audience=account.audience or account.client_id,
        client_id=account.client_id,
        azp_counts=account.provider == "keycloak" and not account.audience,
        leeway=account.leeway_seconds,
        clock_offset=clock_offset,
    )
