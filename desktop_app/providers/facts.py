"""What a person should know of each kind of provider before the first sign-in, as data: which addresses it takes back,
what must be set on its side, how signing out and revoking go. Sources: the providers' own documentation, 2026."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one kind of provider. Names are ids of sentences.

    :param redirect: how redirect addresses are compared there.
    :param any_port: a loopback address is taken back with whatever port (RFC 8252 §7.3); else with the registered one.
    :param register: what must be set at the provider, in order.
    :param access_token: ``ours``: a JWT that can be verified here · ``audience``: only where an audience is asked for ·
        ``not_ours``: opaque, or for somebody else.
    :param revocation: ``standard``: RFC 7009 · ``own``: the provider's own call · ``none``.
    :param ends_browser_session: it has RP-Initiated Logout.
    :param needs_secret: even a desktop client sends a client secret, which nobody can keep secret (RFC 8252 §8.5).
    :param own_sessions: ``list``: one's own sessions are listed · ``key``: for an API key · ``page``: on the
        provider's own page · ``none``.
    """

    redirect: str
    register: tuple[str, ...] = ("providers.register_public",)
    access_token: Literal["ours", "audience", "not_ours"] = "ours"  # noqa: S105 - a rule's name
    revocation: Literal["standard", "own", "none"] = "standard"
    ends_browser_session: bool = True
    needs_secret: bool = False
    own_sessions: Literal["list", "key", "page", "none"] = "none"
    any_port: bool = True


_ANY_PORT: Final = "providers.redirect_any_port"
_EXACT: Final = "providers.redirect_exact"
_PUBLIC: Final = "providers.register_public"
_OFFLINE: Final = "providers.register_offline"

FACTS: Final[Mapping[str, Facts]] = {
    "generic": Facts(redirect="providers.redirect_ask"),
    "fusionauth": Facts(
        redirect=_EXACT,
        register=(
            "providers.register_fusionauth_client",
            "providers.register_fusionauth_refresh",
            "providers.register_fusionauth_logout",
            "providers.register_fusionauth_key",
        ),
        revocation="own",
        own_sessions="key",
        any_port=False,
    ),
    "keycloak": Facts(
        redirect="providers.redirect_keycloak",
        register=(_PUBLIC, "providers.register_keycloak_logout"),
        own_sessions="list",
    ),
    "entra": Facts(
        redirect="providers.redirect_entra",
        register=("providers.register_entra",),
        access_token="not_ours",  # noqa: S106 - a rule's name
        revocation="none",
        own_sessions="page",
    ),
    "google": Facts(
        redirect=_ANY_PORT,
        register=("providers.register_google",),
        access_token="not_ours",  # noqa: S106 - a rule's name
        ends_browser_session=False,
        needs_secret=True,
        own_sessions="page",
    ),
    "auth0": Facts(
        redirect=_EXACT,
        register=(_PUBLIC, _OFFLINE, "providers.register_auth0_audience"),
        access_token="audience",  # noqa: S106 - a rule's name
        any_port=False,
    ),
    "okta": Facts(
        redirect=_EXACT,
        register=(_PUBLIC, "providers.register_okta"),
        access_token="audience",  # noqa: S106 - a rule's name
        any_port=False,
        own_sessions="page",
    ),
    "zitadel": Facts(redirect=_ANY_PORT, register=("providers.register_zitadel",), own_sessions="page"),
    "authentik": Facts(redirect="providers.redirect_authentik", register=(_PUBLIC, _OFFLINE), own_sessions="page"),
}
