"""Sessions at Canaille, which has no session calls, and revokes and introspects nothing for public clients: what there
is not is said plainly, and what is left undone is told with it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.errors import Code
from desktop_app.session.about_person import introspect_now, userinfo_now
from desktop_app.session.list_sessions import find_sessions
from tests.support.canaille_provider import CanailleProvider, canaille_provider
from tests.support.demo_bench import Seat
from tests.support.visitor import ALICE
from tests.support.workbench import failing


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CanailleProvider]:
    with canaille_provider(tmp_path_factory.mktemp("canaille")) as running:
        yield running


@pytest.fixture
def seat(real: CanailleProvider, tmp_path: Path) -> Seat:
    keys = {"provider": "generic", "embedded": False, "access_token": "auto", "post_logout_path": "/logged-out"}
    made = Seat(tmp_path / "seat", real.issuer, "alice", "alice", **(keys | real.account | {"extra_params": {}}))
    made.knows = dict(ALICE)
    _in_a_second_of_its_own()
    made.sign_in()
    return made


def _in_a_second_of_its_own() -> None:
    """Its JWTs have no ``jti``: of two sign-ins of one person in one second, both would have the same access token, and
    this provider would find the first one's record for it, which may be revoked."""
    begun = int(time.time())
    while int(time.time()) == begun:
        time.sleep(0.02)


def test_there_is_no_list_and_it_says_so(seat: Seat) -> None:
    listed = seat.list()
    (mine,) = listed.sessions
    assert (mine.current, listed.complete, listed.note, listed.this_known) == (True, False, "generic", True)
    assert mine.device, "this computer, as it knows itself"
    offers = listed.offers
    assert not any((offers.own_list, offers.end_by_id, offers.everywhere, offers.others))
    assert find_sessions(seat.deps, seat.account, listed, ["another"], notify=print) == ([], ["another"])
    assert failing(seat.end_all).text == "sessions.no_everywhere"


def test_ending_this_session_is_refused_to_a_public_client_and_told(seat: Seat) -> None:
    result = seat.end(*seat.list().sessions)
    (failed,) = result.failed
    assert (result.ended, result.current_ended) == ((), False)
    assert (failed.error.code, failed.error.reason) == (Code.E_CLIENT, "invalid_client")
    assert seat.refresh().tokens.generation == 2, "it goes on, as was said"


def test_signing_out_ends_the_browsers_session_and_tells_what_was_not_done(seat: Seat, real: CanailleProvider) -> None:
    result = seat.sign_out()
    assert (result.local, result.revoke, result.end_session) == ("done", "failed", "done")
    assert result.error is not None
    assert (result.error.code, result.error.reason) == (Code.E_CLIENT, "invalid_client")
    assert result.page == real.issuer, "where the rest can be done"
    assert seat.keychain.items == {}
    assert failing(seat.list).code is Code.E_NOT_SIGNED_IN


def test_everywhere_is_refused_before_anything_is_done(seat: Seat) -> None:
    assert failing(lambda: seat.sign_out(everywhere=True)).text == "sessions.no_everywhere"
    assert seat.refresh().tokens.generation == 2


def test_userinfo_and_introspection(seat: Seat) -> None:
    about = userinfo_now(seat.deps, seat.account, notify=seat.events.append)
    assert (about["sub"], about["name"]) == ("alice", "Alice Liddell")
    refused = failing(lambda: introspect_now(seat.deps, seat.account, notify=seat.events.append))
    assert (refused.code, refused.text) == (Code.E_CLIENT, "sessions.introspection_closed")
