"""The page: whose things are looked at, how far it is, what was found. It stands over a scrolling body."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import is_restyle
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.devices.parts import Progress
from desktop_app.ui.doctor.model import DoctorView
from desktop_app.ui.doctor.rows import CheckCard
from desktop_app.ui.inspect.choosing import MenuButton
from desktop_app.ui.inspect.wrapped import Wrapped
from desktop_app.ui.views.page import Page


class DoctorPage(Page):
    """Shows a :class:`DoctorView`. ``acted`` carries what is wanted and for which account, ``account_chosen`` a name
    (``""`` for all), ``entered``: it came into sight."""

    acted = Signal(str, str)
    account_chosen = Signal(str)
    run_wanted = Signal()
    stop_wanted = Signal()
    copy_wanted = Signal()
    log_wanted = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(900, parent=parent)
        self.view = DoctorView()
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(theme.SPACE_M)
        heading = QVBoxLayout()
        heading.setSpacing(2)
        self.title = WrapLabel(text("doctor.page_title"), "title")
        self.intro = WrapLabel(text("doctor.page_intro"), "body", "text-2")
        heading.addWidget(self.title)
        heading.addWidget(self.intro)
        self._top.addLayout(heading, 1)
        self.account = MenuButton(text("doctor.page_accounts"), "provider")
        self.account.chosen.connect(self.account_chosen)
        self.copy = Button(text("doctor.page_copy"), icon_name="copy")
        self.copy.clicked.connect(self.copy_wanted)
        self.run = Button(text("doctor.page_stop"))
        self.run.clicked.connect(self._run_or_stop)
        self._buttons = Wrapped([self.account, self.copy, self.run])
        self._top.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(self._top)
        self._add_progress()
        self.troubles, self.rest = CheckCard(), CheckCard()
        for card in (self.troubles, self.rest):
            card.acted.connect(self.acted)
            self.column.addWidget(card)
        self.log = Button(text("doctor.page_log"), "ghost", icon_name="log")
        self.log.clicked.connect(self.log_wanted)
        self.column.addWidget(self.log, 0, Qt.AlignmentFlag.AlignLeading)
        self.column.addStretch(1)
        self.render_view(DoctorView())

    def _add_progress(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(6)
        self._said = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.words = Label("", "strong")
        self.counts = WrapLabel("", "body", "text-2")
        self._said.addWidget(self.words)
        self._said.addWidget(self.counts, 1)
        column.addLayout(self._said)
        self.progress = Progress()
        self.progress.setFixedHeight(6)
        self.progress.setMinimumWidth(0)
        self.progress.setMaximumWidth(16_777_215)
        column.addWidget(self.progress)
        self.column.addLayout(column)

    def render_view(self, view: DoctorView) -> None:
        """Show *view*."""
        self.view = view
        self.account.setVisible(len(view.choices) > 1)
        self.account.show_choices(view.choices)
        self.account.setMaximumWidth(round(240 * max(1.0, theme.scale())))
        self.copy.setEnabled(view.can_copy)
        self.copy.set_words(text("doctor.page_copied" if view.copied else "doctor.page_copy"))
        self.run.set_words(text("doctor.page_stop" if view.running else "doctor.page_again"))
        self.words.set_text(view.words)
        self.counts.set_text(view.counts)
        self.progress.show_share(view.done, view.total, f"{view.words}. {view.counts}")
        self.troubles.show_rows(view.troubles)
        self.rest.show_rows(view.rest)
        self.arrange(self.content_width())

    def arrange(self, width: int) -> None:
        """Buttons below the title, names above what was found, where it is narrow."""
        scale = max(1.0, theme.scale())
        shown = [button for button in (self.account, self.copy, self.run) if not button.isHidden()]
        wide_buttons = sum(button.sizeHint().width() + theme.SPACE_S for button in shown) - theme.SPACE_S
        below = width < wide_buttons + 260 * scale
        self._top.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)
        self._buttons.setMinimumWidth(60 if below else wide_buttons)
        self._buttons.setMaximumWidth(16_777_215 if below else wide_buttons)
        self._buttons.arrange()
        narrow = width < 560 * scale
        self._said.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._said.setSpacing(0 if narrow else theme.SPACE_S)
        for card in (self.troubles, self.rest):
            card.set_narrow(narrow)

    def _run_or_stop(self) -> None:
        (self.stop_wanted if self.view.running else self.run_wanted).emit()

    def event(self, event: QEvent) -> bool:
        """Shown: whoever stands behind begins."""
        handled = super().event(event)
        if event.type() == QEvent.Type.Show and not event.spontaneous():
            self.entered.emit()
        return handled

    def changeEvent(self, event: QEvent) -> None:
        """Widths follow the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "log"):
            self.arrange(self.content_width())
