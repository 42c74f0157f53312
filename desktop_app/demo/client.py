"""The one client of the demo provider, and the redirect addresses of a native application."""

from __future__ import annotations

import re
from typing import Final

from desktop_app.demo.people import CLIENT_ID

SCOPES: Final = ("openid", "profile", "email", "offline_access")
_LOOPBACK: Final = re.compile(r"http://(?P<host>127\.0\.0\.1|\[::1\])(?::(?P<port>[1-9][0-9]{0,4}))?/callback")


class LoopbackAddresses:
    """``http://127.0.0.1:*/callback`` and ``http://[::1]:*/callback``: a registered address whose port is free (RFC
    8252 §7.3). Everything but the port is compared exactly."""

    def __contains__(self, uri: object) -> bool:
        found = _LOOPBACK.fullmatch(uri) if isinstance(uri, str) else None
        return found is not None and int(found["port"] or 80) <= 65535


def form_target(redirect_uri: str) -> str:
    """The CSP source that lets a form end on *redirect_uri* (CSP has no way to write an IPv6 address)."""
    origin = redirect_uri.removesuffix("/callback")
    return "http:" if "[" in origin else origin


class DemoClient:
    """A public native client (RFC 8252 §8.4), in the shape Authlib asks for."""

    client_id = CLIENT_ID
    redirect_uris = LoopbackAddresses()

    @property
    def client_metadata(self) -> dict[str, object]:
        """Registration data that Authlib's endpoints look into."""
        return {"post_logout_redirect_uris": self.redirect_uris}

    def get_client_id(self) -> str:
        """RFC 6749 §2.2."""
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """There is none: the request must name it."""

    def get_allowed_scope(self, scope: str | None) -> str:
        """The known ones of what is asked for."""
        return " ".join(dict.fromkeys(word for word in (scope or "").split() if word in SCOPES))

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """RFC 8252 §7.3: loopback, any port."""
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        """A public client has none."""
        return False

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """It authenticates nowhere."""
        return method == "none"

    def check_response_type(self, response_type: str) -> bool:
        """Codes only."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """What a native client needs, no more."""
        return grant_type in ("authorization_code", "refresh_token")
