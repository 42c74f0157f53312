"""Ending a session: RP-Initiated Logout 1.0 and token revocation (RFC 7009)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc.addresses import with_params
from desktop_app.oidc.answers import refuse_status
from desktop_app.oidc.token_response import CLIENT_TROUBLE, ProviderRefusal, refusal_or_object
from desktop_app.oidc.words import oauth_reason, of_others
from desktop_app.secret import Secret

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import HttpAnswer

#: A browser is sent to no longer address than this, characters.
MAX_URL: Final = 16_384


def end_session_url(
    metadata: ProviderMetadata,
    *,
    client_id: str,
    id_token_hint: Secret | None,
    post_logout_redirect_uri: str | None,
    state: str | None,
) -> Secret:
    """The address that ends the provider's session (RP-Initiated Logout 1.0 §2). It holds the ID token, so it is a
    secret: it goes to the browser by a redirect of ours, never as an argument of a program.

    :raises KeyfobError: E_METADATA where the provider has no such address.
    """
    if metadata.end_session_endpoint is None:
        raise KeyfobError(Code.E_METADATA, "protocol.no_end_session")
    params = {
        "id_token_hint": id_token_hint.reveal() if id_token_hint else None,
        "client_id": client_id,
        "post_logout_redirect_uri": post_logout_redirect_uri,
        "state": state,
    }
    sent = {name: value for name, value in params.items() if value}
    url = with_params(metadata.end_session_endpoint, sent)
    if len(url) > MAX_URL:
        # The hint is only recommended, and the client is named anyway; a provider may ask the person then.
        sent.pop("id_token_hint", None)
        url = with_params(metadata.end_session_endpoint, sent)
    return Secret(url)


def returned(query: str, state: str) -> bool:
    """Whether *query* (raw) is the browser's return from our logout: *state* is in it, once. Never raises."""
    states = [value for name, value in parse_qsl(query, keep_blank_values=True) if name == "state"]
    wanted = state.encode(errors="surrogatepass")
    return len(states) == 1 and hmac.compare_digest(states[0].encode(errors="surrogatepass"), wanted)


def revocation_fields(
    token: Secret, *, client_id: str, client_secret: Secret | None = None, hint: str = "refresh_token"
) -> Mapping[str, str | Secret]:
    """The form of a revocation request (RFC 7009 §2.1).

    :param client_secret: only where the provider gave a desktop client one (RFC 6749 §2.3.1).
    :param hint: ``refresh_token`` or ``access_token``.
    """
    fields: dict[str, str | Secret] = {"token": token, "token_type_hint": hint, "client_id": client_id}
    if client_secret is not None:
        fields["client_secret"] = client_secret
    return fields


def read_revocation(answer: HttpAnswer, now: float) -> None:
    """Come back if the token is revoked, was unknown, or cannot be revoked (RFC 7009 §2.2, §2.2.1).

    :raises KeyfobError: E_CLIENT or E_DENIED (the provider's word), E_PORTAL, E_SERVER, E_RATE, E_PROXY.
    """
    refuse_status(answer, now=now)
    if answer.status == 200:
        return
    try:
        refusal_or_object(answer)
    except ProviderRefusal as refusal:
        if refusal.error == "unsupported_token_type":
            return
        words = of_others(refusal.error, refusal.description)
        code = Code.E_CLIENT if refusal.error in CLIENT_TROUBLE else Code.E_DENIED
        raise KeyfobError(
            code, "protocol.revocation_refused", reason=oauth_reason(refusal.error), words=words
        ) from None
    raise KeyfobError(Code.E_PORTAL, "protocol.not_the_provider", status=answer.status)
