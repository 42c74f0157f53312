"""The inspector: everything there is to say of the tokens in a text, without a network and without believing any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from desktop_app.inspector import expected, findings_claims, findings_header, private, verify
from desktop_app.inspector.codes import finding, worst_first
from desktop_app.inspector.decode import decode
from desktop_app.inspector.find import Finder
from desktop_app.inspector.forms import decode_json
from desktop_app.inspector.limits import MAX_TOKEN
from desktop_app.inspector.model import Finding, Found, InspectedToken, Inspection, Question, Sizes, Verdicts
from desktop_app.secret import Secret

_NOT_CHECKED = Verdicts("not_checked", "not_checked", "not_trusted")


def inspect(text: str, question: Question) -> tuple[Inspection, ...]:
    """Inspect every token in *text*; at least one answer comes back, also where there is no token. Never raises."""
    return tuple(inspect_all(iter((text,)), question))


def inspect_all(pieces: Iterator[str], question: Question) -> Iterator[Inspection]:
    """The same for a text that comes in pieces of any size: answers come as tokens are found, memory stays flat."""
    head = ""
    more = True
    for piece in pieces:
        head += piece
        # Only an object that is here whole can be a token in JSON form.
        if len(head) <= MAX_TOKEN and (not head or head.isspace()):
            continue
        if not head.lstrip().startswith("{") or len(head) > MAX_TOKEN:
            break
    else:
        more = False
        whole = _whole(head, question)
        if whole is not None:
            yield whole
            return
    finder = Finder()
    keys = _PrivateKeys()
    count = 0
    for found in finder.feed(head, end=not more):
        count += 1
        yield inspect_found(found, question)
    seen = keys.look(head)
    if more:
        for piece in pieces:
            seen = seen or keys.look(piece)
            for found in finder.feed(piece):
                count += 1
                yield inspect_found(found, question)
            if finder.stopped:
                break
        for found in finder.feed("", end=True):
            count += 1
            yield inspect_found(found, question)
    if seen:
        yield _no_token(Secret("-"), finding("private_key", "input"))
    elif count == 0:
        yield _no_token(Secret(head[:MAX_TOKEN]), finding("no_token", "input"))


def inspect_found(found: Found, question: Question) -> Inspection:
    """Inspect one token that was found."""
    return judge(decode(found.text.reveal()), question, found.label, found.line)


def judge(token: InspectedToken, question: Question, label: str = "", line: int = 1) -> Inspection:
    """Everything to be said of one decoded token."""
    signature, key, about_signature = verify.check(token, question.keys)
    claims, about_claims = expected.check(token, question)
    asked = question.issuer is not None and question.audience is not None
    trusted = asked and signature == "valid" and claims == "ok"
    found: list[Finding] = [
        *token.problems,
        *about_signature,
        *about_claims,
        *findings_header.about(token),
        *findings_claims.about(token, question),
    ]
    nested: tuple[Inspection, ...] = ()
    if token.nested:
        inner = replace(question, issuer=None, audience=None, client_id=None, keys=verify.for_nested(question.keys))
        nested = tuple(judge(one.token, inner, one.where, line) for one in token.nested)
    verdicts = Verdicts(signature, claims, "trusted" if trusted else "not_trusted")
    return Inspection(token, verdicts, worst_first(found), key, label, line, nested)


class _PrivateKeys:
    """Notices a private key in text that comes in pieces."""

    def __init__(self) -> None:
        self._tail = ""

    def look(self, piece: str) -> bool:
        text = self._tail + piece
        self._tail = text[-100:]
        return private.in_text(text) is not None


def _whole(text: str, question: Question) -> Inspection | None:
    """A text that is one JSON object: a token in JSON form, or a private key."""
    if not text.strip().startswith("{") or len(text) > MAX_TOKEN:
        return None
    stripped = text.strip()
    token = decode_json(stripped)
    if token.kind != "opaque":
        return judge(token, question)
    if private.in_json(stripped):
        return _no_token(Secret("-"), finding("private_key", "input"))
    return None


def _no_token(raw: Secret, why: Finding) -> Inspection:
    token = InspectedToken(kind="opaque", form="", raw=raw, sizes=Sizes(len(raw)), problems=(why,))
    return Inspection(token, _NOT_CHECKED, (why,), None)
