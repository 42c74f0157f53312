"""Finds private keys where none should be: in what was pasted, in a header, in a claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

_PEM: Final = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----")
_PEM_BLOCK: Final = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[^-]{0,20000}(?:-----END [A-Z0-9 ]{0,40}-----)?"
)
#: Members that only a private key has (RFC 7518 §6.2.2, §6.3.2), and the one of a shared secret.
PRIVATE_MEMBERS: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth"})
_KTYS: Final = frozenset({"RSA", "EC", "OKP"})
MASK: Final = "<secret>"


def in_text(text: str) -> re.Match[str] | None:
    """The first private key in PEM form."""
    return _PEM_BLOCK.search(text) if "PRIVATE KEY-----" in text else None


def may_hold(json_text: str) -> bool:
    """Whether a JSON text may hold a private key: a quick look before a long one. Escapes hide names and words."""
    return '"kty"' in json_text or "PRIVATE KEY" in json_text or "\\u" in json_text


def is_private_jwk(value: object) -> bool:
    """Whether a JSON value is a private JWK, or a shared secret written as one."""
    if not isinstance(value, dict):
        return False
    kty = value.get("kty")
    if kty == "oct":
        return isinstance(value.get("k"), str)
    return isinstance(kty, str) and kty in _KTYS and not PRIVATE_MEMBERS.isdisjoint(value)


def hidden_members(value: object) -> frozenset[str]:
    """The members of a JSON value that make it a private key; none where it is none."""
    return (PRIVATE_MEMBERS | {"k"}) if is_private_jwk(value) else frozenset()


def places(value: Any, path: str) -> Iterator[str]:
    """Where private keys are inside a JSON value."""
    waiting: list[tuple[str, Any]] = [(path, value)]
    while waiting:
        where, one = waiting.pop()
        if isinstance(one, dict):
            if is_private_jwk(one):
                yield where
                continue
            waiting.extend((f"{where}.{name}"[:200], inner) for name, inner in one.items())
        elif isinstance(one, list):
            waiting.extend((f"{where}[{at}]"[:200], inner) for at, inner in enumerate(one))
        elif isinstance(one, str) and "PRIVATE KEY-----" in one and _PEM.search(one):
            yield where


def without_pem(text: str) -> str:
    """A text without its private keys in PEM form, whole or cut off."""
    return _PEM_BLOCK.sub(MASK, text) if "PRIVATE KEY-----" in text else text


def masked(value: Any) -> Any:
    """A copy of a JSON value (bounded in depth when it was read) without its private keys."""
    if isinstance(value, dict):
        hidden = hidden_members(value)
        return {name: MASK if name in hidden else masked(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner) for inner in value]
    if isinstance(value, str) and "PRIVATE KEY-----" in value and _PEM.search(value):
        return MASK
    return value


def in_json(text: str) -> bool:
    """Whether a JSON text (within the limits) is, or holds, a private JWK or a shared secret."""
    from desktop_app.inspector import reading

    if not may_hold(text):
        return False
    try:
        _, value = reading.content(text.encode("utf-8", "surrogatepass"), "input", [])
    except reading.Refused:
        return False
    return next(places(value, "input"), None) is not None
