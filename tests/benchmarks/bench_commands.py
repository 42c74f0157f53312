"""The commands that scripts call most: `status` and `token`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from desktop_app.bootstrap.kept_status import NAME as KEPT
from desktop_app.system.keychain.backend import SERVICE
from desktop_app.vault import token_file
from tests.benchmarks.registry import Pair, benchmark, timed
from tests.support.command import Keyfob
from tests.support.patience import until
from tests.support.signed_in import signed_in

_PYTHON = sys.executable
#: What has to be done for a token, whoever does it: open the keychain, read the item, open the file with its key.
_TOKEN_FLOOR = """
import base64, json, sys
import keyring
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
service, item, path, head, bound_to = sys.argv[1:]
record = json.loads(keyring.get_password(service, item))
with open(path, "rb") as file:
    data = file.read()[int(head):]
tokens = json.loads(AESGCM(base64.b64decode(record["key"])).decrypt(data[:12], data[12:], bytes.fromhex(bound_to)))
print(tokens["access_token"])
"""


@benchmark("status", target=4.0, runs=40)
@contextmanager
def status(folder: Path) -> Iterator[Pair]:
    """`keyfob status --json` of a signed-in account where nothing has changed since it was asked last, as at most
    prompts of a shell, against an interpreter that does nothing."""
    with signed_in(folder) as keyfob:
        env = keyfob.env
        ours = [*keyfob.program, "status", "--json"]
        let_status_be_kept(ours, env)
        yield Pair(lambda: timed(ours, env), lambda: timed([_PYTHON, "-c", "pass"], env))


@benchmark("status-anew", target=4.0, runs=40)
@contextmanager
def status_anew(folder: Path) -> Iterator[Pair]:
    """The same where the answer must be made anew each time."""
    with signed_in(folder) as keyfob:
        env = keyfob.env
        ours = [*keyfob.program, "status", "--json"]
        let_status_be_kept(ours, env)
        kept = Path(env["XDG_STATE_HOME"], "keyfob", KEPT)

        def anew() -> float:
            kept.unlink()
            return timed(ours, env)

        yield Pair(anew, lambda: timed([_PYTHON, "-c", "pass"], env))


def let_status_be_kept(words: Sequence[str | Path], env: Mapping[str, str]) -> None:
    """Ask for the status when the files it is made from are old enough for the answer to be kept.

    :raises AssertionError: it was not.
    """
    kept = Path(env["XDG_STATE_HOME"], "keyfob", KEPT)
    until("the answer is kept", lambda: timed(words, env) and kept.exists(), every=0.2)


@benchmark("token", target=1.2, runs=25)
@contextmanager
def token(folder: Path) -> Iterator[Pair]:
    """`keyfob token` with a valid stored token, against a script that reads the same secret and the same file."""
    with signed_in(folder) as keyfob:
        ours = [*keyfob.program, "token", "work"]
        script = folder / "floor.py"
        script.write_text(_TOKEN_FLOOR, encoding="utf-8")
        floor = [_PYTHON, str(script), *_floor_words(keyfob)]
        printed = Keyfob(keyfob.env, program=floor).run(exits=0).stdout
        assert printed == keyfob.run("token", "work", exits=0).stdout, "the floor reads another token"
        yield Pair(lambda: timed(ours, keyfob.env), lambda: timed(floor, keyfob.env))


def _floor_words(keyfob: Keyfob) -> list[str]:
    state = Path(keyfob.env["XDG_STATE_HOME"]) / "keyfob"
    (path,) = (state / "tokens").glob("*.bin")
    (kept,) = (state / "accounts").glob("*.json")
    generation = json.loads(kept.read_text(encoding="utf-8"))["generation"]
    bound_to = token_file._bound_to(path.stem, generation)
    return [SERVICE, path.stem, str(path), str(len(token_file._MAGIC)), bound_to.hex()]
