"""Sessions at a real Keycloak: one's own, other people's, logging out everywhere, and what its lists look like."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.errors import Code
from desktop_app.session.about_person import introspect_now, userinfo_now
from tests.support.demo_bench import Seat
from tests.support.keycloak import Keycloak
from tests.support.workbench import code_of, failing

Sit = Callable[..., Seat]


@pytest.fixture
def sit(keycloak_provider: Keycloak, tmp_path: Path) -> Sit:
    """Another computer at which somebody signs in; nobody else is signed in."""
    for person in ("ada", "max"):
        keycloak_provider.end_sessions(person)

    def make(person: str, *scopes: str) -> Seat:
        number = len(list(tmp_path.iterdir()))
        keys = {**keycloak_provider.account, "roles_claim": ("realm_access.roles",), "extra_params": {}}
        seat = Seat(tmp_path / f"seat-{number}", keycloak_provider.issuer, person, person, **keys, embedded=False)
        asked = ("openid", "profile", "email", *scopes)
        from dataclasses import replace

        seat.account = replace(seat.account, scopes=asked, access_token="auto", post_logout_path="/logged-out")
        seat.knows = keycloak_provider.knows(person)
        seat.sign_in()
        return seat

    return make


def is_over(seat: Seat) -> bool:
    try:
        seat.refresh()
    except Exception as refused:  # noqa: BLE001 - looked at
        return getattr(refused, "reason", None) == "refused"
    return False


def test_ones_own_sessions_with_times_in_seconds(sit: Sit, keycloak_provider: Keycloak) -> None:
    here, there = sit("max"), sit("max")
    listed = here.list()
    assert sorted(one.current for one in listed.sessions) == [False, True]
    assert {one.id for one in listed.sessions} == {one["id"] for one in keycloak_provider.sessions("max")}
    assert (listed.complete, listed.unreadable, listed.note) == (True, 0, "")
    now = here.clock.now()
    for one in listed.sessions:
        assert one.started is not None
        assert one.expires is not None
        assert now - 120 < one.started <= now + 2
        assert now < one.expires < now + 40 * 86_400
        assert (one.application, one.address) == ("keyfob", "127.0.0.1")
        assert one.device, "Keycloak tells what browser it was"
    assert listed.page == f"{keycloak_provider.issuer}/account/device-activity"

    result = here.end(*[one for one in listed.sessions if not one.current])

    assert (len(result.ended), result.failed) == (1, ())
    assert is_over(there)
    assert not is_over(here)


def test_the_session_of_an_offline_token_is_always_in_the_list(sit: Sit) -> None:
    seat = sit("max", "offline_access")
    listed = seat.list()
    (mine,) = [one for one in listed.sessions if one.current]
    assert (mine.kind == "offline") == (listed.note == "keycloak_offline"), "the sentence only where it is hidden"
    assert seat.end(mine).current_ended
    assert is_over(seat)


def test_the_administrator_ends_the_members_session(sit: Sit) -> None:
    admin, member, elsewhere = sit("ada"), sit("max"), sit("max")
    mine = next(one for one in member.list().sessions if one.current)
    for name in ("max", "max@keycloak.example", mine.user):
        assert mine.id in [one.id for one in admin.list(name).sessions]
    target = next(one for one in admin.list("max").sessions if one.id == mine.id)
    assert target.started is not None
    assert abs(target.started - (mine.started or 0)) < 1, "milliseconds there, seconds here"

    assert admin.end(target).ended == (mine.id,)

    assert is_over(member)
    assert not is_over(elsewhere)
    assert admin.end(target).gone == (mine.id,), "Keycloak says that there is no such session any more"


def test_all_of_a_person_and_all_of_an_application(sit: Sit) -> None:
    admin = sit("ada")
    members = [sit("max"), sit("max")]
    assert len(admin.end_all("max").ended) == 2
    assert all(is_over(seat) for seat in members)
    assert admin.list("max").sessions == ()
    another = sit("max")
    assert {one.user for one in admin.list(None, "keyfob").sessions} == {
        admin.list().sessions[0].user,
        another.list().sessions[0].user,
    }
    result = admin.end_all(None, "keyfob")
    assert (len(result.ended), result.failed, result.current_ended) == (2, (), True)
    assert is_over(another)
    assert is_over(admin)


def test_an_offline_session_of_somebody_else_ends_by_the_administrator(sit: Sit) -> None:
    admin, member = sit("ada"), sit("max", "offline_access")
    (offline,) = [one for one in admin.list("max").sessions if one.kind == "offline"]
    assert admin.end(offline).ended == (offline.id,)
    assert is_over(member)


def test_who_has_no_role_is_refused_here_and_nobody_unknown_is_found(sit: Sit) -> None:
    member, admin = sit("max"), sit("ada")
    assert code_of(lambda: member.list("ada")) == (Code.E_DENIED, "role")
    for work in (lambda: admin.list("nobody"), lambda: admin.list(None, "nothing")):
        assert code_of(work)[0] is Code.E_USAGE
    assert not is_over(admin)


def test_keycloak_decides_in_the_end(sit: Sit) -> None:
    """Settings that make somebody an administrator here do not make them one there."""
    from dataclasses import replace

    member = sit("max")
    member.account = replace(member.account, admin_roles=("user",))
    refused = failing(lambda: member.list("ada"))
    assert (refused.code, refused.reason, refused.text) == (Code.E_DENIED, "403", "sessions.keycloak_denied")


def test_signing_out_everywhere(sit: Sit, keycloak_provider: Keycloak) -> None:
    here, there = sit("max"), sit("max")
    result = here.sign_out(everywhere=True)
    assert (result.local, result.everywhere, result.revoke) == ("done",) * 3
    assert is_over(there)
    assert keycloak_provider.sessions("max") == []


def test_signing_out_everywhere_leaves_no_offline_session_either(sit: Sit, keycloak_provider: Keycloak) -> None:
    here, there, online = sit("max", "offline_access"), sit("max", "offline_access"), sit("max")
    assert len(keycloak_provider.offline_sessions("max")) == 2
    result = here.sign_out(everywhere=True)
    assert (result.local, result.everywhere, result.revoke) == ("done",) * 3
    assert (keycloak_provider.sessions("max"), keycloak_provider.offline_sessions("max")) == ([], [])
    assert is_over(there)
    assert is_over(online)


def test_a_session_ended_in_keycloaks_console_is_gone_from_the_list_and_refused(
    sit: Sit, keycloak_provider: Keycloak
) -> None:
    here, there = sit("max"), sit("max")
    mine = next(one for one in there.list().sessions if one.current)
    keycloak_provider.end_session(mine.id)
    assert mine.id not in [one.id for one in here.list().sessions]
    refused = failing(there.refresh)
    assert (refused.code, refused.reason, refused.text) == (Code.E_REAUTH, "refused", "protocol.refresh_refused")
    assert here.end(mine).failed == (), "Keycloak says yes to a session that is gone"
    assert not is_over(here), "and nothing else has ended"


def test_a_role_that_is_taken_away_is_gone_at_the_next_refresh(sit: Sit, keycloak_provider: Keycloak) -> None:
    admin = sit("ada")
    assert "admin" in admin.refresh().tokens.roles, "a refresh keeps the roles"
    assert admin.list("max").sessions == ()
    with keycloak_provider.without_role("ada", "admin"):
        assert "admin" not in admin.refresh().tokens.roles
        assert code_of(lambda: admin.list("max")) == (Code.E_DENIED, "role")
        assert admin.list().sessions, "one's own stay"
    assert "admin" in admin.refresh().tokens.roles


def test_userinfo_with_the_sub_check_and_introspection_for_confidential_clients_alone(sit: Sit) -> None:
    seat = sit("max")
    assert userinfo_now(seat.deps, seat.account, notify=seat.events.append)["preferred_username"] == "max"
    refused = failing(lambda: introspect_now(seat.deps, seat.account, notify=seat.events.append))
    assert (refused.code, refused.text) == (Code.E_CLIENT, "sessions.introspection_closed")
