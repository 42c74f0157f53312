"""What a session costs while it lives: a refresh, memory, and two hundred accounts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from tests.benchmarks.bench_sign_in import Timed
from tests.benchmarks.bench_window import OURS, offscreen, until_painted, write_script
from tests.benchmarks.registry import Pair, benchmark
from tests.support.command import ROOT, Keyfob
from tests.support.display import display
from tests.support.provider.careless import CarelessClient
from tests.support.real import require
from tests.support.scripted_provider import Script
from tests.support.signed_in import signed_in, unlocked_keyring
from tests.support.visitor import browser_command

_MEGABYTE = 1_000_000.0
#: How much two hundred accounts may take more than one, MB.
_FOR_ACCOUNTS = 8.0
_MANY = 200

_REFRESH = """
import sys
from desktop_app.bootstrap import build
engine = build()
account = engine.config.account("work")
engine.refresh(account)
print("ready", flush=True)
for line in sys.stdin:
    engine.refresh(account)
    print("done", flush=True)
"""
#: The same that has to be done, without our code: lock, keychain read, journal on the disk, POST, both signatures,
#: keychain write and read-back, encrypted file.
_REFRESH_FLOOR = """
import fcntl, json, os, sys
import jwt, keyring, requests
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
issuer, client_id, folder, refresh_token = sys.argv[1:]
session = requests.Session()
metadata = session.get(issuer + "/.well-known/openid-configuration").json()
keys = {key["kid"]: jwt.PyJWK(key) for key in session.get(metadata["jwks_uri"]).json()["keys"]}
ring = keyring.get_keyring()
key = os.urandom(32)
ring.set_password("floor", "item", json.dumps({"refresh_token": refresh_token, "sub": "alice", "key": "0" * 44}))

def put(name, data, synced):
    path = os.path.join(folder, name)
    with open(path + ".new", "wb") as file:
        file.write(data)
        if synced:
            file.flush()
            os.fsync(file.fileno())
    os.replace(path + ".new", path)
    if synced:
        place = os.open(folder, os.O_RDONLY)
        os.fsync(place)
        os.close(place)

def refresh():
    with open(os.path.join(folder, "lock"), "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        record = json.loads(ring.get_password("floor", "item"))
        put("journal", b"spending", True)
        form = {"grant_type": "refresh_token", "client_id": client_id, "refresh_token": record["refresh_token"]}
        answer = session.post(metadata["token_endpoint"], data=form).json()
        record["refresh_token"] = answer["refresh_token"]
        ring.set_password("floor", "item", json.dumps(record))
        assert json.loads(ring.get_password("floor", "item")) == record
        os.unlink(os.path.join(folder, "journal"))
        for name in ("id_token", "access_token"):
            if name in answer:
                by = keys[jwt.get_unverified_header(answer[name])["kid"]]
                jwt.decode(answer[name], by, algorithms=["RS256"], audience=client_id, issuer=issuer)
        nonce = os.urandom(12)
        put("tokens", nonce + AESGCM(key).encrypt(nonce, json.dumps(answer).encode(), b"item"), False)

refresh()
print("ready", flush=True)
for line in sys.stdin:
    refresh()
    print("done", flush=True)
"""
#: The real window, signed in; after a refresh it tells its share of memory, and the modules that are not ours.
_WINDOW = """
import gc, json, sys
from PySide6.QtCore import QTimer
from desktop_app.session.states import SignedIn
from desktop_app.ui import desk as desks
wanted, made, seen = int(sys.argv[1]), [], []
begin = desks.Desk._begin

def watched(self):
    begin(self)
    made.append(self)
    look.start(200)

desks.Desk._begin = watched

def pss():
    gc.collect()
    with open("/proc/self/smaps_rollup") as file:
        return sum(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))

def tell():
    modules = sorted(name for name in sys.modules if name.split(".")[0] not in ("desktop_app", "__main__"))
    print(json.dumps({"pss": pss(), "modules": modules, "accounts": len(made[0].controller.lives)}), flush=True)
    made[0].end()

def maybe():
    lives = made[0].controller.lives
    if "work" not in lives:
        sys.exit("no such account")
    if not seen and isinstance(lives["work"].state, SignedIn):
        seen.append(lives["work"].stored.generation)
        if wanted:
            made[0].window.tell("refresh")
        return
    if seen and (not wanted or lives["work"].stored.generation > seen[0]) and not made[0].tasks.busy():
        look.stop()
        QTimer.singleShot(3000, tell)

look = QTimer()
look.timeout.connect(maybe)
from desktop_app.__main__ import main
main([])
"""
_BARE = """
import gc, importlib, json, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv[:1])
window = QMainWindow()
window.resize(1040, 720)
window.show()
for name in json.load(open(sys.argv[1])):
    try:
        importlib.import_module(name)
    except ImportError:
        pass

def tell():
    gc.collect()
    with open("/proc/self/smaps_rollup") as file:
        print(json.dumps({"pss": sum(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))}))
    app.quit()

