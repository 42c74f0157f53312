"""How much the inspector reads. What is larger is refused with a reason, before it costs time or memory."""

from __future__ import annotations

import re
from typing import Final

from desktop_app.jose import strict_json
from desktop_app.jose.jws import MAX_TOKEN

__all__ = ["MAX_DEPTH", "MAX_EMBEDDED", "MAX_MEMBERS", "MAX_NESTED", "MAX_SHOWN", "MAX_TOKEN", "shallow", "within"]

#: Arrays and objects inside each other.
MAX_DEPTH: Final = 64
#: Members of objects and elements of arrays, all together.
MAX_MEMBERS: Final = 10_000
#: Tokens inside each other, and tokens inside one token.
MAX_NESTED: Final = 4
MAX_EMBEDDED: Final = 20
#: Findings of one kind about one token.
MAX_SHOWN: Final = 5

_STRING: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)


def within(text: str) -> bool:
    """Whether a JSON text has no more than :data:`MAX_MEMBERS` members. Commas outside strings are counted, so the
    answer comes before anything is built; a text too short to hold as many is not looked at."""
    if len(text) < 2 * MAX_MEMBERS or text.count(",") < MAX_MEMBERS:
        return True
    return _STRING.sub("", text).count(",") < MAX_MEMBERS


def shallow(text: str) -> None:
    """Refuse what is nested deeper than :data:`MAX_DEPTH`.

    :raises JoseError: ``malformed`` with ``too_deep`` or ``not_json``.
    """
    strict_json.check_depth(text, MAX_DEPTH)
