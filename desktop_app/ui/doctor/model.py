"""The page's values: rows made of what the doctor tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from desktop_app.app.doctor import ActionId, Check, Progress, Step
from desktop_app.app.doctor.check import named
from desktop_app.app.texts import text
from desktop_app.ui.models.inspector_state import Choice

RowState = Literal["fail", "warn", "ok", "skip", "running", "waiting", "unseen"]
#: More rows of a kind are left to the report.
MOST_ROWS: Final = 120
_ORDER: Final[tuple[RowState, ...]] = ("fail", "warn", "ok", "skip", "running", "waiting", "unseen")


@dataclass(frozen=True, slots=True)
class RowView:
    """A row. :param action: what can be done here, ``""`` for nothing. :param account: the account it is about."""

    state: RowState
    name: str
    message: str
    hint: str = ""
    action: ActionId = ""
    account: str = ""

    @property
    def sentence(self) -> str:
        """All of it, for a screen reader."""
        return text(f"doctor.said_{self.state}", name=self.name, message=self.message, hint=self.hint).rstrip()


@dataclass(frozen=True, slots=True)
class DoctorView:
    """What the page shows. :param troubles: problems, then warnings. :param rest: what is fine, under way, waiting."""

    running: bool = False
    done: int = 0
    total: int = 0
    words: str = ""
    counts: str = ""
    troubles: tuple[RowView, ...] = ()
    rest: tuple[RowView, ...] = ()
    choices: tuple[Choice, ...] = ()
    can_copy: bool = False
    copied: bool = False


class Found:
    """What one run has told so far.

    :param many: several accounts are looked at: rows name theirs.
    """

    def __init__(self, *, many: bool) -> None:
        self._many = many
        self._steps: dict[Step, Progress] = {}
        self.running = True

    def hear(self, word: Progress) -> None:
        """A step went on."""
        self._steps[word.step] = word

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(word.state == "done" for word in self._steps.values())

    @property
    def total(self) -> int:
        """How many steps there are."""
        return len(self._steps)

    @property
    def checks(self) -> list[Check]:
        """What was found, in the order of the steps."""
        return [check for word in self._steps.values() for check in word.checks]

    def count(self, status: str) -> int:
        """How many checks ended so."""
        return sum(check.status == status for check in self.checks)

    def view(self, choices: tuple[Choice, ...], *, copied: bool, can_act: Iterable[ActionId]) -> DoctorView:
        """As the page shows it. :param can_act: what can be done here at all."""
        allowed = frozenset(can_act)
        rows = [row for word in self._steps.values() for row in self._rows(word, allowed)]
        rows.sort(key=lambda row: _ORDER.index(row.state))
        kind = "done" if self.running else "finished" if self.done == self.total else "stopped"
        counts = text("doctor.counts", fine=self.count("ok"), warnings=self.count("warn"), problems=self.count("fail"))
        return DoctorView(
            running=self.running,
            done=self.done,
            total=self.total,
            words=text(f"doctor.page_{kind}", done=self.done, total=self.total),
            counts=counts,
            troubles=tuple(row for row in rows if row.state in ("fail", "warn")),
            rest=tuple(row for row in rows if row.state not in ("fail", "warn")),
            choices=choices,
            can_copy=bool(self.checks),
            copied=copied,
        )

    def _rows(self, word: Progress, allowed: frozenset[ActionId]) -> list[RowView]:
        if word.state == "done":
            return [
                RowView(
                    check.status,
                    self._name(check.id, check.account) if check.id else check.name,
                    check.message,
                    "" if check.status == "ok" else check.hint,
                    check.action if check.action in allowed else "",
                    check.account,
                )
                for check in word.checks
            ]
        name = self._name(word.step.id, word.step.account)
        if not self.running:
            return [RowView("unseen", name, text("doctor.page_unseen"))]
        if word.state == "running":
            return [RowView("running", name, text("doctor.page_looking"))]
        return [RowView("waiting", name, text("doctor.page_waiting"))]

    def _name(self, id_: str, account: str) -> str:
        return named(id_, account if self._many else "")
