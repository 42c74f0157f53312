"""What is known of claims and header parameters, as data: name → (source, kind). One module for each group.

The sentences are in the text catalogue (``claims.…``). Loaded when the first claim is explained.
"""

from __future__ import annotations

from typing import Literal

#: What kind of value belongs to a name.
Kind = Literal[
    "text", "id", "address", "digest", "key", "time", "duration", "words", "list", "object", "flag", "number"
]
#: name → (where it is defined, kind)
Table = dict[str, tuple[str, Kind]]