QTimer.singleShot(3000, tell)
app.exec()
"""


class _Worker:
    """A process that does one refresh for each line it gets."""

    def __init__(self, command: Sequence[str | Path], env: Mapping[str, str], provider: Timed) -> None:
        self._provider = provider
        self._process = subprocess.Popen(
            [str(word) for word in command], env=dict(env), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self._wait("ready")

    def __call__(self) -> float:
        busy, begun = self._provider.busy, time.perf_counter()
        assert self._process.stdin is not None
        self._process.stdin.write(b"go\n")
        self._wait("done")
        return time.perf_counter() - begun - (self._provider.busy - busy)

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def _wait(self, word: str) -> None:
        assert self._process.stdout is not None
        said = self._process.stdout.readline().decode().strip()
        assert said == word, f"{said!r} instead of {word!r}"


@benchmark("refresh", target=1.3, runs=41)
@contextmanager
def refresh(folder: Path) -> Iterator[Pair]:
    """A refresh in a program that runs already, without the provider's own time."""
    with unlocked_keyring(folder / "home") as keyring, Timed(Script(lifetime=3600)) as started:
        provider = cast("Timed", started)
        keyfob = Keyfob(keyring.bus.environment | {"BROWSER": browser_command(folder / "browser")})
        keyfob.add_account("work", **provider.account)
        keyfob.run("login", "work", exits=0)
        token = CarelessClient(provider).sign_in()["refresh_token"]
        script, place = write_script(folder, "floor", _REFRESH_FLOOR), folder / "place"
        place.mkdir()
        floor: list[str | Path] = [sys.executable, script, provider.issuer, provider.client_id, place, token]
        env = dict(keyfob.env) | {"PYTHONPATH": str(ROOT)}
        ours: list[str | Path] = [sys.executable, write_script(folder, "ours", _REFRESH)]
        with _Worker(ours, env, provider) as one, _Worker(floor, env, provider) as other:
            yield Pair(one, other)


@benchmark("memory", target=1.25, runs=3, warm_ups=0, unit="MB")
@contextmanager
def memory(folder: Path) -> Iterator[Pair]:
    """The window's share of memory (PSS), signed in and after a refresh, against a bare one with the same libraries."""
    with signed_in(folder) as keyfob:
        env = dict(keyfob.env) | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
        ours, bare = write_script(folder, "window", _WINDOW), write_script(folder, "bare", _BARE)
        modules = folder / "modules.json"

        def window() -> float:
            told = _tells([ours, "1"], env)
            modules.write_text(json.dumps(told["modules"]), encoding="utf-8")
            return _megabytes(told)

        window()
        yield Pair(window, lambda: _megabytes(_tells([bare, str(modules)], env)))


@benchmark("keepassxc", target=1.0, runs=3, warm_ups=0, unit="MB")
@contextmanager
def keepassxc(folder: Path) -> Iterator[Pair]:
    """The same against KeePassXC's window, which people keep open all day: both under one X server."""
    require(shutil.which("keepassxc") is not None, "keepassxc")
    with signed_in(folder) as keyfob, display(keyfob.env, folder) as screen:
        env = dict(screen.env) | {"PYTHONPATH": str(ROOT)}
        ours = write_script(folder, "window", _WINDOW)
        yield Pair(lambda: _megabytes(_tells([ours, "1"], env)), lambda: _keepassxc(env))


@benchmark("accounts", target=1.1, runs=21)
@contextmanager
def accounts(folder: Path) -> Iterator[Pair]:
    """First paint with two hundred accounts, against one."""
    with signed_in(folder) as keyfob:
        one, many = offscreen(keyfob.env), offscreen(_with_many(keyfob, folder / "many"))
        script = write_script(folder, "ours", OURS)
        for env in (one, many):
            _tells([write_script(folder, "window", _WINDOW), "0"], env)  # a window was open before, as it always was
        yield Pair(lambda: until_painted(script, many), lambda: until_painted(script, one))


@benchmark("accounts-mem", target=1.0, runs=3, warm_ups=0, unit="MB")
@contextmanager
def accounts_memory(folder: Path) -> Iterator[Pair]:
    """Memory (PSS) with two hundred accounts, against that with one and 8 MB more."""
    with signed_in(folder) as keyfob:
        one, many = offscreen(keyfob.env), offscreen(_with_many(keyfob, folder / "many"))
        script = write_script(folder, "window", _WINDOW)
        assert _tells([script, "0"], many)["accounts"] == _MANY
        yield Pair(
            lambda: _megabytes(_tells([script, "0"], many)),
            lambda: _megabytes(_tells([script, "0"], one)) + _FOR_ACCOUNTS,
        )


def _with_many(keyfob: Keyfob, place: Path) -> dict[str, str]:
    """The same home with other settings: two hundred accounts, the first of them signed in."""
    settings = Path(keyfob.env["XDG_CONFIG_HOME"]) / "keyfob" / "config.toml"
    known = settings.read_text(encoding="utf-8")
    table = known[known.index('[accounts."work"]') :] + "\n"
    more = "".join(table.replace('"work"', f'"work{number}"') for number in range(1, _MANY))
    (place / "keyfob").mkdir(parents=True)
    (place / "keyfob" / "config.toml").write_text(f"{known}\n{more}", encoding="utf-8")
    state = place / "state"
    shutil.copytree(keyfob.env["XDG_STATE_HOME"], state)
    return dict(keyfob.env) | {"XDG_CONFIG_HOME": str(place), "XDG_STATE_HOME": str(state)}


def _tells(words: Sequence[str | Path], env: Mapping[str, str]) -> dict[str, Any]:
    command = [sys.executable, *(str(word) for word in words)]
    done = subprocess.run(command, env=dict(env), stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=True)
    told: dict[str, Any] = json.loads(done.stdout.decode().splitlines()[-1])
    return told


def _megabytes(told: Mapping[str, Any]) -> float:
    return float(told["pss"]) / _MEGABYTE


def _keepassxc(env: Mapping[str, str]) -> float:
    process = subprocess.Popen(["keepassxc"], env=dict(env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(6)
        assert process.poll() is None, "KeePassXC ended by itself"
        rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
        return sum(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")) / _MEGABYTE
    finally:
        process.terminate()
        process.wait()
