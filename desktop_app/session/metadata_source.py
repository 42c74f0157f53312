"""Fetches a provider's metadata, and remembers it for refreshes within this process."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from desktop_app.errors import Code
from desktop_app.oidc import metadata

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import Clock, Http
    from desktop_app.session.account import Account

#: For how long a refresh may rely on metadata read earlier by this process, seconds.
FRESH = 3600.0


class MetadataSource:
    """Provider metadata (OIDC Discovery §4) with the issuer pinned.

    A sign-in always reads it anew. A refresh may use what this process read within the hour: the token endpoint's
    origin is bound to the record anyway, and a provider that is in trouble is not asked twice.
    """

    def __init__(self, http: Http, clock: Clock) -> None:
        self._http = http
        self._clock = clock
        self._known: dict[tuple[str, str, str], tuple[float, ProviderMetadata]] = {}
        self._guard = threading.Lock()

    def fetch(self, account: Account) -> ProviderMetadata:
        """Read the metadata now. Raises E_CONFIG, E_ISSUER, E_METADATA, E_PORTAL, E_SERVER, E_RATE, TransportError."""
        address = metadata.discovery_address(account.issuer, account.discovery_url, allow_http=account.allow_http)
        answer = self._http.get(address, trust=account.trust, too_large=Code.E_METADATA)
        now = self._clock.now()
        found = metadata.parse(answer, issuer=account.issuer, allow_http=account.allow_http, now=now)
        with self._guard:
            self._known[_key(account)] = (self._clock.monotonic(), found)
        return found

    def recent(self, account: Account) -> ProviderMetadata:
        """What was read within :data:`FRESH`, else :meth:`fetch`."""
        with self._guard:
            known = self._known.get(_key(account))
        if known is not None and self._clock.monotonic() - known[0] < FRESH:
            return known[1]
        return self.fetch(account)

    def forget(self, account: Account) -> None:
        """The metadata did not lead to the provider: read it anew next time."""
        with self._guard:
            self._known.pop(_key(account), None)


def _key(account: Account) -> tuple[str, str, str]:
    return account.issuer, account.discovery_url, account.ca_file
