"""Fields: a painted frame around a frameless line edit; label above, the error in place below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import icons, theme
from desktop_app.ui.components.base import is_restyle, painter_for, rounded
from desktop_app.ui.components.labels import Label, WrapLabel

_LONGEST = 8192


class _Line(QLineEdit):
    """The frameless edit; tells its frame when focus comes and goes."""

    focused = Signal()

    def __init__(self, parent: QWidget, role: theme.FontRole) -> None:
        super().__init__(parent)
        self.role: theme.FontRole = role
        self.setFrame(False)
        self.setMaxLength(_LONGEST)
        # As high as its frame: the whole of it can be hit.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.restyle()

    def restyle(self) -> None:
        """No ground of its own; words in the text's colour."""
        palette = QPalette(QApplication.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        if self.role == "mono":
            # The others take the application's font, and its changes, by themselves.
            self.setFont(theme.font(self.role))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Repaint the frame."""
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Repaint the frame."""
        super().focusOutEvent(event)
        self.focused.emit()


class _Frame(QWidget):
    """Border and ground of a field."""

    def __init__(self, parent: QWidget, role: theme.FontRole, icon_name: str | None) -> None:
        super().__init__(parent)
        self.icon_name = icon_name
        self.wrong = False
        self.row = QHBoxLayout(self)
        self.row.setSpacing(theme.SPACE_XS)
        self.line = _Line(self, role)
        self.line.focused.connect(self.update)
        self.row.addWidget(self.line, 1)
        self.setFocusProxy(self.line)
        self.restyle()

    def restyle(self) -> None:
        """Height and room for the icon follow the font."""
        self.setFixedHeight(theme.control_height())
        first, last = theme.icon_size(16) + 18 if self.icon_name else 10, 4
        left, right = (last, first) if self.isRightToLeft() else (first, last)  # margins are not mirrored by Qt
        self.row.setContentsMargins(left, 2, right, 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Edge; focus and error 2 px; read-only sunken."""
        painter = painter_for(self)
        rect = QRectF(self.rect())
        fill, edge, width = theme.colour("card"), theme.colour("edge"), 1.0
        if self.line.isReadOnly() or not self.line.isEnabled():
            fill, edge = theme.colour("sunken"), theme.colour("line")
        if theme.contrast():
            edge, width = theme.colour("text"), 2.0
        if self.wrong:
            edge, width = theme.colour("bad"), 2.0
        elif self.line.hasFocus() and not self.line.isReadOnly():
            edge, width = theme.colour("draw"), 2.0
        rounded(painter, rect, theme.RADIUS_CONTROL, fill, edge, width)
        if self.icon_name:
            size = theme.icon_size(16)
            x = rect.width() - 10 - size if self.isRightToLeft() else 10
            icons.paint(
                painter, self.icon_name, QRectF(x, (rect.height() - size) / 2, size, size), theme.colour("text-2")
            )


class Field(QWidget):
    """A field with its label (never a placeholder in its stead), its error and its button.

    :param label: above it, and its name for screen readers.
    :param shown_label: False where the words beside it are its label already.
    :param trailing: a control inside the frame, at its end.
    """

    submitted = Signal()
    edited = Signal(str)

    def __init__(
        self,
        label: str,
        *,
        shown_label: bool = True,
        placeholder: str = "",
        icon_name: str | None = None,
        mono: bool = False,
        read_only: bool = False,
        trailing: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._frame = _Frame(self, "mono" if mono else "body", icon_name)
        self._line = self._frame.line
        if shown_label:
            caption = Label(label, "strong")
            caption.setBuddy(self._line)
            column.addWidget(caption)
        column.addWidget(self._frame)
        if trailing is not None:
            self._frame.row.addWidget(trailing)
        self._error_row = QWidget(self)
        row = QHBoxLayout(self._error_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_S)
        self._error_icon = IconSpot("error", "bad", 16)
        row.addWidget(self._error_icon, 0, Qt.AlignmentFlag.AlignTop)
        self._error = WrapLabel("", "body", "bad")
        row.addWidget(self._error, 1)
        column.addWidget(self._error_row)
        self._error_row.hide()
        self._line.setAccessibleName(label)
        self._line.setPlaceholderText(placeholder)
        self._line.setReadOnly(read_only)
        self._line.returnPressed.connect(self.submitted)
        self._line.textEdited.connect(self._edited)
        self.setFocusProxy(self._line)

    @property
    def line(self) -> QLineEdit:
        """The edit inside."""
        return self._line

    def text(self) -> str:
        """What stands in it."""
        return self._line.text()

    def set_text(self, text: str) -> None:
        """Put *text* in; its beginning is in view."""
        if text != self._line.text():
            self._line.setText(text)
            self._line.setCursorPosition(0)

    def error(self) -> str:
        """The sentence below it."""
        return self._error.text()

    def set_error(self, sentence: str) -> None:
        """Say *sentence* below it, in place; empty takes it away."""
        if sentence == self._error.text():
            return
        self._error.set_text(sentence)
        self._error_row.setVisible(bool(sentence))
        self._line.setAccessibleDescription(sentence)
        self._frame.wrong = bool(sentence)
        self._frame.update()

    def set_enabled(self, enabled: bool) -> None:
        """Allow or stop editing; the words stay readable."""
        self._line.setReadOnly(not enabled)
        self._frame.update()

    def _edited(self, text: str) -> None:
        self.set_error("")
        self.edited.emit(text)

    def changeEvent(self, event: QEvent) -> None:
        """Colours, height and font follow."""
        super().changeEvent(event)
        # The edit's own palette would keep the old colours.
        if is_restyle(event) and hasattr(self, "_frame"):
            self._line.restyle()
            self._frame.restyle()


class IconSpot(QWidget):
    """An icon that stands beside words. Decoration: the words say it."""

    def __init__(self, icon_name: str, tone: str = "text-2", usual: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._tone = tone
        self._usual = usual
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._resize()

    def set_icon(self, icon_name: str, tone: str) -> None:
        """Show another icon."""
        self._icon_name, self._tone = icon_name, tone
        self.update()

    def _resize(self) -> None:
        side = theme.icon_size(self._usual)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        icons.paint(painter_for(self), self._icon_name, QRectF(self.rect()), theme.colour(self._tone))

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self._resize()
            self.update()
