"""Who is signed in, and what they may do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.session.access import OTHER_SESSIONS, capabilities, explained, user_has_access, user_logged_in
from desktop_app.session.account import Account
from tests.support.sessions import NOW, make_tokens

ACCOUNT = Account("work", "https://p.example", "desktop", capabilities={"print": ("user", "printer"), "none": ()})


@pytest.mark.parametrize(
    ("ends", "signed_in"), [(NOW + 1, True), (NOW, False), (NOW - 1, False), (None, True)], ids=str
)
def test_signed_in_means_an_unexpired_token(ends: float | None, signed_in: bool) -> None:
    tokens = make_tokens(expires_at=ends)
    assert user_logged_in(tokens, NOW) is signed_in
    assert user_has_access(tokens, ["user"], NOW) is signed_in


def test_nobody_is_not_signed_in() -> None:
    assert not user_logged_in(None, NOW)
    assert not user_has_access(None, ["user"], NOW)


def test_any_of_the_roles_will_do() -> None:
    tokens = make_tokens(roles=("user", "editor"))
    assert user_has_access(tokens, ["admin", "editor"], NOW)
    assert not user_has_access(tokens, ["admin"], NOW)
    assert not user_has_access(tokens, [], NOW)


def test_missing_roles_are_no() -> None:
    assert not user_has_access(make_tokens(roles=()), ["user"], NOW)


def test_capabilities_by_the_accounts_table() -> None:
    found = capabilities(ACCOUNT, make_tokens(roles=("printer",)), NOW)
    assert found == {OTHER_SESSIONS: False, "print": True, "none": False}
    admin = replace(ACCOUNT, admin_roles=("chief",))
    assert capabilities(admin, make_tokens(roles=("chief",)), NOW)[OTHER_SESSIONS]
    assert not any(capabilities(admin, make_tokens(roles=("chief",)), NOW + 301).values())


@pytest.mark.parametrize(
    ("roles", "ends", "why"),
    [
        (("printer",), NOW + 1, {"other_sessions": "no_role", "print": "granted", "none": "no_role"}),
        (("admin",), NOW + 1, {"other_sessions": "granted", "print": "no_role", "none": "no_role"}),
        ((), NOW + 1, dict.fromkeys(("other_sessions", "print", "none"), "no_roles_known")),
        (("admin",), NOW, dict.fromkeys(("other_sessions", "print", "none"), "token_ended")),
    ],
    ids=["printer", "admin", "no-roles", "ended"],
)
def test_why_a_capability_is_granted_or_not(roles: tuple[str, ...], ends: float, why: dict[str, str]) -> None:
    tokens = make_tokens(roles=roles, expires_at=ends)
    found = explained(ACCOUNT, tokens, NOW)
    assert {one.name: one.why for one in found} == why
    assert {one.name: one.granted for one in found} == dict(capabilities(ACCOUNT, tokens, NOW))


def test_which_role_it_was_and_which_would_do() -> None:
    (_, of_print, _) = explained(ACCOUNT, make_tokens(roles=("user", "printer", "x")), NOW)
    assert (of_print.granted_by, of_print.wanted) == (("user", "printer"), ("user", "printer"))
    assert [one.why for one in explained(ACCOUNT, None, NOW)] == ["not_signed_in"] * 3
