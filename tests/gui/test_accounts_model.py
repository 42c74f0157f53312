"""The list of accounts: rows, changes, names for screen readers, lines that fit."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop_app.ui import gallery_samples as samples
from desktop_app.ui.models import words
from desktop_app.ui.models.accounts_model import AccountsModel, RowRole
from desktop_app.ui.models.view_state import AccountRow


@pytest.fixture
def model() -> AccountsModel:
    made = AccountsModel()
    made.set_rows(samples.rows())
    return made


def test_it_is_a_sound_model(model: AccountsModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(samples.rows("offline"))
    model.set_rows(())
    assert tester.model() is model


def test_a_row_has_a_name_and_a_sentence(model: AccountsModel) -> None:
    first = model.index(0)
    assert first.data(Qt.ItemDataRole.DisplayRole) == "Acme (work)"
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == "Acme (work), Signed in, 4 min left · Ada"
    assert first.data(RowRole) == samples.rows()[0]
    assert first.data(Qt.ItemDataRole.DecorationRole) is None


def test_a_countdown_touches_its_row_alone(model: AccountsModel, qtbot: QtBot) -> None:
    changed: list[int] = []
    resets: list[None] = []
    model.dataChanged.connect(lambda top, _bottom: changed.append(top.row()))
    model.modelReset.connect(lambda: resets.append(None))
    model.set_rows(samples.rows("offline"))
    assert changed == [0]
    model.set_rows(samples.rows("offline"))
    assert changed == [0]
    assert resets == []


def test_other_accounts_reset_it(model: AccountsModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.modelReset):
        model.set_rows(samples.rows()[1:])
    assert model.rowCount() == 4


def test_rows_that_are_not_there(model: AccountsModel) -> None:
    assert model.row(99) is None
    assert model.row(-1) is None
    assert model.place_of("nobody") == -1
    assert model.data(QModelIndex()) is None
    assert model.rowCount(model.index(0)) == 0


def test_hostile_names_are_escaped_and_bounded() -> None:
    row = AccountRow("key", samples.HOSTILE, "H", 0, "ok", "a\nb\u202e", "plain", "x" * 5000)
    assert "\\u202e" in row.name
    assert "\\ud800" in row.name
    assert "\x1b" not in row.name
    assert row.line == "a\\u000ab\\u202e"
    assert len(row.state_word) == 2000


@pytest.mark.parametrize("left", [-5, 0, 1, 59, 60, 3599, 3600, 86400, 400 * 86400, None])
@pytest.mark.parametrize("who", ["", "Ada", "Ada Lovelace", "Augusta Ada King-Noel, Gräfin von Lovelace", "W" * 300])
def test_lines_are_at_most_24_letters(left: float | None, who: str) -> None:
    assert 0 < len(words.left_line(left, who)) <= words.LONGEST_LINE


@pytest.mark.parametrize("seconds", [0, 0.4, 1, 18, 59, 60, 3599, 86400, 1e9, None])
def test_offline_lines_are_at_most_24_letters(seconds: float | None) -> None:
    line, kind = words.offline_line(seconds)
    assert 0 < len(line) <= words.LONGEST_LINE
    assert kind == "warn"


def test_every_fixed_sidebar_line_fits() -> None:
    from desktop_app.app.texts.window import TEXTS

    lines = {name: line for name, line in TEXTS.items() if name.startswith("line_") and "{" not in line}
    assert lines
    assert {name: line for name, line in lines.items() if len(line) > words.LONGEST_LINE} == {}


@pytest.mark.parametrize(
    ("seconds", "clock", "short", "spoken"),
    [
        (0, "0:00", "0 s", "0 seconds"),
        (41.9, "0:41", "41 s", "41 seconds"),
        (252, "4:12", "4 min", "4 minutes 12 seconds"),
        (60, "1:00", "1 min", "1 minute"),
        (3723, "1:02:03", "1 h", "1 hour 2 minutes"),
        (3 * 86400 + 7200, "3 d", "3 d", "3 days 2 hours"),
        (-4, "0:00", "0 s", "0 seconds"),
    ],
)
def test_lengths_of_time(seconds: float, clock: str, short: str, spoken: str) -> None:
    assert words.clock(seconds) == clock
    assert words.short(seconds) == short
    assert words.spoken(seconds).startswith(spoken)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Acme (work)", "AW"), ("Acme", "A"), ("  ", "?"), ("éa öb", "ÉÖ"), ("\u202e<b>", "B"), ("ß x", "SX")],
)
def test_initials(name: str, letters: str) -> None:
    assert words.initials(name) == letters


def test_a_colour_stays_with_its_account() -> None:
    assert words.hue("acme") == words.hue("acme")
    assert len({words.hue(f"account {n}") % 5 for n in range(50)}) == 5


def test_every_state_of_the_contract_has_a_badge_and_a_mark() -> None:
    states = [
        "signed_out",
        "signing_in",
        "restoring",
        "signed_in",
        "refreshing",
        "offline",
        "needs_login",
        "locked",
        "signing_out",
    ]
    assert set(words.MARKS) == set(states)
    assert len({words.badge(state).word for state in states}) == len(states)
