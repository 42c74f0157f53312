"""base64url without padding (RFC 7515 §2, Appendix C), strictly: one text for one sequence of bytes."""

from __future__ import annotations

import base64
import re

from desktop_app.jose.errors import JoseError

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


def decode(text: str) -> bytes:
    """The bytes of *text*.

    :raises JoseError: ``malformed`` with ``padding`` (an equals sign), ``alphabet`` (any other character outside
        ``[A-Za-z0-9_-]``, white space included), ``length`` or ``not_canonical`` (left-over bits that are not zero).
    """
    if _ALPHABET.fullmatch(text) is None:
        raise JoseError("malformed", "padding" if "=" in text else "alphabet")
    if len(text) % 4 == 1:
        raise JoseError("malformed", "length")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode(data) != text:
        raise JoseError("malformed", "not_canonical")
    return data


def encode(data: bytes) -> str:
    """*data* as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
