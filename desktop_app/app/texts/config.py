"""Sentences about the settings files."""

_LOOK = "Correct the file and try again."

ERRORS: dict[str, tuple[str, str]] = {
    # whole files
    "unreadable": ("{file} cannot be read: {why}.", "Check who may read the file."),
    "no_plain_file": ("{file} is not a plain file.", "Put a plain text file in its place, or remove it."),
    "too_long": ("{file} is longer than a settings file can be (1 MB).", "Remove what does not belong there."),
    "not_utf8": ("{file}, line {line}: the text is not UTF-8.", "Save the file as UTF-8."),
    "too_deep": ("{file} holds lists or tables too deep inside each other.", _LOOK),
    "syntax": ("{file}, line {line}: this is not TOML: {why}.", _LOOK),
    "not_trusted": (
        "{file} is ignored: others than the administrator could have written it.",
        "Let the administrator own the file and its folders, and let nobody else write them.",
    ),
    # keys
    "unknown_table": (
        "{file}, line {line}: {key} is not a table that Keyfob knows.",
        "The tables are accounts, settings and policy. Check the spelling.",
    ),
    "unknown_key": ("{file}, line {line}: {key} is not a setting that Keyfob knows.", "Check the spelling."),
    "not_a_table": (
        "{file}, line {line}: {key} must be a table.",
        'Write it as a header in brackets, such as [accounts.work], with "key = value" lines below.',
    ),
    "missing": ("{file}, line {line}: {key} is missing.", "Add it beside the account's other settings. An account's"
                " issuer, discovery_url, client_id and ca_file must all stand in the same file."),
    "is_locked": (
        "{file}, line {line}: {key} is ignored, because your company has set it.",
        "Remove it from the file, or ask your administrator.",
    ),
    "locked_key": (
        "{file}, line {line}: {key} must be a list of keys, such as \"accounts.work\".",
        "Correct the file, or ask your administrator.",
    ),
    # values
    "account_name": (
        "{file}, line {line}: {key} is no name for an account.",
        "Use 1 to {most} characters, none of them a control character.",
    ),
    "want_text": ("{file}, line {line}: {key} must be text in quotes.", _LOOK),
    "bad_text": (
        "{file}, line {line}: {key} holds control characters, or more than {most} characters.", _LOOK),
    "empty": ("{file}, line {line}: {key} is empty, or begins or ends with a space.", _LOOK),
    "want_flag": ("{file}, line {line}: {key} must be true or false, without quotes.", _LOOK),
    "want_number": ("{file}, line {line}: {key} must hold whole numbers from {low} to {high}, without quotes.", _LOOK),
    "out_of_range": ("{file}, line {line}: {key} must lie between {low} and {high}.", _LOOK),
    "want_list": ("{file}, line {line}: {key} must be a list in brackets.", _LOOK),
    "list_length": ("{file}, line {line}: {key} must have {low} to {high} entries.", _LOOK),
    "want_table": ("{file}, line {line}: {key} must be a table.", _LOOK),
    "one_of": ("{file}, line {line}: {key} must be one of: {allowed}.", _LOOK),
    "scope": (
        "{file}, line {line}: {key} holds something that is no scope.",
        'Write one scope in each pair of quotes, without spaces: ["openid", "email"].',
    ),
    "algorithm": (
        "{file}, line {line}: {key} holds an algorithm that is not allowed.",
        "Allowed are {allowed}: those with a public key.",
    ),
    "redirect_path": (
        "{file}, line {line}: {key} must be the path of an address.",
        'It begins with one "/" and has no "?" and no "#".',
    ),
    "reserved": (
        "{file}, line {line}: {key} is a parameter that Keyfob sets itself.",
        "Remove it. Signing in is safe only with Keyfob's own value.",
    ),
    "plain_http": (
        "{file}, line {line}: {key} begins with http, so anybody on the way could read and change what is sent.",
        "Use the https address. For a provider on this computer, set allow_http = true.",
    ),
    "no_address": (
        "{file}, line {line}: {key} is not a web address.",
        "Use the address your provider gives, beginning with https://. An issuer that is a bare name needs a"
        " discovery_url beside it.",
    ),
    "issuer_query": (
        "{file}, line {line}: {key} has a question mark or a hash in it, which no issuer has.",
        "Use the issuer exactly as the provider shows it, or set discovery_url.",
    ),
    # choosing
    "no_accounts": (
        "There are no accounts yet.",
        "Add one: keyfob accounts add NAME --issuer ADDRESS --client-id ID. It is kept in {file}.",
    ),
    "no_such_account": ("There is no account called {name}.", "The accounts are: {names}."),
    "which_account": ("There are several accounts.", "Name one of them: {names}."),
    # changing
    "exists": ("There is an account called {name} already.", "Choose another name, or remove that account first."),
    "set_by_company": (
        "The account {name} is set by your company.", "Ask your administrator. It cannot be changed here."),
    "by_hand": (
        "The account {name} is written in {file} in a way that Keyfob cannot change without touching the rest.",
        "Remove it there by hand.",
    ),
    "setting_locked": ("{key} is set by your company.", "Ask your administrator. It cannot be changed here."),
    "setting_by_hand": (
        "The settings in {file} are written in a way that Keyfob cannot change without touching the rest.",
        "Set {key} there by hand.",
    ),
    "unwritable": ("{file} cannot be written: {why}.", "Check who may write the file, and the room on the disk."),
}  # fmt: skip

TEXTS: dict[str, str] = {}
