"""`keyfob inspect` on a fake engine: what it reads, what it answers, and its exit status."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli.arguments import parse
from desktop_app.cli.commands import inspect_many
from desktop_app.errors import KeyfobError
from tests.support import minted
from tests.unit.cli.fake_engine import Command, FakeEngine
from tests.unit.inspector import finding_examples as made

Capture = pytest.CaptureFixture[str]
AT = ("--at", "2027-01-15T08:00:00Z")
A = minted.jws(minted.claims())
B = minted.jws(minted.claims(sub="bob"), alg="ES256")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], str]:
    """Writes a file of the test's own and gives its path."""

    def writer(name: str, content: str | bytes) -> str:
        path = tmp_path / "given" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return writer


@pytest.fixture
def jwks(write: Callable[[str, str | bytes], str], tmp_path: Path) -> str:
    """A key set with both keys."""
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": [minted.jwk("rsa"), minted.jwk("p256")]}))
    return str(path)


class _Input(io.TextIOWrapper):
    def __init__(self, data: bytes, *, terminal: bool) -> None:
        super().__init__(io.BytesIO(data))
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def give(monkeypatch: pytest.MonkeyPatch, data: str | bytes, *, terminal: bool = False) -> None:
    content = data.encode() if isinstance(data, str) else data
    monkeypatch.setattr(sys, "stdin", _Input(content, terminal=terminal))


def answer(capsys: Capture) -> Any:
    out = capsys.readouterr().out
    assert out.isascii()
    assert out.count("\n") == 1
    return json.loads(out)


# --- one token -------------------------------------------------------------------------------------------------------


def test_one_token_in_json(
    keyfob: Command, capsys: Capture, write: Callable[[str, str | bytes], str], jwks: str
) -> None:
    asked = ("--jwks", jwks, "--issuer", minted.ISSUER, "--audience", minted.CLIENT, *AT)

    assert keyfob.run("inspect", write("t", A), *asked, "--json") == 0

    assert answer(capsys) == {
        "kind": "jws",
        "header": {"alg": "RS256", "kid": "rsa", "typ": "JWT"},
        "claims": minted.claims(),
        "verdicts": {"signature": "valid", "claims": "ok", "trust": "trusted"},
        "findings": [
            {
                "code": "id_token",
                "severity": "info",
                "where": "token",
                "message": "This is an ID token: it tells the app who signed in. It is not for APIs.",
            }
        ],
        "key": {"kid": "rsa", "alg": "RS256", "source": "jwks.json", "age_seconds": None},
    }


def test_one_token_in_words(
    keyfob: Command, capsys: Capture, write: Callable[[str, str | bytes], str], jwks: str
) -> None:
    text = minted.jws(minted.claims(name="\u202eada\x1b[31m", exp=minted.NOW - 600))

    assert keyfob.run("inspect", write("t", text), "--jwks", jwks, *AT) == 10

    out, err = capsys.readouterr()
    assert err == ""
    assert "signature valid, claims failed, not trusted" in out
    assert "exp: 2027-01-15T07:50:00Z (10 min ago)" in out
    assert "[error]   expired (claims.exp): It expired 10 min before the time asked for." in out
    assert "\\u202eada" in out
    assert not set("\u202e\x1b") & set(out)


