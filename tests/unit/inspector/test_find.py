"""What is found in what people give, and where it ends."""

from __future__ import annotations

import json
import time

import pytest

from desktop_app.inspector.find import Finder, find
from desktop_app.inspector.limits import MAX_TOKEN
from tests.support import minted

A = minted.jws(minted.claims())
B = minted.jws(minted.claims(sub="bob"), alg="ES256")
PASETO = "v4.public." + "A" * 100


def found(text: str) -> list[tuple[str, str]]:
    return [(one.label, one.text.reveal()) for one in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (A, [("", A)]),
        (f"  {A}\r\n", [("", A)]),
        (f"Bearer {A}", [("Bearer", A)]),
        (f"Authorization: bearer {A}", [("Bearer", A)]),
        (f"curl -H 'Authorization: Bearer {A}' https://api.example", [("Bearer", A)]),
        ("Authorization: Bearer 8ccAN5uL4h1hR1Kjs2q0", [("Bearer", "8ccAN5uL4h1hR1Kjs2q0")]),
        ("Bearer opaque", [("Bearer", "opaque")]),
        ("opaque", [("", "opaque")]),
        (f"Cookie: theme=dark; sid={A}; other={B}", [("sid", A), ("other", B)]),
        (f"Set-Cookie: __Host-id={A}; Path=/; Secure", [("__Host-id", A)]),
        (f"https://app.example/cb#id_token={A}", [("id_token", A)]),
        (f'{{"jwt":"{A}"}}', [("jwt", A)]),
        (f"{A},{B};{A}", [("", A), ("", B), ("", A)]),
        (f"'{A}' \u201c{B}\u201d", [("", A), ("", B)]),
        (f"2026-01-31 ERROR refused token={A} user=ada ip=10.0.0.1\n", [("token", A)]),
        (PASETO, [("", PASETO)]),
        (f"x {PASETO} y", [("", PASETO)]),
        ("www.example.com said 1.2.3 to v4.public and eye.witness", []),
        ("The bearer token is missing, and bearer authentication-failed-here too", []),
        ("", []),
        (" \n\t ", []),
    ],
    ids=str,
)
def test_what_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_every_token_of_a_token_response() -> None:
    answer = json.dumps(
        {
            "access_token": A,
            "token_type": "Bearer",
            "refresh_token_expires_in": 3600,
            "refresh_token": "8ccAN5uL4h1hR1",
            "id_token": B,
            "expires_in": 3600,
        },
        indent=2,
    )

    assert found(answer) == [("access_token", A), ("refresh_token", "8ccAN5uL4h1hR1"), ("id_token", B)]


@pytest.mark.parametrize("beside", ["=", "==", "!", ".", ")", "]", "&x=1", "\u200b", "\u0430", "|", "/"])
def test_what_stands_beside_a_token_belongs_to_it(beside: str) -> None:
    assert found(A + beside) == [("", A + beside)]
    assert found(f"log: {A}{beside} end") == [("", A + beside)]


@pytest.mark.parametrize("end", [" ", "\t", "\n", "\r\n", '"', "'", ",", ";", "\u00a0", "\u2028"])
def test_a_token_ends_at(end: str) -> None:
    assert found(f"x {A}{end}y") == [("", A)]


def test_places_and_lines() -> None:
    text = f"first\n{A}\n\nsid={B} end"

    first, second = find(text)

    assert (first.line, text[first.start : first.end]) == (2, A)
    assert (second.line, text[second.start : second.end]) == (4, B)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1_000])
def test_pieces_change_nothing(size: int) -> None:
    text = f'a\n"access_token" : "{A}"\nBearer {B}; sid={A}\n{PASETO} x'
    finder = Finder()

    pieces = [one for at in range(0, len(text), size) for one in finder.feed(text[at : at + size])]
    pieces += finder.feed("", end=True)

    whole = find(text)
    assert [(one.label, one.text.reveal(), one.start, one.line) for one in pieces] == [
        (one.label, one.text.reveal(), one.start, one.line) for one in whole
    ]
    assert [one.label for one in whole] == ["access_token", "Bearer", "sid", ""]


def test_a_word_over_the_limit_ends_it() -> None:
    finder = Finder()

    got = [
        *finder.feed(f"{A} "),
        *finder.feed("e" * (MAX_TOKEN + 5)),
        *finder.feed(f" {B}"),
        *finder.feed("", end=True),
    ]

    assert finder.stopped
    assert [len(one.text) for one in got] == [len(A), MAX_TOKEN + 1]


def test_a_word_at_the_limit_is_a_token() -> None:
    (one,) = find("eyJ" + "a" * (MAX_TOKEN - 3))

    assert len(one.text) == MAX_TOKEN


@pytest.mark.parametrize(
    "text",
    [
        "e" * 900_000,
        "eyJ" * 300_000,
        "eyJhbGciOiJSUzI1NiJ9." * 45_000,
        "=" * 900_000,
        "a=e" * 300_000,
        "=eyJ" * 225_000,
        "= " * 450_000,
        '"a":' * 225_000,
        '"' + "x" * 899_999,
        "Bearer " * 130_000,
        "Bearer\n" * 130_000,
        "." * 900_000,
        "a." * 450_000,
        "v4.public." * 90_000,
        "{" * 900_000,
        "'" * 900_000,
        "\n" * 900_000,
        "~" * 900_000,
        "-----BEGIN PRIVATE KEY-----" * 30_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    began = time.thread_time()
    find(text)
    took = time.thread_time() - began

    # Ten times what the slowest takes; quadratic work would take minutes.
    assert took < 8
