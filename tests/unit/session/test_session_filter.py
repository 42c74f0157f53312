"""Picking and sorting sessions."""

from __future__ import annotations

import pytest

from desktop_app.ports import ListedSession
from desktop_app.session.session_filter import Filter, SortKey, applications, in_order, matching

NOW = 1_800_000_000.0
DAY = 86_400.0
LAPTOP = ListedSession("1", True, "Ada's Laptop", "app, web", "192.0.2.1", NOW - 9 * DAY, NOW - 60, None, "ada")
PHONE = ListedSession("2", False, "phone", "app", "192.0.2.2", NOW - 5 * DAY, NOW - 5 * DAY, NOW + DAY, "ada")
UNKNOWN = ListedSession("3", user="max")
STARTED = ListedSession("4", device="TV", application="tv", started=NOW - 20 * DAY)
ALL = [LAPTOP, PHONE, UNKNOWN, STARTED]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), "1234"),
        (Filter(but_current=True), "234"),
        (Filter(application="app"), "12"),
        (Filter(application="web"), "1"),
        (Filter(application="ap"), ""),
        (Filter(device="LAPTOP"), "1"),
        (Filter(device="a"), "1"),
        (Filter(unused_for=2 * DAY), "24"),
        (Filter(unused_for=0), "124"),
        (Filter(unused_for=5 * DAY), "24"),
        (Filter(unused_for=5 * DAY + 1), "4"),
        (Filter(words="192.0.2 APP"), "12"),
        (Filter(words="max"), "3"),
        (Filter(words="phone nothing"), ""),
        (Filter(application="app", but_current=True, unused_for=DAY), "2"),
    ],
)
def test_what_matches(wanted: Filter, found: str) -> None:
    assert "".join(one.id for one in matching(ALL, wanted, NOW)) == found


@pytest.mark.parametrize(
    ("key", "descending", "found"),
    [
        ("current", False, "1234"),
        ("device", False, "1243"),
        ("device", True, "4213"),
        ("last_used", False, "2134"),
        ("last_used", True, "1234"),
        ("started", False, "4123"),
        ("expires", True, "2134"),
        ("user", True, "3124"),
        ("application", False, "2143"),
        ("address", False, "1234"),
    ],
)
def test_the_order_with_the_unknown_last(key: SortKey, descending: bool, found: str) -> None:
    assert "".join(one.id for one in in_order(ALL, key, descending=descending)) == found


def test_the_applications_there_are() -> None:
    assert applications(ALL) == ["app", "tv", "web"]
