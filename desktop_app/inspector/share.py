"""A redacted token as text, JSON or Markdown: nothing in it can be taken for markup, and nothing hides."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from desktop_app.inspector.redact import DEFAULT_MASK, Redacted, redact
from desktop_app.inspector.values import moment, utc

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.inspector.model import InspectedToken, Verdicts

Form = Literal["text", "json", "markdown"]
TIMES: Final = ("iat", "nbf", "auth_time", "exp")
#: What could end a block of code, begin a tag or a reference: written as JSON's own escapes.
_MARKUP: Final = re.compile(r"[<>&`|]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words around what is shared, and how words of others are made visible.

    :param signature: says that the signature was removed. :param masked: says how many values were masked.
    :param verdicts: what the verdicts are called, worded: label → word.
    :param escape: shows control, invisible and direction-changing characters as escapes.
    """

    title: str
    header: str
    claims: str
    times: str
    signature: str
    masked: Callable[[int], str]
    verdicts: Mapping[str, str]
    escape: Callable[[str], str]


def share(
    token: InspectedToken,
    form: Form,
    words: Words,
    *,
    verdicts: Verdicts | None = None,
    mask: Iterable[str] = DEFAULT_MASK,
    guess: bool = True,
) -> str:
    """*token* in one of three forms, ending in a line end."""
    redacted = redact(token, mask, guess=guess)
    if form == "json":
        return _json_form(redacted, verdicts)
    return _markdown(redacted, words) if form == "markdown" else _text(redacted, words)


def _json_form(redacted: Redacted, verdicts: Verdicts | None) -> str:
    shown: dict[str, object] = {"kind": redacted.kind, "header": redacted.header, "claims": redacted.claims}
    shown["signature"] = "removed"
    if verdicts is not None:
        shown["verdicts"] = {
            "signature": verdicts.signature, "claims": verdicts.claims, "trust": verdicts.trust,
        }  # fmt: skip
    shown["masked"] = list(redacted.masked)
    return json.dumps(shown, indent=2) + "\n"


def _text(redacted: Redacted, words: Words) -> str:
    lines = [words.title, ""]
    lines += [f"{label}: {word}" for label, word in words.verdicts.items()]
    for heading, members in ((words.header, redacted.header), (words.claims, redacted.claims)):
        if members is not None:
            lines += ["", heading, _block(members, words)]
    if times := _times(redacted):
        lines += ["", words.times, *(f"  {name}: {at}" for name, at in times)]
    return "\n".join([*lines, "", words.signature, words.masked(len(redacted.masked)), ""])


def _markdown(redacted: Redacted, words: Words) -> str:
    lines = [f"## {words.title}", ""]
    lines += [f"- {label}: {word}" for label, word in words.verdicts.items()]
    for heading, members in ((words.header, redacted.header), (words.claims, redacted.claims)):
        if members is not None:
            block = _MARKUP.sub(lambda found: f"\\u{ord(found[0]):04x}", _block(members, words))
            lines += ["", f"### {heading}", "", "```json", block, "```"]
    if times := _times(redacted):
        lines += ["", f"### {words.times}", "", *(f"- `{name}`: {at}" for name, at in times)]
    return "\n".join([*lines, "", words.signature, words.masked(len(redacted.masked)), ""])


def _block(members: Mapping[str, object], words: Words) -> str:
    """JSON, a member a line: every line begins with a brace, a bracket, a quote or a digit of ours."""
    written = json.dumps(members, indent=2, ensure_ascii=False)
    return "\n".join(words.escape(line) for line in written.split("\n"))


def _times(redacted: Redacted) -> list[tuple[str, str]]:
    claims = redacted.claims or {}
    found = [(name, moment(claims[name]).at) for name in TIMES if name in claims]
    return [(name, utc(at)) for name, at in found if at is not None]
