"""Tokens of other forms than the compact JWS: recognised, shown as far as they can be read, never verified.

JWE (RFC 7516), JWS and JWE in JSON (RFC 7515 §7.2, RFC 7516 §7.2), SD-JWT (RFC 9901), PASETO.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from desktop_app.inspector import reading
from desktop_app.inspector.codes import finding
from desktop_app.inspector.model import Disclosure, Finding, InspectedToken, Kind, Sizes
from desktop_app.jose.algorithms import ALGORITHMS
from desktop_app.secret import Secret

#: Disclosures that are looked at.
_MAX_DISCLOSURES: Final = 1_000
#: Bytes of the signature at the end of a public PASETO's content.
_PASETO_SIGNATURE: Final = {"v1": 256, "v2": 64, "v3": 96, "v4": 64}


def decode_jwe(text: str) -> InspectedToken | None:
    """A compact JWE; None where its header says that it is none."""
    problems: list[Finding] = []
    parts = text.split(".")
    try:
        header_text, header = reading.content(reading.octets(parts[0], "header", problems), "header", problems)
    except reading.Refused as refused:
        return _other("jwe", text, "compact", problems=(refused.finding,), refused=True)
    if not isinstance(header, dict) or ("enc" not in header and header.get("alg") in ALGORITHMS):
        return None
    sizes = Sizes(len(text), len(parts[0]), len(parts[3]), len(parts[4]))
    problems.append(finding("encrypted", "payload"))
    return _other("jwe", text, "compact", header=header, header_text=header_text, sizes=sizes, problems=tuple(problems))


def decode_json(text: str) -> InspectedToken:
    """A JWS or JWE in JSON, or JSON that is no token."""
    problems: list[Finding] = []
    try:
        _, value = reading.content(text.encode("utf-8", "surrogatepass"), "token", problems)
    except reading.Refused as refused:
        return _other("opaque", text, problems=(refused.finding,), refused=True)
    form = json_form(value)
    if form is None:
        return _other("opaque", text, problems=(finding("opaque", "token"),))
    try:
        return _json_jws(text, value, problems) if form == "jws" else _json_jwe(text, value, problems)
    except reading.Refused as refused:
        return _other(form, text, "json", problems=(refused.finding,), refused=True)


def json_form(value: object) -> Kind | None:
    """``jws`` or ``jwe`` where a JSON value is a token of that form, else None."""
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("ciphertext"), str):
        return "jwe"
    signed = isinstance(value.get("signatures"), list) or isinstance(value.get("signature"), str)
    return "jws" if signed and isinstance(value.get("payload"), str | None) else None


def _json_jws(text: str, value: Mapping[str, Any], problems: list[Finding]) -> InspectedToken:
    signatures = value.get("signatures")
    first = signatures[0] if isinstance(signatures, list) and signatures else value
    first = first if isinstance(first, dict) else {}
    header_text, header = _json_header(first, problems)
    payload = value.get("payload")
    data = reading.octets(payload if isinstance(payload, str) else "", "payload", problems)
    claims: Any = None
    if reading.starts_like_json(data):
        payload_text, claims = reading.content(data, "payload", problems)
    else:
        payload_text = reading.as_text(data)
    signature = first.get("signature")
    signature = signature if isinstance(signature, str) else ""
    problems.append(finding("json_form", "token", count=len(signatures) if isinstance(signatures, list) else 1))
    return _other(
        "jws",
        text,
        "json",
        header=header,
        header_text=header_text,
        claims=claims if isinstance(claims, dict) else None,
        payload_text=payload_text,
        signature=reading.octets(signature, "signature", problems),
        sizes=Sizes(len(text), len(header_text), len(payload or ""), len(signature)),
        problems=tuple(problems),
    )


def _json_jwe(text: str, value: Mapping[str, Any], problems: list[Finding]) -> InspectedToken:
    header_text, header = _json_header(value, problems)
    for name in ("unprotected", "header"):
        more = value.get(name)
        if isinstance(more, dict):
            header = {**more, **header}
    problems.append(finding("encrypted", "payload"))
    sizes = Sizes(len(text), len(header_text), len(value["ciphertext"]))
    return _other("jwe", text, "json", header=header, header_text=header_text, sizes=sizes, problems=tuple(problems))


def _json_header(part: Mapping[str, Any], problems: list[Finding]) -> tuple[str, dict[str, Any]]:
    """The protected and the unprotected header together (RFC 7515 §7.2.1)."""
    header: dict[str, Any] = {}
    text = ""
    unprotected = part.get("header")
    if isinstance(unprotected, dict):
        header.update(unprotected)
    protected = part.get("protected")
    if isinstance(protected, str) and protected:
        text, value = reading.content(reading.octets(protected, "header", problems), "header", problems)
        if isinstance(value, dict):
            header.update(value)
        else:
            problems.append(finding("not_an_object", "header"))
    return text or json.dumps(header), header


def looks_like_sd_jwt(text: str) -> bool:
    """Whether a token with a ``~`` in it is an SD-JWT: it says so, or it carries a disclosure."""
    issued, _, rest = text.partition("~")
    parts = issued.split(".")
    if len(parts) != 3:
        return False
    ignored: list[Finding] = []
    said = reading.octets(parts[0], "", ignored) + reading.octets(parts[1], "", ignored)
    if b"sd-jwt" in said or b'"_sd"' in said or b'"_sd_alg"' in said:
        return True
    return _disclosure(rest.partition("~")[0]) is not None


def decode_sd_jwt(text: str) -> InspectedToken:
    """An SD-JWT: the issuer's claims, and what is disclosed beside them."""
    from desktop_app.inspector.decode import decode

    issued, *rest = text.split("~")
    inner = decode(issued)
    found = [_disclosure(part) for part in rest[:_MAX_DISCLOSURES] if part]
    kept = tuple(one for one in found if one is not None)
    said = finding("sd_jwt", "token", count=len(kept))
    return _other(
        "sd-jwt",
        text,
        "compact",
        header=inner.header,
        claims=inner.claims,
        header_text=inner.header_text,
        payload_text=inner.payload_text,
        signature=inner.signature,
        sizes=Sizes(len(text), inner.sizes.header, inner.sizes.payload, inner.sizes.signature),
        nested=inner.nested,
        problems=(*inner.problems, said),
        disclosures=kept,
        refused=inner.refused,
    )


