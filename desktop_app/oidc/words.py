"""Words of others that go into our errors: the error codes of OAuth and what stands beside them."""

from __future__ import annotations

import re
from typing import Final

#: A token, a code: one or more visible ASCII characters or spaces (RFC 6749 Appendix A, 1*VSCHAR).
TOKEN_TEXT: Final = re.compile(r"[\x20-\x7e]{1,1000000}", re.ASCII)
_REASON: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}", re.ASCII)
_MAX_WORDS: Final = 1_000


def oauth_reason(error: str) -> str:
    """*error* as a machine-readable reason; ``other`` where it is no word that could be one."""
    return error if _REASON.fullmatch(error) else "other"


def of_others(error: str, description: str | None) -> str:
    """What the provider said: its description, or else its error code. Bounded, without a full stop at its end;
    escaped where it is shown."""
    return (description or error)[:_MAX_WORDS].rstrip(". ")
