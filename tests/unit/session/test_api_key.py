"""Keeping the API key: its mark says whether there is one, also after the keychain failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Listing
from desktop_app.secret import Secret
from desktop_app.session import api_key
from desktop_app.session.deps import Deps
from tests.support.workbench import Bench, failing


@pytest.fixture
def deps(signed_in: Bench) -> Deps:
    """At a provider that takes every key."""
    calls = SimpleNamespace(own=lambda: Listing(()))
    sessions = SimpleNamespace(has_api_key=lambda _provider: True, calls=lambda _place, _credentials: calls)
    return replace(signed_in.deps, sessions=sessions)  # type: ignore[arg-type]  # as much as is asked


Trouble = Callable[[Bench], None]


def _denies(bench: Bench) -> None:
    bench.keychain.denies = True


def _missing(bench: Bench) -> None:
    bench.keychain.state = "missing"


def _locked(bench: Bench) -> None:
    bench.keychain.state = "locked"


def _forgets(bench: Bench) -> None:
    bench.keychain.forgets = True


def _full(bench: Bench) -> None:
    bench.keychain.max_utf16_units = 20


@pytest.mark.parametrize("trouble", [_denies, _missing, _locked, _forgets, _full])
def test_a_key_that_could_not_be_kept_leaves_no_mark(signed_in: Bench, deps: Deps, trouble: Trouble) -> None:
    trouble(signed_in)
    refused = failing(lambda: api_key.store(deps, signed_in.account, Secret("the-key")))
    assert refused.code.startswith("E_KEYCHAIN_")
    assert not api_key.known(deps, signed_in.account)
    assert api_key.item_of(signed_in.account) not in signed_in.keychain.items


def test_the_one_that_was_kept_before_stays_known(signed_in: Bench, deps: Deps) -> None:
    api_key.store(deps, signed_in.account, Secret("first"))
    signed_in.keychain.denies = True
    assert failing(lambda: api_key.store(deps, signed_in.account, Secret("second"))).code is Code.E_KEYCHAIN_DENIED
    signed_in.keychain.denies = False
    assert api_key.known(deps, signed_in.account)
    endpoint = deps.metadata.recent(signed_in.account).token_endpoint
    kept = api_key.load(deps, signed_in.account, endpoint)
    assert kept is not None
    assert kept.reveal() == "first"


def test_a_late_keychain_may_still_write_so_the_mark_stays(signed_in: Bench, deps: Deps) -> None:
    signed_in.keychain.never_answers = True
    assert failing(lambda: api_key.store(deps, signed_in.account, Secret("late"))).code is Code.E_KEYCHAIN_TIMEOUT
    assert api_key.known(deps, signed_in.account), "else nobody would ever delete it"
    signed_in.keychain.finish()
    api_key.forget(deps, signed_in.account)
    assert api_key.item_of(signed_in.account) not in signed_in.keychain.items
    assert not api_key.known(deps, signed_in.account)


def test_a_disk_that_fails_meanwhile_does_not_hide_the_keychains_trouble(
    signed_in: Bench, deps: Deps, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_name: str) -> None:
        raise KeyfobError(Code.E_DISK, "disk.full")

    signed_in.keychain.denies = True
    monkeypatch.setattr(deps.files, "remove", full)
    assert failing(lambda: api_key.store(deps, signed_in.account, Secret("the-key"))).code is Code.E_KEYCHAIN_DENIED