def test_standard_input(keyfob: Command, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in ((), ("-",)):
        give(monkeypatch, f"Authorization: Bearer {A}\n")
        assert keyfob.run("inspect", *words, *AT, "--json") == 11
        assert answer(capsys)["label"] == "Bearer"


def test_a_terminal_is_not_waited_for(keyfob: Command, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, "", terminal=True)

    assert keyfob.run("inspect", "--json") == 2
    assert answer(capsys)["error"]["code"] == "E_USAGE"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_text_as_windows_programs_write_it(
    keyfob: Command, capsys: Capture, monkeypatch: pytest.MonkeyPatch, encoding: str, jwks: str
) -> None:
    give(monkeypatch, f"{A}\r\n".encode(encoding))

    assert keyfob.run("inspect", "--jwks", jwks, *AT, "--json") == 0
    assert answer(capsys)["verdicts"]["signature"] == "valid"


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\x80\x81", b"\x00" * 100, b"\xed\xa0\x80"])
def test_bytes_that_are_no_text(keyfob: Command, capsys: Capture, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    give(monkeypatch, data)

    assert keyfob.run("inspect", "--json") == 12
    assert answer(capsys)["kind"] == "opaque"


# --- several ---------------------------------------------------------------------------------------------------------


def test_several_tokens_in_json(keyfob: Command, capsys: Capture, monkeypatch: pytest.MonkeyPatch, jwks: str) -> None:
    give(monkeypatch, f"sid={A}; x={B}\nBearer {made.jwe()}\n")

    assert keyfob.run("inspect", "--jwks", jwks, *AT, "--json") == 11

    tokens = answer(capsys)["tokens"]
    assert [(one["kind"], one["label"]) for one in tokens] == [("jws", "sid"), ("jws", "x"), ("jwe", "Bearer")]


def test_several_tokens_in_a_table(
    keyfob: Command, capsys: Capture, monkeypatch: pytest.MonkeyPatch, jwks: str
) -> None:
    give(monkeypatch, f"{A}\n{B}=\n" + minted.jws(minted.claims(sub="x\u202e\n"), alg="ES256"))

    assert keyfob.run("inspect", "--jwks", jwks, *AT) == 10

    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0].split() == ["#", "kind", "alg", "signature", "claims", "trust", "finding", "sub", "from"]
    assert lines[1].split() == ["1", "jws", "RS256", "valid", "ok", "-", "ada", "1"]
    assert lines[2].split() == ["2", "jws", "ES256", "invalid", "ok", "-", "base64_padding", "bob", "2"]
    assert "x\\u202e\\u000a" in lines[3]
    assert len(lines) == 4
    assert err == "3 tokens: 2 valid, 1 invalid, 0 not checked, 0 not readable\n"


@pytest.mark.parametrize(
    ("texts", "status"),
    [
        ((A, B), 11),
        ((A + "=", B + "="), 10),
        # By number: what is not checked counts more than what is invalid.
        ((A, made.jwe(), A + "="), 11),
        ((A, "Bearer 8ccAN5uL4h1hR1Kjs2q0", A + "="), 12),
    ],
    ids=["11", "10", "11-over-10", "12"],
)
def test_the_highest_exit_status(
    keyfob: Command, monkeypatch: pytest.MonkeyPatch, texts: tuple[str, ...], status: int
) -> None:
    give(monkeypatch, "\n".join(texts))

    assert keyfob.run("inspect", *AT, "--json") == status


def test_a_directory(keyfob: Command, capsys: Capture, write: Callable[[str, str | bytes], str], jwks: str) -> None:
    write("b.log", f"x {A}\ny {B}\n")
    write("a.txt", B)
    write("readme", "nothing in here")
    folder = Path(write("empty", "")).parent
    (folder / "below").mkdir()

    assert keyfob.run("inspect", str(folder), "--jwks", jwks, *AT, "--json") == 0

    tokens = answer(capsys)["tokens"]
    assert [(one["file"], one["claims"]["sub"]) for one in tokens] == [
        ("a.txt", "bob"),
        ("b.log", "ada"),
        ("b.log", "bob"),
    ]


def test_a_directory_without_tokens(keyfob: Command, capsys: Capture, write: Callable[[str, str | bytes], str]) -> None:
    folder = str(Path(write("readme", "nothing in here")).parent)

    assert keyfob.run("inspect", folder, "--json") == 12
    assert answer(capsys)["kind"] == "opaque"


def test_an_empty_directory(keyfob: Command, capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()

    assert keyfob.run("inspect", str(tmp_path / "nothing"), "--json") == 12
    assert answer(capsys) == {"tokens": []}


def test_a_word_over_the_limit_ends_it_with_12(
    keyfob: Command, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, f"{A}\n{'e' * 1_000_001}\n{B}\n")

    assert keyfob.run("inspect", *AT, "--json") == 12
    tokens = answer(capsys)["tokens"]
    assert [one["findings"][0]["code"] for one in tokens][1:] == ["too_large"]


def test_progress_at_a_terminal_alone(keyfob: Command, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(inspect_many, "_PROGRESS", 0.0)
    errors = io.StringIO()
    text = f"{A}\n" * 300

    give(monkeypatch, text)
    assert keyfob.run("inspect", *AT, "--json") == 11
    assert capsys.readouterr().err == ""

    monkeypatch.setattr(errors, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", errors)
    give(monkeypatch, text)
    assert keyfob.run("inspect", *AT, "--json") == 11
    assert "\r\x1b[K300 tokens so far" in errors.getvalue()
    assert errors.getvalue().endswith("\r\x1b[K")
    assert len(json.loads(capsys.readouterr().out)["tokens"]) == 300


# --- keys and accounts -----------------------------------------------------------------------------------------------


def test_one_key(keyfob: Command, capsys: Capture, write: Callable[[str, str | bytes], str]) -> None:
    token = write("t", A)
    for content in (made.public_pem(), json.dumps(minted.jwk("rsa")).encode()):
        assert keyfob.run("inspect", token, "--key", write("k", content), *AT, "--json") == 0
        assert answer(capsys)["key"]["source"] == "k"


def test_a_shared_secret(keyfob: Command, capsys: Capture, write: Callable[[str, str | bytes], str]) -> None:
    token = write("t", minted.jws(minted.claims(), alg="HS256", key=b"s" * 32))
    key = write("k", json.dumps({"kty": "oct", "k": "c3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3M"}))

    assert keyfob.run("inspect", token, "--key", key, *AT, "--json") == 0
    assert answer(capsys)["key"]["alg"] == "HS256"


@pytest.mark.parametrize(
    ("option", "content"),
    [
        ("--key", b"neither"),
        ("--key", b""),
        ("--key", b"[1]"),
        ("--key", b"\xff\xfe\x00"),
        ("--key", made.private_pem().encode()),
        ("--key", json.dumps(minted.jwk("rsa", secret=True)).encode()),
        ("--key", b"x" * 1_000_001),
        ("--jwks", b"neither"),
        ("--jwks", b"{}"),
        ("--jwks", json.dumps({"keys": [minted.jwk("rsa"), {"kty": "oct", "k": "c2Vj"}]}).encode()),
    ],
)
def test_a_key_file_that_is_none(
    keyfob: Command, capsys: Capture, write: Callable[[str, str | bytes], str], option: str, content: bytes
) -> None:
    assert keyfob.run("inspect", write("t", A), option, write("k", content), "--json") == 2

    out = capsys.readouterr().out
    assert json.loads(out)["error"]["code"] == "E_USAGE"
    if len(content) > 3:
        assert content.decode("latin-1")[-100:-60] not in out or len(content) < 100


def test_the_accounts_keys_issuer_and_audience(
    keyfob: Command, capsys: Capture, write: Callable[[str, str | bytes], str]
) -> None:
    def prepare(engine: FakeEngine) -> None:
        engine.remembered = minted.key_set(fetched_at=minted.NOW - 3_600)

    keyfob.prepare = prepare
    good = minted.jws(minted.claims(iss="https://auth.example.com", aud="app"))

    assert keyfob.run("inspect", write("t", good), "--account", "work", *AT, "--json") == 0
    shown = answer(capsys)
    assert shown["verdicts"]["trust"] == "trusted"
    assert shown["key"] == {"kid": "rsa", "alg": "RS256", "source": "https://op.example/keys", "age_seconds": 3600}
    assert keyfob.run("inspect", write("t", A), "--account", "work", *AT, "--json") == 10
    assert {one["code"] for one in answer(capsys)["findings"]} >= {"issuer_mismatch", "audience_mismatch"}
    # What is said in words wins over the account's.
    said = ("--issuer", minted.ISSUER, "--audience", minted.CLIENT)
    assert keyfob.run("inspect", write("t", A), "--account", "work", *said, *AT, "--json") == 0
    assert answer(capsys)["verdicts"]["trust"] == "trusted"


@pytest.mark.parametrize("option", ["--issuer", "--audience"])
def test_empty_words_are_asked_for(
    keyfob: Command, capsys: Capture, write: Callable[[str, str | bytes], str], jwks: str, option: str
) -> None:
    """A script whose variable is not set must not be told that all is well."""
    assert keyfob.run("inspect", write("t", A), "--jwks", jwks, option, "", *AT, "--json") == 10
    assert answer(capsys)["verdicts"]["claims"] == "failed"


def test_a_token_instead_of_a_file_name_is_not_repeated(keyfob: Command, capsys: Capture) -> None:
    assert keyfob.run("inspect", A, "--json") == 2

    out, err = capsys.readouterr()
    assert A[:20] not in out + err
    assert "standard input" in json.loads(out)["error"]["hint"]


def test_an_account_without_remembered_keys(
    keyfob: Command, capsys: Capture, write: Callable[[str, str | bytes], str]
) -> None:
    good = minted.jws(minted.claims(iss="https://auth.example.com", aud="app"))

    assert keyfob.run("inspect", write("t", good), "--account", "work", *AT) == 11
    assert "No keys are remembered" in capsys.readouterr().err


# --- wrong usage -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("nowhere",),
        ("--jwks", "nowhere", "-"),
        ("--key", "nowhere", "-"),
        ("--key", "a", "--jwks", "b", "-"),
        ("--at", "yesterday", "-"),
        ("--nonsense",),
        ("a", "b"),
        ("a\0b",),
    ],
)
def test_wrong_usage_is_2(
    keyfob: Command, capsys: Capture, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    give(monkeypatch, A)

    assert keyfob.run("inspect", *words, "--json") == 2
    assert answer(capsys)["error"]["code"] == "E_USAGE"


def test_an_unknown_account(keyfob: Command, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, A)

    assert keyfob.run("inspect", "--account", "nobody", "--json") == 2
    assert answer(capsys)["error"]["code"] == "E_CONFIG"


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("2027-01-15T08:00:00Z", 1_800_000_000),
        ("2027-01-15t08:00:00z", 1_800_000_000),
        ("2027-01-15 08:00:00Z", 1_800_000_000),
        ("2027-01-15T09:30:00+01:30", 1_800_000_000),
        ("2027-01-15T00:00:00-08:00", 1_800_000_000),
        ("2027-01-15T08:00:00.5Z", 1_800_000_000.5),
        ("2016-12-31T23:59:60Z", 1_483_228_799),
        ("1970-01-01T00:00:00Z", 0),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
    ],
)
def test_times_of_rfc_3339(words: str, seconds: float) -> None:
    assert parse(["inspect", "--at", words]).values["--at"] == seconds


@pytest.mark.parametrize(
    "words",
    ["", "now", "1800000000", "2027-01-15", "2027-01-15T08:00:00", "2027-02-30T08:00:00Z", "2027-01-15T25:00:00Z",
     "2027-01-15T08:00:61Z", "10000-01-01T00:00:00Z", "2027-1-5T8:00:00Z", "2027-01-15T08:00:00+25:00",
     "٢٠٢٧-01-15T08:00:00Z"],
)  # fmt: skip
def test_what_is_no_time_of_rfc_3339(words: str) -> None:
    with pytest.raises(KeyfobError) as refused:
        parse(["inspect", "--at", words])

    assert refused.value.text == "inspector.bad_time"
