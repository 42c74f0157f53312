"""Noise on the port of a sign-in: every mixture of method, path, Host, Origin, Sec-* and parameters."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from desktop_app.system.loopback import LoopbackListening
from tests.support.raw_http import NAVIGATION, Answer, Headers, visit

STATE, CODE = "the-right-state", "the-right-code"
RIGHT = f"code={CODE}&state={STATE}"

METHODS = ("GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE", "PATCH", "TRACE")
PATHS = ("/callback", "/callback/", "/Callback", "/%63allback", "//callback", "/./callback", "/", "/favicon.ico")
HOSTS = ("{us}", "evil.example", "evil.example:{port}", "localhost:{port}", "127.0.0.1", "[::1]:{port}", "")
ORIGINS: tuple[Headers, ...] = ((), (("Origin", "null"),), (("Origin", "https://evil.example"),))
FETCHES: tuple[Headers, ...] = (
    (),
    tuple(NAVIGATION),
    (("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe"), ("Sec-Fetch-Site", "cross-site")),
    (("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image"), ("Sec-Fetch-Site", "cross-site")),
    (("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Site", "cross-site")),
    (("Sec-Fetch-Mode", "cors"), ("Access-Control-Request-Private-Network", "true")),
    (*NAVIGATION, ("Sec-Purpose", "prefetch;prerender")),
    (("Purpose", "prefetch"),),
    (("X-Moz", "prefetch"),),
)
QUERIES = (
    RIGHT,
    f"code={CODE}&state=wrong",
    f"code={CODE}",
    "error=access_denied",
    f"error=access_denied&state={STATE[:-1]}",
    f"code={CODE}&state=wrong&state=wronger",
    f"code={CODE}&%73tate=wrong",
    "",
)


@dataclass(frozen=True, slots=True)
class Noise:
    """A request, one choice of every axis."""

    method: str
    path: str
    host: str
    origin: Headers
    fetch: Headers
    query: str

    @property
    def is_the_answer(self) -> bool:
        """A browser's own visit with the right parameters: not noise at all."""
        return self.is_a_visit and self.query == RIGHT

    @property
    def is_a_visit(self) -> bool:
        """What a browser sends when a person is led to us, by whomever."""
        return (
            (self.method, self.path, self.host) == ("GET", "/callback", "{us}")
            and self.fetch in ((), tuple(NAVIGATION))
            and not (self.origin == ORIGINS[2] and not self.fetch)
        )

    def send(self, listening: LoopbackListening) -> Answer:
        """Send it as it is written."""
        us = urlsplit(listening.redirect_uri)
        address = f"http://{us.netloc}{self.path}?{self.query}"
        host = self.host.format(us=us.netloc, port=us.port)
        return visit(address, method=self.method, headers=[*self.origin, *self.fetch], host=host)


def all_noise() -> Iterator[Noise]:
    """Every mixture but the real answer."""
    for choice in itertools.product(METHODS, PATHS, HOSTS, ORIGINS, FETCHES, QUERIES):
        one = Noise(*choice)
        if not one.is_the_answer:
            yield one


def single_steps() -> list[Noise]:
    """The right answer with one thing wrong, for every wrong thing."""
    good = Noise("GET", "/callback", "{us}", (), (), RIGHT)
    steps = [
        *(replace(good, method=method) for method in METHODS),
        *(replace(good, path=path) for path in PATHS),
        *(replace(good, host=host) for host in HOSTS),
        *(replace(good, origin=origin) for origin in ORIGINS),
        *(replace(good, fetch=fetch) for fetch in FETCHES),
        *(replace(good, query=query) for query in QUERIES),
    ]
    return [one for one in steps if not one.is_the_answer]
