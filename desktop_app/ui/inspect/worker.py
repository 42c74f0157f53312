"""The pane's work on worker threads: from what was given to what is shown. Touches no Qt, opens no connection."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop_app.app.inspection import message
from desktop_app.app.texts import error_texts, text
from desktop_app.inspector import checklist, keys
from desktop_app.inspector.compare import Side
from desktop_app.inspector.model import Inspection, KeyMaterial
from desktop_app.jose import pem, strict_json
from desktop_app.jose.errors import JoseError
from desktop_app.ui.inspect.asking import MOST_TOKENS, NOTHING, Asking, look, look_again
from desktop_app.ui.models.inspector_state import ChecksView, InspectorView, TokenText
from desktop_app.ui.projection import inspection as project
from desktop_app.ui.projection.compared import Chosen
from desktop_app.ui.projection.refused import checks

if TYPE_CHECKING:
    from desktop_app.inspector.model import Question
    from desktop_app.session.account import Account

#: Gives what an account asks of a token; reads files.
QuestionOf = Callable[["Account"], "Question"]


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be looked at.

    :param given: new text; None: *again* is asked something else.
    :param accounts: one of them is chosen by the token's issuer, where *asking* names nobody and *finds* is true.
    """

    asking: Asking
    now: float
    given: str | None = field(default=None, repr=False)
    again: Inspection | None = None
    accounts: tuple[Account, ...] = ()
    finds: bool = False
    live: bool = False
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of it. :param inspections: all tokens found. :param inspection: the one that is shown."""

    asking: Asking
    view: InspectorView
    inspections: tuple[Inspection, ...] = field(default=(), repr=False)
    inspection: Inspection | None = None
    nodes: project.Nodes = field(default_factory=dict, repr=False)


def do(job: Job, question_of: QuestionOf, stop: threading.Event) -> Looked:
    """Do *job*."""
    asking = job.asking
    if asking.account is not None and asking.of_account is None:
        job = replace(job, asking=replace(asking, of_account=question_of(asking.account)))
    if job.again is not None:
        return _one((), job.again, job, question_of)
    found, more = look(job.given or "", job.asking, job.now, stop)
    if stop.is_set() or not found:
        return Looked(job.asking, trouble("inspect_pane.stopped_title", "inspect_pane.stopped_text"))
    if len(found) > 1:
        words = text("inspect_pane.found_most", count=MOST_TOKENS) if more else text("inspect_pane.found_text")
        rows = project.found_rows(found, job.now)
        title = text("inspect_pane.found_title", count=len(found))
        return Looked(job.asking, InspectorView("found", title, words, found=rows), found)
    codes = {one.code: one for one in found[0].findings}
    if "no_token" in codes:
        return Looked(job.asking, trouble("inspect_pane.nothing_title", "inspect_pane.nothing_text"))
    if said := NOTHING & codes.keys():
        view = InspectorView("trouble", text("inspect_pane.refused_title"), message(codes[min(said)]))
        return Looked(job.asking, view)
    return _one(found, found[0], job, question_of)


def trouble(title: str, words: str) -> InspectorView:
    """A sentence in place of a token. :param title: its text's id. :param words: likewise."""
    return InspectorView("trouble", text(title), text(words))


def _one(found: tuple[Inspection, ...], inspection: Inspection, job: Job, question_of: QuestionOf) -> Looked:
    asking = job.asking
    if job.finds and asking.account is None and not asking.uses_own:
        account = whose(inspection, job.accounts)
        if account is not None:
            asking = replace(asking, account=account, of_account=question_of(account))
    if job.again is not None or asking is not job.asking:
        inspection = look_again(inspection, asking, job.now)
    view, nodes = show(inspection, asking, job)
    return Looked(asking, view, found, inspection, nodes)


def whose(inspection: Inspection, accounts: tuple[Account, ...]) -> Account | None:
    """The account whose issuer the token names; of several, the one whose client it names, too."""
    claims = inspection.token.claims or {}
    alike = [account for account in accounts if account.issuer and account.issuer == claims.get("iss")]
    named = {value for name in ("azp", "client_id", "aud") if isinstance(value := claims.get(name), str)}
    return next((one for one in alike if named & {one.client_id, one.audience}), alike[0] if alike else None)


def show(inspection: Inspection, asking: Asking, job: Job) -> tuple[InspectorView, project.Nodes]:
    """What the pane shows of one token."""
    tree, nodes = project.claims(inspection)
    name = asking.account.name if asking.account is not None else ""
    view = InspectorView(
        "token",
        token=card(inspection, live=job.live, masked=job.masked),
        verdicts=project.verdicts(inspection, name),
        life=project.life(inspection.token),
        claims=tree,
        checks=_checks(inspection, asking, job.now),
        findings=project.findings(inspection),
    )
    return view, nodes


def card(inspection: Inspection, *, live: bool, masked: bool, copied: bool = False) -> TokenText:
    """The card alone."""
    return project.token_text(inspection.token, live=live, masked=masked, copied=copied)


def _checks(inspection: Inspection, asking: Asking, now: float) -> ChecksView:
    expected = asking.expected(now, inspection)
    compared = asking.account is not None or asking.uses_own
    return checks(checklist.check(inspection.token, expected), expected.at, compared=compared)


def read_keys(data: bytes, source: str) -> KeyMaterial | str:
    """The keys in *data* (a PEM public key, a JWK or a JWKS); or a sentence about what is wrong with it."""
    try:
        stripped = data.strip()
        if pem.looks_like_pem(data):
            return keys.from_key(stripped, source=source)
        content = strict_json.load_object(stripped.removeprefix(b"\xef\xbb\xbf"), overflow="infinity")
        return (keys.from_jwks if "keys" in content else keys.from_key)(stripped, source=source)
    except JoseError as error:
        name = {"private": "key_private", "mixed": "key_mixed"}.get(error.detail)
        if name is None:
            return text("inspect_pane.key_bad")
        return " ".join(error_texts(f"inspector.{name}", {"name": source}))


def read_time(words: str) -> float | None:
    """A time as people write it: RFC 3339, or seconds since 1970; without a zone it is local. None: it is none."""
    if words.isascii() and words.isdigit() and len(words) <= 12:
        return float(words)
    try:
        found = datetime.fromisoformat(words)
        return found.timestamp() if found.year > 1 else found.replace(tzinfo=UTC).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def chosen_from(given: str, now: float, stop: threading.Event) -> Chosen | None:
    """The first token in *given* that has claims, for one side of a comparison."""
    for inspection in look(given, Asking(), now, stop)[0]:
        if inspection.token.claims is not None:
            return chosen(inspection, text("inspect_pane.side_pasted"), "")
    return None


def chosen(inspection: Inspection, title: str, account: str) -> Chosen:
    """A token as a side of a comparison."""
    token = inspection.token
    return Chosen(title, account, Side(token.header or {}, token.claims or {}))
