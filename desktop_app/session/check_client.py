"""Checks a client as far as it can be checked before anybody signs in: its token endpoint is asked to refresh a token
that does not exist, and the way it says no tells whether it knows the client, and whether refreshing can work."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import token_response
from desktop_app.oidc.token_response import ProviderRefusal
from desktop_app.ports import Grant
from desktop_app.secret import Secret

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import Clock, Http, Trust

#: ``ready``: the client is known and may refresh · ``secret``: it wants a secret, so refreshing will fail ·
#: ``unknown``: the provider does not take this client · ``no_refresh``: it may not refresh · ``unclear``: nothing was
#: learnt.
Finding = Literal["ready", "secret", "unknown", "no_refresh", "unclear"]


@dataclass(frozen=True, slots=True)
class ClientCheck:
    """What was found. :param error: the sentence for it, with the provider's words; None where the client is ready."""

    finding: Finding
    error: KeyfobError | None = None


def check_client(
    http: Http,
    clock: Clock,
    metadata: ProviderMetadata,
    *,
    client_id: str,
    client_secret: Secret | None,
    trust: Trust,
    provider: str,
) -> ClientCheck:
    """Ask. Nothing is raised: what hinders the question is ``unclear``. The redirect address is not checked by this.

    :param provider: what the provider is called, for people.
    """
    grant = Grant("refresh_token", {"refresh_token": Secret(secrets.token_urlsafe(32))})
    try:
        answer = http.token(
            metadata.token_endpoint, grant, client_id=client_id, client_secret=client_secret, trust=trust
        )
        token_response.parse(answer, now=clock.now())
    except ProviderRefusal as refusal:
        return _judged(refusal, provider)
    except KeyfobError as trouble:
        return ClientCheck("unclear", trouble)
    return ClientCheck("unclear")  # tokens for a token of chance: not a provider whose word counts


def _judged(refusal: ProviderRefusal, provider: str) -> ClientCheck:
    if refusal.error == "invalid_grant":
        return ClientCheck("ready")
    refused = token_response.refused_at_refresh(refusal, provider=provider, lost_answer=False)
    error = KeyfobError(Code.E_CLIENT, refused.text, reason=refused.reason, **refused.params)
    if refusal.error_reason == "client_authentication_missing":
        return ClientCheck("secret", error)
    if refusal.error == "unsupported_grant_type" or refusal.error_reason == "grant_type_disabled":
        return ClientCheck("no_refresh", error)
    if refusal.error in ("invalid_client", "unauthorized_client"):
        return ClientCheck("unknown", token_response.refused_at_sign_in(refusal, provider=provider))
    return ClientCheck("unclear", error)
