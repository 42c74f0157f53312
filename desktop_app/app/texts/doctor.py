"""Sentences of the doctor."""

ERRORS: dict[str, tuple[str, str]] = {
    "files_differ": (
        "A file that was just written came back different.",
        "Check the disk, and what else may write below Keyfob's directory.",
    ),
    "no_browser": (
        "There is no program that opens the browser.",
        "Install xdg-utils, or name your browser in the variable BROWSER.",
    ),
    "needs_metadata": ("Waits for the metadata.", ""),
    "no_ca_file": ("The file {file} cannot be read.", "Correct ca_file, or let yourself read the file."),
    "scopes": (
        "The provider does not list these scopes: {scopes}.",
        "Signing in may be refused. Take them out of scopes, or allow them at the provider.",
    ),
    "no_date": ("The provider does not say what time it is.", ""),
    "clock_behind": ("Your clock is {seconds} seconds behind the provider's.", "Turn on automatic time."),
    "clock_ahead": ("Your clock is {seconds} seconds ahead of the provider's.", "Turn on automatic time."),
    "no_keys": (
        "The provider publishes no keys that Keyfob can use.",
        "Let the provider sign with a public-key algorithm such as RS256.",
    ),
}

TEXTS: dict[str, str] = {
    "of_account": "{what} ({account})",
    "configuration": "Configuration",
    "configuration_ok": "Files read: {files}, accounts: {accounts}, no errors.",
    "account": "Settings",
    "files": "Files",
    "files_ok": "Wrote, read and removed a test file.",
    "keychain": "Keychain",
    "keychain_ok": "{keychain} is there and open.",
    "browser": "Browser",
    "browser_ok": "Opened by {opener}.",
    "ca_file": "Certificate authority",
    "ports": "Redirect port",
    "ports_ok": "Free: {address}",
    "metadata": "Metadata",
    "metadata_ok": "Read; the issuer is {issuer}, as pinned.",
    "clock": "Clock",
    "clock_ok": "Agrees with the provider's.",
    "scopes": "Scopes",
    "keys": "Signing keys",
    "keys_ok": "Usable keys: {count}.",
    "session": "Session",
    "session_ok": "State: {state}.",
}
