"""A line of the log: masked on its way in, escaped and bounded on its way out, whatever the file holds."""

from __future__ import annotations

import json
import logging
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.app.log_line import LONGEST_LINE, LogLine, as_text, decode, encode, line_of, safe, trace_of
from desktop_app.app.redaction import MASK

TOKEN = f"eyJhbGciOiJSUzI1NiJ9.{secrets.token_urlsafe(60)}.{secrets.token_urlsafe(60)}"


def _record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    record = logging.LogRecord("keyfob.test", logging.WARNING, "f.py", 1, message, args, None)
    record.__dict__.update(extra)
    return record


def test_a_line_comes_back_as_it_went() -> None:
    line = LogLine(1_795_000_000.125, "info", "keyfob.activity", "refreshed", "Acme", "one\ntwo", 42)

    assert decode(encode(line)) == line


def test_secrets_are_masked_in_every_field() -> None:
    raw = encode(LogLine(1.0, "error", f"l {TOKEN}", f"got {TOKEN}", f"a {TOKEN}", f"refresh_token={TOKEN[:30]}"))

    assert TOKEN[10:30] not in raw.decode("ascii")
    assert raw.count(MASK.encode()) == 4
    assert raw.endswith(b"\n")
    assert raw.count(b"\n") == 1


def test_a_record_about_an_account_names_it_once() -> None:
    line = line_of(_record("%s: %s", "Acme", "refreshed", account="Acme"))

    assert (line.account, line.text) == ("Acme", "refreshed")


def test_further_lines_of_a_message_stand_with_its_traceback() -> None:
    try:
        raise KeyError("k")
    except KeyError as fault:
        record = _record("first\nsecond")
        record.exc_info = (KeyError, fault, fault.__traceback__)
    line = line_of(record)

    assert line.text == "first"
    assert line.trace.startswith("second\nTraceback")
    assert line.trace.endswith("KeyError: 'k'")


@pytest.mark.parametrize("long", ["x" * 500_000, "wort " * 100_000, f"{TOKEN} " * 2_000, "\n" * 300_000])
def test_lines_are_bounded(long: str) -> None:
    raw = encode(LogLine(1.0, "error", long, long, long, long))

    assert len(raw) < LONGEST_LINE
    assert decode(raw).level == "error"
    assert TOKEN[10:30] not in raw.decode("ascii")


def test_a_secret_at_the_cut_goes_as_a_whole() -> None:
    for before in range(63_900, 64_001, 7):
        assert "Sekret" not in safe("a " * (before // 2) + "code=Sekret" + "s" * 200 + " end", 100_000)


def test_the_end_of_a_long_traceback_is_kept() -> None:
    trace = "\n".join(f"frame {n} {'y' * 90}" for n in range(900)) + "\nBad"
    raw = encode(LogLine(1.0, "error", "k", "t", trace=trace))
    kept = decode(raw).trace

    assert kept.endswith("Bad")
    assert kept.startswith("…\n")
    assert len(kept) < 13_000


@pytest.mark.parametrize(
    "raw",
    [
        b"rubbish \x1b[31m \xff\xfe",
        b'{"text": 5, "level": "info"}',
        b'{"text": "x", "level": "fatal"}',
        b"[" * 100_000,
        b'{"text": "x", "level": "info", "pid": ' + b"9" * 6_000 + b"}",
        b"\0" * 5_000,
        b'"text"',
        b"x" * (LONGEST_LINE + 1),
    ],
    ids=range(8),
)
def test_what_is_no_line_of_ours_is_shown_as_words(raw: bytes) -> None:
    line = decode(raw)

    assert line.source == ""
    assert line.at == 0
    assert line.text.isprintable()
    assert 0 < len(line.text) < 15_000


def test_a_line_that_is_none_of_ours_is_masked() -> None:
    assert TOKEN[:20] not in decode(f"somebody wrote {TOKEN}".encode()).text


@pytest.mark.parametrize("at", ["NaN", "Infinity", "-5", "1e400", '"now"', "true", "null", "[]"])
def test_a_time_that_is_none_counts_as_unknown(at: str) -> None:
    raw = f'{{"v": 9, "new": {{}}, "at": {at}, "level": "info", "source": "k", "text": "t", "pid": -1}}'
    line = decode(raw.encode())

    assert (line.at, line.pid, line.text) == (0.0, 0, "t")


def test_fields_of_a_file_are_escaped_again() -> None:
    said = {"at": 1, "level": "info", "source": "\u202es", "text": "a\n\x1b[0m\u200b", "account": "\ud800"}
    said["trace"] = "\0\n\r"
    line = decode(json.dumps(said).encode())

    assert line.text == "a\\u000a\\u001b[0m\\u200b"
    assert (line.source, line.account, line.trace) == ("\\u202es", "\\ud800", "\\u0000\n\\u000d")


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_reading_never_raises(raw: bytes) -> None:
    line = decode(raw)

    assert line.text.isprintable()
    assert as_text(line, "")


@settings(max_examples=300)
@given(st.text(max_size=300), st.text(max_size=300))
def test_writing_never_raises(words: str, trace: str) -> None:
    line = decode(encode(LogLine(1.0, "info", words, words, words, trace)))

    assert line.level == "info"
    assert all(part.isprintable() for part in line.trace.split("\n"))


def test_a_traceback_without_end_ends() -> None:
    def dive() -> None:
        dive()

    try:
        dive()
    except RecursionError as fault:
        shown = trace_of(fault)

    assert "RecursionError" in shown
    assert len(shown) < 10_000