def _disclosure(part: str) -> Disclosure | None:
    """RFC 9901 §4.2: an array of salt, name and value, or of salt and value."""
    ignored: list[Finding] = []
    data = reading.octets(part, "", ignored)
    if ignored or not reading.starts_like_json(data):
        return None
    try:
        _, value = reading.content(data, "", ignored)
    except reading.Refused:
        return None
    if not isinstance(value, list) or len(value) not in (2, 3) or not isinstance(value[0], str):
        return None
    if len(value) == 2:
        return Disclosure(None, value[1])
    return Disclosure(value[1], value[2]) if isinstance(value[1], str) else None


def decode_paseto(text: str) -> InspectedToken:
    """A PASETO: its version and purpose; the claims of a public one."""
    version, purpose, body, *_footer = [*text.split(".", 3), ""]
    problems: list[Finding] = []
    claims: Any = None
    payload_text = ""
    signature = b""
    if purpose == "public":
        data = reading.octets(body, "payload", problems)
        length = _PASETO_SIGNATURE[version]
        data, signature = data[:-length], data[-length:]
        try:
            payload_text, claims = reading.content(data, "payload", problems)
        except reading.Refused as refused:
            return _other("paseto", text, f"{version}.{purpose}", problems=(refused.finding,), refused=True)
    problems.append(finding("paseto", "token", version=version, purpose=purpose))
    return _other(
        "paseto",
        text,
        f"{version}.{purpose}",
        claims=claims if isinstance(claims, dict) else None,
        payload_text=payload_text,
        signature=signature,
        sizes=Sizes(len(text), 0, len(body)),
        problems=tuple(problems),
    )


def _other(kind: Kind, text: str, form: str = "", **fields: Any) -> InspectedToken:
    fields.setdefault("sizes", Sizes(len(text)))
    return InspectedToken(kind=kind, form=form, raw=Secret(text), **fields)
