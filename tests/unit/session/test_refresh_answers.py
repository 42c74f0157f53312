"""Steps 4 and 7 of a refresh: no answer, somebody else's answer, and the provider's word."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.errors import Code, TransportError
from desktop_app.session import places
from desktop_app.session.events import LoginNeeded, RefreshFailed
from desktop_app.system.http import HttpClient
from tests.support.bad_network import TROUBLES
from tests.support.provider.script import Fault, TokenAnswer
from tests.support.workbench import Bench, code_of, failing, workbench


def phase(bench: Bench) -> str | None:
    entry = places.read_journal(bench.files, bench.record.account_id)
    return None if entry is None else entry.phase


# --- no definite answer ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["reset", "lost_answer", "cut_off", "length_too_long", "broken_chunks", "reset_after_head", "error_500"]
)
def test_no_definite_answer_is_replayed_once(signed_in: Bench, name: str) -> None:
    signed_in.provider.fail("refresh", TROUBLES[name])
    code = Code.E_SERVER if name == "error_500" else Code.E_NETWORK
    assert code_of(signed_in.refresh) == (code, None)
    sent = [one.value("refresh_token") for one in signed_in.provider.calls("refresh")]
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert phase(signed_in) == "uncertain"
    state = signed_in.state
    assert (state.state, state.passing, state.attempts, state.foreign_answers) == ("offline", None, 1, 0)
    assert state.next_refresh_at is not None
    failed = signed_in.events[-1]
    assert isinstance(failed, RefreshFailed)
    assert failed.next_try == state.next_refresh_at
    # It is in doubt now: once more, and no second replay.
    assert code_of(signed_in.refresh)[0] is code
    assert signed_in.provider.count("refresh") == 3
    assert signed_in.state.attempts == 2


def test_a_time_out_is_replayed_once(tmp_path: Path) -> None:
    with workbench(tmp_path) as bench:
        bench.sign_in()
        bench.http.client = HttpClient(1.5)
        bench.provider.fail("refresh", Fault(hang="before", times=1))
        assert bench.refresh().record.generation == 2
        assert bench.provider.count("refresh") == 2


@pytest.mark.parametrize("name", ["reset", "error_502"])
def test_a_request_that_never_arrived_is_saved_by_the_replay(signed_in: Bench, name: str) -> None:
    trouble = TROUBLES[name]
    signed_in.provider.fail("refresh", Fault(drop=trouble.drop, status=trouble.status, body="", times=1))
    assert signed_in.refresh().record.generation == 2
    assert signed_in.provider.count("refresh") == 2
    assert signed_in.provider.counters.reuse_events == 0
    assert phase(signed_in) is None


def test_a_lost_answer_of_a_provider_with_grace(signed_in: Bench) -> None:
    signed_in.provider.change(grace=30.0)
    signed_in.provider.fail("refresh", Fault(process=True, drop="close", times=1))
    assert signed_in.refresh().record.generation == 2
    assert signed_in.provider.counters.grace_uses == 1


def test_a_lost_answer_of_a_provider_without(signed_in: Bench) -> None:
    signed_in.provider.fail("refresh", Fault(process=True, drop="close", times=1))
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, "lost_answer")
    assert signed_in.provider.count("refresh") == 2
    assert (signed_in.state.state, phase(signed_in)) == ("needs_login", None)


def test_refused_connections_spend_nothing(signed_in: Bench) -> None:
    signed_in.provider.wire.stop()
    assert code_of(signed_in.refresh) == (Code.E_NETWORK, None)
    assert phase(signed_in) is None
    assert signed_in.provider.count("refresh") == 0
    assert signed_in.state.state == "offline"


def test_a_name_nobody_knows_spends_nothing(signed_in: Bench) -> None:
    signed_in.http.client = _Unreachable()  # type: ignore[assignment]  # the one method that is used
    assert code_of(signed_in.refresh) == (Code.E_NETWORK, None)
    assert phase(signed_in) is None


class _Unreachable:
    def token(self, *_: object, **__: object) -> None:
        raise TransportError(Code.E_NETWORK, "network.name", maybe_delivered=False, host="x")

    get = token


# --- wait a while ----------------------------------------------------------------------------------------------------


def test_retry_after_is_obeyed_by_every_process(signed_in: Bench) -> None:
    signed_in.provider.fail("refresh", TROUBLES["rate_429"])
    assert code_of(signed_in.refresh) == (Code.E_RATE, None)
    assert phase(signed_in) is None
    state = signed_in.state
    assert state.retry_after is not None
    assert 118 < state.retry_after - signed_in.clock.now() <= 120
    assert state.next_refresh_at is not None
    assert state.next_refresh_at >= state.retry_after
    other = signed_in.make_deps(signed_in.keychain)
    requests = len(signed_in.provider.requests)
    found = failing(lambda: signed_in.refresh(deps=other, once_more=True))
    assert (found.code, found.text) == (Code.E_RATE, "session.retry_later")
    assert signed_in.token(deps=other).generation == 1  # what is stored still lasts
    assert signed_in.state.retry_after == state.retry_after
    signed_in.clock.shift += 60
    assert code_of(lambda: signed_in.token(min_ttl=280, deps=other)) == (Code.E_RATE, None)
    assert len(signed_in.provider.requests) == requests
    signed_in.provider.change(faults={})
    signed_in.clock.shift += 61
    assert signed_in.refresh(deps=other).record.generation == 2
    assert signed_in.state.retry_after is None


def test_429_without_a_time_waits_a_minute(signed_in: Bench) -> None:
    signed_in.provider.fail("refresh", Fault(status=429, body='{"error": "invalid_grant"}'))
    assert code_of(signed_in.refresh) == (Code.E_RATE, None)
    until = signed_in.state.retry_after
    assert until is not None
    assert 58 < until - signed_in.clock.now() <= 60


def test_503_with_a_time_is_not_replayed(signed_in: Bench) -> None:
    signed_in.provider.fail("refresh", Fault(status=503, headers={"Retry-After": "50"}, body="{}"))
    assert code_of(signed_in.refresh) == (Code.E_SERVER, None)
    assert code_of(signed_in.refresh) == (Code.E_RATE, None)
    assert signed_in.provider.count("refresh") == 1
    assert phase(signed_in) == "uncertain"


def test_the_descriptions_retry_after_counts_too(signed_in: Bench) -> None:
    other = signed_in.make_deps(signed_in.keychain)
    signed_in.provider.fail("discovery", TROUBLES["rate_429"])
    asked = signed_in.provider.count("discovery")
    assert code_of(lambda: signed_in.refresh(deps=other)) == (Code.E_RATE, None)
    assert code_of(signed_in.refresh) == (Code.E_RATE, None)
    assert signed_in.provider.count("discovery") == asked + 1
    assert signed_in.provider.count("refresh") == 0


# --- not the provider's ----------------------------------------------------------------------------------------------

FOREIGN = {
    "portal": TROUBLES["portal"],
    "portal_redirect": TROUBLES["portal_redirect"],
    "json_as_html": Fault(body='{"error": "invalid_grant"}', media_type="text/html", status=400),
    "firewall_403": TROUBLES["firewall_403"],
    "empty_400": TROUBLES["empty_400"],
    "empty_object_400": TROUBLES["empty_object_400"],
    "created_201": Fault(process=True, status=201),
    "proxy_407": TROUBLES["proxy_407"],
}


@pytest.mark.parametrize("name", FOREIGN)
def test_an_answer_that_is_not_the_providers_keeps_the_session(signed_in: Bench, name: str) -> None:
    signed_in.provider.fail("refresh", FOREIGN[name])
    code = Code.E_PROXY if name == "proxy_407" else Code.E_PORTAL
    assert code_of(signed_in.refresh) == (code, None)
    assert signed_in.provider.count("refresh") == 1
    assert (signed_in.state.state, signed_in.state.foreign_answers) == ("offline", 1)
    assert phase(signed_in) == (None if name == "proxy_407" else "uncertain")
    assert signed_in.find_record() is not None
    asked = signed_in.provider.count("discovery")
    signed_in.provider.change(faults={})
    if name != "created_201":
        assert signed_in.refresh().record.generation == 2
        assert signed_in.state.foreign_answers == 0
        assert signed_in.provider.count("discovery") == asked + (code is Code.E_PORTAL)


def test_ten_in_a_row_ask_the_person(signed_in: Bench) -> None:
    signed_in.provider.fail("refresh", TROUBLES["portal"])
    for number in range(1, 10):
        deps = signed_in.make_deps(signed_in.keychain)  # counted over all processes
        assert code_of(lambda deps=deps: signed_in.refresh(deps=deps)) == (Code.E_PORTAL, None)  # type: ignore[misc]  # bound now
        assert signed_in.state.foreign_answers == number
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, "not_provider")
    assert signed_in.state.state == "needs_login"
    assert isinstance(signed_in.events[-1], LoginNeeded)
    assert signed_in.find_record() is not None
    calls = signed_in.provider.count("refresh")
    signed_in.expire()
    assert code_of(signed_in.token) == (Code.E_REAUTH, "not_provider")
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, "not_provider")
    assert signed_in.provider.count("refresh") == calls
    # A person tries once more: in vain, in vain for another reason, and at last.
    assert code_of(lambda: signed_in.refresh(once_more=True)) == (Code.E_REAUTH, "not_provider")
    signed_in.provider.fail("refresh", TROUBLES["error_500"])
    assert code_of(lambda: signed_in.refresh(once_more=True)) == (Code.E_SERVER, None)
    assert signed_in.state.state == "needs_login"
    assert signed_in.state.next_refresh_at is None
    signed_in.provider.change(faults={})
    assert signed_in.refresh(once_more=True).record.generation == 2
    assert (signed_in.state.state, signed_in.state.foreign_answers) == ("signed_in", 0)


def test_a_definite_answer_starts_the_count_anew(signed_in: Bench) -> None:
    signed_in.provider.fail("refresh", TROUBLES["portal"])
    for _ in range(5):
        code_of(signed_in.refresh)
    signed_in.provider.change(faults={}, refresh=TokenAnswer(error=("invalid_client", "x")))
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, "invalid_client")
    assert signed_in.state.foreign_answers == 0


@pytest.mark.parametrize("fields", [{"access_token": 3}, {"token_type": "mac"}, {"refresh_token": ["x"]}])
def test_json_that_is_no_token_response(signed_in: Bench, fields: dict[str, object]) -> None:
    signed_in.provider.change(refresh=TokenAnswer(fields=fields))
    assert code_of(signed_in.refresh) == (Code.E_TOKEN_RESPONSE, None)
    assert signed_in.provider.count("refresh") == 1
    assert phase(signed_in) == "uncertain"
    assert signed_in.state.state == "offline"


def test_a_provider_with_an_endless_name_costs_nothing(signed_in: Bench) -> None:
    signed_in.deps.metadata.forget(signed_in.account)
    signed_in.provider.change(metadata={"issuer": "https://x.example/" + "x" * 30_000})
    item = signed_in.state.account_id
    assert code_of(signed_in.refresh) == (Code.E_ISSUER, None)
    assert (signed_in.state.account_id, signed_in.state.state) == (item, "offline")
    signed_in.provider.change(metadata={})
    assert signed_in.refresh().record.generation == 2
