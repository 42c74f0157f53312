"""Two cards of "Add a provider": what the provider can do, and what it must be told about Keyfob."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.badges import Pill
from desktop_app.ui.components.base import HairLine, is_restyle, painter_for, soft
from desktop_app.ui.components.fields import Field, IconSpot
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.components.rows import CopyRow
from desktop_app.ui.components.surfaces import Avatar, Card
from desktop_app.ui.models.view_state import Ability, ProviderSummary


class SummaryCard(Card):
    """What was read at the address."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shown: tuple[Ability, ...] = ()
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_M)
        self._avatar = Avatar(36)
        top.addWidget(self._avatar)
        names = QVBoxLayout()
        names.setSpacing(1)
        self._title = Label("", "heading")
        self._issuer = Label("", "body", "text-2", elide=Qt.TextElideMode.ElideMiddle)
        # The pill stands beside the name, so that the issuer has the line below for itself.
        first = QHBoxLayout()
        first.setSpacing(theme.SPACE_S)
        self._pill = Pill(text("window.recognised"))
        first.addWidget(self._title, 1)
        first.addWidget(self._pill, 0, Qt.AlignmentFlag.AlignVCenter)
        names.addLayout(first)
        names.addWidget(self._issuer)
        top.addLayout(names, 1)
        self.column.addLayout(top)
        self.column.addSpacing(4)
        self.column.addWidget(HairLine())
        self.column.addSpacing(4)
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        self.column.addLayout(self._list)
        self.column.addStretch(1)

    def render_summary(self, summary: ProviderSummary) -> None:
        """Show *summary*."""
        self._avatar.show_initials(summary.initials, 0)
        self._title.set_text(summary.kind_word)
        self._issuer.set_text(text("window.issuer_is", issuer=summary.issuer))
        if summary.recognised:
            self._pill.set_word(text("window.recognised"), "ok", "ok")
        else:
            self._pill.set_word(text("window.standard"), "neutral", "info")
        if summary.abilities != self._shown:
            self._shown = summary.abilities
            while (item := self._list.takeAt(0)) is not None:
                old = item.widget()
                if old is not None:
                    old.hide()
                    old.deleteLater()
            for ability in summary.abilities:
                self._list.addWidget(_AbilityRow(ability))


class _AbilityRow(QWidget):
    """A tick or a warning, what it is about, and what follows from it."""

    def __init__(self, ability: Ability) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_M)
        fine = ability.mark == "ok"
        spot = IconSpot("ok" if fine else "warning", "ok" if fine else "warn", 18)
        row.addWidget(spot, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        title = WrapLabel(ability.title)
        word = text("window.can" if fine else "window.cannot")
        title.setAccessibleName(text("window.ability", word=word, title=ability.title))
        words.addWidget(title)
        if ability.text:
            words.addWidget(WrapLabel(ability.text, "caption", "text-2"))
        row.addLayout(words, 1)


class _Number(QWidget):
    """The number of a step in a disc."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A disc around a figure."""
        side = theme.metrics().height() + 7
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = painter_for(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(soft("accent-soft"))
        painter.drawEllipse(QRectF(self.rect()))
        painter.setFont(theme.font("caption-strong"))
        painter.setPen(theme.colour("accent-text"))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, str(self._number))

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()


class RegisterCard(Card):
    """Register the redirect address, set the rule, paste the client ID."""

    copied = Signal()
    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.column.setSpacing(theme.SPACE_M)
        self.column.addWidget(WrapLabel(text("window.tell_provider"), "heading"))
        self.redirect = CopyRow(text("window.redirect"))
        self.redirect.copied.connect(self.copied)
        self.client_id = Field(text("window.client_id"), shown_label=False, mono=True)
        self.secret = Field(text("window.client_secret"), shown_label=False, mono=True)
        for field in (self.client_id, self.secret):
            field.edited.connect(self.edited)
        self._rule = WrapLabel("")
        self._rule_text = WrapLabel("", "caption", "text-2")
        self._numbers: list[_Number] = []
        self._step(1, [WrapLabel(text("window.register_redirect")), self.redirect])
        self._rule_row = self._step(2, [self._rule, self._rule_text])
        self._step(3, [WrapLabel(text("window.paste_client_id")), self.client_id])
        self._secret_row = self._step(4, [WrapLabel(text("window.paste_client_secret")), self.secret])
        self.column.addStretch(1)

    def _step(self, number: int, parts: list[QWidget]) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_M)
        disc = _Number(number)
        self._numbers.append(disc)
        row.addWidget(disc, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setContentsMargins(0, 3, 0, 0)
        column.setSpacing(5)
        for part in parts:
            column.addWidget(part)
        row.addLayout(column, 1)
        self.column.addWidget(holder)
        return holder

    def render_register(self, summary: ProviderSummary, error: str, copied: bool) -> None:
        """Show what *summary* asks for."""
        self.redirect.show_value(summary.redirect, copied)
        self._rule.set_text(summary.rule)
        self._rule_text.set_text(summary.rule_text)
        self._rule_text.setVisible(bool(summary.rule_text))
        self._rule_row.setVisible(bool(summary.rule))
        self._secret_row.setVisible(summary.needs_secret)
        self.client_id.set_error(error)
        number = 1
        for disc, row_shown in zip(self._numbers, (True, bool(summary.rule), True, summary.needs_secret), strict=True):
            disc._number = number
            disc.update()
            number += row_shown

    def clear(self) -> None:
        """Empty the fields."""
        for field in (self.client_id, self.secret):
            field.set_text("")
            field.set_error("")
