"""The banner: icon, bold sentence, reason, at most two buttons. One at a time, at the top of a page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.components.base import is_restyle, painter_for, rounded, soft
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.fields import IconSpot
from desktop_app.ui.components.labels import WrapLabel
from desktop_app.ui.models.view_state import Action, BannerView

_TONES = {"info": ("accent-text", "accent-soft"), "warn": ("warn", "warn-soft"), "bad": ("bad", "bad-soft")}
_ICONS = {"info": "info", "warn": "offline", "bad": "warning"}
_NARROW = 560


class Banner(QWidget):
    """Trouble, or news, with what can be done. ``action`` carries the id of the button pressed."""

    action = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: BannerView | None = None
        self._buttons: list[Button] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 14, 14, 14)
        row.setSpacing(theme.SPACE_M)
        self._icon = IconSpot("info", "accent-text", 18)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(theme.SPACE_M)
        row.addLayout(self._body, 1)
        words = QVBoxLayout()
        words.setSpacing(3)
        self._title = WrapLabel("", "strong", "accent-text")
        self._text = WrapLabel("", "body", "text")
        words.addWidget(self._title)
        words.addWidget(self._text)
        self._body.addLayout(words, 1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(theme.SPACE_S + 2)
        self._body.addLayout(self._actions)

    def render_banner(self, view: BannerView) -> None:
        """Show *view*."""
        before = self._view
        if view == before:
            return
        self._view = view
        tone = _TONES[view.kind][0]
        self._icon.set_icon(view.icon or _ICONS[view.kind], tone)
        self._title.set_tone("text" if view.kind == "info" else tone)
        self._title.set_text(view.title)
        self._text.set_text(view.text)
        self._text.setVisible(bool(view.text))
        self.setAccessibleName(f"{view.title} {view.text}".strip())
        if before is None or before.actions != view.actions:
            self._make_buttons(view.actions)
        self.update()

    def buttons(self) -> list[Button]:
        """Its buttons, in order."""
        return list(self._buttons)

    def give_focus_away(self) -> None:
        """Before it goes: see :meth:`desktop_app.ui.components.buttons.Button.give_focus_away`."""
        for button in self._buttons:
            button.give_focus_away()

    def _make_buttons(self, actions: tuple[Action, ...]) -> None:
        while self._actions.count():
            self._actions.takeAt(0)
        self.give_focus_away()
        for old in self._buttons:
            old.hide()
            old.deleteLater()
        self._buttons = []
        for action in actions[:2]:
            button = Button(action.label, "primary" if action.primary else "plain", parent=self)
            button.clicked.connect(lambda _=False, id_=action.id: self.action.emit(id_))
            self._buttons.append(button)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < _NARROW * max(1.0, theme.scale())
        self._body.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        while self._actions.count():
            self._actions.takeAt(0)
        # Below the words the first to be read leads; beside them the last one stands at the edge.
        order = sorted(self._buttons, key=lambda button: (button.kind == "primary") != narrow)
        for button in order:
            self._actions.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            button.show()
        if narrow:
            self._actions.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Buttons go below the words where it is narrow."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the soft ground."""
        kind = self._view.kind if self._view else "info"
        line = theme.colour("text") if theme.contrast() else None
        rounded(painter_for(self), QRectF(self.rect()), theme.RADIUS_CARD, soft(_TONES[kind][1]), line, 2)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the new colours."""
        super().changeEvent(event)
        if is_restyle(event):
            self.update()
