"""The window's own controller and timer over real use cases, with a clock that a test moves on: hours in a second."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from pytestqt.qtbot import QtBot

from desktop_app.app.activity import ActivityEvent, ActivityLog
from desktop_app.bootstrap.engine import Engine
from desktop_app.ports import Cancel
from desktop_app.session.account import Account
from desktop_app.session.events import Event
from desktop_app.session.refresh import RefreshRequest, refresh
from desktop_app.session.restore import restore
from desktop_app.session.session import Session
from desktop_app.session.states import State
from desktop_app.session.stored import StoredState
from desktop_app.ui.refresh_timer import MAX_TICK
from desktop_app.ui.session_controller import SessionController
from desktop_app.ui.tasks import Tasks
from tests.support.workbench import Bench
from tests.support.workbench_parts import BenchClock, WatchedProvider


class BenchEngine:
    """What the controller asks of an engine, on the benches' parts."""

    def __init__(self, benches: Mapping[str, Bench], clock: BenchClock) -> None:
        self._benches = benches
        self.clock = clock

    def restore(self, account: Account, *, attended: bool = False, notify: Callable[[Event], None]) -> Session | None:
        """As the engine's."""
        return restore(self._benches[account.name].deps, account, notify=notify, attended=attended)

    def renew(
        self, account: Account, *, better_than: float | None, cancel: Cancel | None, notify: Callable[[Event], None]
    ) -> Session:
        """As the engine's."""
        request = RefreshRequest(attended=False, good_until=better_than, save_patience=None)
        return refresh(self._benches[account.name].deps, account, request, notify=notify, cancel=cancel)

    def stored(self, account: Account) -> StoredState:
        """As the engine's."""
        return self._benches[account.name].deps.states.load(account)

    def activity(self, account: Account) -> tuple[ActivityEvent, ...]:
        """As the engine's."""
        return ActivityLog(self._benches[account.name].files).events(account)


class BenchWindow:
    """A controller for the accounts of some benches, which live by the first one's clock.

    :ivar asked: accounts that need a login, in the order they were told.
    """

    def __init__(self, qtbot: QtBot, *benches: Bench) -> None:
        self.qtbot = qtbot
        self.clock = benches[0].clock
        self.asked: list[str] = []
        self.tasks = Tasks()
        engine = cast("Engine", BenchEngine({one.account.name: one for one in benches}, self.clock))
        self.controller = SessionController(engine, self.tasks, self.clock)
        self.controller.login_needed.connect(self.asked.append)
        for one in benches:
            self.controller.add(one.account)
        self.settle()

    def state(self, name: str = "work") -> State:
        """Of an account."""
        return self.controller.lives[name].state

    def settle(self) -> None:
        """Until nothing is under way."""
        lives = self.controller.lives.values()
        self.qtbot.waitUntil(lambda: self.tasks.busy() == 0 and not any(life.busy for life in lives), timeout=30_000)

    def live(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Let *seconds* pass as the timer would see them, tick by tick; less where *until* holds before."""
        end = self.clock.now() + seconds
        while (now := self.clock.now()) < end and not until():
            deadlines = [self.controller.timer.deadline(name) for name in self.controller.lives]
            due = min((one for one in deadlines if one is not None), default=end)
            self.clock.shift += min(max(due - now, 1.0), MAX_TICK, end - now + 0.001)
            self.controller.look()
            self.settle()

    def close(self) -> None:
        """End it."""
        self.controller.close()


class Calls:
    """When the provider's token endpoint was asked to refresh, by the bench's clock."""

    def __init__(self, clock: BenchClock, provider: WatchedProvider) -> None:
        self.at: list[float] = []
        provider.watch("refresh", lambda: self.at.append(clock.now()))

    def most_in_a_minute(self) -> int:
        """In any minute."""
        return max((sum(start <= at < start + 60 for at in self.at) for start in self.at), default=0)


def neighbour(bench: Bench, name: str, provider: WatchedProvider) -> Bench:
    """Another account at another provider: the same files, locks, keychain and clock."""
    made = Bench(bench.folder, provider)
    made.account = replace(made.account, name=name)
    made.clock, made.http = bench.clock, bench.http
    made.files, made.locks, made.keychain = bench.files, bench.locks, bench.keychain
    made.deps = made.make_deps(made.keychain)
    return made


def files_of(folder: Path, bench: Bench) -> dict[str, bytes]:
    """The files that belong to the bench's account."""
    state = bench.state
    owned = (bench.account.key, state.account_id or "-")
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock" and any(name in path.name for name in owned)
    }
