"""Words of others that go into our errors: the error codes of OAuth and what stands beside them."""

from __future__ import annotations

import re
from typing import Final

#: A token, a code: one or more visible ASCII characters or spaces (RFC 6749 Appendix A, 1*VSCHAR).
TOKEN_TEXT: Final = re.compile(r"[\x20-\x7e]{1,1000000}", re.ASCII)
_REASON: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}", re.ASCII)
_MAX_WORDS: Final = 1_000
#: What a provider may hold up to us of what we sent it ("the token eyJ… has ended"): JWTs, and long random words with a
#: digit among their letters. UUIDs are left: providers name clients and traces by them.
_UUID: Final = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![A-Za-z0-9_~+/-])"
_SECRETS: Final = re.compile(
    r"(?<![A-Za-z0-9_-])ey[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){1,4}"
    rf"|(?<![A-Za-z0-9_~+-])(?!{_UUID})(?=[A-Za-z_~+-]*[0-9])(?=[0-9_~+-]*[A-Za-z])[A-Za-z0-9_~+-]{{20,}}={{0,2}}",
    re.ASCII,
)


def oauth_reason(error: str) -> str:
    """*error* as a machine-readable reason; ``other`` where it is no word that could be one."""
    return error if _REASON.fullmatch(error) and not _SECRETS.search(error) else "other"


def of_others(error: str, description: str | None) -> str:
    """What the provider said: its description, or else its error code. Bounded, without a full stop at its end, what
    looks like a secret masked (it is kept in files); escaped where it is shown."""
    return _SECRETS.sub("…", (description or error)[:_MAX_WORDS]).rstrip(". ")
