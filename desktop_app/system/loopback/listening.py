"""What a redirect is: each is handed over once, and its browser waits for the page."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Final, Literal

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Cancel, Page
from desktop_app.system import pages
from desktop_app.system.loopback import rules
from desktop_app.system.loopback.connection import Connection
from desktop_app.system.loopback.request import MAX_REQUEST, Request
from desktop_app.system.loopback.responses import Response, html, see_other
from desktop_app.system.loopback.server import Server
from desktop_app.system.loopback.sockets import Bound, bind
from desktop_app.system.web_address import is_web_address

#: How long a page that is on its way keeps a closing listener open, seconds.
_GRACE: Final = 0.85
#: How often a waiting thread looks at its cancel, seconds.
_LOOK: Final = 0.05
_LONG: Final = 3600.0  # a wait has a highest length; a deadline has none
#: Different redirects being handled at once, and browsers that bring the same one.
_MAX_HANDLED: Final = 64
_MAX_WAITING: Final = 8
_MAX_PAGES: Final = 64

_Key = bytes


class Visits:
    """Counts visits. A visit that another thread counts at the same moment may be missed: only change matters."""

    count: int = 0


class LoopbackListener:
    """The port :class:`desktop_app.ports.Listener`."""

    def __init__(self) -> None:
        self._visits = Visits()

    def visits(self) -> int:
        """How often a person's browser has come to any listener of ours: that it opened shows in nothing else."""
        return self._visits.count

    def listen(self, *, host: str, ports: Sequence[int], path: str) -> LoopbackListening:
        """Bind, then serve. *host* as in :func:`desktop_app.system.loopback.sockets.bind`; *path* is compared exactly.

        :raises KeyfobError: E_PORT, naming the ports.
        :raises ValueError: a host that is not loopback, or a path that is none.
        """
        if not path.startswith("/") or not path.isascii() or not path.isprintable() or set(path) & set(" ?#"):
            raise ValueError("not a path to listen on")
        return LoopbackListening(bind(host, ports), path, self._visits)


class LoopbackRedirect:
    """The port :class:`desktop_app.ports.Redirect`."""

    __slots__ = ("_answered", "_listening", "_query")

    def __init__(self, listening: LoopbackListening, query: str) -> None:
        self._listening = listening
        self._query = query
        self._answered = False

    @property
    def query(self) -> str:
        """The raw query, without the question mark."""
        return self._query

    def reply(self, page: Page, *, final: bool) -> None:
        """Answer every browser that waits with this query. Comes back at once; only the first reply counts."""
        if not self._answered:
            self._answered = True
            self._listening.reply_to(self._query, page, final=final)


