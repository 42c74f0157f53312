"""The scripted provider: endpoints, server, script and record together."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from tests.support.provider.endpoints import Endpoints
from tests.support.provider.record import Counters, Seen
from tests.support.provider.script import Fault, Script, script_from_json
from tests.support.provider.wire import Reply, WireServer

_CONTROL = "/_control/"


class ScriptedProvider:
    """An OpenID provider on loopback that records every request and does what its script says.

    :param script: may be replaced while it runs.
    :param tls: serve https with it.

    Other processes steer it over http: ``PUT /_control/script`` (JSON), ``POST /_control/rotate-keys``,
    ``POST /_control/drop-connections``, ``GET /_control/record``.
    """

    def __init__(
        self,
        script: Script | None = None,
        *,
        client_id: str = "keyfob-tests",
        client_secret: str = "",
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.counters = Counters()
        self.client_id = client_id
        self._seen: list[Seen] = []
        self._poisoned = False
        self._lock = threading.RLock()
        self._client_secret = client_secret
        self._endpoints = Endpoints(self.counters, client_id=client_id, client_secret=client_secret)
        self.wire = WireServer(self._answer, host=host, port=port, tls=tls)
        self.issuer = self._endpoints.issuer = self.wire.address
        self.script = script or Script()

    @property
    def script(self) -> Script:
        """What it does differently, now."""
        return self._endpoints.script

    @script.setter
    def script(self, script: Script) -> None:
        with self._lock:
            self._endpoints.script = script
            self._faults_left = {name: fault.times for name, fault in script.faults.items()}
            self._poisoned = False

    @property
    def account(self) -> dict[str, object]:
        """The keys of an ``[accounts.NAME]`` table for it."""
        table: dict[str, object] = {"issuer": self.issuer, "client_id": self.client_id}
        if self._client_secret:
            table["client_secret"] = self._client_secret
        if self.issuer.startswith("http:"):
            table["allow_http"] = True
        return table

    @property
    def requests(self) -> tuple[Seen, ...]:
        """Everything seen so far, in order."""
        with self._lock:
            return tuple(self._seen)

    def calls(self, endpoint: str) -> tuple[Seen, ...]:
        """What one endpoint saw."""
        return tuple(seen for seen in self.requests if seen.endpoint == endpoint)

    def change(self, **changes: Any) -> None:
        """Change a part of the script."""
        self.script = self.script.but(**changes)

    def fail(self, endpoint: str, fault: Fault) -> None:
        """From now on *endpoint* fails so."""
        self.script = replace(self.script, faults={**self.script.faults, endpoint: fault})

    def rotate_keys(self) -> None:
        """Sign with new keys, and publish those alone."""
        with self._lock:
            self._endpoints.keys.rotate()

    def revoke_all(self) -> None:
        """End every session at the provider."""
        with self._lock:
            for family in self._endpoints.grants.families.values():
                self._endpoints.grants.revoke(family)

    def current_refresh_tokens(self) -> tuple[str, ...]:
        """The refresh tokens that are good now."""
        with self._lock:
            families = self._endpoints.grants.families.values()
            return tuple(one.current for one in families if one.current is not None and not one.revoked)

    def sign_in(self, url: str) -> str:
        """Be the browser at the provider's address; gives the redirect address, which is not fetched."""
        answer = _fetch(url)
        assert answer.status in (302, 303), f"no redirect: {answer.status} {answer.body[:200]!r}"
        return answer.headers["location"]

    def sign_in_and_deliver(self, url: str) -> int:
        """The same, and fetch the redirect address like a browser; gives the status of the page at its end."""
        return _fetch(self.sign_in(url)).status

    def __enter__(self) -> ScriptedProvider:
        self.wire.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wire.stop()

    def _answer(self, seen: Seen) -> tuple[Reply, Fault | None]:
        if seen.path.startswith(_CONTROL):
            return self._control(seen.path.removeprefix(_CONTROL), seen), None
        with self._lock:
            seen = replace(seen, endpoint=self._endpoints.endpoint_of(seen))
            self._seen.append(seen)
            if self._poisoned and seen.endpoint != "jwks":
                self.counters.calls_after_poison += 1
            fault = self._fault(seen.endpoint)
            reply = self._endpoints.reply(seen) if fault is None or fault.process else Reply()
            if seen.endpoint == self.script.poisoned:
                self._poisoned = True
                self.counters.poisoned_answers += 1
        return (reply if fault is None else spoilt(reply, fault)), fault

    def _fault(self, endpoint: str) -> Fault | None:
        fault = self.script.faults.get(endpoint)
        left = self._faults_left.get(endpoint)
        if fault is None or left == 0:
            return None
        if left is not None:
            self._faults_left[endpoint] = left - 1
        return fault

    def _control(self, word: str, seen: Seen) -> Reply:
        if word == "script":
            self.script = script_from_json(json.loads(seen.value("")))
        elif word == "rotate-keys":
            self.rotate_keys()
        elif word == "drop-connections":
            self.wire.drop_connections()
        elif word == "record":
            calls = [[one.method, one.path, one.endpoint, one.at] for one in self.requests]
            return Reply(200, json.dumps({"counters": self.counters.json(), "requests": calls}).encode())
        else:
            return Reply(404, b"{}")
        return Reply(200, b"{}")


def spoilt(reply: Reply, fault: Fault) -> Reply:
    """*reply* with the status, headers and body that *fault* puts in their place."""
    return Reply(
        reply.status if fault.status is None else fault.status,
        reply.body if fault.body is None else fault.body.encode(),
        fault.media_type or reply.media_type,
        {**reply.headers, **fault.headers},
    )


def _fetch(url: str) -> _Fetched:
    parts = urlsplit(url)
    assert parts.hostname is not None
    if parts.scheme == "https":
        # The browser's part of the test; the certificate is looked at by the program under test.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=30, context=context
        )
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        answer = connection.getresponse()
        return _Fetched(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


class _Fetched:
    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body
