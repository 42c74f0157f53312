"""Takes a token apart for reading: strictly, and where that fails as far as it can be read."""

from __future__ import annotations

import re
from typing import Any, Final

from desktop_app.inspector import reading
from desktop_app.inspector.codes import finding
from desktop_app.inspector.forms import decode_json, decode_jwe, decode_paseto, decode_sd_jwt, looks_like_sd_jwt
from desktop_app.inspector.limits import MAX_EMBEDDED, MAX_NESTED, MAX_TOKEN
from desktop_app.inspector.model import Finding, InspectedToken, Nested, Sizes
from desktop_app.jose import jws
from desktop_app.jose.errors import JoseError
from desktop_app.secret import Secret

_PASETO: Final = re.compile(r"v[1-4]\.(?:local|public)\.")
#: What a header written in base64url begins with: ``{"``, ``{ ``, ``{`` and a line end, ``{}``.
LOOKS_LIKE_JOSE: Final = re.compile(r"e(?:y[A-DI-L]|w[k-r0-3]|3[0-3])[A-Za-z0-9_+/=-]*")
#: A whole compact token, or something very like it, as a value inside another token. It begins a run of its letters:
#: without that a search in one long run would begin anew at every "ey" and take quadratic time.
_INSIDE: Final = re.compile(
    r"(?<![A-Za-z0-9_-])e[wy3][A-Za-z0-9_-]{6,}+(?:\.[A-Za-z0-9_-]*+){2,4}(?:~[A-Za-z0-9_.~-]*)?"
)


def decode(text: str, *, depth: int = 0) -> InspectedToken:
    """Take *text*, one token without anything around it, apart. Never raises; verifies nothing.

    :param depth: how many tokens it is inside of.
    """
    if len(text) > MAX_TOKEN:
        return _refused(text, finding("too_large", "token"))
    first = text[:1]
    if first == "{":
        return decode_json(text)
    if first == "v" and _PASETO.match(text):
        return decode_paseto(text)
    if "~" in text and looks_like_sd_jwt(text):
        return decode_sd_jwt(text)
    dots = text.count(".")
    if dots == 2:
        return _compact(text, depth)
    if dots == 4 and (found := decode_jwe(text)) is not None:
        return found
    return _broken(text, depth)


def _compact(text: str, depth: int) -> InspectedToken:
    try:
        parsed = jws.parse(text)
    except JoseError:
        return _broken(text, depth)
    problems: list[Finding] = []
    payload = parsed.payload
    head, _, rest = text.partition(".")
    sizes = Sizes(len(text), len(head), rest.index("."), len(rest) - rest.index(".") - 1)
    header_text = reading.octets(head, "header", problems).decode()
    claims: Any = None
    payload_text: str
    try:
        if reading.starts_like_json(payload):
            payload_text, claims = reading.content(payload, "payload", problems)
        else:
            payload_text = reading.as_text(payload)
    except reading.Refused as refused:
        return _refused(text, refused.finding, "jws", parsed.header, header_text, sizes)
    good = not problems
    if not isinstance(claims, dict):
        claims = None
        if good:
            problems.append(finding("not_claims" if payload else "payload_empty", "payload"))
    return InspectedToken(
        kind="jws",
        form="compact",
        raw=Secret(text),
        header=parsed.header,
        claims=claims,
        header_text=header_text,
        payload_text=payload_text,
        signature=parsed.signature,
        sizes=sizes,
        nested=_nested(claims, payload_text, depth, problems),
        problems=tuple(problems),
        parsed=parsed if good else None,
    )


def _broken(text: str, depth: int) -> InspectedToken:
    """Not a strict compact JWS: perhaps one that breaks the rules, perhaps no token of ours at all."""
    problems: list[Finding] = []
    parts = text.split(".", 6)
    if len(parts) != 3:
        problems.append(finding("parts", "token", count=text.count(".") + 1))
    head, payload = parts[0], parts[1] if len(parts) > 1 else ""
    signature = parts[2] if len(parts) > 2 else ""
    sizes = Sizes(len(text), len(head), len(payload), len(signature))
    if len(head) > jws.MAX_HEADER:
        problems.append(finding("header_too_large", "header"))
    header: Any = None
    claims: Any = None
    header_text = payload_text = ""
    try:
        header_text, header = reading.content(reading.octets(head, "header", problems), "header", problems)
        data = reading.octets(payload, "payload", problems)
        if reading.starts_like_json(data):
            payload_text, claims = reading.content(data, "payload", problems)
        else:
            payload_text = reading.as_text(data)
    except reading.Refused as refused:
        shown = header if isinstance(header, dict) else None
        return _refused(text, refused.finding, "jws", shown, header_text if shown else "", sizes)
    if not (isinstance(header, dict) or isinstance(claims, dict) or header_text.lstrip().startswith('{"')):
        return InspectedToken(
            kind="opaque", form="", raw=Secret(text), sizes=Sizes(len(text)), problems=(finding("opaque", "token"),)
        )
    if not isinstance(header, dict):
        header = None
        if not any(one.code == "not_json" and one.where == "header" for one in problems):
            problems.append(finding("not_an_object", "header"))
    claims = claims if isinstance(claims, dict) else None
    return InspectedToken(
        kind="jws",
        form="compact",
        raw=Secret(text),
        header=header,
        claims=claims,
        header_text=header_text,
        payload_text=payload_text,
        signature=reading.octets(signature, "signature", problems),
        sizes=sizes,
        nested=_nested(claims, payload_text, depth, problems),
        problems=tuple(problems),
    )


def _refused(
    text: str, why: Finding, kind: Any = "opaque", header: Any = None, header_text: str = "", sizes: Sizes | None = None
) -> InspectedToken:
    return InspectedToken(
        kind=kind,
        form="compact" if kind == "jws" else "",
        raw=Secret(text),
        header=header,
        header_text=header_text,
        sizes=sizes or Sizes(len(text)),
        problems=(why,),
        refused=True,
    )


def _nested(
    claims: dict[str, Any] | None, payload_text: str, depth: int, problems: list[Finding]
) -> tuple[Nested, ...]:
    """The tokens inside a content (RFC 7519 §5.2 and appendix A.2; tokens as values of claims)."""
    if _INSIDE.search(payload_text) is None:
        return ()
    inside: list[tuple[str, str]] = []
    if claims is None:
        whole = payload_text.strip().strip('"')
        if _INSIDE.fullmatch(whole):
            inside.append(("payload", whole))
    else:
        inside = [(path, value) for path, value in strings(claims, "claims") if _INSIDE.fullmatch(value)]
    if not inside:
        return ()
    if depth >= MAX_NESTED:
        problems.append(finding("nested_too_deep", inside[0][0], limit=MAX_NESTED))
        return ()
    problems.extend(finding("nested", path) for path, _ in inside[:MAX_EMBEDDED])
    return tuple(Nested(path, decode(value, depth=depth + 1)) for path, value in inside[:MAX_EMBEDDED])


def strings(value: Any, path: str) -> list[tuple[str, str]]:
    """Every string in a JSON value with its path, names of members included; bounded by the limits on JSON."""
    found: list[tuple[str, str]] = []
    waiting: list[tuple[str, Any]] = [(path, value)]
    while waiting:
        where, one = waiting.pop()
        if isinstance(one, str):
            found.append((where, one))
        elif isinstance(one, dict):
            for name, inner in one.items():
                found.append((f"{where}.{name}"[:200], name))
                waiting.append((f"{where}.{name}"[:200], inner))
        elif isinstance(one, list):
            waiting.extend((f"{where}[{at}]"[:200], inner) for at, inner in enumerate(one))
    return found
