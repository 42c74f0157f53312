"""JSON, strictly."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.jose import strict_json
from desktop_app.jose.errors import JoseError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES)
def test_reads_what_json_writes(value: Any) -> None:
    assert strict_json.loads(json.dumps(value).encode()) == value
    if "\\ud" not in json.dumps(value):
        assert strict_json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8")) == value


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"", "not_json"),
        (b"<html>", "not_json"),
        (b"{'a':1}", "not_json"),
        (b"1 2", "not_json"),
        (b"[1,]", "not_json"),
        (b"[}", "not_json"),
        (b"]", "not_json"),
        (b"[", "not_json"),
        (b'"\n"', "not_json"),
        (b'"\\', "not_json"),
        (b'\xef\xbb\xbf{"a":1}', "bom"),
        (b'{"a":"\xff"}', "not_utf8"),
        (b'"\xed\xa0\x80"', "not_utf8"),
        ('{"a":1}'.encode("utf-16"), "not_utf8"),
        ('{"a":1}'.encode("utf-16-le"), "not_json"),
        (b'{"a":1,"a":1}', "duplicate_member"),
        (b'{"a":1,"\\u0061":2}', "duplicate_member"),
        (b'[{"b":{"a":1,"a":2}}]', "duplicate_member"),
        (b"NaN", "constant"),
        (b"[-Infinity]", "constant"),
        (b"1e400", "number_range"),
        (b"-1e400", "number_range"),
        (b"9" * 1_001, "number_range"),
        (b"[" * 65 + b"]" * 65, "too_deep"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "too_deep"),
        (b" " * 1_000_001, "too_large"),
    ],
)
def test_refused(data: bytes, detail: str) -> None:
    with pytest.raises(JoseError) as refused:
        strict_json.loads(data)

    assert (refused.value.kind, refused.value.detail) == ("malformed", detail)


def test_the_limits_themselves_are_fine() -> None:
    deep = strict_json.loads(b"[" * 64 + b"]" * 64)
    long = strict_json.loads(b"9" * 1_000)

    assert isinstance(deep, list)
    assert long == 10**1_000 - 1
    assert strict_json.loads(b"1" + b" " * 999_999) == 1


def test_brackets_in_strings_do_not_count() -> None:
    assert strict_json.loads(b'"' + b"[" * 1_000 + b'"') == "[" * 1_000
    assert strict_json.loads(b'["\\"[[[","]"]', max_depth=1) == ['"[[[', "]"]


def test_limits_are_the_callers() -> None:
    with pytest.raises(JoseError):
        strict_json.loads(b"[[]]", max_depth=1)
    with pytest.raises(JoseError):
        strict_json.loads(b"1234", limit=3)


def test_numbers_too_large_become_infinite_where_asked() -> None:
    text = b"[1e400,-1e400," + b"9" * 1_001 + b",-" + b"9" * 1_001 + b"]"

    assert strict_json.loads(text, overflow="infinity") == [math.inf, -math.inf, math.inf, -math.inf]


@pytest.mark.parametrize("data", [b"[]", b"1", b'"{}"', b"null"])
def test_only_objects_are_objects(data: bytes) -> None:
    with pytest.raises(JoseError) as refused:
        strict_json.load_object(data)

    assert refused.value.detail == "not_an_object"
    assert strict_json.load_object(b"{}") == {}
