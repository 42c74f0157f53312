"""No secret comes out: a whole life at --debug, then every output is searched for every secret in every form."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.canaries import ProcessWatch, TellingProvider, files_below, found_in
from tests.support.command import Result
from tests.support.figures import record
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.scripted_provider import Fault, Jwt, Redirect, Script, TokenAnswer
from tests.support.signed_in import unlocked_keyring
from tests.support.stage import SOON, Stage
from tests.support.visitor import ROOT

#: It must be sent, so it stands in config.toml; it must stand nowhere else.
_CLIENT_SECRET = "CANARY-client-secret-Zq81_xY7~plain"


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[GnomeKeyring]:
    with unlocked_keyring(tmp_path / "keyring") as running:
        yield running


@pytest.mark.timeout(900)
@pytest.mark.parametrize("access", ["jwt", "opaque"])
def test_no_secret_in_any_output(tmp_path: Path, keyring: GnomeKeyring, access: str) -> None:
    script = Script(lifetime=3600, access=access)
    with TellingProvider(script, client_secret=_CLIENT_SECRET) as provider, ProcessWatch() as watch:
        stage = Stage(tmp_path / "stage", provider, keyring.bus.address, leeway_seconds=30)
        stage.keyfob.env |= {"TMPDIR": _folder(tmp_path, "tmp"), "BROWSER": _browser(tmp_path)}
        life = _Life(stage, provider)
        life.live()
    secrets = provider.secrets | {_CLIENT_SECRET}

    # The search finds what is there.
    tokens = {f"token {number}": result.stdout.encode() for number, result in enumerate(life.answers)}
    assert len(found_in(tokens, secrets)) >= len(tokens) > 0

    outputs = life.outputs() | watch.seen | files_below(tmp_path / "dumps") | files_below(tmp_path / "tmp")
    outputs |= files_below(stage.folder / "home")
    config = str(stage.keyfob.config_file.relative_to(stage.folder / "home"))
    assert _CLIENT_SECRET.encode() in outputs[config]
    outputs[config] = b"\n".join(
        line for line in outputs[config].splitlines() if not line.startswith(b"client_secret = ")
    )
    hits = found_in(outputs, secrets)

    kinds = {name.split()[0] for name in outputs}
    assert {"stderr", "stdout", "process"} <= kinds
    assert any("argv" in name for name in outputs)
    record(f"canaries ({access} tokens): secrets looked for", len(secrets))
    record(f"canaries ({access} tokens): outputs searched", len(outputs))
    record(f"canaries found ({access} tokens)", len(hits), target="0")
    assert hits == []


class _Life:
    """Everything a session can go through, each command at --debug."""

    def __init__(self, stage: Stage, provider: TellingProvider) -> None:
        self._stage = stage
        self._provider = provider
        self._results: list[Result] = []
        #: Where the token is the answer.
        self.answers: list[Result] = []

    def outputs(self) -> dict[str, bytes]:
        found = {}
        for number, result in enumerate((*self._results, *self.answers)):
            words = " ".join(result.args[1:])
            found[f"stderr {number} {words}"] = result.stderr.encode()
            if result not in self.answers:
                found[f"stdout {number} {words}"] = result.stdout.encode()
        return found

    def run(self, *words: str) -> Result:
        result = self._stage.keyfob.run(*words, "--debug", timeout=150)
        self._results.append(result)
        return result

    def live(self) -> None:
        run, change, fail = self.run, self._provider.change, self._provider.fail
        # Sign-ins that are refused, at every step.
        for trouble in (
            {"redirect": Redirect(error=("access_denied", "no"))},
            {"redirect": Redirect(repeat=("code",))},
            {"redirect": Redirect(iss="other")},
            {"redirect": Redirect(), "sign_in": TokenAnswer(error=("invalid_grant", "the code was used"))},
            {"sign_in": TokenAnswer(id_token=Jwt(signature="corrupt"))},
            {"sign_in": TokenAnswer(id_token=Jwt(claims={"nonce": "x"}))},
            {"sign_in": TokenAnswer(fields={"token_type": "mac"})},
            {"sign_in": TokenAnswer(), "subject": ""},
        ):
            change(**trouble)
            assert run("login", "work", "--timeout", "90").exit != 0
        change(subject="alice", redirect=Redirect(state="other"))
        run("login", "work", "--timeout", str(SOON), "--json")
        change(redirect=Redirect())
        assert run("login", "work", "--timeout", "90").exit == 0
        # Its use.
        for words in (("token", "work"), ("token", "work", "--json")):
            self.answers.append(self._stage.keyfob.run(*words, "--debug", exits=0))
        run("token", "work", "--min-ttl", "999999")
        assert run("refresh", "work", "--json").exit == 0
        # Troubles, some of which hold up what was sent to them.
        token = self._provider.current_refresh_tokens()[-1]
        echo = f'{{"error": "invalid_scope", "error_description": "not with {token} and {_CLIENT_SECRET}"}}'
        for fault in (
            Fault(status=400, body=echo),
            Fault(status=500, body=echo),
            Fault(status=200, body=f"<p>{token}", media_type="text/html"),
            Fault(status=302, headers={"Location": f"http://portal.example/?token={token}"}, body=""),
            Fault(status=200, body=f'{{"access_token": "{token}", "token_type": 5}}'),
            Fault(drop="reset"),
            Fault(process=True, chunked="broken"),
        ):
            change(grace=60.0)
            fail("refresh", fault)
            assert run("refresh", "work").exit != 0
            run("refresh", "work", "--json")
            run("status")
            run("status", "--json")
            run("doctor")
        change(faults={}, refresh=TokenAnswer(id_token=Jwt(claims={"aud": "another"})))
        run("refresh", "work")
        change(refresh=TokenAnswer(id_token=Jwt(claims={"sub": "mallory"})))
        run("refresh", "work")
        change(refresh=TokenAnswer())
        run("login", "work", "--timeout", "90")
        run("accounts")
        # Its end.
        fail("revoke", Fault(status=400, body=echo.replace("invalid_scope", "invalid_request")))
        run("logout", "work", "--timeout", "90", "--json")
        change(faults={})
        assert run("login", "work", "--timeout", "90").exit == 0
        assert run("logout", "work", "--timeout", "90").exit == 0


def _folder(root: Path, name: str) -> str:
    folder = root / name
    folder.mkdir(exist_ok=True)
    return str(folder)


def _browser(root: Path) -> str:
    """A browser that first writes down its arguments and its environment."""
    import shlex
    import sys

    dumps = _folder(root, "dumps")
    script = root / "opener"
    script.write_text(
        "#!/bin/sh\n"
        f'printf "%s\\n" "$@" >{shlex.quote(dumps)}/argv.$$\n'
        f"cat /proc/self/environ >{shlex.quote(dumps)}/environ.$$\n"
        f"cd {shlex.quote(str(ROOT))} && {shlex.quote(sys.executable)} -m tests.support.visitor"
        ' "$1" >/dev/null 2>&1\nexit 0\n',
        encoding="utf-8",
    )
    script.chmod(0o700)
    assert os.access(script, os.X_OK)
    return str(script)
