"""Notifications: what happened, in the desktop's own bubbles, and what can be done about it."""

from __future__ import annotations

ERRORS: dict[str, tuple[str, str]] = {}

TEXTS: dict[str, str] = {
    "needs_login_title": "{name}: please sign in again",
    "needs_login_text": "{reason} Nothing opens until you say so.",
    "many_title": "{count} accounts: please sign in again",
    "many_text": "{names}. Nothing opens until you say so.",
    "unsaved_title": "{name}: not saved",
    "unsaved_text": "Your session works, but could not be saved. It lives until you quit.",
    "role_title": "{name}: a role is gone",
    "role_text": "You no longer have the role {role}.",
    "running_title": "Keyfob is still running",
    "running_text": "It keeps your sessions alive. Quit it from this icon's menu.",
    "sign_in": "Sign in",
    "not_now": "Not now",
    "try_now": "Try now",
    "details": "Details",
    "open": "Open",
    "ok": "OK",
}
