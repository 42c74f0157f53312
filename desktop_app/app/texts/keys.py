"""Sentences about a provider's signing keys."""

ERRORS: dict[str, tuple[str, str]] = {
    "rate": (
        "The signing keys of {issuer} were asked for twice within a minute, and none are remembered.",
        "Wait a minute, then try again.",
    ),
    "not_json": (
        "The address of the signing keys, {address}, answered with something that is not JSON.",
        "This network may have answered instead of your provider. Sign in to the network first, then try again.",
    ),
    "status": (
        "The address of the signing keys, {address}, answered with status {status}.",
        "Ask whoever runs the provider. The address comes from the provider's own description.",
    ),
    "rules": (
        "The signing keys at {address} break the rules ({why}).",
        "Ask whoever runs the provider. Nothing can be verified without its keys.",
    ),
}

TEXTS: dict[str, str] = {}
