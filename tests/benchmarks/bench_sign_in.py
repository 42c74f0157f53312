"""From the redirect's arrival to the result of `keyfob login`, without the provider's own time."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urlsplit

from tests.benchmarks.registry import Pair, benchmark
from tests.support.command import Keyfob
from tests.support.provider.record import Seen
from tests.support.provider.script import Fault
from tests.support.provider.wire import Reply
from tests.support.scripted_provider import Script, ScriptedProvider
from tests.support.signed_in import unlocked_keyring
from tests.support.visitor import browser_command

#: A person takes seconds in the browser; what is loaded meanwhile costs nobody anything. Both sides get this long.
_PERSON = 1.5
#: The same calls without our code: token request, keys (fetched while the person is busy, as we do), both signatures,
#: the keychain read, the write, the read-back.
_FLOOR = """
import json, sys
import jwt, keyring, requests
issuer, client_id, item = sys.argv[1:]
session = requests.Session()
metadata = session.get(issuer + "/.well-known/openid-configuration").json()
keys = {key["kid"]: jwt.PyJWK(key) for key in session.get(metadata["jwks_uri"]).json()["keys"]}
ring = keyring.get_keyring()
ring.get_password("floor", item)
print("ready", flush=True)
code, verifier, redirect_uri = sys.stdin.readline().split()
form = {"grant_type": "authorization_code", "client_id": client_id, "code": code, "redirect_uri": redirect_uri}
answer = session.post(metadata["token_endpoint"], data=form | {"code_verifier": verifier}).json()
for name in ("id_token", "access_token"):
    key = keys[jwt.get_unverified_header(answer[name])["kid"]]
    jwt.decode(answer[name], key, algorithms=["RS256"], audience=client_id, issuer=issuer)
ring.get_password("floor", item)
record = json.dumps({"refresh_token": answer["refresh_token"], "key": "0" * 44, "issuer": issuer, "sub": "alice"})
ring.set_password("floor", item, record)
assert ring.get_password("floor", item) == record
print("done", flush=True)
"""


class Timed(ScriptedProvider):
    """Counts the seconds it spends on answers."""

    busy = 0.0

    def _answer(self, seen: Seen) -> tuple[Reply, Fault | None]:
        begun = time.perf_counter()
        try:
            return super()._answer(seen)
        finally:
            self.busy += time.perf_counter() - begun


@benchmark("sign-in", target=1.3, runs=15)
@contextmanager
def sign_in(folder: Path) -> Iterator[Pair]:
    """The redirect's arrival to the JSON answer, against a script that makes the same calls."""
    with unlocked_keyring(folder / "home") as keyring, Timed(Script(lifetime=3600)) as started:
        provider = cast("Timed", started)
        env = keyring.bus.environment | {"BROWSER": browser_command(folder / "browser")}
        keyfob = Keyfob(env)
        keyfob.add_account("work", **provider.account)
        keyfob.run("login", "work", exits=0)  # the account's item is there on both sides
        script = folder / "floor.py"
        script.write_text(_FLOOR, encoding="utf-8")
        yield Pair(lambda: _ours(keyfob, provider), lambda: _floor(script, keyfob, provider))


def _ours(keyfob: Keyfob, provider: Timed) -> float:
    process = subprocess.Popen(
        [*keyfob.program, "login", "work", "--print-url", "--json"],
        env=keyfob.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    redirect = provider.sign_in(process.stdout.readline().decode().strip())
    time.sleep(_PERSON)
    # The browser waits for its page: it is somebody else than who waits for the result.
    browser = threading.Thread(target=_visit, args=(redirect,))
    busy, begun = provider.busy, time.perf_counter()
    browser.start()
    answer = process.stdout.readline()
    took = time.perf_counter() - begun - (provider.busy - busy)
    browser.join()
    assert process.wait() == 0
    assert json.loads(answer)["state"] == "signed_in"
    process.stdout.close()
    return took


def _floor(script: Path, keyfob: Keyfob, provider: Timed) -> float:
    import base64
    import hashlib
    import secrets

    words = [sys.executable, str(script), provider.issuer, provider.client_id, "item"]
    process = subprocess.Popen(words, env=keyfob.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    redirect_uri = "http://127.0.0.1:9/callback"
    redirect = provider.sign_in(
        f"{provider.issuer}/authorize?response_type=code&client_id={provider.client_id}&redirect_uri={redirect_uri}"
        f"&scope=openid%20offline_access&state=s&nonce=n&code_challenge={challenge}&code_challenge_method=S256"
    )
    code = parse_qs(urlsplit(redirect).query)["code"][0]
    time.sleep(_PERSON)
    busy, begun = provider.busy, time.perf_counter()
    process.stdin.write(f"{code} {verifier} {redirect_uri}\n".encode())
    process.stdin.flush()
    answer = process.stdout.readline()
    took = time.perf_counter() - begun - (provider.busy - busy)
    assert answer == b"done\n"
    assert process.wait() == 0
    process.stdin.close()
    process.stdout.close()
    return took


def _visit(address: str) -> None:
    import requests

    with requests.Session() as session:
        session.trust_env = False
        assert session.get(address, timeout=30).status_code == 200
