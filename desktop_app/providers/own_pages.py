"""Where a person sees and ends their sessions on the provider's own page. Sources: the providers' help pages, 2026."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

#: Pages that are the same for everybody.
_FIXED: Final[Mapping[str, str]] = {
    "google": "https://myaccount.google.com/device-activity",
    "entra": "https://mysignins.microsoft.com/",
}
#: Pages below the provider's own address.
_BELOW: Final[Mapping[str, str]] = {
    "okta": "/enduser/settings",
    "zitadel": "/ui/console/users/me",
    "authentik": "/if/user/",
}


def own_page(provider: str, issuer: str) -> str | None:
    """The page's address, None where none is known (FusionAuth and Auth0 have none of the kind)."""
    if provider in _FIXED:
        return _FIXED[provider]
    path = _BELOW.get(provider)
    if path is None or "://" not in issuer:
        return None
    parts = urlsplit(issuer)
    return f"{parts.scheme}://{parts.netloc}{path}"
