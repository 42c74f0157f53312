"""Roles out of claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.oidc.roles import MAX_ROLE, MAX_ROLES, roles_from

CLAIMS = {
    "roles": ["user", "admin", "user", 5, None, "", ["x"]],
    "words": " a b  a ",
    "realm_access": {"roles": ["offline"], "other": "x"},
    "resource_access": {"my.app": {"roles": ["editor"]}},
    "https://acme.example/roles": ["named"],
    "a\\b": ["odd"],
    "urn:zitadel:iam:org:project:roles": {"owner": {"1": "acme.example"}, "viewer": {}},
    "number": 7,
    "flag": True,
    "none": None,
}


@pytest.mark.parametrize(
    ("paths", "roles"),
    [
        (["roles"], ("user", "admin")),
        (["words"], ("a", "b")),
        (["roles", "words", "roles"], ("user", "admin", "a", "b")),
        (["realm_access.roles"], ("offline",)),
        (["realm_access.other"], ("x",)),
        (["resource_access.my\\.app.roles"], ("editor",)),
        (["resource_access.my.app.roles"], ()),
        (["https://acme\\.example/roles"], ("named",)),
        (["a\\b"], ("odd",)),
        (["urn:zitadel:iam:org:project:roles"], ("owner", "viewer")),
        (["realm_access"], ()),
        (["number", "flag", "none", "missing", "roles.x", "number.x", "", "."], ()),
        ([], ()),
    ],
)
def test_roles(paths: list[str], roles: tuple[str, ...]) -> None:
    assert roles_from(CLAIMS, paths) == roles


def test_the_bounds() -> None:
    many = {"roles": [str(number) for number in range(MAX_ROLES + 1)], "long": ["x" * MAX_ROLE, "x" * (MAX_ROLE + 1)]}

    assert len(roles_from(many, ["roles"])) == MAX_ROLES
    assert roles_from(many, ["long"]) == ("x" * MAX_ROLE,)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["a", "b", "a.b"]), inner),
    ),
    st.lists(st.text(alphabet="ab.\\", max_size=6), max_size=3),
)
def test_always_words_each_once(value: object, paths: list[str]) -> None:
    found = roles_from({"a": value}, paths)

    assert all(isinstance(role, str) and role for role in found)
    assert len(set(found)) == len(found)
