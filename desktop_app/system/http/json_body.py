"""The JSON body of a request, its secrets revealed at the last moment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop_app.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping


def json_body(members: Mapping[str, object]) -> bytes:
    """*members* as ASCII JSON."""
    revealed = {name: value.reveal() if isinstance(value, Secret) else value for name, value in members.items()}
    return json.dumps(revealed, allow_nan=False).encode("ascii")
