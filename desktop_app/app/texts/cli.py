"""Sentences of the command line."""

_HELP = "See keyfob --help."

ERRORS: dict[str, tuple[str, str]] = {
    "no_demo": ("The demo provider is not part of this program.", "Start it without the demo."),
    "no_display": (
        "There is no display to open a window on.",
        "Start it in a desktop session, or use the command line: keyfob login, keyfob token.",
    ),
    # E_INTERNAL
    "internal": (
        "Keyfob met a fault of its own. Your session is as it was.",
        "Try again with --debug, and report what it writes.",
    ),
    "internal_logged": (
        "Keyfob met a fault of its own. Your session is as it was.",
        "What happened is in the log: {path}",
    ),
    # E_CANCELLED
    "cancelled": ("Cancelled.", "Run the command again when you like."),
    # E_DISK
    "output": ("The answer could not be written: {why}.", "Check where the output goes."),
    # E_USAGE
    "unknown_command": ("There is no command {word}.", _HELP),
    "unknown_option": ("This command has no option {word}.", _HELP),
    "no_value": ("{word} takes no value.", _HELP),
    "value_missing": ("{word} needs a value: {what}.", _HELP),
    "twice": ("{word} was given twice.", "Give it once."),
    "too_many": ("{word} is one word too many.", _HELP),
    "missing": ("{what} is missing.", _HELP),
    "bad_seconds": ("{value} is no time for {word}.", "Give seconds, such as 60."),
    "bad_number": ("{value} is no number for {word}.", "Give a whole number."),
    "bad_pair": ("{value} is no parameter for {word}.", "Write NAME=VALUE."),
}

TEXTS: dict[str, str] = {
    "state_signed_out": "signed out",
    "state_signing_in": "signing in",
    "state_restoring": "restoring",
    "state_signed_in": "signed in",
    "state_refreshing": "refreshing",
    "state_offline": "offline, the session is kept",
    "state_needs_login": "please sign in again",
    "state_locked": "the keychain is locked",
    "state_signing_out": "signing out",
    "unsaved": "the session is not saved; it lives until Keyfob ends",
    "person": "as {name}",
    "roles": "roles: {roles}",
    "access_token_expires_at": "access token until {time}",
    "next_refresh_at": "next refresh at {time}",
    "provider": "at {issuer}, client {client_id}",
    "no_accounts": "No accounts yet. Add one: keyfob accounts add NAME --issuer ADDRESS --client-id ID",
    "waiting": "Continue in your browser. If none opened, open this address:",
    "waiting_for_url": "Open the address in a browser. Keyfob waits for its return.",
    "checking": "Checking the provider's answer.",
    "paste": "If the browser cannot return: copy the address from its address bar, paste it here and press Enter.",
    "pasted": "Accepted.",
    "other_person": (
        "You signed in as {new}, and this account belongs to {old}. Replace the old session? Type yes or no."
    ),
    "signed_out": "Signed out of {name}.",
    "signed_out_here": "Signed out here.",
    "added": "Added {name} to {file}.",
    "removed": "Removed {name}.",
    "check_ok": "[ok]  ",
    "check_warn": "[warn]",
    "check_fail": "[fail]",
    "check_skip": "[skip]",
    "usage": "Usage: {line}",
    "help": """\
keyfob: sign in to an OpenID Connect provider in your own browser, and stay signed in.

  keyfob [--demo] [--hidden]          open the window; --demo starts the embedded provider, --hidden stays in the tray
  keyfob login   [ACCOUNT]            sign in (--timeout S, --print-url)
  keyfob status  [ACCOUNT]            what is known, without keychain and network
  keyfob token   [ACCOUNT]            a valid access token on stdout (--min-ttl S)
  keyfob refresh [ACCOUNT]            refresh now
  keyfob logout  [ACCOUNT]            revoke, end the provider's session, delete (--local, --everywhere, --timeout S)
  keyfob sessions [ACCOUNT]           where you are signed in (--user U, --application A, --device D, --unused-for S)
  keyfob sessions end [ACCOUNT] ID... end these (or --others, --all; more than one asks, unless --yes)
  keyfob sessions key [ACCOUNT]       keep the provider's API key in the keychain, read from stdin (--forget)
  keyfob inspect [FILE|-]             what a token says, offline (--jwks FILE, --key FILE, --account A,
                                      --issuer URL, --audience NAME, --at TIME); many tokens give a table
  keyfob accounts                     list the accounts
  keyfob accounts add NAME            add one (--issuer URL --client-id ID ...)
  keyfob accounts import FILE         add the accounts of a file (--dry-run shows them alone)
  keyfob accounts rename OLD NEW      another name; the session goes on
  keyfob accounts remove NAME         sign out here and remove it
  keyfob doctor  [ACCOUNT]            what works, what does not, what to do
  keyfob demo-provider [--port N]     the embedded provider alone
  keyfob --selfcheck                  whether this build is whole, and finds what it needs here

ACCOUNT may be left out when there is one account. Every command but the last takes --json
(the last line of stdout is one JSON value) and --debug; keyfob COMMAND --help shows its options.""",
}
