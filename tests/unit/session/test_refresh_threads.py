"""One token, many threads."""

from __future__ import annotations

from pathlib import Path

from desktop_app.session.session import Session
from desktop_app.vault.token_file import TokenSet
from tests.support.provider.script import Script
from tests.support.workbench import Bench, in_threads, workbench


def test_twenty_threads_refresh_one_after_the_other(signed_in: Bench) -> None:
    signed_in.locks.longest = 120.0
    found = in_threads(20, lambda number: signed_in.refresh())
    generations = sorted(one.record.generation for one in found if isinstance(one, Session))
    assert generations == list(range(2, 22))
    counters = signed_in.provider.counters
    assert (counters.reuse_events, counters.refreshes) == (0, 20)
    assert signed_in.record.generation == signed_in.state.generation == 21


def test_twenty_threads_need_one_token(tmp_path: Path) -> None:
    with workbench(tmp_path, Script(lifetime=60)) as bench:
        bench.locks.longest = 120.0
        bench.sign_in()
        bench.expire()
        found = in_threads(20, lambda number: bench.token(deps=bench.make_deps(bench.keychain)))
        tokens = {one.access_token.reveal() for one in found if isinstance(one, TokenSet)}
        assert len(tokens) == 1
        assert len([one for one in found if isinstance(one, TokenSet)]) == 20
        assert bench.provider.counters.refreshes == 1
        assert bench.provider.counters.reuse_events == 0
