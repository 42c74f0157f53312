"""The inspector against bare PyJWT on the same tokens, in the same process and from the command line."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jwt

from desktop_app.inspector import keys, verify
from desktop_app.inspector.decode import decode
from desktop_app.inspector.inspect import inspect
from desktop_app.inspector.model import Question
from tests.benchmarks.registry import Pair, benchmark, timed
from tests.support import minted
from tests.support.command import PROGRAM
from tests.support.home import private_home

_COUNT = 1_000
_MANY = 100_000
#: What has to be done to verify a file of tokens, whoever does it. A token may be long expired.
_FLOOR = """
import json, sys
import jwt
key = jwt.PyJWK(json.load(open(sys.argv[2]))["keys"][0]).key
options = {"verify_aud": False, "verify_exp": False, "verify_iat": False}
with open(sys.argv[1]) as tokens:
    for token in tokens:
        print(jwt.decode(token.strip(), key, algorithms=["RS256"], options=options)["sub"], "valid")
"""
_OPTIONS: Any = {"verify_aud": False, "verify_exp": False, "verify_iat": False}


def tokens(alg: str, count: int) -> list[str]:
    """Access tokens such as providers issue."""
    common: dict[str, object] = {
        "nonce": None,
        "azp": minted.CLIENT,
        "scope": "openid profile email offline_access",
        "roles": ["admin", "user"],
        "auth_time": minted.NOW - 60,
        "sid": "5f2b9a4e-1c7d-4a53-9a0e-3f1c2d4b5a69",
    }
    return [minted.jws(minted.claims(jti=f"token-{number}", **common), alg=alg) for number in range(count)]


def _pair(alg: str, ours: Callable[[str, Question], object]) -> Pair:
    made = tokens(alg, _COUNT)
    entry = minted.jwk(minted.KEY_OF_ALG[alg])
    question = Question(
        at=minted.NOW,
        keys=keys.from_jwks(json.dumps({"keys": [entry]}).encode(), source="keys"),
        issuer=minted.ISSUER,
        audience=minted.CLIENT,
    )
    key: Any = jwt.PyJWK(entry).key
    assert all(inspection.exit_status == 0 for token in made for inspection in inspect(token, question))

    def run_ours() -> float:
        begun = time.perf_counter()
        for token in made:
            ours(token, question)
        return time.perf_counter() - begun

    def run_floor() -> float:
        begun = time.perf_counter()
        for token in made:
            jwt.decode(token, key, algorithms=[alg], options=_OPTIONS)
        return time.perf_counter() - begun

    return Pair(run_ours, run_floor)


def _verify(token: str, question: Question) -> object:
    return verify.check(decode(token), question.keys)


@benchmark("inspect-rs256", target=1.25, runs=21)
@contextmanager
def verify_rs256(_folder: Path) -> Iterator[Pair]:
    """Decode and verify 1,000 RS256 tokens."""
    yield _pair("RS256", _verify)


@benchmark("inspect-es256", target=1.25, runs=21)
@contextmanager
def verify_es256(_folder: Path) -> Iterator[Pair]:
    """Decode and verify 1,000 ES256 tokens."""
    yield _pair("ES256", _verify)


@benchmark("inspect-full-rs256", target=2.0, runs=21)
@contextmanager
def full_rs256(_folder: Path) -> Iterator[Pair]:
    """The same with every finding."""
    yield _pair("RS256", inspect)


@benchmark("inspect-full-es256", target=2.0, runs=21)
@contextmanager
def full_es256(_folder: Path) -> Iterator[Pair]:
    """The same with every finding."""
    yield _pair("ES256", inspect)


@benchmark("inspect-100k", target=2.0, runs=3, warm_ups=1)
@contextmanager
def many(folder: Path) -> Iterator[Pair]:
    """`keyfob inspect FILE` on 100,000 tokens, a line each, against a script on the same file."""
    file, jwks, script = folder / "tokens", folder / "jwks.json", folder / "floor.py"
    made = tokens("RS256", _COUNT)
    file.write_text("".join(f"{token}\n" for token in made) * (_MANY // _COUNT), encoding="utf-8")
    jwks.write_text(json.dumps({"keys": [minted.jwk("rsa")]}), encoding="utf-8")
    script.write_text(_FLOOR, encoding="utf-8")
    env = private_home(folder / "home")
    ours: list[str | Path] = [*PROGRAM, "inspect", file, "--jwks", jwks, "--at", "2027-01-15T08:00:00Z"]
    yield Pair(lambda: timed(ours, env), lambda: timed([sys.executable, script, file, jwks], env))
