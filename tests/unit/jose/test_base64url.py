"""base64url without padding, one text for one sequence of bytes (RFC 7515 §2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.jose import base64url
from desktop_app.jose.errors import JoseError


@given(st.binary(max_size=200))
def test_round_trip(data: bytes) -> None:
    assert base64url.decode(base64url.encode(data)) == data


@given(st.text(alphabet="ABCxyz019-_", max_size=40))
def test_whatever_is_read_is_written_the_same(text: str) -> None:
    try:
        data = base64url.decode(text)
    except JoseError:
        return
    assert base64url.encode(data) == text


def test_the_example_of_the_rfc() -> None:
    assert base64url.encode(bytes([3, 236, 255, 224, 193])) == "A-z_4ME"


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("QQ==", "padding"),
        ("=", "padding"),
        ("QQ\n", "alphabet"),
        (" QQ", "alphabet"),
        ("+/AA", "alphabet"),
        ("QQ.", "alphabet"),
        ("\u0661A", "alphabet"),
        ("\ud800", "alphabet"),
        ("A", "length"),
        ("AAAAA", "length"),
        ("QR", "not_canonical"),
        ("QUJ", "not_canonical"),
    ],
)
def test_refused(text: str, detail: str) -> None:
    with pytest.raises(JoseError) as refused:
        base64url.decode(text)

    assert (refused.value.kind, refused.value.detail) == ("malformed", detail)


def test_no_letter_is_taken_for_padding() -> None:
    assert base64url.encode(b"\x5d\x75\xd7") == "XXXX"
