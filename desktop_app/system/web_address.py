"""Which addresses may be handed to a browser."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

MAX_ADDRESS: Final = 16_384
#: The characters of RFC 3986 §2, and no others: nothing a shell script or an opener could take for its own.
_URI: Final = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.IGNORECASE)


def is_web_address(url: str) -> bool:
    """Whether *url* is an absolute http or https address with a host, without user names, spaces, control characters
    or anything else that no URI has (RFC 3986)."""
    if len(url) > MAX_ADDRESS or _URI.fullmatch(url) is None:
        return False
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises where the port is no number
    except ValueError:
        return False
    return bool(parts.hostname) and "@" not in parts.netloc
