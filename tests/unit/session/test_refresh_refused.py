"""Step 7 of a refresh: the provider's own word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop_app.errors import Code
from desktop_app.secret import Secret
from desktop_app.session import places
from desktop_app.vault import record
from tests.support.provider.script import Fault, TokenAnswer
from tests.support.workbench import Bench, code_of, failing


def phase(bench: Bench) -> str | None:
    entry = places.read_journal(bench.files, bench.record.account_id)
    return None if entry is None else entry.phase


def test_invalid_grant_ends_it_and_keeps_the_record(signed_in: Bench) -> None:
    signed_in.provider.revoke_all()
    record = signed_in.record
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, "refused")
    assert signed_in.record == record
    assert (signed_in.state.state, phase(signed_in)) == ("needs_login", None)
    kinds = [one.kind for one in signed_in.keychain.calls]
    assert kinds[-2:] == ["read", "read"]  # once before, once after
    assert signed_in.token().generation == 1  # while it lasts
    signed_in.expire()
    for work in (signed_in.token, signed_in.refresh, lambda: signed_in.refresh(once_more=True)):
        assert code_of(work) == (Code.E_REAUTH, "refused")
    assert signed_in.provider.count("refresh") == 1


@pytest.mark.parametrize("has_tokens", [True, False])
def test_after_invalid_grant_a_winners_token_is_used(
    signed_in: Bench, has_tokens: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = signed_in.make_deps(signed_in.keychain)
    acquire = signed_in.locks.acquire

    def meanwhile() -> None:
        """Another machine's record comes into the keychain while we are on our way with the old one."""
        signed_in.provider.during.clear()
        monkeypatch.setattr(signed_in.locks, "acquire", lambda name, **how: acquire(f"{name}-of-another", **how))
        signed_in.refresh(deps=other)
        monkeypatch.setattr(signed_in.locks, "acquire", acquire)
        if not has_tokens:
            signed_in.files.remove(places.tokens_name(signed_in.record.account_id))
        signed_in.provider.fail("refresh", Fault(status=400, body='{"error": "invalid_grant"}', times=1))

    signed_in.deps.metadata.forget(signed_in.account)
    signed_in.provider.watch("discovery", meanwhile)
    session = signed_in.refresh()
    assert session.record.generation == (2 if has_tokens else 3)
    assert signed_in.kinds()[-1] == "Refreshed"
    assert signed_in.state.state == "signed_in"
    assert signed_in.provider.counters.reuse_events == 0


@pytest.mark.parametrize(
    ("newer", "calls", "reason"),
    [
        ({"refresh_token": Secret("of another machine")}, 2, "refused"),
        ({"refresh_token": None}, 1, None),
        ({"refresh_token": Secret("x"), "token_origin": "https://other.example"}, 1, "refused"),
    ],
    ids=["refused_as_well", "none", "of_another_server"],
)
def test_a_winners_token_that_is_no_better(
    signed_in: Bench, newer: dict[str, Any], calls: int, reason: str | None
) -> None:
    def meanwhile() -> None:
        stored = replace(signed_in.record, generation=5, **newer)
        signed_in.keychain.items[stored.account_id] = [record.encode(stored)]

    signed_in.provider.revoke_all()
    signed_in.provider.watch("refresh", meanwhile)
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, reason)
    assert signed_in.provider.count("refresh") == calls
    assert signed_in.record.generation == 5


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client", "invalid_scope", "server_error"])
def test_another_oauth_error_stops_automatic_tries(signed_in: Bench, error: str) -> None:
    signed_in.provider.change(refresh=TokenAnswer(error=(error, "words of theirs"), error_status=401))
    found = failing(signed_in.refresh)
    assert (found.code, found.reason) == (Code.E_REAUTH, error)
    assert "words of theirs" in str(found.params["words"])
    assert signed_in.state.state == "needs_login"
    assert signed_in.find_record() is not None
    signed_in.expire()
    assert code_of(signed_in.token) == (Code.E_REAUTH, error)
    assert code_of(signed_in.refresh) == (Code.E_REAUTH, error)
    assert signed_in.provider.count("refresh") == 1
    signed_in.provider.change(refresh=TokenAnswer())
    assert signed_in.refresh(once_more=True).record.generation == 2


def test_fusionauths_way_of_saying_it(signed_in: Bench) -> None:
    body = '{"error": "invalid_request", "error_reason": "client_authentication_missing"}'
    signed_in.provider.fail("refresh", Fault(status=401, body=body))
    found = failing(signed_in.refresh)
    assert (found.text, found.reason) == ("protocol.refresh_client_authentication", "invalid_request")
