"""The port :class:`desktop_app.ports.Http`: what each kind of request is made of."""

from __future__ import annotations

import base64
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus, urlencode, urljoin

from desktop_app.errors import Code
from desktop_app.secret import Secret
from desktop_app.system.http import address as addresses
from desktop_app.system.http.json_body import json_body
from desktop_app.system.http.runner import Runner

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from requests import Response

    from desktop_app.ports import Grant, HttpAnswer, Method, Trust
    from desktop_app.system.http.address import Address
    from desktop_app.system.http.exchange import Exchange
    from desktop_app.system.http.network import Network
    from desktop_app.system.http.sessions import Sessions

#: The whole of an exchange, seconds.
_SECONDS: Final = 30.0
_TOKEN_LIMIT: Final = 1_000_000
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 3
_FORM: Final = "application/x-www-form-urlencoded"


class HttpClient:
    """HTTP to providers, with requests and Authlib.

    :param seconds: how long one exchange may take.
    :param network: a person's wishes; asked for each request, so that a change counts at once.
    """

    def __init__(self, seconds: float = _SECONDS, network: Callable[[], Network] | None = None) -> None:
        self._runner = Runner(seconds)
        self._network = network
        self._lock = threading.Lock()
        self._made: Sessions | None = None

    def get(
        self,
        url: str,
        *,
        trust: Trust,
        too_large: Code,
        limit: int = 1_000_000,
        bearer: Secret | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        """GET *url*; at most three redirects within its origin are followed, any other is the answer.

        :param too_large: the error code of an answer over *limit* bytes.
        :param bearer: sent in the Authorization header (RFC 6750 §2.1).

        Raises :class:`TransportError`.
        """
        address = addresses.checked(url, trust)

        def work(exchange: Exchange) -> HttpAnswer:
            here = address
            for _ in range(_MOST_REDIRECTS):
                answer = self._get_once(exchange, here, trust, headers, bearer, limit, too_large)
                target = _redirect(here, answer)
                if target is None:
                    return answer
                here = target
            return self._get_once(exchange, here, trust, headers, bearer, limit, too_large)

        return self._runner.run(address.host, work)

    def post_form(
        self,
        url: str,
        fields: Mapping[str, str | Secret],
        *,
        trust: Trust,
        too_large: Code,
        limit: int = 1_000_000,
        bearer: Secret | None = None,
        client_secret: tuple[str, Secret] | None = None,
    ) -> HttpAnswer:
        """POST a form. It is sent once, whatever happens.

        :param client_secret: client_id and secret for HTTP Basic (RFC 6749 §2.3.1).

        Raises :class:`TransportError`.
        """
        address = addresses.checked(url, trust)

        def work(exchange: Exchange) -> HttpAnswer:
            sent = {"Content-Type": _FORM, **_authorization(bearer, client_secret)}
            response = (
                self._sessions()
                .plain(trust.ca_file, self._common_ca())
                .request("POST", url, data=_form(fields), headers=sent, **self._options(exchange, address))
            )
            return _read(response, exchange, limit, too_large)

        return self._runner.run(address.host, work)

    def send(
        self,
        method: Method,
        url: str,
        *,
        trust: Trust,
        too_large: Code,
        limit: int = 1_000_000,
        authorization: Secret | None = None,
        headers: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> HttpAnswer:
        """One call of a provider's own interface; no redirect is followed, so its key goes to nobody else.

        Raises :class:`TransportError`.
        """
        address = addresses.checked(url, trust)

        def work(exchange: Exchange) -> HttpAnswer:
            sent = dict(headers or {})
            if authorization is not None:
                sent["Authorization"] = authorization.reveal()
            data = None if body is None else json_body(body)
            if data is not None:
                sent["Content-Type"] = "application/json"
            return self._once(method, exchange, address, trust, sent, data, limit, too_large)

        return self._runner.run(address.host, work)

    def token(
        self, endpoint: str, grant: Grant, *, client_id: str, client_secret: Secret | None, trust: Trust
    ) -> HttpAnswer:
        """One token request, made by Authlib and sent once, whatever happens; the answer comes back raw.

        Raises :class:`TransportError`; E_TOKEN_RESPONSE is an answer over 1 MB.
        """
        address = addresses.checked(endpoint, trust)

        def work(exchange: Exchange) -> HttpAnswer:
            from desktop_app.system.http.token_request import post_grant

            response = post_grant(
                self._sessions().adapter(trust.ca_file, self._common_ca()),
                endpoint,
                grant,
                client_id=client_id,
                client_secret=client_secret,
                options=self._options(exchange, address),
            )
            return _read(response, exchange, _TOKEN_LIMIT, Code.E_TOKEN_RESPONSE)

        return self._runner.run(address.host, work)

    def cancel_all(self) -> None:
        """Abort every exchange under way: each raises E_NETWORK at once. Idle connections are closed."""
        self._runner.cancel_all()
        if self._made is not None:
            self._made.close_idle()

    def warm_up(self) -> None:
        """Import what the first exchanges need (a fifth of a second), while nobody waits."""
        import_module("desktop_app.system.http.token_request")
        import_module("desktop_app.system.http.faults")
        self._sessions()

    def _sessions(self) -> Sessions:
        if self._made is None:
            from desktop_app.system.http.sessions import Sessions

            with self._lock:
                self._made = self._made or Sessions()
        return self._made

    def _get_once(
        self,
        exchange: Exchange,
        address: Address,
        trust: Trust,
        headers: Mapping[str, str] | None,
        bearer: Secret | None,
        limit: int,
        too_large: Code,
    ) -> HttpAnswer:
        """One GET."""
        sent = {**(headers or {}), **_authorization(bearer, None)}
        return self._once("GET", exchange, address, trust, sent, None, limit, too_large)

    def _once(
        self,
        method: Method,
        exchange: Exchange,
        address: Address,
        trust: Trust,
        sent: Mapping[str, str],
        data: bytes | None,
        limit: int,
        too_large: Code,
    ) -> HttpAnswer:
        """One request. Where it does no harm to send it twice (RFC 9110 §9.2.2), a kept connection that the server
        closed at the same moment is replaced, once."""
        session = self._sessions().plain(trust.ca_file, self._common_ca())
        try:
            response = session.request(method, address.url, headers=sent, data=data, **self._options(exchange, address))
        except OSError:
            # requests' own exceptions are OSErrors as well.
            if method == "POST" or not exchange.reused or exchange.fresh:
                raise
            exchange.fresh = True
            response = session.request(method, address.url, headers=sent, data=data, **self._options(exchange, address))
        return _read(response, exchange, limit, too_large)

    def _common_ca(self) -> str:
        return self._network().ca_file if self._network is not None else ""

    def _options(self, exchange: Exchange, address: Address) -> dict[str, Any]:
        """What requests is told about one request: it streams, follows nothing, and takes no longer than is left."""
        from desktop_app.system.http.proxies import proxy_for

        proxy = proxy_for(address, self._network().proxy if self._network is not None else "")
        exchange.proxy = proxy.name if proxy else ""
        return {
            "stream": True,
            "allow_redirects": False,
            "timeout": exchange.remaining(),
            "proxies": {address.scheme: proxy.url} if proxy else {},
        }


def _read(response: Response, exchange: Exchange, limit: int, too_large: Code) -> HttpAnswer:
    from desktop_app.system.http.answer import read_answer

    try:
        return read_answer(response, exchange, limit=limit, too_large=too_large)
    finally:
        response.close()


def _redirect(here: Address, answer: HttpAnswer) -> Address | None:
    """Where *answer* sends a GET, if that is within the origin of *here* (RFC 9110 §15.4)."""
    location = answer.headers.get("location")
    if answer.status not in _REDIRECTS or not location:
        return None
    try:
        joined = urljoin(here.url, location)
    except ValueError:  # brackets that hold no address
        return None
    target = addresses.parse(joined.partition("#")[0])
    return target if target is not None and target.origin == here.origin else None


def _form(fields: Mapping[str, str | Secret]) -> bytes:
    revealed = {name: value.reveal() if isinstance(value, Secret) else value for name, value in fields.items()}
    return urlencode(revealed).encode("ascii")


def _authorization(bearer: Secret | None, client: tuple[str, Secret] | None) -> dict[str, str]:
    """The Authorization header, if any."""
    if bearer is not None:
        return {"Authorization": f"Bearer {bearer.reveal()}"}
    if client is not None:
        # RFC 6749 §2.3.1: both are form-encoded before Basic joins them.
        joined = f"{quote_plus(client[0])}:{quote_plus(client[1].reveal())}".encode("ascii")
        return {"Authorization": "Basic " + base64.b64encode(joined).decode("ascii")}
    return {}
