"""The icon in the tray, its menu, and a second start."""

from __future__ import annotations

ERRORS: dict[str, tuple[str, str]] = {
    "no_answer": (
        "Keyfob runs already, but its window has not answered for {seconds} s.",
        "Try again in a moment. If it stays so, end that Keyfob and start it again.",
    ),
}

TEXTS: dict[str, str] = {
    # icon
    "tip_none": "Keyfob: no accounts yet",
    "tip_ok": "Keyfob: signed in",
    "tip_signed_out": "Keyfob: signed out",
    "tip_line": "{name}: {state}",
    "tip_more": "and {count} more",
    # menu: an account whose session is not simply there
    "account_state": "{name}: {state}",
    "state_signed_out": "signed out",
    "state_signing_in": "signing in",
    "state_restoring": "restoring",
    "state_signed_in": "signed in",
    "state_refreshing": "refreshing",
    "state_offline": "offline",
    "state_needs_login": "sign in again",
    "state_locked": "keychain locked",
    "state_signing_out": "signing out",
    "state_unsaved": "not saved",
    "who_left": "{who} · {left} left",
    "copy_access_token": "Copy access token",
    "open_account": "Open",
    "more_accounts": "{count} more accounts",
    "open": "Open Keyfob",
}
