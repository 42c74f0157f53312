"""What a person is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.vault.token_file import TokenSet


def called(tokens: TokenSet) -> str:
    """The name that a token tells (OpenID Connect Core §5.1), else the name they sign in with; may be empty."""
    for claims in (tokens.id_claims, tokens.claims):
        name = claims.get("name")
        if isinstance(name, str) and name.strip():
            return name
    return tokens.username or ""
