"""The embedded provider's session calls used through FusionAuth's own Python client, beside ours: both see the same.

The program itself does not use that client: it puts refresh tokens into addresses, where access logs keep them, and
knows no limits of time and size.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from desktop_app.demo.people import ADA, APPLICATION_ID, MAX
from tests.support.demo_bench import DemoBench, Seat, demo_bench
from tests.support.demo_provider import API_KEY
from tests.support.openapi import faults
from tests.support.real import require


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[DemoBench]:
    require(find_spec("fusionauth") is not None, "fusionauth-client (make test)")
    with demo_bench(tmp_path) as made:
        yield made


@pytest.fixture
def vendor(bench: DemoBench) -> Any:
    """The vendor's client with the API key."""
    from fusionauth.fusionauth_client import FusionAuthClient

    return FusionAuthClient(API_KEY, bench.provider.issuer)


@pytest.fixture
def admin(bench: DemoBench) -> Seat:
    seat = bench.seat("ada", "ada-laptop")
    seat.enter(API_KEY)
    return seat


def good(answer: Any) -> Any:
    """What a call that worked answered with."""
    assert answer.was_successful(), (answer.status, answer.error_response)
    return answer.success_response


def test_both_list_the_same(bench: DemoBench, vendor: Any, admin: Seat) -> None:
    bench.seat("max")
    for person in (ADA, MAX):
        theirs = good(vendor.retrieve_refresh_tokens(person.id))
        assert faults(theirs, "RefreshTokenResponse") == []
        ours = admin.list(person.username).sessions
        assert [one["id"] for one in theirs["refreshTokens"]] == [one.id for one in ours]
        for one, entry in zip(ours, theirs["refreshTokens"], strict=True):
            assert one.started == entry["startInstant"] / 1000
            assert one.device == entry["metaData"]["device"]["description"]
    found = good(vendor.retrieve_user_by_email(MAX.email))
    assert (faults(found, "UserResponse"), found["user"]["id"]) == ([], MAX.id)


def test_what_the_vendors_client_ends_is_gone_for_ours(bench: DemoBench, vendor: Any, admin: Seat) -> None:
    for _ in range(3):
        bench.seat("max")
    first = admin.list("max").sessions[0]
    good(vendor.revoke_refresh_token_by_id(first.id))
    assert first.id not in [one.id for one in admin.list("max").sessions]
    assert vendor.retrieve_refresh_token_by_id(first.id).status == 404
    good(vendor.revoke_refresh_tokens_by_user_id_for_application(MAX.id, APPLICATION_ID))
    assert admin.list("max").sessions == ()
    assert len(admin.list().sessions) == 1


def test_what_ours_ends_is_gone_for_the_vendors_client(bench: DemoBench, vendor: Any, admin: Seat) -> None:
    member = bench.seat("max")
    token = member.refresh().tokens.access_token.reveal()
    assert faults(good(vendor.validate_jwt(token)), "ValidateResponse") == []
    assert len(admin.end_all("max").ended) == 1
    assert good(vendor.retrieve_refresh_tokens(MAX.id))["refreshTokens"] == []
