"""The token endpoint's answer (RFC 6749 §5, OpenID Connect Core 1.0 §3.1.3.3): tokens, a word of the provider's, or
an answer that is not the provider's at all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import Code, KeyfobError
from desktop_app.jose import strict_json
from desktop_app.jose.errors import JoseError
from desktop_app.oidc.answers import refuse_status
from desktop_app.oidc.words import TOKEN_TEXT, oauth_reason, of_others
from desktop_app.secret import Secret

if TYPE_CHECKING:
    from desktop_app.ports import HttpAnswer

#: 400 days, seconds: the longest lifetime believed.
MAX_LIFETIME: Final = 400 * 86_400
CLIENT_TROUBLE: Final = frozenset(
    {"invalid_client", "unauthorized_client", "invalid_redirect_uri", "redirect_uri_mismatch"}
)


@dataclass(frozen=True, slots=True)
class TokenResponse:
    """A successful answer.

    :param expires_in: lifetime of the access token in seconds, None if the answer does not say in earnest.
    :param refresh_token: None: the old one stays good (RFC 6749 §6).
    :param scope: None: as asked.
    """

    access_token: Secret
    token_type: str
    expires_in: int | None
    refresh_token: Secret | None
    id_token: Secret | None
    scope: str | None


class ProviderRefusal(Exception):
    """The provider said no, in OAuth's own form (RFC 6749 §5.2): a definite answer.

    :ivar error: the error code as it came; words of others.
    :ivar description: ``error_description``, None if absent; words of others.
    :ivar error_reason: FusionAuth's ``error_reason``, None if absent; words of others.
    :ivar status: the HTTP status.
    """

    def __init__(self, error: str, description: str | None, error_reason: str | None, status: int) -> None:
        super().__init__(f"{oauth_reason(error)} ({status})")
        self.error = error
        self.description = description
        self.error_reason = error_reason
        self.status = status


def parse(answer: HttpAnswer, *, now: float) -> TokenResponse:
    """Read an answer of the token endpoint.

    :raises ProviderRefusal: a JSON object with a string ``error`` came, as 200 or 4xx.
    :raises KeyfobError: E_TOKEN_RESPONSE (200 with application/json that is no token response), E_PORTAL (anything
        else that is not the provider's), E_SERVER, E_RATE, E_PROXY.
    """
    refuse_status(answer, now=now)
    document = refusal_or_object(answer)
    if answer.status != 200 or answer.media_type != "application/json":
        raise KeyfobError(Code.E_PORTAL, "protocol.not_the_provider", status=answer.status)
    if document is None:
        raise _broken("json")
    token_type = document.get("token_type")
    if not isinstance(token_type, str) or token_type.lower() != "bearer":
        # RFC 6749 §7.1: a client must not use a token of a type it does not understand.
        raise _broken("token_type")
    access_token = _token(document, "access_token")
    if access_token is None:
        raise _broken("access_token")
    scope = document.get("scope")
    if scope is not None and not isinstance(scope, str):
        raise _broken("scope")
    return TokenResponse(
        access_token=access_token,
        token_type="Bearer",  # noqa: S106 - a type's name
        expires_in=_lifetime(document.get("expires_in")),
        refresh_token=_token(document, "refresh_token"),
        id_token=_token(document, "id_token"),
        scope=scope,
    )


def refusal_or_object(answer: HttpAnswer) -> dict[str, Any] | None:
    """The JSON object of an answer called application/json with status 200 or 4xx, None if there is none.

    :raises ProviderRefusal: it has a string ``error``.
    """
    if answer.media_type != "application/json" or (answer.status != 200 and answer.status < 400):
        return None
    try:
        document = strict_json.load_object(answer.body, overflow="infinity")
    except JoseError:
        return None
    error = document.get("error")
    if isinstance(error, str):
        raise ProviderRefusal(
            error, _word(document, "error_description"), _word(document, "error_reason"), answer.status
        )
    return document


def refused_at_sign_in(refusal: ProviderRefusal, *, provider: str) -> KeyfobError:
    """What a refused code means: E_DENIED, E_CALLBACK or E_CLIENT.

    :param provider: the provider's host, for people.
    """
    params = {"words": of_others(refusal.error, refusal.description), "provider": provider}
    reason = oauth_reason(refusal.error)
    if refusal.error == "access_denied":
        return KeyfobError(Code.E_DENIED, "protocol.denied", reason=reason, **params)
    if refusal.error == "invalid_grant":
        return KeyfobError(Code.E_CALLBACK, "protocol.code_refused", reason=reason, **params)
    if refusal.error_reason == "client_authentication_missing":
        return KeyfobError(Code.E_CLIENT, "protocol.client_authentication", reason=reason, **params)
    if refusal.error in CLIENT_TROUBLE or refusal.error_reason == "invalid_redirect_uri":
        return KeyfobError(Code.E_CLIENT, "protocol.client", reason=reason, **params)
    return KeyfobError(Code.E_CALLBACK, "protocol.code_error", reason=reason, **params)


def refused_at_refresh(refusal: ProviderRefusal, *, provider: str, lost_answer: bool) -> KeyfobError:
    """What a refused refresh token means: E_REAUTH with ``reason`` ``lost_answer``, ``refused`` or the OAuth error.

    :param provider: the provider's host, for people.
    :param lost_answer: an earlier answer to the same token may have been lost, so the token may have been spent.
    """
    params = {"words": of_others(refusal.error, refusal.description), "provider": provider}
    reason = oauth_reason(refusal.error)
    if refusal.error == "invalid_grant":
        if lost_answer:
            return KeyfobError(Code.E_REAUTH, "protocol.refresh_lost_answer", reason="lost_answer", **params)
        return KeyfobError(Code.E_REAUTH, "protocol.refresh_refused", reason="refused", **params)
    if refusal.error_reason == "client_authentication_missing":
        return KeyfobError(Code.E_REAUTH, "protocol.refresh_client_authentication", reason=reason, **params)
    if refusal.error in CLIENT_TROUBLE:
        return KeyfobError(Code.E_REAUTH, "protocol.refresh_client", reason=reason, **params)
    return KeyfobError(Code.E_REAUTH, "protocol.refresh_error", reason=reason, **params)


def _word(document: dict[str, Any], name: str) -> str | None:
    value = document.get(name)
    return value if isinstance(value, str) else None


def _token(document: dict[str, Any], name: str) -> Secret | None:
    value = document.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or TOKEN_TEXT.fullmatch(value) is None:
        raise _broken(name)
    return Secret(value)


def _lifetime(value: object) -> int | None:
    """``expires_in`` as seconds: a finite number >= 0 or a string of digits, cut to 400 days; else it is absent."""
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit()):
            return None
        digits = value.lstrip("0")
        return MAX_LIFETIME if len(digits) > 10 else min(int(digits or "0"), MAX_LIFETIME)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return int(min(value, MAX_LIFETIME)) if value >= 0 else None


def _broken(detail: str) -> KeyfobError:
    return KeyfobError(Code.E_TOKEN_RESPONSE, "protocol.token_response", detail=detail)
