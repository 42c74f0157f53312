"""Roles → capabilities. What a person may do is decided by verified roles alone; the server must enforce it too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from desktop_app.session.account import Account
from desktop_app.vault.token_file import TokenSet

#: The page for other people's sessions.
OTHER_SESSIONS: Final = "other_sessions"


def user_logged_in(tokens: TokenSet | None, now: float) -> bool:
    """An unexpired access token is held that was verified (or an opaque one beside a verified identity)."""
    return tokens is not None and (tokens.expires_at is None or tokens.expires_at > now)


def user_has_access(tokens: TokenSet | None, roles: Iterable[str], now: float) -> bool:
    """Whether the person is signed in and has any of *roles*. Missing roles are no."""
    if tokens is None or not user_logged_in(tokens, now):
        return False
    return not frozenset(tokens.roles).isdisjoint(roles)


def capabilities(account: Account, tokens: TokenSet | None, now: float) -> Mapping[str, bool]:
    """Each capability the account knows, and whether the person has it now."""
    rules: dict[str, tuple[str, ...]] = {OTHER_SESSIONS: account.admin_roles, **account.capabilities}
    return {name: user_has_access(tokens, roles, now) for name, roles in rules.items()}
