"""Status before body, and Retry-After."""

from __future__ import annotations

import time

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import answers
from tests.support import minted

NOW = float(minted.NOW)  # Fri, 15 Jan 2027 08:00:00 GMT


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", NOW + 120),
        (" 5 ", NOW + 5),
        ("0", NOW),
        ("86401", NOW + 86_400),
        ("000060", NOW + 60),
        # More digits than a day's are not read.
        ("0000060", NOW + 86_400),
        ("9" * 500, NOW + 86_400),
        ("Fri, 15 Jan 2027 08:02:00 GMT", NOW + 120),
        ("Fri, 15 Jan 2027 07:00:00 GMT", NOW),
        ("Fri, 31 Dec 9999 23:59:59 GMT", NOW + 86_400),
        ("15 Jan 2027 08:02:00", NOW + 120),
        ("Fri, 15 Jan 2027 09:02:00 +0100", NOW + 120),
        ("Fri, 31 Dec 9999 23:59:59 -2359", NOW + 86_400),
        ("Fri, 31 Dec 99999999999999999999 23:59:59 GMT", None),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("\u0661", None),
    ],
)
def test_retry_after(value: str, expected: float | None) -> None:
    assert answers.retry_after(minted.answer(headers={"retry-after": value}), NOW) == expected


def test_a_date_without_a_zone_is_not_in_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 9110 §5.6.7: a date is in GMT, whatever it leaves out and wherever this computer is."""
    monkeypatch.setenv("TZ", "ABC+05")
    time.tzset()
    try:
        answer = minted.answer(headers={"retry-after": "15 Jan 2027 08:02:00"})
        assert answers.retry_after(answer, NOW) == NOW + 120
    finally:
        monkeypatch.undo()
        time.tzset()


def test_no_retry_after() -> None:
    assert answers.retry_after(minted.answer(), NOW) is None


def test_a_date_counts_from_the_answers_own_clock() -> None:
    """The provider's clock is an hour ahead of ours; it asks for two minutes."""
    answer = minted.answer(headers={"retry-after": "Fri, 15 Jan 2027 09:02:00 GMT"}, date=NOW + 3_600)

    assert answers.retry_after(answer, NOW) == NOW + 120


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (99, Code.E_PORTAL),
        (101, Code.E_PORTAL),
        (301, Code.E_PORTAL),
        (302, Code.E_PORTAL),
        (304, Code.E_PORTAL),
        (407, Code.E_PROXY),
        (429, Code.E_RATE),
        (500, Code.E_SERVER),
        (503, Code.E_SERVER),
        (511, Code.E_SERVER),
        (599, Code.E_SERVER),
        (600, Code.E_PORTAL),
    ],
)
def test_a_status_that_decides(status: int, code: Code) -> None:
    answer = minted.answer({"error": "invalid_grant"}, status=status, headers={"retry-after": "30"})

    with pytest.raises(KeyfobError) as refused:
        answers.refuse_status(answer, now=NOW)

    assert refused.value.code is code
    assert refused.value.params.get("retry_at") == (NOW + 30 if code in (Code.E_RATE, Code.E_SERVER) else None)


@pytest.mark.parametrize("status", [200, 201, 204, 400, 401, 403, 404, 418, 428, 430, 499])
def test_a_status_that_does_not(status: int) -> None:
    answers.refuse_status(minted.answer(status=status), now=NOW)

    assert answers.read_object(minted.answer({"a": 1}, status=status), _broken, overflow="refuse") == {"a": 1}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", Code.E_PORTAL),
        (b"<html>", Code.E_PORTAL),
        (b"\xff\xfe", Code.E_PORTAL),
        (b"[]", Code.E_USERINFO),
        (b'{"a":1,"a":2}', Code.E_USERINFO),
        (b"\xef\xbb\xbf{}", Code.E_USERINFO),
        (b'{"a":NaN}', Code.E_USERINFO),
        (b"[" * 99 + b"]" * 99, Code.E_USERINFO),
    ],
)
def test_not_json_is_not_the_providers_and_other_json_breaks_the_rules(body: bytes, code: Code) -> None:
    with pytest.raises(KeyfobError) as refused:
        answers.read_object(minted.answer(body), _broken, overflow="refuse")

    assert refused.value.code is code


@pytest.mark.parametrize("number", ["1e400", "-1e400"])
def test_numbers_too_large_are_the_callers_choice(number: str) -> None:
    answer = minted.answer(f'{{"a":{number}}}')

    assert answers.read_object(answer, _broken, overflow="infinity") == {"a": float(number)}
    with pytest.raises(KeyfobError):
        answers.read_object(answer, _broken, overflow="refuse")


def _broken(detail: str) -> KeyfobError:
    return KeyfobError(Code.E_USERINFO, "protocol.userinfo_json", detail=detail)
