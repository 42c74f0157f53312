"""What goes wrong with keys and signed tokens."""

from __future__ import annotations

from typing import Literal

Kind = Literal["malformed", "alg", "kid", "key", "typ", "crit", "signature"]


class JoseError(Exception):
    """A key, a token or a JSON document breaks the rules.

    :ivar kind: which rule, broadly.
    :ivar detail: which rule, exactly: a fixed word of ours (``duplicate_member``, ``padding`` …), never words of
        others, so it may be shown and compared.
    :ivar where: the part it happened in (``header``, ``payload``, ``signature``), ``""`` where there are no parts.
    """

    def __init__(self, kind: Kind, detail: str, where: str = "") -> None:
        super().__init__(f"{kind}: {detail}" + (f" ({where})" if where else ""))
        self.kind: Kind = kind
        self.detail = detail
        self.where = where
