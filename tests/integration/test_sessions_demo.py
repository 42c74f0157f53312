"""Listing and ending sessions at the embedded provider, by its administrator and its member."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.demo.people import ADA, APPLICATION_ID, MAX
from desktop_app.errors import Code, KeyfobError
from desktop_app.session import access, api_key
from desktop_app.session.about_person import introspect_now, userinfo_now
from desktop_app.session.forget import forget
from desktop_app.session.list_sessions import find_sessions
from tests.support.demo_bench import DemoBench, Seat, demo_bench
from tests.support.demo_provider import API_KEY
from tests.support.workbench import failing


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[DemoBench]:
    with demo_bench(tmp_path) as made:
        yield made


@pytest.fixture
def admin(bench: DemoBench) -> Seat:
    """The administrator, with the API key entered."""
    seat = bench.seat("ada", "ada-laptop")
    seat.enter(API_KEY)
    return seat


def devices(seat: Seat, user: str | None = None) -> list[str]:
    return [one.device for one in seat.list(user).sessions]


def is_over(seat: Seat) -> bool:
    """Whether the provider refuses to refresh."""
    try:
        seat.refresh()
    except KeyfobError as refused:
        return (refused.code, refused.reason) == (Code.E_REAUTH, "refused")
    return False


def test_where_i_am_signed_in_and_which_one_this_is(bench: DemoBench, admin: Seat) -> None:
    bench.seat("ada", "ada-phone")
    bench.seat("max")
    listed = admin.list()
    assert [(one.device, one.current) for one in listed.sessions] == [("ada-laptop", True), ("ada-phone", False)]
    assert (listed.complete, listed.unreadable, listed.user) == (True, 0, ADA.id)
    mine = listed.sessions[0]
    assert (mine.address, mine.application, mine.user) == ("127.0.0.1", APPLICATION_ID, ADA.id)
    now = admin.clock.now()
    assert mine.started is not None
    assert now - 60 < mine.started <= now + 1, "seconds, not milliseconds"


def test_the_mark_stays_through_a_refresh(admin: Seat) -> None:
    before = admin.list().sessions[0]
    admin.refresh()
    (after,) = admin.list().sessions
    assert (after.id, after.current) == (before.id, True)


def test_without_an_api_key_there_is_no_list_but_a_way_to_end_this_one(bench: DemoBench) -> None:
    seat, other = bench.seat("max"), bench.seat("max")
    listed = seat.list()
    assert ([one.current for one in listed.sessions], listed.complete) == ([True], False)
    assert (listed.note, listed.offers.api_key) == ("fusionauth_no_key", "wanted")
    result = seat.end(*listed.sessions)
    assert (result.ended, result.current_ended) == ((listed.sessions[0].id,), True)
    assert is_over(seat)
    assert not is_over(other)


def test_the_administrator_ends_the_members_session(bench: DemoBench, admin: Seat) -> None:
    member, elsewhere = bench.seat("max", "max-laptop"), bench.seat("max", "max-phone")
    listed = admin.list("max@demo.example")
    assert listed.user == MAX.id
    laptop = next(one for one in listed.sessions if one.device == "max-laptop")

    assert admin.end(laptop).ended == (laptop.id,)

    assert devices(admin, "max") == ["max-phone"]
    assert is_over(member)
    assert not is_over(elsewhere)
    assert not is_over(admin)


def test_a_session_of_anybodys_by_its_id(bench: DemoBench, admin: Seat) -> None:
    member = bench.seat("max")
    sid = next(one.id for one in member.list().sessions)
    own = admin.list()
    found, unknown = find_sessions(
        admin.deps, admin.account, own, [sid, "none-of-them", own.sessions[0].id], notify=admin.events.append
    )
    assert ([one.id for one in found], unknown) == ([own.sessions[0].id, sid], ["none-of-them"])
    assert admin.end(found[1]).ended == (sid,)
    assert is_over(member)


def test_who_is_no_administrator_ends_nobody_elses_even_with_the_key(bench: DemoBench, admin: Seat) -> None:
    member = bench.seat("max")
    member.enter(API_KEY)
    ada = admin.list().sessions[0]
    for work in (
        lambda: member.list("ada"),
        lambda: member.list(None, APPLICATION_ID),
        lambda: member.end(ada),
        lambda: member.end_all("ada"),
        lambda: member.end_all(None, APPLICATION_ID),
    ):
        refused = failing(work)
        assert (refused.code, refused.reason) == (Code.E_DENIED, "role")
    own = member.list()
    assert find_sessions(member.deps, member.account, own, [ada.id], notify=print) == ([], [ada.id])
    assert not is_over(admin)


def test_an_administrator_without_the_key_is_told_what_is_missing(bench: DemoBench) -> None:
    seat = bench.seat("ada")
    for work in (lambda: seat.list("max"), lambda: seat.end_all("max")):
        assert (failing(work).code, failing(work).text) == (Code.E_USAGE, "sessions.key_wanted")


def test_losing_the_role_at_a_refresh_takes_the_page_away_at_once(
    bench: DemoBench, admin: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.seat("max")
    session = admin.refresh()
    assert session.tokens.roles == ("admin", "user"), "a refresh keeps the roles: they come from the access token"
    assert admin.list("max").sessions
    from desktop_app.demo import tokens

    issued = tokens.AccessTokens.get_extra_claims

    def without_admin(self: tokens.AccessTokens, *about: object) -> dict[str, object]:
        return {**issued(self, *about), "roles": ["user"]}  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(tokens.AccessTokens, "get_extra_claims", without_admin)
    now = admin.clock.now()
    assert access.capabilities(admin.account, session.tokens, now)[access.OTHER_SESSIONS]

    refreshed = admin.refresh()

    assert not access.capabilities(admin.account, refreshed.tokens, now)[access.OTHER_SESSIONS]
    assert failing(lambda: admin.list("max")).reason == "role"
    assert admin.list().sessions, "one's own stay"


# --- ending by criteria ----------------------------------------------------------------------------------------------


def test_all_but_this_one(bench: DemoBench, admin: Seat) -> None:
    others = [bench.seat("ada") for _ in range(3)]
    result = admin.end(*[one for one in admin.list().sessions if not one.current])
    assert (len(result.ended), result.failed, result.current_ended) == (3, (), False)
    assert [told.done for told in admin.told] == [1, 2, 3]
    assert devices(admin) == ["ada-laptop"]
    assert all(is_over(seat) for seat in others)


def test_all_of_a_person_and_all_of_ones_own(bench: DemoBench, admin: Seat) -> None:
    members = [bench.seat("max"), bench.seat("max")]
    sids = {one.id for one in admin.list("max").sessions}
    result = admin.end_all("max")
    assert (set(result.ended), result.failed, result.current_ended) == (sids, (), False)
    assert all(is_over(seat) for seat in members)
    own = admin.end_all()
    assert (len(own.ended), own.current_ended) == (1, True)
    assert is_over(admin)


def test_all_of_a_person_in_one_application(bench: DemoBench, admin: Seat) -> None:
    bench.seat("max")
    assert admin.end_all("max", ADA.id).ended == (), "an application of another id"
    assert len(admin.list("max").sessions) == 1
    assert len(admin.end_all("max", APPLICATION_ID).ended) == 1
    assert devices(admin, "max") == []


def test_all_of_an_application(bench: DemoBench, admin: Seat) -> None:
    member = bench.seat("max")
    result = admin.end_all(None, APPLICATION_ID)
    assert (result.ended, result.unlisted) == ((), True)
    assert is_over(member)
    assert is_over(admin)


def test_all_of_ones_own_without_a_key(bench: DemoBench) -> None:
    seat, other, another = bench.seat("max"), bench.seat("max"), bench.seat("ada")
    result = seat.end_all()
    assert (result.unlisted, result.current_ended) == (True, True)
    assert is_over(seat)
    assert is_over(other)
    assert not is_over(another)


def test_a_session_that_is_gone(bench: DemoBench, admin: Seat) -> None:
    other, third = bench.seat("ada", "b"), bench.seat("ada", "c")
    _, second, last = admin.list().sessions
    other.sign_out()
    result = admin.end(second, last)
    assert (result.ended, result.gone, result.failed) == ((last.id,), (second.id,), ())
    assert is_over(third)
    assert devices(admin) == ["ada-laptop"]


def test_the_activity_notes_how_many(bench: DemoBench, admin: Seat) -> None:
    bench.seat("ada")
    admin.end(*[one for one in admin.list().sessions if not one.current])
    events = {event.kind: event.details for event in admin.deps.activity.events(admin.account)}  # type: ignore[attr-defined]  # the log
    assert events["sessions_ended"] == {"ended": 1, "failed": 0}


# --- the API key -----------------------------------------------------------------------------------------------------


def test_the_key_is_an_item_of_its_own_and_in_no_file(admin: Seat, tmp_path: Path) -> None:
    item = api_key.item_of(admin.account)
    (value,) = admin.keychain.items[item]
    assert json.loads(value)["key"] == API_KEY
    assert all(API_KEY.encode() not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert api_key.known(admin.deps, admin.account)


def test_a_key_the_provider_refuses_is_not_kept(bench: DemoBench) -> None:
    seat = bench.seat("ada")
    refused = failing(lambda: seat.enter("wrong"))
    assert (refused.code, refused.text) == (Code.E_DENIED, "sessions.key_refused")
    assert not api_key.known(seat.deps, seat.account)
    assert api_key.item_of(seat.account) not in seat.keychain.items


@pytest.mark.parametrize("key", ["", "two words", "x" * 513, "Schlüssel", "a\r\nX-Evil: 1", "a\x00b"])
def test_what_can_be_no_key_goes_nowhere(bench: DemoBench, key: str) -> None:
    seat = bench.seat("ada", signed_in=False)
    assert failing(lambda: seat.enter(key)).text == "sessions.key_form"


def test_a_provider_without_keys_takes_none(bench: DemoBench) -> None:
    seat = bench.seat("ada", signed_in=False, provider="generic")
    assert failing(lambda: seat.enter(API_KEY)).text == "sessions.key_unused"


def test_a_revoked_key_is_a_clear_word_and_another_can_be_entered(admin: Seat) -> None:
    item = api_key.item_of(admin.account)
    (value,) = admin.keychain.items[item]
    admin.keychain.items[item] = [value.replace(API_KEY, "revoked-meanwhile")]
    assert failing(admin.list).text == "sessions.key_refused"
    admin.enter(API_KEY)
    assert admin.list().complete


def test_a_key_goes_to_no_other_server(bench: DemoBench, admin: Seat, tmp_path: Path) -> None:
    with demo_bench(tmp_path / "other") as elsewhere:
        moved = elsewhere.seat("ada", admin.account.name)
        moved.keychain.items |= {api_key.item_of(moved.account): admin.keychain.items[api_key.item_of(admin.account)]}
        moved.files.write(f"api-keys/{moved.account.key}.json", b"{}")
        refused = failing(moved.list)
        assert (refused.code, refused.text) == (Code.E_CONFIG, "sessions.key_elsewhere")


def test_rubbish_in_the_keychain_counts_as_no_key(admin: Seat) -> None:
    item = api_key.item_of(admin.account)
    for rubbish in (["{"], ['{"schema": 2, "key": "x"}'], ['{"schema": 1, "key": 7}'], []):
        admin.keychain.items[item] = rubbish
        assert admin.list().note == "fusionauth_no_key"


def test_forgetting_the_key_and_forgetting_the_account(admin: Seat) -> None:
    api_key.forget(admin.deps, admin.account)
    assert not api_key.known(admin.deps, admin.account)
    assert api_key.item_of(admin.account) not in admin.keychain.items
    admin.enter(API_KEY)
    forget(admin.deps, admin.account)
    assert admin.keychain.items == {}
    assert list(admin.files.names("api-keys")) == []


def test_signing_out_keeps_the_key_for_the_next_time(admin: Seat) -> None:
    admin.sign_out()
    assert failing(admin.list).code is Code.E_NOT_SIGNED_IN
    admin.sign_in()
    assert admin.list().complete


# --- everywhere ------------------------------------------------------------------------------------------------------


def test_signing_out_everywhere(bench: DemoBench) -> None:
    here, there, another = bench.seat("max"), bench.seat("max"), bench.seat("ada")
    result = here.sign_out(everywhere=True)
    assert (result.local, result.everywhere, result.revoke, result.end_session) == ("done",) * 4
    assert (result.error, result.page) == (None, None)
    assert is_over(there)
    assert not is_over(another)
    assert here.keychain.items == {}


def test_signing_out_everywhere_after_the_token_has_ended(bench: DemoBench) -> None:
    here, there = bench.seat("max"), bench.seat("max")
    here.clock.shift += 130
    assert here.sign_out(everywhere=True).everywhere == "done"
    assert is_over(there)


def test_everywhere_is_refused_where_there_is_no_way(bench: DemoBench) -> None:
    seat = bench.seat("ada", provider="generic")
    refused = failing(lambda: seat.sign_out(everywhere=True))
    assert (refused.code, refused.text) == (Code.E_USAGE, "sessions.no_everywhere")
    assert not is_over(seat), "nothing was done"


# --- person and token ------------------------------------------------------------------------------------------------


def test_userinfo_and_introspection_now(bench: DemoBench) -> None:
    seat = bench.seat("max")
    about = userinfo_now(seat.deps, seat.account, notify=seat.events.append)
    assert (about["sub"], about["email"]) == (MAX.id, "max@demo.example")
    said = introspect_now(seat.deps, seat.account, notify=seat.events.append)
    assert (said["active"], said["sub"], said["roles"]) == (True, MAX.id, ["user"])


def test_fusionauths_own_way_of_introspection(bench: DemoBench, monkeypatch: pytest.MonkeyPatch) -> None:
    """FusionAuth's metadata name neither introspection nor revocation."""
    from desktop_app.demo import app

    described = app.discovery
    missing = ("introspection_endpoint", "revocation_endpoint")
    monkeypatch.setattr(
        app, "discovery", lambda issuer: {k: v for k, v in described(issuer).items() if k not in missing}
    )
    seat, other = bench.seat("max"), bench.seat("max")
    said = introspect_now(seat.deps, seat.account, notify=seat.events.append)
    assert (said["active"], said["sub"]) == (True, MAX.id)
    result = seat.sign_out()
    assert (result.local, result.revoke) == ("done", "done")
    assert [one.device for one in other.list().sessions] != []
    assert len(bench.provider.store.sessions_of(MAX.id)) == 1, "the one session ended, by POST /api/logout"
