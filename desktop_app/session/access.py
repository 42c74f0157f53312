"""Roles → capabilities. What a person may do is decided by verified roles alone; the server must enforce it too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

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
    return {name: user_has_access(tokens, roles, now) for name, roles in rules(account).items()}


Why = Literal["granted", "no_role", "no_roles_known", "token_ended", "not_signed_in"]


@dataclass(frozen=True, slots=True)
class Capability:
    """Whether the person has a capability now, and why or why not.

    :param granted_by: the roles the person has that grant it.
    :param wanted: the roles that would grant it.
    :param why: ``no_roles_known``: the access token names none at the account's roles_claim, or cannot be verified
        here, and neither UserInfo nor introspection gave any.
    """

    name: str
    granted: bool
    why: Why
    granted_by: tuple[str, ...]
    wanted: tuple[str, ...]


def explained(account: Account, tokens: TokenSet | None, now: float) -> tuple[Capability, ...]:
    """Each capability the account knows, in order, with the reason. The same answers as :func:`capabilities`."""
    return tuple(_explained(name, roles, tokens, now) for name, roles in rules(account).items())


def rules(account: Account) -> Mapping[str, tuple[str, ...]]:
    """Each capability, and the roles of which any grants it."""
    return {OTHER_SESSIONS: account.admin_roles, **account.capabilities}


def _explained(name: str, wanted: tuple[str, ...], tokens: TokenSet | None, now: float) -> Capability:
    held = () if tokens is None else tokens.roles
    granted_by = tuple(role for role in held if role in wanted)
    why: Why = "no_role"
    if tokens is None:
        why = "not_signed_in"
    elif not user_logged_in(tokens, now):
        why = "token_ended"
    elif granted_by:
        why = "granted"
    elif not held:
        why = "no_roles_known"
    return Capability(name, why == "granted", why, granted_by if why == "granted" else (), wanted)
