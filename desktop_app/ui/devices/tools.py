"""Above the table: filter, application, age, all but this one, reload; and whose sessions are meant."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.session.session_filter import Filter
from desktop_app.ui import theme
from desktop_app.ui.components.base import is_restyle
from desktop_app.ui.components.buttons import Button, IconButton
from desktop_app.ui.components.fields import Field
from desktop_app.ui.devices.heads import SORTS
from desktop_app.ui.inspect.choosing import MenuButton
from desktop_app.ui.inspect.segments import Segments
from desktop_app.ui.inspect.wrapped import Wrapped
from desktop_app.ui.models.devices_state import SCOPES, Scope
from desktop_app.ui.models.inspector_state import Choice
from desktop_app.ui.projection.devices import named_application

_DAY: Final = 86_400.0
#: How long a session was not used, seconds.
AGES: Final[dict[str, float | None]] = {
    "any": None,
    "day": _DAY,
    "week": 7 * _DAY,
    "month": 30 * _DAY,
    "quarter": 90 * _DAY,
}
#: More applications than a menu has room for are found by the filter.
_MOST: Final = 40


class _FilterField(Field):
    """As wide as the words that one looks for."""

    def __init__(self) -> None:
        words = text("devices.filter")
        self.narrow = False
        super().__init__(words, shown_label=False, placeholder=words, icon_name="search")

    def sizeHint(self) -> QSize:
        """Wide enough for a name."""
        return QSize(round((180 if self.narrow else 230) * max(1.0, theme.scale())), super().sizeHint().height())


class Tools(QWidget):
    """``filter_changed`` carries a :class:`Filter`, ``sort_chosen`` a column (where there are no heads)."""

    filter_changed = Signal(object)
    sort_chosen = Signal(str)
    but_this_wanted = Signal()
    reload_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filter = Filter()
        self._applications: tuple[str, ...] = ()
        self._own = ""
        self._age = "any"
        self.field = _FilterField()
        self.field.line.textChanged.connect(self._typed)
        self.application = MenuButton(text("devices.applications"))
        self.application.chosen.connect(self._choose_application)
        self.age = MenuButton(text("devices.ages"))
        self.age.chosen.connect(self._choose_age)
        self.sort = MenuButton(text("devices.sort_menu"))
        self.sort.chosen.connect(self.sort_chosen)
        self.sort.hide()
        self.but_this = Button(text("devices.but_this"))
        self.but_this.clicked.connect(self.but_this_wanted)
        self.reload = IconButton("refresh", text("devices.reload"))
        self.reload.clicked.connect(self.reload_wanted)
        row = [self.field, self.application, self.age, self.sort, self.but_this, self.reload]
        self._row = Wrapped(row, far=2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._row)
        self._show_choices()

    @property
    def wanted(self) -> Filter:
        """What is asked for."""
        return self._filter

    def show_applications(self, names: tuple[str, ...], own: str) -> None:
        """The applications that can be chosen; one that is not there any more is not asked for."""
        self._applications, self._own = names, own
        if self._filter.application and self._filter.application not in names:
            self._choose_application("")
        self._show_choices()

    def show_sort(self, key: str, *, descending: bool) -> None:
        """The column it is sorted by, and which way."""
        way = "devices.sort_down" if descending else "devices.sort_up"
        choices = []
        for name in SORTS:
            column = text(f"devices.column_{name}")
            choices.append(Choice(name, text(way, column=column) if name == key else column, name == key))
        self.sort.show_choices(tuple(choices))
        self._row.arrange()

    def set_narrow(self, narrow: bool) -> None:
        """Without heads it is sorted by a menu."""
        if self.sort.isHidden() == narrow:
            self.sort.setVisible(narrow)
            self.but_this.set_words(text("devices.but_this_short" if narrow else "devices.but_this"))
            self.but_this.setAccessibleName(text("devices.but_this"))
            self.field.narrow = narrow
            self._row.arrange()

    def set_but_this(self, possible: bool) -> None:
        """Whether "all but this one" can be picked."""
        if self.but_this.isHidden() == possible:
            self.but_this.setVisible(possible)
            self._row.arrange()

    def set_loading(self, loading: bool) -> None:
        """The list is being read."""
        self.reload.setEnabled(not loading)
        self.reload.set_name(text("devices.loading" if loading else "devices.reload"))

    def clear(self) -> None:
        """Ask for nothing."""
        self._age = "any"
        self._filter = Filter()
        blocked = self.field.line.blockSignals(True)
        self.field.line.clear()
        self.field.line.blockSignals(blocked)
        self._show_choices()
        self.filter_changed.emit(self._filter)

    def _typed(self, words: str) -> None:
        self._change(words=words)

    def _choose_application(self, name: str) -> None:
        self._change(application=name)
        self._show_choices()

    def _choose_age(self, name: str) -> None:
        self._age = name
        self._change(unused_for=AGES[name])
        self._show_choices()

    def _change(
        self, *, words: str | None = None, application: str | None = None, unused_for: float | None = -1.0
    ) -> None:
        before = self._filter
        self._filter = Filter(
            words=before.words if words is None else words,
            application=before.application if application is None else application,
            unused_for=before.unused_for if unused_for == -1.0 else unused_for,
        )
        self.filter_changed.emit(self._filter)

    def _show_choices(self) -> None:
        now = self._filter.application
        every = Choice("", text("devices.all_applications"), not now)
        names = self._applications[:_MOST]
        listed = tuple(Choice(name, named_application(name, self._own), name == now) for name in names)
        self.application.show_choices((every, *listed))
        self.application.setMaximumWidth(round(220 * max(1.0, theme.scale())))
        self.age.show_choices(tuple(Choice(name, text(f"devices.age_{name}"), name == self._age) for name in AGES))
        self._row.arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Widths follow the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_row"):
            self._row.arrange()


class Whose(QWidget):
    """Mine, a person's, an application's; for administrators alone. ``asked`` carries the scope and the words."""

    scope_chosen = Signal(str)
    asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scope: Scope = "own"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        self.segments = Segments(tuple(text(f"devices.scope_{name}") for name in SCOPES), text("devices.whose"))
        self.segments.currentChanged.connect(lambda place: self.scope_chosen.emit(SCOPES[place]))
        row = QHBoxLayout()
        row.addWidget(self.segments)
        row.addStretch(1)
        column.addLayout(row)
        self._ask = QWidget(self)
        ask = QHBoxLayout(self._ask)
        ask.setContentsMargins(0, 0, 0, 0)
        ask.setSpacing(theme.SPACE_S)
        self.fields = {name: Field(text(f"devices.{name}_field"), parent=self._ask) for name in SCOPES[1:]}
        for field in self.fields.values():
            field.submitted.connect(self._submit)
            ask.addWidget(field, 1)
        self.show_button = Button(text("devices.show"))
        self.show_button.clicked.connect(self._submit)
        ask.addWidget(self.show_button, 0, Qt.AlignmentFlag.AlignBottom)
        column.addWidget(self._ask)
        self.show_scope("own")

    def show_scope(self, scope: Scope) -> None:
        """Show *scope* as chosen."""
        changed, self._scope = scope != self._scope, scope
        blocked = self.segments.blockSignals(True)
        self.segments.setCurrentIndex(SCOPES.index(scope))
        self.segments.blockSignals(blocked)
        self._ask.setVisible(scope != "own")
        for name, field in self.fields.items():
            field.setVisible(name == scope)
        if changed and scope != "own":
            QTimer.singleShot(0, self.fields[scope].line, self.fields[scope].line.setFocus)

    def forget(self) -> None:
        """Keep nothing of what was typed."""
        for field in self.fields.values():
            field.set_text("")

    def _submit(self) -> None:
        if self._scope == "own":
            return
        words = self.fields[self._scope].text().strip()
        if words:
            self.asked.emit(self._scope, words)
