"""A session in the memory of one process, seen by another that has a keychain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.errors import Code
from desktop_app.session.restore import restore
from tests.support.keychain_double import KeychainDouble
from tests.support.workbench import Bench, code_of


@pytest.fixture
def elsewhere(signed_in: Bench) -> Bench:
    """Signed in by a process that keeps things in memory."""
    signed_in.deps.states.save(signed_in.account, replace(signed_in.state, saved="memory"))
    return signed_in


def test_it_is_neither_used_nor_touched(elsewhere: Bench) -> None:
    state = elsewhere.state
    others = elsewhere.make_deps(KeychainDouble())
    assert code_of(lambda: elsewhere.token(1e3, deps=others)) == (Code.E_NOT_SIGNED_IN, None)
    assert code_of(lambda: elsewhere.refresh(deps=others)) == (Code.E_NOT_SIGNED_IN, None)
    assert elsewhere.state == state
    assert elsewhere.provider.count("refresh") == 0


def test_its_own_process_uses_it(elsewhere: Bench) -> None:
    own = replace(elsewhere.deps, saved="memory")
    assert elsewhere.refresh(deps=own).saved == "memory"


def test_a_start_finds_nothing_of_it(elsewhere: Bench) -> None:
    others = elsewhere.make_deps(KeychainDouble())
    assert restore(others, elsewhere.account, notify=elsewhere.events.append) is None
    assert elsewhere.kinds() == ["RestoreStarted", "NothingStored"]
    assert (elsewhere.state.state, elsewhere.state.account_id) == ("signed_out", None)


def test_a_start_finds_an_earlier_record_in_the_keychain(elsewhere: Bench) -> None:
    session = restore(elsewhere.deps, elsewhere.account, notify=elsewhere.events.append)
    assert session is not None
    assert elsewhere.state.saved == "keychain"
    assert elsewhere.token().subject == "alice"


def test_a_locked_keychain_says_nothing_about_it(elsewhere: Bench) -> None:
    elsewhere.keychain.state = "locked"
    state = elsewhere.state
    assert restore(elsewhere.deps, elsewhere.account, notify=elsewhere.events.append) is None
    assert elsewhere.kinds()[-1] == "KeychainLocked"
    assert elsewhere.state == state
