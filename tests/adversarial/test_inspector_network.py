"""The inspector opens no connection, ever: watched from outside in an empty network, and with sockets forbidden."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.adversarial.test_inspector_table import judge
from tests.support import minted
from tests.support.command import PROGRAM, ROOT
from tests.support.figures import record
from tests.support.home import private_home
from tests.support.real import require
from tests.unit.inspector import finding_examples as made

_TRAP = "http://127.0.0.1:9/trap"
_ADDRESS = "https://keys.invalid/trap"
#: System calls that reach for somebody else.
_REACHING = re.compile(r"\b(connect|sendto|sendmsg|sendmmsg|bind|listen)\(")
_SOCKET = re.compile(r"\bsocket\((AF_[A-Z0-9_]+)")


def tempting() -> str:
    """Tokens that name every kind of address."""
    claims = minted.claims(
        iss=_ADDRESS,
        picture=f"{_TRAP}.png",
        html=f'<img src="{_TRAP}"><a href="{_ADDRESS}">x</a><link rel=stylesheet href="{_TRAP}">',
        _claim_sources={"a": {"endpoint": _TRAP, "access_token": "x"}},
    )
    tokens = [
        minted.jws(claims, header={"jku": _TRAP, "x5u": _ADDRESS, "kid": f"{_TRAP}/kid", "url": _TRAP}),
        minted.jws(claims, header={"jku": _ADDRESS, "kid": "rsa", "iss": _TRAP}),
        made.jwe(jku=_TRAP, x5u=_ADDRESS, epk={"kty": "EC"}),
        minted.jws(minted.jws(claims, header={"jku": _TRAP}).encode(), header={"cty": "JWT", "x5u": _TRAP}),
        made.sd_jwt(),
        made.paseto(),
    ]
    return "\n".join(tokens)


def test_no_connection_in_an_empty_network(tmp_path: Path) -> None:
    unshare, strace = shutil.which("unshare"), shutil.which("strace")
    require(unshare is not None and strace is not None, "unshare, strace")
    (tmp_path / "tokens").write_text(tempting(), encoding="utf-8")
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [minted.jwk("rsa")]}), encoding="utf-8")
    calls = ""
    for number, words in enumerate(([], ["--json"], ["--jwks", str(tmp_path / "jwks.json")])):
        log = tmp_path / f"calls-{number}"
        inspect = [*PROGRAM, "inspect", str(tmp_path / "tokens"), "--issuer", _ADDRESS, *words]
        done = subprocess.run(
            [str(unshare), "-rn", str(strace), "-f", "-e", "trace=network", "-o", str(log), *inspect],
            cwd=ROOT,
            env=private_home(tmp_path / "home"),
            capture_output=True,
            text=True,
            check=False,
            timeout=110,
        )
        require("unshare failed" not in done.stderr and "ptrace" not in done.stderr, "network namespaces and strace")
        assert done.returncode == 11, done.stdout + done.stderr
        calls += log.read_text(encoding="utf-8")

    sockets = [family for family in _SOCKET.findall(calls) if family != "AF_UNIX"]
    record("inspector: connections", len(_REACHING.findall(calls)) + len(sockets), target="0")
    assert _REACHING.findall(calls) == []
    assert sockets == []


def test_the_watch_would_see_a_connection(tmp_path: Path) -> None:
    unshare, strace = shutil.which("unshare"), shutil.which("strace")
    require(unshare is not None and strace is not None, "unshare, strace")
    log = tmp_path / "calls"
    script = "import socket; socket.socket().connect_ex(('192.0.2.1', 9))"
    words = [
        str(unshare),
        "-rn",
        str(strace),
        "-f",
        "-e",
        "trace=network",
        "-o",
        str(log),
        sys.executable,
        "-c",
        script,
    ]

    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=110)
    require("unshare failed" not in done.stderr and "ptrace" not in done.stderr, "network namespaces and strace")

    assert _REACHING.findall(log.read_text(encoding="utf-8")) == ["connect"]


def test_with_sockets_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname", "socketpair"):
        monkeypatch.setattr(socket, name, forbidden)

    for text in tempting().splitlines():
        for material in (None, made.material()):
            assert judge(text, material).verdicts.trust == "not_trusted"


def test_no_address_is_opened_either(tmp_path: Path) -> None:
    """No browser and no other program: what is asked to open addresses would note it."""
    opened = tmp_path / "opened"
    opener = tmp_path / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$@" >> {opened}\n', encoding="utf-8")
    opener.chmod(0o755)
    env = private_home(tmp_path / "home") | {"BROWSER": str(opener)}
    env["PATH"] = f"{tmp_path}{os.pathsep}{env['PATH']}"

    done = subprocess.run(
        [*PROGRAM, "inspect", "-"], cwd=ROOT, env=env, input=tempting(), capture_output=True, text=True, check=False
    )

    assert done.returncode == 11, done.stderr
    assert not opened.exists()
