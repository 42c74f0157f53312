"""An account as configured: which provider, as which client, by which rules."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from desktop_app.ports import Trust
from desktop_app.secret import Secret

AccessTokenRule = Literal["auto", "jwt", "opaque"]
ProviderKind = Literal["generic", "fusionauth", "keycloak", "entra", "google", "auth0", "okta", "zitadel", "authentik"]

DEFAULT_SCOPES = ("openid", "profile", "email", "offline_access")


@dataclass(frozen=True, slots=True)
class Account:
    """One ``[accounts.NAME]`` table, checked. Field names are those of config.toml.

    :param issuer: compared exactly, character by character; may be a bare name when *discovery_url* is set.
    :param redirect_host: ``""`` = 127.0.0.1, or [::1] where there is no IPv4 loopback.
    :param id_token_algs: empty = the asymmetric ones of the metadata (RS256 if it names none).
    :param leeway_seconds: allowed clock difference, seconds.
    :param embedded: the embedded provider's account, which no settings name.
    """

    name: str
    issuer: str
    client_id: str
    discovery_url: str = ""
    client_secret: Secret | None = None
    provider: ProviderKind = "generic"
    scopes: tuple[str, ...] = DEFAULT_SCOPES
    redirect_host: str = ""
    redirect_ports: tuple[int, ...] = (0,)
    redirect_path: str = "/callback"
    post_logout_path: str = "/logged-out"
    id_token_algs: tuple[str, ...] = ()
    access_token: AccessTokenRule = "auto"  # noqa: S105 - a rule's name
    audience: str = ""
    roles_claim: tuple[str, ...] = ("roles",)
    refresh: bool = True
    leeway_seconds: int = 60
    ca_file: str = ""
    admin_roles: tuple[str, ...] = ("admin",)
    allow_http: bool = False
    extra_params: Mapping[str, str] = field(default_factory=dict)
    token_params: Mapping[str, str] = field(default_factory=dict)
    capabilities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    embedded: bool = False

    @property
    def trust(self) -> Trust:
        """What its requests may rely on."""
        return Trust(self.ca_file, self.allow_http)

    @property
    def key(self) -> str:
        """The name of its files and its lock: a hash, since a name may hold anything. The embedded provider's account
        has one of its own: a person may call theirs the same."""
        # No configured name holds a control character.
        name = "\0embedded" if self.embedded else self.name
        return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
