"""Noise on the port of a sign-in: none of it may end the sign-in, delay it, or have a code accepted.

Method × path × Host × Origin × Sec-* × parameters, TLS hellos, headers of 64 kB, half requests and idle connections,
all with the *right* state and code wherever a rule of HTTP alone should refuse them.
"""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import callback
from desktop_app.oidc.authorization import Attempt
from desktop_app.ports import Page
from desktop_app.secret import Secret
from desktop_app.system.loopback import LoopbackListener, LoopbackListening
from desktop_app.system.loopback import connection as connections
from tests.support import figures
from tests.support.arrivals import DONE, STRAY
from tests.support.listener_noise import CODE, ORIGINS, RIGHT, STATE, Noise, all_noise, single_steps
from tests.support.patience import PATIENCE
from tests.support.raw_http import NAVIGATION, Headers, connect, follow, read, request, send, visit

FAILED = Page("failed", "The sign-in did not work", "The answer was refused.")

#: Query with our state that breaks the rules → what the person is told. It is not noise: only the provider knows it.
REPEATED = {
    f"code={CODE}&code=other&state={STATE}": Code.E_CALLBACK,
    f"code={CODE}&state={STATE}&state={STATE}": Code.E_CALLBACK,
    f"code={CODE}&state=wrong&state={STATE}": Code.E_CALLBACK,
    f"code={CODE}&state={STATE}&iss=a&iss=b": Code.E_CALLBACK,
    f"code={CODE}&state={STATE}&error=x": Code.E_CALLBACK,
    f"code={CODE}&state={STATE}&x=%ff": Code.E_CALLBACK,
}


@dataclass(slots=True)
class SignIn:
    """A sign-in that waits for its answer, as the session does."""

    listening: LoopbackListening
    accepted: list[str] = field(default_factory=list)
    ended_by: Code | None = None
    strays: int = 0
    _thread: threading.Thread | None = None

    def __enter__(self) -> SignIn:
        self._thread = threading.Thread(target=self._wait)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listening.close()
        self.join()

    def join(self) -> None:
        """Wait for the end of it."""
        assert self._thread is not None
        self._thread.join(PATIENCE)

    @property
    def is_over(self) -> bool:
        """Whether something ended it."""
        return bool(self.accepted) or self.ended_by is not None

    def _wait(self) -> None:
        attempt = _attempt(self.listening.redirect_uri)
        while not isinstance(redirect := self.listening.receive(float("inf")), str):
            try:
                answer = callback.validate(redirect.query, attempt)
            except KeyfobError as refused:
                if refused.code is Code.E_STATE:
                    self.strays += 1
                    redirect.reply(STRAY, final=False)
                    continue
                self.ended_by = refused.code
                redirect.reply(FAILED, final=True)
            else:
                self.accepted.append(answer.code.reveal())
                redirect.reply(DONE, final=True)
            return


def _attempt(redirect_uri: str) -> Attempt:
    return Attempt(
        id="1",
        issuer="https://op.example",
        token_endpoint="https://op.example/token",
        client_id="desktop",
        redirect_uri=redirect_uri,
        state=STATE,
        nonce="n",
        verifier=Secret("v" * 43),
        iss_required=False,
        max_age=None,
        url="https://op.example/authorize",
    )


