"""First run: what Keyfob is for, and three ways to begin. With a provider from the company there is one button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import icons, theme
from desktop_app.ui.components.base import by_keyboard, focus_ring, in_order, is_restyle, painter_for, rounded
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.labels import Label, WrapLabel
from desktop_app.ui.models.view_state import FirstRunView
from desktop_app.ui.views.page import Page

_LOGO = 64


class ChoiceButton(QPushButton):
    """A way to begin: icon, verb, one sentence, chevron."""

    def __init__(
        self, icon_name: str, title: str, words: str, *, primary: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.primary = primary
        self._ring = False
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(2)
        self._title = Label(title, "strong", "on" if primary else "text")
        self._words = WrapLabel(words, "body", "on" if primary else "text-2")
        for label in (self._title, self._words):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._column.addWidget(label)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self._fit()

    def _fit(self) -> None:
        self._column.setContentsMargins(20 + theme.icon_size(22) + 16, 13, 44, 13)

    def hasHeightForWidth(self) -> bool:
        """The sentence wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height in *width* px."""
        return self._column.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """As the words need."""
        return QSize(320, self._column.totalHeightForWidth(320))

    def minimumSizeHint(self) -> QSize:
        """As the words need in the width there is."""
        return QSize(160, self._column.totalHeightForWidth(max(160, self.width())))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, the icon, the chevron."""
        painter = painter_for(self)
        rect = QRectF(self.rect())
        over, down = self.underMouse(), self.isDown()
        ring = self.hasFocus() and self._ring
        if self.primary:
            body = rect.adjusted(3.5, 3.5, -3.5, -3.5) if ring else rect
            fill = theme.colour("accent-pressed" if down else "accent-hover" if over else "accent")
            rounded(painter, body, theme.RADIUS_CARD - (3 if ring else 0), fill)
        else:
            line = theme.colour("text" if theme.contrast() else "line")
            fill = theme.colour("btn-pressed" if down else "btn-hover" if over else "card")
            rounded(painter, rect, theme.RADIUS_CARD, fill, line, theme.border())
        if ring:
            focus_ring(painter, rect, theme.RADIUS_CARD)
        size, small = theme.icon_size(22), theme.icon_size(14)
        middle = rect.height() / 2
        tint = theme.colour("on" if self.primary else "accent-text")
        left, right = 18.0, rect.width() - 18 - small
        if self.isRightToLeft():
            left, right = rect.width() - 18 - size, 18.0
        icons.paint(painter, self._icon_name, QRectF(left, middle - size / 2, size, size), tint)
        chevron = theme.colour("on" if self.primary else "text")
        painter.save()
        if self.isRightToLeft():
            painter.translate(right + small, 0)
            painter.scale(-1, 1)
            right = 0.0
        icons.paint(painter, "chevron-right", QRectF(right, middle - small / 2, small, small), chevron)
        painter.restore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self._ring = by_keyboard(event.reason(), self._ring)
        super().focusInEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Room for the icon follows the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_column"):
            self._fit()
            self.updateGeometry()


class _Logo(QWidget):
    """The program's own picture."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_LOGO, _LOGO)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = painter_for(self)
        painter.drawPixmap(0, 0, icons.pixmap("keyfob", _LOGO, None, self.devicePixelRatioF()))


class FirstRunPage(Page):
    """Nobody is signed in and no provider is known."""

    add_requested = Signal()
    demo_requested = Signal()
    inspect_requested = Signal()
    import_requested = Signal()
    sign_in_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(480, centred=True, parent=parent)
        self._view: FirstRunView | None = None
        self.choices: dict[str, ChoiceButton] = {}
        self.column.setSpacing(10)
        self.column.addStretch(1)
        self.column.addWidget(_Logo(), 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addSpacing(6)
        for label in (
            WrapLabel(text("window.first_title"), "title"),
            WrapLabel(text("window.first_text"), "body", "text-2"),
        ):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.column.addWidget(label)
        self.column.addSpacing(14)
        self._slots = QVBoxLayout()
        self._slots.setSpacing(10)
        self.column.addLayout(self._slots)
        self._import = Button(text("window.import_file"), "ghost", icon_name="file")
        self._import.clicked.connect(self.import_requested)
        self.column.addSpacing(6)
        self.column.addWidget(self._import, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addStretch(1)

    def render_page(self, view: FirstRunView) -> None:
        """Show *view*."""
        if view == self._view:
            return
        self._view = view
        for old in self.choices.values():
            self._slots.removeWidget(old)
            old.deleteLater()
        self.choices = {}
        if view.company:
            title = text("window.sign_in_to", name=view.company)
            self._choice("sign_in", "sign-in", title, text("window.first_company_text"), primary=True)
        else:
            self._choice("add", "add", text("window.first_add"), text("window.first_add_text"), primary=True)
            if view.demo:
                self._choice("demo", "fob", text("window.first_demo"), text("window.first_demo_text"))
        if view.inspect and not view.company:
            self._choice("inspect", "token", text("window.first_inspect"), text("window.first_inspect_text"))
        self._import.setVisible(view.can_import)
        in_order([*self.choices.values(), self._import])

    def _choice(self, id_: str, icon_name: str, title: str, words: str, *, primary: bool = False) -> None:
        button = ChoiceButton(icon_name, title, words, primary=primary, parent=self.content)
        button.clicked.connect(lambda: self._chosen(id_))
        self._slots.addWidget(button)
        self.choices[id_] = button

    def _chosen(self, id_: str) -> None:
        if id_ == "sign_in":
            self.sign_in_requested.emit(self._view.key if self._view else "")
            return
        {"add": self.add_requested, "demo": self.demo_requested, "inspect": self.inspect_requested}[id_].emit()
