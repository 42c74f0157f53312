"""Takes secrets out of text that is about to be written: a last net below :class:`desktop_app.secret.Secret`."""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "<secret>"

#: Names whose values are secrets, in addresses, forms, JSON and headers.
_NAMES: Final = (
    "access_token|refresh_token|id_token|id_token_hint|token|subject_token|actor_token|client_secret|client_assertion"
    "|code|code_verifier|code_challenge|state|nonce|password|secret|assertion|api[_-]?key|authorization|cookie"
    "|set-cookie|session_state|device_code|user_code|login_hint|request"
)
_RULES: Final = (
    # key=value in addresses and forms, also percent-encoded once ("code%3Dabc")
    (re.compile(rf"(?i)(?:(?<![A-Za-z0-9_-])|(?<=%26)|(?<=%3F))({_NAMES})(=|%3D)[^\s&;,\"'<>)\]}}]+"), rf"\1\2{MASK}"),
    # "key": "value" in JSON, 'key': 'value' and key='value' in Python's repr
    (re.compile(rf"(?i)([\"']?(?<![A-Za-z0-9_-])(?:{_NAMES})[\"']?\s*[:=]\s*b?)([\"'])(?:\\.|(?!\2)[^\\])*\2"),
     rf"\1\2{MASK}\2"),
    # Header lines
    (re.compile(r"(?i)\b(authorization|proxy-authorization|cookie|set-cookie)(\s*:\s*)[^\r\n]+"), rf"\1\2{MASK}"),
    (re.compile(r"(?i)\b(bearer|basic|dpop)\s+[A-Za-z0-9._~+/=-]{6,}"), rf"\1 {MASK}"),
    # JWTs and their relatives
    (re.compile(r"\bey[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){1,4}"), MASK),
    # Long random words: 24 characters and more of a token's alphabet with a digit among letters
    (re.compile(r"(?<![A-Za-z0-9_~+-])(?=[A-Za-z_~+-]*[0-9])(?=[0-9_~+-]*[A-Za-z])[A-Za-z0-9_~+-]{24,}={0,2}"), MASK),
    # Addresses with a password inside
    (re.compile(r"(?i)(\b[a-z][a-z0-9+.-]*://)[^\s/@]+@"), rf"\1{MASK}@"),
)  # fmt: skip


def redact(text: str) -> str:
    """*text* with everything masked that looks like a token, a code or a password. It masks too much rather than too
    little, and masking twice changes nothing."""
    for pattern, shown in _RULES:
        text = pattern.sub(shown, text)
    return text
