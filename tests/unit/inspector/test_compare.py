"""Two tokens side by side."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.app.token_words import gist_words
from desktop_app.inspector.compare import MAX_ROWS, Comparison, Side, compare, named, same
from desktop_app.inspector.gist import gist, is_refresh
from desktop_app.inspector.history import KEPT, Entry, History

HEADER = {"alg": "RS256", "kid": "k1"}
BEFORE = {
    "iss": "https://auth.acme.example",
    "aud": "acme-portal",
    "sub": "a1b2",
    "iat": 1_795_443_760,
    "exp": 1_795_444_060,
    "jti": "0f6c",
    "scope": "openid profile email",
    "roles": ["user", "billing"],
}
AFTER = {
    **BEFORE,
    "iat": 1_795_444_060,
    "exp": 1_795_444_360,
    "jti": "c771",
    "scope": "profile openid email",
    "roles": ["user"],
    "amr": ["pwd", "otp"],
}


def diff(a: dict[str, Any], b: dict[str, Any], header: dict[str, Any] | None = None) -> Comparison:
    return compare(Side(HEADER, a), Side(HEADER if header is None else header, b))


def rows(comparison: Comparison) -> list[tuple[str, str, str, str]]:
    return [(row.change, row.name, row.before, row.after) for row in comparison.differences]


def test_before_and_after_a_refresh() -> None:
    found = diff(BEFORE, AFTER)

    assert rows(found) == [
        ("removed", "roles[1]", '"billing"', ""),
        ("added", "amr", "", '["pwd", "otp"]'),
        ("changed", "iat", "1795443760", "1795444060"),
        ("changed", "exp", "1795444060", "1795444360"),
        ("changed", "jti", '"0f6c"', '"c771"'),
    ]
    assert [row.part for row in found.rows] == ["claims"] * 10 + ["header"] * 2
    assert {change: found.count(change) for change in ("removed", "added", "changed", "same")} == {
        "removed": 1, "added": 1, "changed": 3, "same": 7,
    }  # fmt: skip


def test_times_tell_their_difference() -> None:
    iat = next(row for row in diff(BEFORE, AFTER).rows if row.name == "iat")

    assert iat.seconds == 300
    assert iat.before_time is not None
    assert iat.before_time.at == 1_795_443_760
    assert iat.usual


def test_a_time_that_is_none_has_no_difference() -> None:
    exp = next(row for row in diff({"exp": 5}, {"exp": 10**400}).rows if row.name == "exp")

    assert exp.seconds is None
    assert exp.after_time is not None
    assert exp.after_time.trouble == "out_of_range"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"scope": "a b"}, {"scope": "b  a a"}),
        ({"aud": "x"}, {"aud": ["x"]}),
        ({"aud": ["x", "y"]}, {"aud": ["y", "x"]}),
        ({"roles": ["x", "y"]}, {"roles": ["y", "x", "x"]}),
        ({"realm_access": {"roles": ["x", "y"]}}, {"realm_access": {"roles": ["y", "x"]}}),
        ({"n": 1}, {"n": 1.0}),
    ],
)
def test_order_and_spelling_that_mean_nothing(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert diff(a, b).differences == ()


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ({"n": 1}, {"n": True}, [("changed", "n", "1", "true")]),
        ({"n": None}, {}, [("removed", "n", "null", "")]),
        ({"n": "5"}, {"n": 5}, [("changed", "n", '"5"', "5")]),
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 2}}}, [("changed", "a.b.c", "1", "2")]),
        ({"a": [{"t": 1}, 2]}, {"a": [{"t": 2}]}, [("removed", "a[1]", "2", ""), ("changed", "a[0].t", "1", "2")]),
        ({"a": {}}, {"a": {"b": 1}}, [("changed", "a", "{}", '{"b": 1}')]),
        ({"roles": ["x"]}, {"roles": ["y"]}, [("changed", "roles", '["x"]', '["y"]')]),
        ({"roles": "x"}, {"roles": ["x"]}, [("changed", "roles", '"x"', '["x"]')]),
        ({"scope": "a b c"}, {"scope": "b d"}, [
            ("removed", "scope[0]", '"a"', ""), ("removed", "scope[2]", '"c"', ""), ("added", "scope[1]", "", '"d"'),
        ]),
    ],
)  # fmt: skip
def test_differences(a: dict[str, Any], b: dict[str, Any], expected: list[tuple[str, str, str, str]]) -> None:
    assert rows(diff(a, b)) == expected


def test_order_counts_where_it_says_something() -> None:
    found = compare(Side({"x5c": ["a", "b"]}, {}), Side({"x5c": ["b", "a"]}, {}))

    assert [row.name for row in found.differences] == ["x5c[0]", "x5c[1]"]
    assert {row.part for row in found.differences} == {"header"}


def test_it_is_bounded() -> None:
    many = {f"c{number}": number for number in range(3 * MAX_ROWS)}
    found = diff(many, {})

    assert len(found.rows) == MAX_ROWS
    assert found.left_out == 2 * MAX_ROWS + 2
    deep: Any = 1
    for _ in range(2_000):
        deep = {"a": deep}
    assert diff({"a": deep}, {"a": deep}).count("same") == 3
    assert len(diff({"a": "x" * 1_000_000}, {"a": "y"}).rows[0].before) == 300


def test_differences_come_before_what_is_the_same_even_where_there_is_no_room() -> None:
    many: dict[str, Any] = {f"c{number}": number for number in range(2 * MAX_ROWS)}
    found = diff(many, {**many, "last": 1})

    assert rows(found) == [("added", "last", "", "1")]
    assert len(found.rows) == MAX_ROWS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
MEMBERS = st.dictionaries(st.sampled_from(["scope", "aud", "roles", "exp", "x5c"]) | st.text(max_size=4), JSON)


@settings(max_examples=300)
@given(MEMBERS, MEMBERS)
def test_it_is_even_handed(a: dict[str, Any], b: dict[str, Any]) -> None:
    there, back = diff(a, b), diff(b, a)

    assert diff(a, json.loads(json.dumps(a))).differences == ()
    assert there.count("removed") == back.count("added")
    assert there.count("changed") == back.count("changed")
    assert bool(there.differences) == bool(back.differences)
    assert all(len(row.before) <= 300 and len(row.after) <= 300 for row in there.rows)
    assert all(gist_words(sentence) for sentence in gist(Side({}, a), Side({}, b), there))


def test_same() -> None:
    assert same({"a": [1, {"b": None}]}, {"a": [1.0, {"b": None}]})
    assert not same([True], [1])
    assert not same([1], [1, 2])
    assert not same({"a": 1}, {"b": 1})
    assert not same({}, [])


def test_names() -> None:
    assert named(("realm_access", "roles", 0)) == "realm_access.roles[0]"
    assert named(("a", 0, "b")) == "a[0].b"


def said(a: dict[str, Any], b: dict[str, Any], header: dict[str, Any] | None = None) -> list[str]:
    other = HEADER if header is None else header
    sides = Side(HEADER, a), Side(other, b)
    return [gist_words(sentence) for sentence in gist(*sides, compare(*sides))]


def test_the_gist_of_a_refresh() -> None:
    assert said(BEFORE, AFTER) == [
        "This refresh took the role billing away.",
        "The times and the token's own number (jti) change at every refresh.",
    ]
    assert is_refresh(Side(HEADER, BEFORE), Side(HEADER, AFTER))
    assert not is_refresh(Side(HEADER, AFTER), Side(HEADER, BEFORE))


def test_the_gist_where_only_the_usual_differs() -> None:
    assert said(BEFORE, {**BEFORE, "jti": "x", "iat": 1, "exp": 301}) == [
        "Only the times and the token's own number (jti) differ, as they do at every refresh."
    ]
    assert said(BEFORE, BEFORE) == ["Nothing differs."]


def test_the_gist_of_two_people() -> None:
    other = {**BEFORE, "sub": "c3d4", "roles": ["user", "admin", "owner"], "scope": "openid", "aud": "acme-billing"}

    assert said(BEFORE, other) == [
        "They are about different people: a1b2 and c3d4.",
        "B does not have the role billing.",
        "Only B has the roles admin, owner.",
        "B does not have the scopes profile, email.",
        "They are for different services: acme-portal and acme-billing.",
    ]


@pytest.mark.parametrize(
    ("a", "b", "sentence"),
    [
        ({"realm_access": {"roles": ["x", "y"]}}, {"realm_access": {"roles": ["y"]}}, "B does not have the role x."),
        ({"roles": ["x"]}, {"roles": ["y"]}, "Only B has the role y."),
        ({}, {"roles": ["y"]}, "Only B has the role y."),
        ({"realm_access": {"roles": ["x"]}}, {}, "B does not have the role x."),
        ({"iat": 0, "exp": 60}, {"iat": 0, "exp": 120}, "B lives longer: 2 minutes, and A 1 minute."),
        ({"iat": 0, "exp": 60}, {"iat": 0, "exp": 30}, "B lives shorter: 30 seconds, and A 1 minute."),
        ({"sid": "1"}, {"sid": "2"}, "They belong to different sessions."),
        ({"iss": "a"}, {}, "Different issuers: a and -."),
    ],
)
def test_single_sentences(a: dict[str, Any], b: dict[str, Any], sentence: str) -> None:
    assert sentence in said(a, b)


def test_another_key_and_algorithm() -> None:
    assert said(BEFORE, BEFORE, {"alg": "ES256", "kid": "k2"}) == [
        "They are signed in different ways: RS256 and ES256.",
        "They are signed with different keys: the issuer has changed its key, or has several.",
    ]


def entry(generation: int, which: Any = "access") -> Entry:
    return Entry(1_000.0 + generation, generation, which, HEADER, BEFORE)


def test_ten_entries_of_each_account_are_kept_the_newest_first() -> None:
    history = History()
    for generation in range(25):
        assert history.keep("a", entry(generation))
    history.keep("b", entry(1))

    assert KEPT == 10
    assert [one.generation for one in history.entries("a")] == list(range(24, 14, -1))
    assert len(history.entries("b")) == 1
    assert history.entries("c") == ()


def test_the_same_token_is_kept_once() -> None:
    history = History()

    assert history.keep("a", entry(1))
    assert not history.keep("a", entry(1))
    assert history.keep("a", entry(1, "id"))
    assert [one.which for one in history.entries("a")] == ["id", "access"]
    assert [one.which for one in history.entries("a", "id")] == ["id"]


def test_a_signed_out_account_is_forgotten() -> None:
    history = History()
    history.keep("a", entry(1))
    history.forget("a")
    history.forget("never seen")

    assert history.entries("a") == ()


def test_what_is_kept_does_not_show_itself() -> None:
    assert "a1b2" not in repr(entry(1))
    assert "a1b2" not in repr(diff(BEFORE, AFTER).rows)
