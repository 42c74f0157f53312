"""A JSON Web Signature in its compact form (RFC 7515 §3.1, §5.2), taken apart strictly. Nothing is verified here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop_app.jose import base64url, strict_json
from desktop_app.jose.errors import JoseError

MAX_TOKEN = 1_000_000
MAX_HEADER = 65_536


@dataclass(frozen=True, slots=True)
class ParsedJws:
    """The parts of a token.

    :param header: the protected header; ``alg`` is a string, ``kid`` and ``typ`` are strings where present.
        Members that offer a key (jwk, jku, x5u, x5c) are left alone: nothing here or above uses them.
    :param payload: the content, not yet read.
    :param signing_input: what the signature is over.
    """

    header: Mapping[str, Any]
    payload: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    signing_input: bytes = field(repr=False)

    @property
    def alg(self) -> str:
        """The header's algorithm; a name to be judged, not followed."""
        return str(self.header["alg"])


def parse(token: str, *, limit: int = MAX_TOKEN) -> ParsedJws:
    """Take *token* apart.

    :param limit: most characters.
    :raises JoseError: ``malformed`` (details of :mod:`base64url` and :mod:`strict_json`, ``parts``, ``encrypted``,
        ``header_alg``, ``header_kid``, ``header_typ``, ``b64``, ``zip``), ``alg`` with ``none``, ``crit`` with
        ``unknown``.
    """
    if len(token) > limit:
        raise JoseError("malformed", "too_large")
    dots = token.count(".")
    if dots != 2:
        # Five parts are a JWE (RFC 7516 §9): some other thing, not a broken one.
        raise JoseError("malformed", "encrypted" if dots == 4 else "parts")
    header, payload, signature = token.split(".")
    return ParsedJws(
        _header(header), _part(payload, "payload"), _part(signature, "signature"), f"{header}.{payload}".encode()
    )


def claims(parsed: ParsedJws) -> dict[str, Any]:
    """The content as a JWT's claims (RFC 7519 §7.2): a JSON object.

    :raises JoseError: ``malformed``.
    """
    try:
        return strict_json.load_object(parsed.payload)
    except JoseError as error:
        raise JoseError(error.kind, error.detail, "payload") from None


def _part(text: str, where: str) -> bytes:
    try:
        return base64url.decode(text)
    except JoseError as error:
        raise JoseError(error.kind, error.detail, where) from None


def _header(text: str) -> dict[str, Any]:
    if len(text) > MAX_HEADER:
        raise JoseError("malformed", "too_large", "header")
    try:
        header = strict_json.load_object(base64url.decode(text))
    except JoseError as error:
        raise JoseError(error.kind, error.detail, "header") from None
    for name in ("alg", "kid", "typ"):
        if not isinstance(header.get(name, "" if name != "alg" else None), str):
            raise JoseError("malformed", f"header_{name}", "header")
    if header["alg"] == "none":
        raise JoseError("alg", "none", "header")
    # We understand no extension, so a list of critical ones always names one that we do not (or is empty, which is
    # not allowed either). An unencoded payload (RFC 7797) and compression have no place in a signed token of ours.
    if "crit" in header:
        raise JoseError("crit", "unknown", "header")
    for name in ("b64", "zip"):
        if name in header:
            raise JoseError("malformed", name, "header")
    return header
