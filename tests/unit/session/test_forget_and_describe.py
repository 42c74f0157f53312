"""Forgetting an account, and what a provider says of itself before there is one."""

from __future__ import annotations

import pytest

from desktop_app.errors import Code
from desktop_app.session import places
from desktop_app.session.describe import describe
from desktop_app.session.finish import revoke
from desktop_app.session.forget import forget
from desktop_app.session.stored import StoredState
from desktop_app.vault.tombstone import Tombstone
from tests.support.provider.script import Fault
from tests.support.workbench import Bench, code_of, failing


def test_forgetting_deletes_all_that_is_stored(signed_in: Bench) -> None:
    requests = len(signed_in.provider.requests)
    forget(signed_in.deps, signed_in.account)
    assert signed_in.keychain.items == {}
    for folder in ("accounts", "tokens", "journal", "tombstones", "unfinished"):
        assert list(signed_in.files.names(folder)) == []
    assert len(signed_in.provider.requests) == requests


def test_forgetting_what_was_never_used(bench: Bench) -> None:
    forget(bench.deps, bench.account)
    assert bench.keychain.calls == []
    assert bench.state == StoredState(issuer=bench.account.issuer, client_id=bench.account.client_id)


def test_a_keychain_that_fails_keeps_the_rest(signed_in: Bench) -> None:
    signed_in.keychain.state = "missing"
    assert code_of(lambda: forget(signed_in.deps, signed_in.account)) == (Code.E_KEYCHAIN_MISSING, None)
    assert signed_in.state.account_id is not None
    assert places.read_tombstone(signed_in.files, signed_in.account) is not None
    signed_in.keychain.state = "ready"
    forget(signed_in.deps, signed_in.account)
    assert signed_in.keychain.items == {}


def test_forgetting_clears_a_login_that_was_killed(bench: Bench) -> None:
    bench.keychain.items["half"] = ["a record nobody knows"]
    places.write_unfinished(bench.files, bench.account, Tombstone("half", 0, 0.0))
    forget(bench.deps, bench.account)
    assert bench.keychain.items == {}


def test_a_mark_of_a_login_that_was_finished_after_all(signed_in: Bench) -> None:
    places.write_unfinished(signed_in.files, signed_in.account, Tombstone(signed_in.record.account_id, 0, 0.0))
    assert signed_in.token().generation == 1
    assert places.read_unfinished(signed_in.files, signed_in.account) is None
    assert signed_in.record.generation == 1


def test_revoking_where_nothing_can_be_revoked(signed_in: Bench) -> None:
    signed_in.provider.change(metadata_without=("revocation_endpoint",))
    metadata = signed_in.deps.metadata.fetch(signed_in.account)
    token = signed_in.record.refresh_token
    assert token is not None
    found = code_of(lambda: revoke(signed_in.deps, signed_in.account, metadata, token))
    assert found == (Code.E_METADATA, None)


# --- describe --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["{issuer}", " {issuer}/ ", "{issuer}/.well-known/openid-configuration"])
def test_an_address_as_people_type_it(bench: Bench, form: str) -> None:
    found = describe(bench.http, bench.clock, form.format(issuer=bench.provider.issuer))
    assert (found.issuer, found.discovery_url, found.allow_http) == (bench.provider.issuer, "", True)
    assert found.metadata.token_endpoint == bench.provider.issuer + "/token"


def test_an_issuer_that_does_not_lead_to_its_description(bench: Bench) -> None:
    bench.provider.change(metadata={"issuer": "acme"})
    found = failing(lambda: describe(bench.http, bench.clock, bench.provider.issuer))
    assert found.code in (Code.E_METADATA, Code.E_ISSUER, Code.E_CONFIG)


@pytest.mark.parametrize("typed", ["", "   ", "http://auth.example.com", "ftp://x", "https://user@host", "https://a b"])
def test_no_address(bench: Bench, typed: str) -> None:
    assert code_of(lambda: describe(bench.http, bench.clock, typed)) == (Code.E_CONFIG, None)


def test_a_host_alone_is_https(bench: Bench) -> None:
    host = bench.provider.issuer.removeprefix("http://")
    assert code_of(lambda: describe(bench.http, bench.clock, host))[0] in (Code.E_TLS, Code.E_NETWORK)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault(status=404), Code.E_METADATA),
        (Fault(status=503), Code.E_SERVER),
        (Fault(body="<html>", media_type="text/html"), Code.E_PORTAL),
        (Fault(body="[]"), Code.E_METADATA),
        (Fault(body="{}"), Code.E_METADATA),
        (Fault(body='{"issuer": 3}'), Code.E_METADATA),
        (Fault(body='{"issuer": "https://other.example"}'), Code.E_ISSUER),
        (Fault(drop="reset"), Code.E_NETWORK),
    ],
    ids=["404", "503", "html", "list", "empty", "number", "bare", "reset"],
)
def test_no_description(bench: Bench, fault: Fault, code: Code) -> None:
    bench.provider.fail("discovery", fault)
    assert code_of(lambda: describe(bench.http, bench.clock, bench.provider.issuer))[0] is code
