"""Contract: `keyfob inspect`, through the program alone."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import minted
from tests.support.command import Keyfob, Result
from tests.support.figures import record
from tests.support.scripted_provider import ScriptedProvider
from tests.support.stage import Stage
from tests.unit.inspector import finding_examples as made

_AT = ("--at", "2027-01-15T08:00:00Z")
_MEMBERS = {"kind", "header", "claims", "verdicts", "findings", "key"}
_MANY = 20_000
_FLAT = 16_000


@pytest.fixture
def jwks(tmp_path: Path) -> str:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": [minted.jwk("rsa"), minted.jwk("p256")]}))
    return str(path)


def verdicts(answer: Any) -> tuple[str, str, str]:
    found = answer["verdicts"]
    return found["signature"], found["claims"], found["trust"]


def codes(answer: Any) -> set[str]:
    for finding in answer["findings"]:
        assert finding.keys() == {"code", "severity", "where", "message"}
        assert finding["severity"] in ("error", "warning", "info")
    return {finding["code"] for finding in answer["findings"]}


def inspect(keyfob: Keyfob, text: str | bytes, *words: str, exits: int) -> Any:
    result = keyfob.run("inspect", "-", *words, *_AT, "--json", stdin=text, exits=exits)
    assert result.stdout.isascii()
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""
    return result.json


def test_trusted_needs_issuer_and_audience(keyfob: Keyfob, jwks: str) -> None:
    text = minted.jws(minted.claims())
    asked = ("--issuer", minted.ISSUER, "--audience", minted.CLIENT)

    answer = inspect(keyfob, text, "--jwks", jwks, *asked, exits=0)
    assert answer.keys() >= _MEMBERS
    assert verdicts(answer) == ("valid", "ok", "trusted")
    assert answer["key"].keys() == {"kid", "alg", "source", "age_seconds"}
    assert verdicts(inspect(keyfob, text, "--jwks", jwks, *asked[:2], exits=0)) == ("valid", "ok", "not_trusted")
    assert verdicts(inspect(keyfob, text, "--jwks", jwks, exits=0)) == ("valid", "ok", "not_trusted")
    other = ("--issuer", minted.ISSUER, "--audience", "other")
    assert verdicts(inspect(keyfob, text, "--jwks", jwks, *other, exits=10)) == ("valid", "failed", "not_trusted")


def test_without_keys(keyfob: Keyfob) -> None:
    answer = inspect(keyfob, minted.jws(minted.claims()), exits=11)

    assert verdicts(answer) == ("not_checked", "ok", "not_trusted")
    assert answer["key"] is None
    # Expired without a key: 10 wins over 11.
    expired = inspect(keyfob, minted.jws(minted.claims(exp=minted.NOW - 60)), exits=10)
    assert verdicts(expired) == ("not_checked", "failed", "not_trusted")
    assert verdicts(inspect(keyfob, minted.jws({"sub": "ada"}), exits=11)) == (
        "not_checked",
        "not_checked",
        "not_trusted",
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (minted.jws(b'{"sub":"a","sub":"b"}'), "duplicate_member"),
        (minted.jws(minted.claims()) + "=", "base64_padding"),
        (minted.jws(minted.claims()) + "!", "base64_alphabet"),
        (minted.jws(minted.claims(), header={"crit": ["x"]}), "crit_unknown"),
        (minted.jws(minted.claims(), header={"alg": "none"}), "alg_none"),
        (minted.jws("{}".encode("utf-16")), "not_utf8"),
        (minted.jws(b"\xef\xbb\xbf{}"), "bom"),
        (minted.jws(b'{"a":'), "not_json"),
    ],
)
def test_a_form_that_breaks_the_rules_is_10(keyfob: Keyfob, jwks: str, text: str, code: str) -> None:
    for words in ((), ("--jwks", jwks)):
        answer = inspect(keyfob, text, *words, exits=10)
        assert answer["verdicts"]["signature"] == "invalid"
        assert code in codes(answer)


def test_keys_that_do_not_fit_are_10(keyfob: Keyfob, tmp_path: Path) -> None:
    for content in ({"keys": []}, {"keys": [minted.jwk("p256")]}, {"keys": [7, {"kty": "x"}]}):
        path = tmp_path / "other.json"
        path.write_text(json.dumps(content))
        answer = inspect(keyfob, minted.jws(minted.claims()), "--jwks", str(path), exits=10)
        assert answer["verdicts"]["signature"] == "invalid"
        assert answer["key"] is None
        assert codes(answer) & {"keys_empty", "key_unknown"}


def test_content_that_is_no_object(keyfob: Keyfob, jwks: str) -> None:
    for content in (b"[]", b'"x"', b"42", b"Payload"):
        answer = inspect(keyfob, minted.jws(content), "--jwks", jwks, exits=0)
        assert answer["claims"] is None
        assert verdicts(answer) == ("valid", "not_checked", "not_trusted")


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        (made.jwe(), "jwe", 11),
        (made.sd_jwt(), "sd-jwt", 11),
        (made.paseto(), "paseto", 11),
        (made.json_jws(), "jws", 11),
        ("8ccAN5uL4h1hR1Kjs2q0", "opaque", 12),
        ("", "opaque", 12),
    ],
)
def test_forms(keyfob: Keyfob, text: str, kind: str, status: int) -> None:
    answer = inspect(keyfob, text, exits=status)

    assert answer.keys() >= _MEMBERS
    assert answer["kind"] == kind
    assert answer["verdicts"]["signature"] == "not_checked"


def test_limits_are_12(keyfob: Keyfob, jwks: str) -> None:
    deep = minted.jws(b'{"a":' + b"[" * 65 + b"]" * 65 + b"}")
    many = minted.jws(json.dumps(dict.fromkeys(map(str, range(10_001)))).encode())

    for text, code in ((deep, "too_deep"), (many, "too_many_members"), ("e" * 1_000_001, "too_large")):
        assert code in codes(inspect(keyfob, text, "--jwks", jwks, exits=12))


def test_several_tokens(keyfob: Keyfob, jwks: str) -> None:
    text = json.dumps(
        {"access_token": minted.jws(minted.claims()), "id_token": minted.jws(minted.claims(), alg="ES256")}
    )

    answer = inspect(keyfob, text, "--jwks", jwks, exits=0)

    assert [one["label"] for one in answer["tokens"]] == ["access_token", "id_token"]
    assert all(one.keys() >= _MEMBERS for one in answer["tokens"])


def test_control_characters_in_words_and_in_json(keyfob: Keyfob) -> None:
    text = minted.jws(minted.claims(**{"na\u202eme": "\x1b[31m\u200b\ud800\r"}))

    answer = inspect(keyfob, text, exits=11)
    assert answer["claims"]["na\u202eme"] == "\x1b[31m\u200b\ud800\r"
    words = keyfob.run("inspect", "-", *_AT, stdin=text, exits=11).stdout
    assert not set("\u202e\x1b\u200b\ud800\r") & set(words)


@pytest.mark.parametrize("content", [b"neither", b"", made.private_pem().encode()])
def test_a_key_file_that_is_none_is_2(keyfob: Keyfob, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)

    result = keyfob.run("inspect", "-", "--key", str(path), "--json", stdin="x", exits=2)

    assert result.code == "E_USAGE"
    assert "MIG" not in result.stdout


def test_the_accounts_remembered_keys_without_the_provider(stage: Stage, provider: ScriptedProvider) -> None:
    stage.signed_in()
    token = stage.token()
    calls = len(provider.requests)

    result = stage.keyfob.run("inspect", "--account", "work", "--json", stdin=token)

    assert len(provider.requests) == calls
    assert result.exit == 0
    assert verdicts(result.json) == ("valid", "ok", "trusted")
    assert result.json["key"]["source"].startswith("http://127.0.0.1")
    assert result.json["key"]["age_seconds"] >= 0


def test_nothing_is_left_on_the_disk(keyfob: Keyfob, home: dict[str, str]) -> None:
    marked = minted.jws(minted.claims(sub="CANARY-of-the-inspector"))
    for words in ((), ("--json",), ("--debug",)):
        keyfob.run("inspect", *words, *_AT, stdin=marked, exits=11)

    found = [path for path in Path(home["HOME"]).rglob("*") if path.is_file()]
    assert [
        path for path in found if b"CANARY" in path.read_bytes() or marked[-80:].encode() in path.read_bytes()
    ] == []


def test_a_debug_log_holds_no_token(keyfob: Keyfob) -> None:
    text = minted.jws(minted.claims())

    said = keyfob.run("inspect", "--debug", *_AT, "--json", stdin=text, exits=11).stderr

    assert said
    assert not any(part in said for part in text.split(".")[1:])


def test_many_tokens_in_flat_memory(keyfob: Keyfob, tmp_path: Path, jwks: str) -> None:
    tokens = tmp_path / "tokens"
    line = minted.jws(minted.claims(), alg="ES256") + "\n"
    peaks = []
    for count in (_MANY // 20, _MANY):
        tokens.write_text(line * count)
        result = _measured(keyfob, tokens, jwks)
        assert result.exit == 0
        assert len(result.json["tokens"]) == count
        peaks.append(int(result.stderr.split()[-1]))

    record("inspect: memory for 20 times the tokens", (peaks[1] - peaks[0]) / 1024, unit="MB more", target="0")
    assert peaks[1] - peaks[0] < _FLAT


def test_an_interrupt_ends_the_answer_with_an_error_on_its_own_line(keyfob: Keyfob, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    token = minted.jws(minted.claims())
    with keyfob.start("inspect", str(pipe), *_AT, "--json") as running, pipe.open("w") as writer:
        writer.write(f"{token}\n{token}\n{token}\n")
        writer.flush()
        assert running.process.stdout is not None
        begun = os.read(running.process.stdout.fileno(), 65536)
        running.signal(signal.SIGINT)
        result = running.wait()

    assert begun.startswith(b'{"tokens": [{"kind": "jws"')
    assert (result.exit, result.code) == (7, "E_CANCELLED")


def test_a_reader_that_goes_away(keyfob: Keyfob, tmp_path: Path) -> None:
    tokens = tmp_path / "tokens"
    tokens.write_text((minted.jws(minted.claims()) + "\n") * 2_000)
    with keyfob.start("inspect", str(tokens), *_AT) as running:
        assert running.first_line().startswith("#")
        assert running.process.stdout is not None
        running.process.stdout.close()
        assert running.process.wait(60) == 5
        assert running.stderr() == ""


def _measured(keyfob: Keyfob, tokens: Path, jwks: str) -> Result:
    """The command; the last word on stderr is the most memory it held, in kB."""
    code = (
        "import sys; from desktop_app.__main__ import main; status = main(sys.argv[1:]); sys.stdout.flush();"
        "print(*(line.split()[1] for line in open('/proc/self/status') if line[:5] == 'VmHWM'), file=sys.stderr);"
        "sys.exit(status)"
    )
    program = Keyfob(keyfob.env, program=(sys.executable, "-c", code))
    return program.run("inspect", str(tokens), "--jwks", jwks, *_AT, "--json", timeout=300)
