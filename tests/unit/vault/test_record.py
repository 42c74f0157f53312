"""Records: what is written is read, and nothing else is taken for one."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.secret import Secret
from desktop_app.vault import record
from desktop_app.vault.record import Record, RecordTrouble

WHOLE = Record(
    account_id="5e0e1c1e-0000-4000-8000-000000000001",
    generation=3,
    issuer="https://issuer.example/realm",
    client_id="client",
    token_origin="https://tokens.example:8443",
    subject="ada \U0001f511 \ud800",
    refresh_token=Secret("refresh-token"),
    key=bytes(range(32)),
    signed_in_at=1_700_000_000.5,
    auth_time=1_700_000_000,
    azp="client",
    nonce="n",
)
MEMBERS = json.loads(record.encode(WHOLE))


@pytest.mark.parametrize(
    "one", [WHOLE, replace(WHOLE, refresh_token=None, auth_time=None, azp=None, nonce=None, generation=0)]
)
def test_round_trip(one: Record) -> None:
    text = record.encode(one)
    assert record.decode(text) == one
    assert text.isascii()


def test_no_secret_is_shown() -> None:
    shown = repr(WHOLE)
    assert "refresh-token" not in shown
    assert repr(WHOLE.key) not in shown


@pytest.mark.parametrize("wrong", [replace(WHOLE, key=b"short"), replace(WHOLE, generation=-1)])
def test_what_could_not_be_read_is_not_written(wrong: Record) -> None:
    with pytest.raises(ValueError, match=r"^a record has a 32-byte key and a generation$"):
        record.encode(wrong)


def trouble_of(text: str) -> str:
    with pytest.raises(RecordTrouble) as caught:
        record.decode(text)
    assert caught.value.__cause__ is None
    assert str(caught.value) == caught.value.kind
    return caught.value.kind


@pytest.mark.parametrize("schema", [2, 3, 10**30])
def test_a_newer_schema_is_no_rubbish(schema: int) -> None:
    assert trouble_of(json.dumps({"schema": schema, "anything": [1]})) == "newer"


@pytest.mark.parametrize("schema", [0, -1, True, "1", 1.0, None, [1]])
def test_an_odd_schema_is_rubbish(schema: object) -> None:
    assert trouble_of(json.dumps(MEMBERS | {"schema": schema})) == "rubbish"


@pytest.mark.parametrize("name", sorted(set(MEMBERS) - {"schema"}))
def test_every_member_must_be_there_and_of_its_type(name: str) -> None:
    assert trouble_of(json.dumps({key: value for key, value in MEMBERS.items() if key != name})) == "rubbish"
    wrongs: tuple[object, ...] = (
        [],
        {},
        True,
        1.5 if name != "signed_in_at" else "1",
        7 if isinstance(MEMBERS[name], str) else "7",
    )
    for wrong in wrongs:
        assert trouble_of(json.dumps(MEMBERS | {name: wrong})) == "rubbish"


@pytest.mark.parametrize("time", [math.inf, math.nan])
def test_a_time_that_is_no_number_is_not_written(time: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        record.encode(replace(WHOLE, signed_in_at=time))


def test_what_was_written_by_the_first_release_is_read() -> None:
    text = (
        '{"schema":1,"generation":3,"account_id":"a","issuer":"https://i","client_id":"c","token_origin":"https://t",'
        '"subject":"s","refresh_token":"r","key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","signed_in_at":1.5,'
        '"auth_time":2,"azp":null,"nonce":"n"}'
    )
    one = Record("a", 3, "https://i", "c", "https://t", "s", Secret("r"), bytes(range(32)), 1.5, 2, None, "n")

    assert record.encode(one) == text
    assert record.decode(text) == one


def test_the_longest_text() -> None:
    longest = record.encode(WHOLE).ljust(record.MAX_TEXT)

    assert record.decode(longest) == WHOLE
    assert trouble_of(longest + " ") == "rubbish"


@pytest.mark.parametrize(
    "key", ["A" * 20 + "\n" + "A" * 23 + "=", "", "AAAA", "A" * 43, "A" * 45 + "=", "!" * 44, "\u00e4" * 44]
)
def test_a_key_is_32_bytes_of_base64(key: str) -> None:
    assert trouble_of(json.dumps(MEMBERS | {"key": key})) == "rubbish"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "1",
        '"text"',
        "{",
        "{}",
        "\x00",
        "[" * 100_000,
        '{"schema":' + "9" * 5000 + "}",
        record.encode(WHOLE) + "x",
        record.encode(WHOLE).replace("1700000000.5", "1e999"),
        record.encode(WHOLE).replace("1700000000.5", "NaN"),
        record.encode(WHOLE).replace("1700000000.5", "1" + "0" * 400),
        " " * (record.MAX_TEXT + 1),
        "\ud800",
    ],
    ids=range(16),
)
def test_rubbish(text: str) -> None:
    assert trouble_of(text) == "rubbish"


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)


@given(st.text(max_size=100) | st.dictionaries(st.sampled_from(sorted(MEMBERS)), SCALARS).map(json.dumps))
def test_any_text_is_a_record_or_trouble(text: str) -> None:
    assert trouble_of(text) in ("rubbish", "newer")


@pytest.mark.parametrize(
    ("issuer", "client_id", "endpoint", "bound"),
    [
        (WHOLE.issuer, "client", "https://tokens.example:8443/token", True),
        (WHOLE.issuer, "client", "HTTPS://TOKENS.example:8443/other?x=1", True),
        (WHOLE.issuer + "/", "client", "https://tokens.example:8443/token", False),
        (WHOLE.issuer, "Client", "https://tokens.example:8443/token", False),
        (WHOLE.issuer, "client", "https://tokens.example/token", False),
        (WHOLE.issuer, "client", "http://tokens.example:8443/token", False),
        (WHOLE.issuer, "client", "https://tokens.example.evil:8443/token", False),
        (WHOLE.issuer, "client", "https://tokens.example:8443@evil/token", False),
        (WHOLE.issuer, "client", "rubbish", False),
        (WHOLE.issuer, "client", "https://[::1/token", False),
        (WHOLE.issuer, "client", "https://tokens.example:99999/token", False),
    ],
)
def test_bound_to_issuer_client_and_origin(issuer: str, client_id: str, endpoint: str, bound: bool) -> None:
    assert record.is_bound(WHOLE, issuer, client_id, endpoint) is bound


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Issuer.Example/token", "https://issuer.example"),
        ("https://issuer.example:443/token", "https://issuer.example"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8080/token", "http://[::1]:8080"),
        ("http://issuer.example:443", "http://issuer.example:443"),
    ],
)
def test_origin(url: str, origin: str) -> None:
    assert record.origin_of(url) == origin


@pytest.mark.parametrize("url", ["", "ftp://issuer.example", "https://", "issuer.example", "https://host:port/"])
def test_no_origin(url: str) -> None:
    with pytest.raises(ValueError, match=r"^no http address$|port|Port"):
        record.origin_of(url)
