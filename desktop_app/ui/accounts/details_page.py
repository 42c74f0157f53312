"""An account's settings: what may be changed is changed here; what cannot says why."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.accounts.head import foot, head
from desktop_app.ui.accounts.state import DetailsView, FieldView
from desktop_app.ui.components.banner import Banner
from desktop_app.ui.components.fields import Field
from desktop_app.ui.components.labels import WrapLabel
from desktop_app.ui.models.view_state import BannerView
from desktop_app.ui.views.page import Page


class DetailsPage(QWidget):
    """``saved`` carries field id → what was typed, for the fields that were changed; ``left`` asks to go back."""

    saved = Signal(dict)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: DetailsView | None = None
        self.fields: dict[str, Field] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.page = Page(600, parent=self)
        outer.addWidget(self.page, 1)
        self.bar, self.cancel, self.save = foot(text("window.save"), self)
        outer.addWidget(self.bar)
        row, self.back, self.title = head("")
        column = self.page.column
        column.addLayout(row)
        self.banner = Banner()
        column.addWidget(self.banner)
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.SPACE_L)
        column.addLayout(self._column)
        column.addStretch(1)
        self.cancel.clicked.connect(self.left)
        self.back.clicked.connect(self.left)
        self.save.clicked.connect(self._save)

    def set_margin(self, margin: int) -> None:
        """Left and right margin, as the window's width allows."""
        self.page.set_margin(margin)
        self.bar.set_margin(margin)

    def render_page(self, view: DetailsView) -> None:
        """Show *view*; what was typed stays while it is the same account's."""
        before, self._view = self._view, view
        self.title.set_text(text("accounts.details_title", name=view.name))
        if before is None or before.key != view.key or _values(before) != _values(view):
            self._make_fields(view)
        for one in view.fields:
            self.fields[one.id].set_error(one.error)
            if not one.error:
                self.fields[one.id].line.setAccessibleDescription(_words(one))
        said = BannerView("bad", view.error) if view.error else BannerView("info", view.note)
        self.banner.setVisible(bool(said.title))
        self.banner.render_banner(said)
        self._enable()

    def changed(self) -> dict[str, str]:
        """What differs from what was shown."""
        shown = {one.id: one.value for one in self._view.fields} if self._view else {}
        return {id_: typed for id_, field in self.fields.items() if (typed := field.text().strip()) != shown[id_]}

    def _make_fields(self, view: DetailsView) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.fields = {}
        for one in view.fields:
            self._add(one)

    def _add(self, one: FieldView) -> None:
        field = Field(
            one.label, icon_name="lock" if one.locked else None, mono=one.mono, read_only=one.read_only or one.locked
        )
        field.set_text(one.value)
        field.edited.connect(lambda _text: self._enable())
        field.submitted.connect(self._save)
        words = _words(one)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        column.addWidget(field)
        if words:
            column.addWidget(WrapLabel(words, "caption", "text-2"))
        self._column.addWidget(box)
        self.fields[one.id] = field

    def _enable(self) -> None:
        ready = self._view is not None and not self._view.busy and bool(self.changed())
        if not ready:
            self.save.give_focus_away()
        self.save.setEnabled(ready)

    def _save(self) -> None:
        if self.save.isEnabled():
            self.saved.emit(self.changed())


def _words(one: FieldView) -> str:
    return text("accounts.set_by_company") if one.locked else one.help


def _values(view: DetailsView) -> tuple[tuple[str, str, bool, bool], ...]:
    return tuple((one.id, one.value, one.read_only, one.locked) for one in view.fields)
