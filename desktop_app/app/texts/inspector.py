"""Sentences of the inspector."""

ERRORS: dict[str, tuple[str, str]] = {
    # E_USAGE
    "no_input": ("There is nothing to inspect.", "Name a file that holds a token, or send one to standard input."),
    "bad_time": ("{value} is no time for {word}.", "Write it like 2026-01-31T12:00:00Z."),
    "file": ("{name} cannot be read: {why}.", "Check the name and the permissions."),
    "token_as_name": (
        "This looks like a token, not like the name of a file.",
        "Send it to standard input (keyfob inspect -): other programs can read the words of a command.",
    ),
    "not_a_file": ("{name} is neither a file nor a directory.", "Name a file that holds tokens."),
    "two_keys": ("Keys were given twice.", "Give --jwks or --key, not both."),
    "key_large": ("{name} is over 1 MB.", "Give a file with keys alone."),
    "key_neither": (
        "{name} holds no key: it is neither PEM nor JSON, or breaks the rules ({why}).",
        "Give a JWK set with --jwks; a public key in PEM form or one JWK with --key.",
    ),
    "key_private": (
        "{name} holds a private key. Signatures are checked with the public one; a private one stays at home.",
        "Give its public half.",
    ),
    "key_mixed": (
        "{name} mixes public keys and shared secrets. A token could then choose which kind it is checked with.",
        "Give the public keys in one file and the secrets in another.",
    ),
}

TEXTS: dict[str, str] = {
    "kind_jws": "signed token (JWS)",
    "kind_jwe": "encrypted token (JWE)",
    "kind_opaque": "opaque: not a token that can be read",
    "kind_sd-jwt": "SD-JWT",
    "kind_paseto": "PASETO",
    "signature_valid": "signature valid",
    "signature_invalid": "signature invalid",
    "signature_not_checked": "signature not checked",
    "claims_ok": "claims ok",
    "claims_failed": "claims failed",
    "claims_not_checked": "claims not checked",
    "trust_trusted": "trusted",
    "trust_not_trusted": "not trusted",
    "severity_error": "[error]  ",
    "severity_warning": "[warning]",
    "severity_info": "[info]   ",
    "header": "Header",
    "claims": "Claims",
    "content": "Content",
    "disclosed": "Disclosed",
    "findings": "Findings",
    "key": "key {kid}, {alg}, from {source}",
    "key_aged": "key {kid}, {alg}, from {source}, fetched {age} ago",
    "sizes": "{total} characters: header {header}, content {payload}, signature {signature}",
    "no_keys_remembered": "No keys are remembered of {name}'s issuer. Sign in once, or give --jwks.",
    "progress": "{count} tokens so far",
    "summary": "{count} tokens: {good} valid, {bad} invalid, {unchecked} not checked, {unread} not readable",
    "span_seconds": "{count} s",
    "span_minutes": "{count} min",
    "span_hours": "{count} h",
    "span_days": "{count} days",
    "time_past": "{time} ({age} ago)",
    "time_future": "{time} (in {age})",
}
