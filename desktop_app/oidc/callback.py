"""The authorization response (RFC 6749 §4.1.2, RFC 9207, OpenID Connect Core 1.0 §3.1.2.5-3.1.2.7)."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc.words import TOKEN_TEXT, oauth_reason, of_others
from desktop_app.secret import Secret

if TYPE_CHECKING:
    from desktop_app.oidc.authorization import Attempt

MAX_QUERY: Final = 16_384
#: RFC 3986 §3.4, with a percent sign only before two hexadecimal digits.
_RAW: Final = re.compile(r"(?:[\x21-\x24\x26-\x7e]|%[0-9A-Fa-f]{2})*", re.ASCII)
_CLIENT_TROUBLE: Final = frozenset({"unauthorized_client", "invalid_client", "invalid_redirect_uri"})


@dataclass(frozen=True, slots=True)
class ValidatedCallback:
    """An answer that is ours and has a code. Only :func:`validate` makes one."""

    code: Secret
    attempt: Attempt


def validate(query: str, attempt: Attempt) -> ValidatedCallback:
    """Whether *query* (raw, without the question mark) answers *attempt*, and how.

    The state is looked at first: an answer without it is somebody else's and changes nothing.

    :raises KeyfobError: E_STATE (not ours: the attempt goes on), E_CALLBACK (cannot be decoded, repeated parameters,
        no code, a code beside an error, another OAuth error), E_ISS, E_DENIED, E_CLIENT.
    """
    pairs = [_pair(part) for part in query[:MAX_QUERY].split("&") if part]
    if not any(name == "state" and value is not None and _same(value, attempt.state) for name, value in pairs):
        raise KeyfobError(Code.E_STATE, "protocol.state")
    params: dict[str, str] = {}
    for name, value in pairs:
        if name is None or value is None or len(query) > MAX_QUERY:
            raise KeyfobError(Code.E_CALLBACK, "protocol.callback_undecodable")
        if name in params:
            raise KeyfobError(Code.E_CALLBACK, "protocol.callback_repeated")
        params[name] = value
    _check_iss(params.get("iss"), attempt)
    code = params.get("code")
    if "error" in params:
        if code is not None:
            raise KeyfobError(Code.E_CALLBACK, "protocol.callback_code_and_error")
        raise _refusal(params)
    if code is None:
        raise KeyfobError(Code.E_CALLBACK, "protocol.callback_no_code")
    if TOKEN_TEXT.fullmatch(code) is None:
        raise KeyfobError(Code.E_CALLBACK, "protocol.callback_code")
    return ValidatedCallback(Secret(code), attempt)


def _pair(part: str) -> tuple[str | None, str | None]:
    """One parameter; None for a side that cannot be decoded."""
    name, _, value = part.partition("=")
    return _decoded(name), _decoded(value)


def _decoded(raw: str) -> str | None:
    """*raw* out of application/x-www-form-urlencoded (RFC 6749 Appendix B), None if it is none."""
    if _RAW.fullmatch(raw) is None:
        return None
    try:
        return unquote_to_bytes(raw.replace("+", " ")).decode()
    except UnicodeDecodeError:
        return None


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _check_iss(iss: str | None, attempt: Attempt) -> None:
    """RFC 9207 §2.4. Nothing else of a response from another issuer is used, its words included."""
    if iss is None:
        if attempt.iss_required:
            raise KeyfobError(Code.E_ISS, "protocol.iss_missing", expected=attempt.issuer)
    elif iss != attempt.issuer:
        raise KeyfobError(Code.E_ISS, "protocol.iss_other", expected=attempt.issuer, found=iss)


def _refusal(params: dict[str, str]) -> KeyfobError:
    """The provider's error (RFC 6749 §4.1.2.1, Core §3.1.2.6)."""
    error = params["error"]
    reason = oauth_reason(error)
    words = of_others(error, params.get("error_description"))
    if error == "access_denied":
        return KeyfobError(Code.E_DENIED, "protocol.denied", reason=reason, words=words)
    if error in _CLIENT_TROUBLE or params.get("error_reason") == "invalid_redirect_uri":
        return KeyfobError(Code.E_CLIENT, "protocol.client", reason=reason, words=words)
    return KeyfobError(Code.E_CALLBACK, "protocol.callback_error", reason=reason, words=words)
