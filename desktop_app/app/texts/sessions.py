"""Sentences about the sessions a provider keeps: listing and ending them, and the API key."""

_KEY = "Enter another: keyfob sessions key, or on the sessions page."
_RULES = "Tell whoever runs the provider. Nothing was changed."

ERRORS: dict[str, tuple[str, str]] = {
    # --- who may ---
    "no_capability": (
        "Other people's sessions are for people with one of these roles: {roles}. You have none of them.",
        "Ask whoever runs the provider for the role, or see admin_roles in this account's settings.",
    ),
    "refused": (
        "The provider does not let you do this (HTTP {status}).",
        "Sign in again, or ask whoever runs the provider for the right to do it.",
    ),
    "key_refused": (
        "The provider refuses the API key (HTTP {status}). It may be wrong or revoked, belong to another tenant, or"
        " not be allowed for this call.",
        _KEY,
    ),
    "keycloak_denied": (
        "Keycloak does not let you do this (HTTP {status}).",
        "For your own sessions the client needs the roles view-profile and manage-account of the client account; for"
        " others' you need view-users and manage-users of realm-management.",
    ),
    "token_ended": (
        "The access token has ended, and this needs a valid one.",
        "Refresh first, or end the sessions on the provider's own page.",
    ),
    # --- the API key ---
    "key_wanted": (
        "FusionAuth lists sessions for an API key alone, and none is known.",
        "Enter one that is limited to these calls: keyfob sessions key.",
    ),
    "key_unused": ("This provider takes no API key.", "Nothing needs to be entered."),
    "key_form": (
        "This can be no API key: it is one word of at most {most} visible characters.",
        "Copy it again from the provider, whole and alone.",
    ),
    "key_elsewhere": (
        "The API key was entered for another server. It was not sent to this one.",
        "Enter the key of this provider: keyfob sessions key.",
    ),
    # --- what there is not ---
    "not_here": (
        "This provider offers Keyfob no list of sessions, and no way to end others than this one.",
        "Use the provider's own page.",
    ),
    "no_everywhere": (
        "There is no way to end all your sessions at this provider from here.",
        "Sign out here with keyfob logout, and end the others on the provider's own page.",
    ),
    "no_calls": (
        "At this address there are no session calls of that kind of provider.",
        "Check the account's provider setting, and ask whoever runs the provider.",
    ),
    "no_application_list": (
        "FusionAuth has no list of an application's sessions. It can end them all at once.",
        "Name a user as well to see a list.",
    ),
    "no_refresh_token": (
        "There is no refresh token by which this session could be ended.",
        "Sign out instead: keyfob logout.",
    ),
    "no_userinfo": ("The provider has no UserInfo endpoint.", "What is known stands in the ID token."),
    "no_introspection": ("The provider has no introspection endpoint.", "Look into the token itself instead."),
    "introspection_closed": (
        "The provider answers introspection to clients with a secret alone (HTTP {status}).",
        "Look into the token itself instead.",
    ),
    # --- what was asked for ---
    "nobody": ("The provider knows nobody as {user}.", "Give an id, an e-mail address or a user name."),
    "no_application": ("The provider knows no application {application}.", "Give its client ID."),
    "bad_id": ("{id} is no id of a session.", "Copy it from the list: keyfob sessions."),
    "gone": (
        "There is no session {id}. It may have ended already.",
        "Look at the list again: keyfob sessions.",
    ),
    "still_there": (
        "The provider said that all sessions have ended, and still lists this one.",
        "Look at the list again. It may have begun meanwhile.",
    ),
    "end_unknown": (
        "The provider said that they have ended, but the list could not be read again, so nobody knows.",
        "Look at the list again when the provider can be reached.",
    ),
    "stopped": ("Stopped before its turn. The session goes on.", "Run the command again to end it."),
    "which": (
        "Say which sessions are to end.",
        "Give their ids, or --others, or --all.",
    ),
    "this_unknown": (
        "Which of the listed sessions is this one cannot be told: the provider's tokens do not name it (sid).",
        "Give the ids of those that are to end, or --all.",
    ),
    "ids_or_criteria": ("Ids and criteria do not go together.", "Give ids, or --others, or --all."),
    "ask_first": (
        "{count} sessions would end, and nobody can be asked.",
        "Look at them with keyfob sessions, then add --yes.",
    ),
    "ask_first_unlisted": (
        "All sessions of {what} would end, how many cannot be known, and nobody can be asked.",
        "Add --yes if that is what you want.",
    ),
    "not_confirmed": ("Nothing was ended.", "Run the command again and answer yes."),
    # --- answers ---
    "malformed": ("The provider's answer about sessions breaks the rules ({detail}).", _RULES),
    "status": ("The provider did not do this (HTTP {status}).", _RULES),
    "too_many": ("The provider lists {count} sessions, more than can be shown.", "Name a user or an application."),
}

TEXTS: dict[str, str] = {
    "note_generic": ("This provider offers no list of sessions: this is the one on this computer."),
    "note_fusionauth_no_key": (
        "FusionAuth has no list of your own sessions without an API key: this is the one on this computer. You can end"
        " it, or sign out everywhere."
    ),
    "note_fusionauth_key": (
        "An API key is at work, and it may do more than you may. Use one that is limited to the session calls."
    ),
    "note_keycloak_offline": (
        "You asked for offline_access, so Keycloak keeps an offline session for this computer and does not list it."
    ),
    "page": "The provider's own page: {page}",
    "unreadable": "{count} entries could not be read.",
    "none": "No sessions.",
    "this_one": "this one",
    "sso": "browser session",
    "offline": "offline session",
    "unknown": "unknown",
    "line_started": "since {time}",
    "line_used": "last used {time}",
    "line_expires": "until {time}",
    "confirm": "End {count} sessions? Type yes or no.",
    "confirm_unlisted": "End all sessions of {what}? How many there are cannot be known. Type yes or no.",
    "everybody": "everybody in application {application}",
    "yours": "yours, on every device",
    "progress": "{done} of {total} done.",
    "ended": "Ended: {ended}.",
    "ended_unlisted": "All of them have ended.",
    "failed": "Not ended: {failed}.",
    "ended_unknown": "Not known whether they ended: {count}.",
    "failed_line": "{id}: {message}",
    "current_ended": "The session on this computer has ended too. Sign in again: keyfob login.",
    "enter_key": "API key of {name} (it is not shown):",
    "key_stored": "The API key of {name} is in the keychain.",
    "key_forgotten": "The API key of {name} is gone from the keychain.",
    "signed_out_everywhere": "Signed out of {name}, everywhere.",
    "left": "What was not done can be done there: {page}",
}
