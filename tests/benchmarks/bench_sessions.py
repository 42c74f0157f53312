"""Ending many sessions, and reading a long list of them."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop_app.ports import Credentials, ListedSession, Place, Trust
from desktop_app.providers import session_answers
from desktop_app.providers.fusionauth_sessions import FusionAuthSessions
from desktop_app.secret import Secret
from desktop_app.session.end_pool import AT_ONCE, end_each
from desktop_app.system.clock import SystemClock
from desktop_app.system.http import HttpClient
from tests.benchmarks.registry import Pair, benchmark
from tests.support.port_doubles import NOW, answer

_COUNT = 500
LISTED = 10_000
_USER = "8f3f6f0a-3c52-4f0e-8c52-6d1f5a0e1a01"
#: A provider in a process of its own that says yes to everything, after the time a database takes.
_SERVER = """
import sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Yes(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    def do_DELETE(self):
        time.sleep(0.004)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_):
        pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Yes)
print(server.server_address[1], flush=True)
server.serve_forever()
"""


@benchmark("end-500-sessions", target=1.2, runs=9, warm_ups=1)
@contextmanager
def end_sessions(folder: Path) -> Iterator[Pair]:
    """500 sessions ended by their ids, against the same calls made bare over one pool of as many connections."""
    import requests
    from requests.adapters import HTTPAdapter

    with subprocess.Popen([sys.executable, "-c", _SERVER], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        base = f"http://127.0.0.1:{int(server.stdout.readline())}"
        calls = FusionAuthSessions(HttpClient(), SystemClock(), place(base), credentials())
        sessions = [ListedSession(f"{number:08d}-2222-4333-8444-555555555555", user=_USER) for number in range(_COUNT)]
        bare = requests.Session()
        bare.trust_env = False
        bare.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=AT_ONCE))

        def ours() -> float:
            begun = time.perf_counter()
            done = end_each(calls, sessions, lambda _progress: None, threading.Event())
            took = time.perf_counter() - begun
            assert all(one.error is None for one in done)
            return took

        def end(session: ListedSession) -> int:
            url = f"{base}/api/jwt/refresh/{session.id}"
            return bare.delete(url, headers={"Authorization": "key"}, timeout=30).status_code

        def floor() -> float:
            begun = time.perf_counter()
            with ThreadPoolExecutor(AT_ONCE) as pool:
                statuses = list(pool.map(end, sessions))
            assert statuses == [200] * _COUNT
            return time.perf_counter() - begun

        yield Pair(ours, floor)
        bare.close()
        server.terminate()


@benchmark("read-10000-sessions", target=8.0, runs=9, warm_ups=1)
@contextmanager
def read_sessions(folder: Path) -> Iterator[Pair]:
    """A list of 10,000 sessions read, against json.loads alone (the goal of 300 ms is in the table's own column)."""
    body = json.dumps({"refreshTokens": [entry(number) for number in range(LISTED)]}).encode()
    calls = FusionAuthSessions(HttpClient(), SystemClock(), place("https://auth.example"), credentials())

    def ours() -> float:
        begun = time.perf_counter()
        listed = calls.read_list(session_answers.read(answer(body), NOW))
        took = time.perf_counter() - begun
        assert len(listed.sessions) == LISTED
        return took

    def floor() -> float:
        begun = time.perf_counter()
        json.loads(body)
        return time.perf_counter() - begun

    yield Pair(ours, floor)


def place(base: str) -> Place:
    return Place("fusionauth", "acme.com", "app", Trust(allow_http=True), f"{base}/oauth2/token")


def credentials() -> Credentials:
    token = Secret("the.access.token")
    this = ListedSession("11111111-2222-4333-8444-555555555555", current=True, user=_USER)
    return Credentials(_USER, this, None, lambda: token, lambda: None, lambda _work: None, Secret("key"))


def entry(number: int) -> dict[str, Any]:
    device = {
        "name": f"Firefox {number}",
        "description": f"laptop-{number}.example.com",
        "type": "DESKTOP",
        "lastAccessedAddress": "192.0.2.7",
        "lastAccessedInstant": 1_700_000_100_000 + number,
    }
    return {
        "applicationId": "bbbbbbbb-2222-4333-8444-555555555555",
        "id": f"{number:08d}-2222-4333-8444-555555555555",
        "insertInstant": 1_700_000_000_000,
        "startInstant": 1_700_000_000_000,
        "tenantId": "cccccccc-2222-4333-8444-555555555555",
        "userId": _USER,
        "token": "r" * 54,
        "metaData": {"device": device, "scopes": ["openid", "profile", "email", "offline_access"]},
    }