class LoopbackListening:
    """The port :class:`desktop_app.ports.Listening`. Its methods may be called from any thread."""

    def __init__(self, bound: Bound, path: str, visits: Visits) -> None:
        self._origin = f"http://{bound.host}:{bound.port}"
        self._hosts = {f"{bound.host}:{bound.port}"} | ({bound.host} if bound.port == 80 else set())
        self._path = path
        self._visits = visits
        self._changed = threading.Condition()
        self._arrived: deque[LoopbackRedirect] = deque()
        self._waiting: dict[_Key, list[Connection]] = {}  # being handled → the browsers held for it
        self._final: dict[_Key, Page] = {}
        self._once: dict[str, Response] = {}  # one-time path → its answer
        self._used: deque[str] = deque(maxlen=_MAX_PAGES)
        self._saw_tls = False
        self._closed = False
        self._server = Server(bound.sockets, self)
        self._server.start()

    @property
    def redirect_uri(self) -> str:
        """The address the provider sends the browser to."""
        return self._origin + self._path

    @property
    def saw_tls(self) -> bool:
        """Whether a browser insisted on https for this address."""
        return self._saw_tls

    def receive(
        self, deadline: float, cancel: Cancel | None = None
    ) -> LoopbackRedirect | Literal["timed_out", "cancelled"]:
        """The next redirect; *deadline* is of :func:`time.monotonic`. A closed listener answers ``"cancelled"``."""
        with self._changed:
            while True:
                if self._closed or (cancel is not None and cancel.is_set()):
                    return "cancelled"
                if self._arrived:
                    return self._arrived.popleft()
                left = deadline - time.monotonic()
                if left <= 0:
                    return "timed_out"
                self._changed.wait(min(left, _LONG if cancel is None else _LOOK))

    def submit(self, query: str) -> LoopbackRedirect:
        """Take a pasted *query* as if a browser had brought it: :meth:`receive` gives it, unless it is known already.

        :raises KeyfobError: E_CALLBACK over 16 KB.
        """
        if len(query) > MAX_REQUEST:
            raise KeyfobError(Code.E_CALLBACK, "browser.pasted_too_long")
        redirect = LoopbackRedirect(self, query)
        with self._changed:
            key = _key(query)
            if key not in self._final and key not in self._waiting:
                self._waiting[key] = []
                self._arrived.append(redirect)
                self._changed.notify_all()
        return redirect

    def start_page(self, url: str) -> str:
        """A one-time address that sends the browser on to *url*.

        :raises KeyfobError: E_BROWSER where *url* is nothing for a browser.
        """
        if not is_web_address(url):
            raise KeyfobError(Code.E_BROWSER, "browser.bad_address")
        with self._changed:
            return self._origin + self._one_time("start", see_other(url))

    def close(self) -> None:
        """Stop listening; a page that is on its way gets :data:`_GRACE` seconds. Nothing runs afterwards."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._server.close(_GRACE)

    def reply_to(self, query: str, page: Page, *, final: bool) -> None:
        """What :meth:`LoopbackRedirect.reply` does."""
        with self._changed:
            key = _key(query)
            connections = self._waiting.pop(key, [])
            if final:
                self._final[key] = page
            answers = [(connection, self._page(page)) for connection in connections]
        for connection, answer in answers:
            self._server.send(connection, answer)

    # --- the server's handler; called on its thread -----------------------------------------------------------------

    def answer(self, request: Request, connection: Connection) -> Response | None:
        """The answer to *request*; None holds the browser."""
        refused = rules.wrong_host(request, self._hosts)
        if refused is None and request.path != self._path and request.path not in self._once:
            refused = Response(410 if request.path in self._used else 404)
        refused = refused or rules.not_a_visit(request)
        if refused is not None:
            return refused
        self._visits.count += 1
        with self._changed:
            if request.path == self._path:
                return self._redirected(request.query, connection)
            self._used.append(request.path)
            # It may have made room for another since it was looked for.
            return self._once.pop(request.path, Response(410))

    def saw_hello(self) -> None:
        """A browser spoke TLS to us."""
        self._saw_tls = True

    def expects_visits(self) -> bool:
        """Whether a browser that was sent on to a page has not asked for it yet."""
        with self._changed:
            return any(path.startswith("/done/") for path in self._once)

    def ended(self) -> None:
        """Nothing listens any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _redirected(self, query: str, connection: Connection) -> Response | None:
        key = _key(query)
        if key in self._final:
            return self._page(self._final[key])
        if key in self._waiting:
            if len(self._waiting[key]) >= _MAX_WAITING:
                return Response(503)
            self._waiting[key].append(connection)
            return None
        if self._closed or len(self._waiting) >= _MAX_HANDLED:
            return Response(503)
        self._waiting[key] = [connection]
        self._arrived.append(LoopbackRedirect(self, query))
        self._changed.notify_all()
        return None

    def _page(self, page: Page) -> Response:
        """Sends the browser on to *page* at an address of its own, so that the code leaves the address bar."""
        path = self._one_time("done", html(pages.render(page), pages.content_security_policy()))
        return see_other(path, leads_on=True)

    def _one_time(self, kind: Literal["start", "done"], response: Response) -> str:
        while len(self._once) >= _MAX_PAGES:
            del self._once[next(iter(self._once))]
        path = f"/{kind}/{secrets.token_urlsafe(18)}"
        self._once[path] = response
        return path


def _key(query: str) -> _Key:
    """What a query is remembered by: not the query, which holds the code."""
    return hashlib.sha256(query.encode("utf-8", "surrogatepass")).digest()
