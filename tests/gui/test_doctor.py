"""The Doctor page: what it shows while it runs, when it is done, stopped; what a person can do with what was found."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.app.doctor import Check, Progress, Step
from desktop_app.app.doctor.check import fine, found
from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Cancel
from desktop_app.ui.desk import Desk
from desktop_app.ui.doctor.model import MOST_ROWS, Found
from desktop_app.ui.doctor.page import DoctorPage
from desktop_app.ui.doctor.rows import CheckCard, CheckRow
from desktop_app.ui.gallery import build
from desktop_app.ui.gallery_doctor import NAMES
from tests.gui.conftest import shown
from tests.gui.controlled import desk as open_desk
from tests.support.engine_double import EngineDouble, account

FILES, KEYS = Step("files"), Step("keychain")
LOCKED = found("keychain", "warn", "keychain.locked", action="unlock")
NO_CA = found("ca_file", "fail", "doctor.no_ca_file", "work", action="settings", file="x.pem")


class DoctorEngine(EngineDouble):
    """:ivar checks: what is found, by step. :ivar hold: steps that wait until :attr:`go` is set.
    :ivar asked: the accounts of each run. :ivar stopped: runs that heard Stop."""

    def __init__(self, *names: str) -> None:
        super().__init__(*(account(name) for name in names or ("work",)))
        self.checks: dict[Step, Sequence[Check]] = {FILES: [fine("files")], KEYS: [LOCKED]}
        self.hold: set[Step] = set()
        self.go = threading.Event()
        self.asked: list[tuple[str, ...]] = []
        self.trays: list[bool | None] = []
        self.stopped = 0
        self.doctor_trouble: KeyfobError | None = None

    def doctor(
        self, names: Sequence[str], *, progress: Callable[[Progress], None], cancel: Cancel, tray: bool | None
    ) -> list[Check]:
        self._begin("doctor")
        self.asked.append(tuple(names))
        self.trays.append(tray)
        if self.doctor_trouble is not None:
            raise self.doctor_trouble
        for step in self.checks:
            progress(Progress(step, "waiting"))
        for step, checks in self.checks.items():
            progress(Progress(step, "running"))
            while step in self.hold and not self.go.wait(0.005):
                if cancel.is_set():
                    self.stopped += 1
                    return []
            progress(Progress(step, "done", tuple(checks)))
        return [check for checks in self.checks.values() for check in checks]

    def doctor_report(self, checks: Sequence[Check], at: float) -> str:
        self._begin("doctor_report")
        return f"report of {len(checks)}"


class Opened:
    """The page in a whole window."""

    def __init__(self, qtbot: QtBot, engine: DoctorEngine) -> None:
        self.engine = engine
        self.desk: Desk = open_desk(qtbot, engine)
        self.said: list[str] = []
        self.desk.window.announce = self.said.append  # type: ignore[method-assign, assignment]  # what a screen reader is told
        self.until = qtbot.waitUntil
        self.until(lambda: self.desk.tasks.busy() == 0)
        self.desk.window.go("doctor")
        page = self.desk.window.shell.pages.built("doctor")
        assert isinstance(page, DoctorPage)
        self.page = page

    def finish(self) -> None:
        """Until the run is over and shown."""
        self.until(lambda: self.page.view.total > 0 and not self.page.view.running)

    def rows(self, card: CheckCard) -> list[CheckRow]:
        return [row for row in card.rows if row.isVisibleTo(card)]


@pytest.fixture
def engine() -> Iterator[DoctorEngine]:
    made = DoctorEngine()
    yield made
    made.go.set()


@pytest.fixture
def opened_with(qtbot: QtBot) -> Iterator[Callable[[DoctorEngine], Opened]]:
    all_: list[Opened] = []

    def opener(engine: DoctorEngine) -> Opened:
        all_.append(Opened(qtbot, engine))
        return all_[-1]

    yield opener
    for one in all_:
        one.engine.go.set()
        one.desk.end()
        qtbot.waitUntil(lambda one=one: one.desk.tasks.busy() == 0)  # type: ignore[misc]  # bound now


Opener = Callable[[DoctorEngine], Opened]


def test_it_runs_when_it_is_first_opened(engine: DoctorEngine, opened_with: Opener) -> None:
    one = opened_with(engine)
    one.finish()

    assert engine.asked == [("work",)]
    assert engine.on_main == []
    assert [row.view.name for row in one.rows(one.page.troubles) if row.view] == ["Keychain"]
    assert [row.view.name for row in one.rows(one.page.rest) if row.view] == ["Files"]
    assert one.page.words.text() == "All 2 done"
    assert one.said[-1] == "The doctor is done. Problems: 0, warnings: 1."
    assert isinstance(engine.trays[0], bool)
    one.desk.window.go("account")
    one.desk.window.go("doctor")
    assert engine.asked == [("work",)]


def test_progress_and_stop(engine: DoctorEngine, opened_with: Opener) -> None:
    engine.checks = {KEYS: [LOCKED], FILES: [fine("files")], Step("versions"): [fine("versions", words="versions_ok")]}
    engine.hold = {FILES}
    one = opened_with(engine)
    one.until(lambda: [row.view.state for row in one.rows(one.page.rest) if row.view] == ["running", "waiting"])

    assert one.page.words.text() == "1 of 3 done"
    assert one.page.run.words() == "Stop"
    assert one.page.progress.accessibleName().startswith("1 of 3 done")
    one.page.run.click()

    assert not one.page.view.running
    assert one.page.run.words() == "Run again"
    assert one.page.words.text() == "Stopped after 1 of 3"
    assert [row.view.state for row in one.rows(one.page.rest) if row.view] == ["unseen", "unseen"]
    assert [row.view.name for row in one.rows(one.page.troubles) if row.view] == ["Keychain"]
    assert one.page.copy.isEnabled()
    one.until(lambda: engine.stopped == 1)
    assert one.said[-1] == "The doctor was stopped."


def test_run_again(engine: DoctorEngine, opened_with: Opener) -> None:
    one = opened_with(engine)
    one.finish()
    engine.checks = {KEYS: [fine("keychain", keychain="K")]}
    one.page.run.click()
    one.until(lambda: len(engine.asked) == 2)
    one.finish()
    one.until(lambda: not one.rows(one.page.troubles))

    assert one.page.troubles.isHidden()


def test_a_stopped_run_that_hangs_does_not_hold_up_the_next(engine: DoctorEngine, opened_with: Opener) -> None:
    engine.hold = {FILES}
    one = opened_with(engine)
    one.until(lambda: one.page.view.total == 2)
    engine.hang.set()
    one.page.run.click()
    engine.hold = set()
    engine.hang.clear()
    one.page.run.click()
    one.finish()

    assert one.page.words.text() == "All 2 done"


def test_the_sidebar_counts_problems(engine: DoctorEngine, opened_with: Opener) -> None:
    engine.checks = {FILES: [NO_CA, LOCKED], KEYS: [fine("files")]}
    one = opened_with(engine)
    one.finish()

    assert one.desk.window.doctor_count == 1
    engine.checks = {KEYS: [fine("files")]}
    one.page.run.click()
    one.until(lambda: one.desk.window.doctor_count == 0)


def test_the_report_is_copied(engine: DoctorEngine, opened_with: Opener) -> None:
    one = opened_with(engine)
    one.finish()
    one.page.copy.click()
    one.until(lambda: one.page.copy.words() == "Copied")

    assert QGuiApplication.clipboard().text() == "report of 2"
    assert "doctor_report" not in engine.on_main
    assert "holds no secrets" in one.said[-1]


def test_an_account_can_be_chosen(opened_with: Opener) -> None:
    engine = DoctorEngine("work", "home")
    one = opened_with(engine)
    one.finish()
    assert engine.asked == [("work",)]
    assert [choice.word for choice in one.page.account.choices] == ["All accounts", "work", "home"]

    one.page.account.chosen.emit("")
    one.until(lambda: len(engine.asked) == 2)
    one.finish()
    assert engine.asked[-1] == ("work", "home")
    one.page.account.chosen.emit("home")
    one.until(lambda: len(engine.asked) == 3)
    one.finish()
    assert engine.asked[-1] == ("home",)


def test_one_account_is_not_asked_for(engine: DoctorEngine, opened_with: Opener) -> None:
    one = opened_with(engine)
    one.finish()

    assert one.page.account.isHidden()


def test_unlock_is_a_persons_act(engine: DoctorEngine, opened_with: Opener) -> None:
    one = opened_with(engine)
    one.finish()
    assert "unlock" not in engine.calls
    (row,) = one.rows(one.page.troubles)
    assert row.button.words() == "Unlock"
    assert row.button.accessibleName() == "Unlock: Keychain"
    row.button.click()

    one.until(lambda: "unlock" in engine.calls)
    assert one.desk.window.place == "account"


def test_sign_in_and_settings(engine: DoctorEngine, opened_with: Opener) -> None:
    ended = found("session", "warn", "session.other_version", "work", action="sign_in")
    engine.checks = {FILES: [NO_CA], Step("session", "work"): [ended]}
    one = opened_with(engine)
    one.desk.window.register("settings", lambda: QLabel("the settings"))
    one.finish()
    settings, sign_in = one.rows(one.page.troubles)
    settings.button.click()
    assert one.desk.window.place == "settings"
    one.desk.window.go("doctor")
    sign_in.button.click()

    one.until(lambda: "sign_in" in engine.calls)
    assert one.desk.window.place == "account"


def test_the_end_of_the_window_stops_it(engine: DoctorEngine, opened_with: Opener) -> None:
    engine.hold = {FILES}
    one = opened_with(engine)
    one.until(lambda: one.page.view.total == 2)
    one.desk.end()

    one.until(lambda: engine.stopped == 1)


def test_a_doctor_that_fails_is_told(engine: DoctorEngine, opened_with: Opener, qtbot: QtBot) -> None:
    engine.doctor_trouble = KeyfobError(Code.E_DISK, "disk.full", path="x", words="full")
    one = opened_with(engine)
    told: list[KeyfobError] = []
    one.desk.say = told.append  # type: ignore[method-assign, assignment]  # instead of a dialog
    one.until(lambda: told != [])

    assert told[0].code is Code.E_DISK
    assert one.page.run.words() == "Run again"


# --- the page itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [(1040, 720), (480, 400)])
def test_every_state_fits(qtbot: QtBot, name: str, size: tuple[int, int]) -> None:
    window = shown(qtbot, build(name), size)
    page = window.shell.pages.built("doctor")
    assert isinstance(page, DoctorPage)

    assert page.horizontalScrollBar().maximum() == 0
    for button in (page.copy, page.run, *(row.button for row in page.troubles.rows)):
        if button.isVisible():
            left = button.mapTo(page, button.rect().topLeft()).x()
            assert left >= 0
            assert left + button.width() <= page.width()
            assert button.accessibleName()
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    for row in (*page.troubles.rows, *page.rest.rows):
        assert row.view is not None
        assert row.view.name in row.accessibleName()


def test_rows_say_whole_sentences() -> None:
    view = Found(many=True)
    view.hear(Progress(FILES, "done", (NO_CA,)))
    (row,) = view.view((), copied=False, can_act=("settings",)).troubles

    assert row.sentence == (
        "Problem. Certificate authority (work): The file x.pem cannot be read. "
        "Correct ca_file, or let yourself read the file."
    )


def test_what_cannot_be_done_is_not_offered() -> None:
    view = Found(many=False)
    view.hear(Progress(KEYS, "done", (LOCKED,)))

    (row,) = view.view((), copied=False, can_act=("settings",)).troubles
    assert row.action == ""


def test_very_many_rows_are_cut_and_counted(qtbot: QtBot) -> None:
    view = Found(many=True)
    for number in range(MOST_ROWS + 7):
        view.hear(Progress(Step("files", f"{number}"), "done", (fine("files", f"{number}"),)))
    page = DoctorPage()
    qtbot.addWidget(page)
    page.render_view(view.view((), copied=False, can_act=()))

    assert len(page.rest.rows) == MOST_ROWS
    assert page.rest.more.text().startswith("7 more")
