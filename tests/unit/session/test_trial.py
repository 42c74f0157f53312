"""The trial write before a sign-in, cut short at any moment: nothing stays for long."""

from __future__ import annotations

import pytest

from desktop_app.errors import Code
from desktop_app.session import places, trial
from desktop_app.session.forget import forget
from tests.support.keychain_double import Crash
from tests.support.workbench import Bench, code_of


def cut_short(bench: Bench, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before the *at* of the trial takes effect."""

    def killed(*_: object, **__: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(bench.keychain, at, killed)
        with pytest.raises(Crash):
            trial.try_out(bench.deps, bench.account, "an id")


def test_nothing_is_left_by_a_whole_one(bench: Bench) -> None:
    trial.try_out(bench.deps, bench.account, "an id")
    assert bench.keychain.items == {}
    assert places.read_trial(bench.files, bench.account) is None


@pytest.mark.parametrize("at", ["write", "delete"])
def test_the_next_sign_in_takes_away_what_was_left(bench: Bench, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_short(bench, at, monkeypatch)
    assert list(bench.keychain.items) == (["an id.trial"] if at == "delete" else [])
    bench.sign_in()
    assert list(bench.keychain.items) == [bench.record.account_id]
    assert places.read_trial(bench.files, bench.account) is None


def test_so_does_forgetting_the_account(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_short(bench, "delete", monkeypatch)
    forget(bench.deps, bench.account)
    assert bench.keychain.items == {}
    assert places.read_trial(bench.files, bench.account) is None


def test_forgetting_asks_no_keychain_where_nothing_was_left(bench: Bench) -> None:
    bench.keychain.state = "missing"
    forget(bench.deps, bench.account)


def test_a_locked_keychain_leaves_the_mark(bench: Bench) -> None:
    bench.keychain.state = "missing"
    assert code_of(lambda: trial.try_out(bench.deps, bench.account, "an id"))[0] is Code.E_KEYCHAIN_MISSING
    assert places.read_trial(bench.files, bench.account) is not None