@pytest.fixture(autouse=True)
def _nothing_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is idle or half said stays so: whoever had to wait for it would never be served."""
    for limit in ("_IDLE", "_REQUEST"):
        monkeypatch.setattr(connections, limit, 3600.0)


def listen() -> LoopbackListening:
    return LoopbackListener().listen(host="127.0.0.1", ports=[0], path="/callback")


def sign_in_under(noises: Sequence[Noise], *, senders: int = 2) -> tuple[int, int, float]:
    """(broken sign-ins, codes wrongly accepted, seconds that the browser waited) of one sign-in amid *noises*, with
    everything else that can hang."""
    wrongly = broken = 0
    with SignIn(listen()) as sign_in:
        listening = sign_in.listening
        idle = [connect(listening.redirect_uri) for _ in range(60)]
        for half in idle[:20]:
            half.sendall(f"GET /callback?{RIGHT} HTTP/1.1\r\nHost: ".encode())
        shares = [noises[at::senders] for at in range(senders)]
        crowd = [
            threading.Thread(target=lambda share=share: [one.send(listening) for one in share]) for share in shares
        ]
        for sender in crowd:
            sender.start()
        for _ in range(5):
            assert (
                send(listening.redirect_uri, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 506).status == 0
            )
            assert send(listening.redirect_uri, _long_header(listening)).status == 431
        for sender in crowd:
            sender.join()
        wrongly += len(sign_in.accepted)
        broken += sign_in.is_over
        assert listening.saw_tls
        address = f"{listening.redirect_uri}?{RIGHT}"
        start = time.monotonic()
        with connect(address) as browser:
            browser.sendall(request(address, headers=NAVIGATION))
            answer = read(browser)
            page = follow(answer, address) if answer.status == 303 else answer
        waited = time.monotonic() - start
        broken += b"You are signed in" not in page.body
        sign_in.join()
        broken += sign_in.accepted != [CODE]
        assert bool(sign_in.strays) == any(one.is_a_visit for one in noises)
        for connection in idle:
            connection.close()
    return min(broken, 1), wrongly, waited


def _long_header(listening: LoopbackListening) -> bytes:
    return request(f"{listening.redirect_uri}?{RIGHT}", headers=[("Cookie", "a" * 65_536)])


def report(rounds: list[tuple[int, int, float]], requests: int) -> None:
    all_broken, all_wrongly, waits = zip(*rounds, strict=True)
    broken, wrongly = sum(all_broken), sum(all_wrongly)
    print(f"{requests} requests of noise in {len(rounds)} sign-ins: ", end="")
    print(f"sign-ins broken by noise: {broken} · codes wrongly accepted: {wrongly}")
    figures.record("listener matrix: requests of noise", requests)
    figures.record("listener matrix: sign-ins broken by noise", broken, target="0")
    figures.record("listener matrix: codes wrongly accepted", wrongly, target="0")
    figures.record("listener matrix: the browser's longest wait", max(waits), unit="s", target="<= 1")
    assert (broken, wrongly) == (0, 0)


def test_noise_never_ends_a_sign_in_and_never_has_a_code_accepted() -> None:
    chosen = random.Random(9).sample(list(all_noise()), 2_000)
    shares = [single_steps(), *(chosen[at::4] for at in range(4))]
    report([sign_in_under(share) for share in shares], sum(map(len, shares)))


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_the_whole_matrix() -> None:
    noises = list(all_noise())
    random.Random(9).shuffle(noises)
    shares = [noises[at::20] for at in range(20)]
    report([sign_in_under(share) for share in shares], len(noises))


@pytest.mark.parametrize("fetch", [(), tuple(NAVIGATION)], ids=["old browser", "browser"])
@pytest.mark.parametrize("origin", ORIGINS[:2], ids=["no origin", "null"])
def test_the_real_answer_is_accepted(fetch: Headers, origin: Headers) -> None:
    with SignIn(listen()) as sign_in:
        assert Noise("GET", "/callback", "{us}", origin, fetch, RIGHT).send(sign_in.listening).status == 303
        sign_in.join()
        assert sign_in.accepted == [CODE]


@pytest.mark.parametrize(("query", "code"), REPEATED.items())
def test_parameters_that_break_the_rules_are_never_accepted(query: str, code: Code) -> None:
    with SignIn(listen()) as sign_in:
        assert visit(f"{sign_in.listening.redirect_uri}?{query}").status == 303
        sign_in.join()
        assert (sign_in.accepted, sign_in.ended_by) == ([], code)


def test_raw_bytes_that_are_no_request_change_nothing() -> None:
    chance = random.Random(9)
    with SignIn(listen()) as sign_in:
        us = urlsplit(sign_in.listening.redirect_uri).netloc
        good = f"GET /callback?{RIGHT} HTTP/1.1\r\nHost: {us}\r\n"
        broken = [
            f"GET http://{us}/callback?{RIGHT} HTTP/1.1\r\nHost: {us}\r\n\r\n",
            f"GET /callback?{RIGHT} HTTP/1.1\nHost: {us}\n\r\n\r\n",
            f"GET /callback?{RIGHT}\r\n\r\n",
            f"GET /callback?{RIGHT} HTTP/2.0\r\nHost: {us}\r\n\r\n",
            f"\r\n{good}\r\n",
            f"{good}Host: {us}\r\n\r\n",
            f"{good}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            f"{good}Content-Length: 5\r\n\r\nhello",
            f"{good}\r\n{good}\r\n",
            f"{good} folded\r\n\r\n",
            f"{good}X: \0\r\n\r\n",
            f"GET /callback?{RIGHT}{'&x=y' * 5_000} HTTP/1.1\r\nHost: {us}\r\n\r\n",
        ]
        for text in broken:
            assert send(sign_in.listening.redirect_uri, text.encode("latin-1")).status in range(400, 506), text
        for _ in range(200):
            data = bytearray(f"{good}\r\n".encode("latin-1"))
            data[: chance.randrange(1, 5)] = chance.randbytes(4).replace(b"\x16", b"\x17")
            sent = bytes(data).partition(b"\r\n\r\n")
            assert send(sign_in.listening.redirect_uri, sent[0] + sent[1]).status != 303
        assert not sign_in.is_over


def test_a_flood_of_connections_leaves_room_for_the_browser() -> None:
    with SignIn(listen()) as sign_in:
        idle: list[socket.socket] = []
        for _ in range(400):
            idle.append(connect(sign_in.listening.redirect_uri))
        start = time.monotonic()
        assert visit(f"{sign_in.listening.redirect_uri}?{RIGHT}", headers=NAVIGATION).status == 303
        waited = time.monotonic() - start
        figures.record("listener, 400 idle connections: the browser's wait", waited, unit="s", target="<= 1")
        for connection in idle:
            connection.close()
