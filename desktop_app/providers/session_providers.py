"""Which provider kind has which session calls, its own way of revoking, and its own page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc.addresses import problem
from desktop_app.providers import session_answers as answers
from desktop_app.providers.fusionauth_sessions import FusionAuthSessions, log_out
from desktop_app.providers.generic_sessions import GenericSessions
from desktop_app.providers.keycloak_sessions import KeycloakSessions
from desktop_app.providers.keycloak_sessions import own_page as keycloak_page
from desktop_app.providers.own_pages import own_page
from desktop_app.providers.presets import ENDS_EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.ports import Clock, Credentials, Http, Place, SessionCalls
    from desktop_app.secret import Secret

_WITH_KEY: Final = frozenset({"fusionauth"})


class Providers:
    """A :class:`desktop_app.ports.SessionProviders` over *http*."""

    def __init__(self, http: Http, clock: Clock) -> None:
        self._http = http
        self._clock = clock

    def calls(self, place: Place, credentials: Credentials) -> SessionCalls:
        """The calls of that kind of provider; an account that says ``generic`` has none of its own."""
        if place.provider == "fusionauth":
            return FusionAuthSessions(self._http, self._clock, place, credentials)
        if place.provider == "keycloak":
            return KeycloakSessions(self._http, self._clock, place, credentials)
        return GenericSessions(credentials)

    def own_revocation(self, place: Place) -> Callable[[Secret], None] | None:
        """FusionAuth's ``POST /api/logout``; Keycloak's logout endpoint, which takes a refresh token as well."""
        if place.provider == "fusionauth":
            return lambda token: self._fusionauth_log_out(place, token)
        end_session = place.end_session_endpoint
        if place.provider == "keycloak" and end_session is not None:
            return lambda token: self._keycloak_log_out(place, end_session, token)
        return None

    def own_page(self, place: Place) -> str | None:
        """The page, where its address is one that a browser may be sent to."""
        page = keycloak_page(place.issuer) if place.provider == "keycloak" else own_page(place.provider, place.issuer)
        return page if page is not None and problem(page, allow_http=place.trust.allow_http) is None else None

    def ends_everywhere(self, provider: str) -> bool:
        """FusionAuth and Keycloak."""
        return provider in ENDS_EVERYWHERE

    def has_api_key(self, provider: str) -> bool:
        """FusionAuth alone."""
        return provider in _WITH_KEY

    def _fusionauth_log_out(self, place: Place, token: Secret) -> None:
        log_out(self._http, self._clock.now(), place, token, everywhere=False)

    def _keycloak_log_out(self, place: Place, end_session: str, token: Secret) -> None:
        """``POST …/protocol/openid-connect/logout`` with the refresh token; 204."""
        fields: dict[str, str | Secret] = {"client_id": place.client_id, "refresh_token": token}
        if place.client_secret is not None:
            fields["client_secret"] = place.client_secret
        answer = self._http.post_form(end_session, fields, trust=place.trust, too_large=answers.TOO_LARGE)
        if not answers.ended(answer, self._clock.now()):
            raise KeyfobError(Code.E_METADATA, "sessions.no_calls")
