"""Sessions of requests with nothing of their own accord. Imported late."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import requests
from requests.cookies import RequestsCookieJar

from desktop_app import __version__
from desktop_app.system.http.transport import Adapter

if TYPE_CHECKING:
    from http.cookiejar import Cookie


class NoCookies(RequestsCookieJar):
    """Keeps none and sends none."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        """None is taken."""

    def set_cookie(self, cookie: Cookie, *args: Any, **options: Any) -> None:
        """None is kept."""

    def add_cookie_header(self, request: Any) -> None:
        """None is sent."""


class Plain(requests.Session):
    """A session that takes nothing from the environment, keeps no cookies and follows no redirects."""

    def get_redirect_target(self, resp: Any) -> None:
        """None: even unasked, requests would read a redirect's whole body to prepare the next request."""
        return

    def settle(self, adapter: Adapter) -> None:
        """Our ways instead of requests'."""
        self.trust_env = False
        self.cookies = NoCookies()
        self.headers.clear()
        self.headers.update(
            {
                "User-Agent": f"Keyfob/{__version__}",
                "Accept": "application/json",
                "Accept-Encoding": "gzip, deflate",
                "Connection": "keep-alive",
            }
        )
        self.adapters.clear()
        self.mount("https://", adapter)
        self.mount("http://", adapter)


class Sessions:
    """The sessions of a process: one for each set of certificate authorities, with the connections it keeps."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._adapters: dict[tuple[str, str], Adapter] = {}
        self._sessions: dict[tuple[str, str], Plain] = {}

    def plain(self, ca_file: str, common: str = "") -> Plain:
        """The session for *ca_file*, an account's, and *common*, for all accounts."""
        with self._lock:
            known = self._sessions.get((ca_file, common))
            if known is None:
                known = self._sessions[ca_file, common] = Plain()
                known.settle(self._adapter(ca_file, common))
            return known

    def adapter(self, ca_file: str, common: str = "") -> Adapter:
        """The connections for both, for a session of one's own."""
        with self._lock:
            return self._adapter(ca_file, common)

    def close_idle(self) -> None:
        """Close the connections that nobody uses."""
        with self._lock:
            for adapter in self._adapters.values():
                adapter.close()

    def _adapter(self, ca_file: str, common: str) -> Adapter:
        known = self._adapters.get((ca_file, common))
        if known is None:
            known = self._adapters[ca_file, common] = Adapter(ca_file, common)
        return known
