"""Text areas that keep nothing: no undo, no rich text, nothing in the selection that others can read.

On X11 selecting text would hand it to every program (PRIMARY); here the selection stays in the window until a person
copies it, and then clipboard managers are asked not to record it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QPaintEvent, QPalette, QTextOption
from PySide6.QtWidgets import QFrame, QMenu, QPlainTextEdit, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import is_restyle, painter_for, rounded

#: Longer texts are not edited: laying out one line of a megabyte takes seconds.
LONGEST_EDIT: Final = 16_384


class SafeText(QPlainTextEdit):
    """A text area. ``copied`` carries what a person copies: whoever made it puts that on the clipboard."""

    copied = Signal(str)

    def __init__(self, name: str, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUndoRedoEnabled(False)
        self.setReadOnly(read_only)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        if read_only:
            flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            self.setTextInteractionFlags(flags)
        self.restyle()

    def restyle(self) -> None:
        """Monospace, no ground of its own."""
        self.setPalette(self.own_palette())
        if self.font() != theme.font("mono"):
            self.setFont(theme.font("mono"))

    def own_palette(self) -> QPalette:
        """What differs from the application's palette, and nothing else: the rest follows it by itself."""
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        return palette

    def createMimeDataFromSelection(self) -> QMimeData:
        """Nothing: Qt would put it into the selection that other programs read, and into drags."""
        return QMimeData()

    def selected(self) -> str:
        """What is selected, as lines."""
        return self.textCursor().selectedText().replace("\u2029", "\n")

    def copy_selection(self) -> None:
        """Let whoever made this copy what is selected."""
        if self.textCursor().hasSelection():
            self.copied.emit(self.selected())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and cut go by :attr:`copied`."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
            return
        if event.matches(QKeySequence.StandardKey.Cut):
            self.copy_selection()
            if not self.isReadOnly():
                self.textCursor().removeSelectedText()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A menu of its own: Qt's would copy in its own way."""
        self.make_menu().popup(event.globalPos() if event.pos() != QPoint() else self.mapToGlobal(QPoint(8, 8)))

    def make_menu(self) -> QMenu:
        """Copy, Paste where it is edited, Select all."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(text("inspect_pane.copy"), self.copy_selection).setEnabled(self.textCursor().hasSelection())
        if not self.isReadOnly():
            menu.addAction(text("inspect_pane.paste"), self.paste)
        menu.addAction(text("inspect_pane.select_all"), self.selectAll)
        return menu

    def forget(self) -> None:
        """Empty it; nothing can bring the text back."""
        if self.document().characterCount() > 1:
            self.setPlainText("")
        self.document().clearUndoRedoStacks()

    def changeEvent(self, event: QEvent) -> None:
        """Colours and font follow."""
        super().changeEvent(event)
        if is_restyle(event) and not getattr(self, "_restyling", False):
            self._restyling = True
            self.restyle()
            self._restyling = False


class TokenEdit(SafeText):
    """Where a token is typed. What is pasted or dropped goes to ``given`` and never into the text itself.

    ``typed`` follows each change, ``left`` Escape and Ctrl+Return.
    """

    given = Signal(object)
    typed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(text("inspect_pane.edit_name"), read_only=False, parent=parent)
        self._quiet = False
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.textChanged.connect(self._changed)
        self._fit()

    def set_text(self, words: str) -> None:
        """Put *words* in without telling; the caret stands behind them."""
        self._quiet = True
        self.setPlainText(words)
        self._quiet = False
        cursor = self.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.setTextCursor(cursor)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text and files."""
        return source.hasText() or source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """A short printable text is written where the caret stands; all else is inspected anew."""
        words = source.text() if source.hasText() and not source.hasUrls() else ""
        plain = words.isascii() and words.isprintable()
        if plain and len(words) + self.document().characterCount() <= LONGEST_EDIT and self.toPlainText():
            self.insertPlainText(words)
        else:
            self.given.emit(source)

    def event(self, event: QEvent) -> bool:
        """Escape is for the text while it is edited."""
        key = event.key() if isinstance(event, QKeyEvent) else None
        if event.type() == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and Ctrl+Return end the editing; a text that is too long takes no more."""
        leaves = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (leaves and event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            self.left.emit()
            return
        if event.text().isprintable() and event.text() and self.document().characterCount() > LONGEST_EDIT:
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, in a field's frame."""
        painter = painter_for(self.viewport())
        edge = theme.colour("draw" if self.hasFocus() else "text" if theme.contrast() else "edge")
        rounded(painter, QRectF(self.viewport().rect()), theme.RADIUS_CONTROL, None, edge, 2 if self.hasFocus() else 1)
        painter.end()
        super().paintEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame shows it."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The same."""
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Height follows the font."""
        super().changeEvent(event)
        if is_restyle(event) and hasattr(self, "_quiet"):
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(4 * (theme.metrics("mono").height() + 2) + 12)

    def _changed(self) -> None:
        if not self._quiet:
            self.typed.emit()
