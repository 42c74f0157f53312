"""The sidebar: accounts with a state each, and the tools below; a rail of icons where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListView, QPushButton, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import icons, theme
from desktop_app.ui.components.base import (
    by_keyboard,
    focus_ring,
    hairline,
    is_restyle,
    painter_for,
    rounded,
    set_tip,
    soft,
)
from desktop_app.ui.components.buttons import IconButton
from desktop_app.ui.components.labels import Label
from desktop_app.ui.models.account_delegate import AccountDelegate
from desktop_app.ui.models.accounts_model import AccountsModel
from desktop_app.ui.models.row_state import AccountRow

TOOLS = (("inspect", "token"), ("doctor", "doctor"), ("settings", "settings"))
TOOL_NAMES = tuple(name for name, _ in TOOLS)


class NavButton(QPushButton):
    """A tool's row: icon, word, a count where something waits."""

    def __init__(self, icon_name: str, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._word = word
        self._count = 0
        self._ring = False
        self.rail = False
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(word)

    def set_count(self, count: int, name: str) -> None:
        """Show *count* (0: none); *name* says it in words."""
        self._count = count
        self.setAccessibleName(name)
        self.update()

    def set_rail(self, rail: bool) -> None:
        """Show the icon alone."""
        self.rail = rail
        set_tip(self, self._word if rail else "")
        self.update()

    def sizeHint(self) -> QSize:
        """A navigation row."""
        return QSize(theme.RAIL, theme.navigation_height())

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        painter = painter_for(self)
        rect = QRectF(self.rect()).adjusted(8, 1, -8, -1)
        current = self.isChecked()
        if current or self.underMouse() or self.isDown():
            fill = "side-selected" if current else "neutral-soft"
            rounded(painter, rect, theme.RADIUS_ROW, theme.colour(fill))
        if self.hasFocus() and self._ring:
            focus_ring(painter, rect, theme.RADIUS_ROW)
        ink = theme.colour("on" if current and theme.contrast() else "text" if current else "text-2")
        size = theme.icon_size(18)
        mirrored = self.isRightToLeft()
        x = (self.width() - size) / 2 if self.rail else self.width() - 25 - size if mirrored else 25
        icons.paint(painter, self._icon_name, QRectF(round(x), round((self.height() - size) / 2), size, size), ink)
        if self.rail:
            if self._count:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("warn"))
                painter.drawEllipse(QRectF(x + size - 3, (self.height() - size) / 2 - 3, 8, 8))
            return
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        room = QRectF(62, 0, self.width() - 62 - 18, self.height())
        if mirrored:
            room.moveLeft(18)
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if self._count:
            self._paint_count(painter, mirrored)
            room.adjust(28 if mirrored else 0, 0, 0 if mirrored else -28, 0)
        painter.setFont(theme.font("strong" if current else "body"))
        painter.setPen(theme.colour("on" if current and theme.contrast() else "text"))
        shown = painter.fontMetrics().elidedText(self._word, Qt.TextElideMode.ElideRight, round(room.width()))
        painter.drawText(room, side, shown)

    def _paint_count(self, painter: QPainter, mirrored: bool) -> None:
        words = str(self._count)
        metrics = theme.metrics("caption")
        wide, high = max(20, metrics.horizontalAdvance(words) + 12), metrics.height() + 4
        x = 18 if mirrored else self.width() - 18 - wide
        pill = QRectF(x, (self.height() - high) / 2, wide, high)
        rounded(painter, pill, high / 2, soft("warn-soft"))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("warn"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self._ring = by_keyboard(event.reason(), self._ring)
        super().focusInEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Size follows the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self.updateGeometry()


class AccountList(QListView):
    """The accounts; arrows move, Return opens."""

    def __init__(self, model: AccountsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.delegate = AccountDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(text("window.accounts"))
        self._clear_ground()

    def _clear_ground(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        if palette != self.palette():
            self.setPalette(palette)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self.delegate.keyboard = by_keyboard(event.reason(), self.delegate.keyboard)
        super().focusInEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Rows follow the font."""
        super().changeEvent(event)
        if is_restyle(event):
            self._clear_ground()
            self.scheduleDelayedItemsLayout()


class Sidebar(QWidget):
    """Accounts, and below them the *tools* that there are.

    ``account_chosen`` carries the account's key, ``tool_chosen`` the tool's name, ``menu_wanted`` a global position.
    """

    account_chosen = Signal(str)
    tool_chosen = Signal(str)
    add_chosen = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, tools: tuple[str, ...] = TOOL_NAMES, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text("window.sidebar"))
        self.model = AccountsModel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 1, 8)
        column.setSpacing(0)
        self._top = QHBoxLayout()
        self._top.setContentsMargins(12, 0, 10, 0)
        self._top.setSpacing(theme.SPACE_S)
        self.menu_button = IconButton("menu", text("window.menu"))
        self.menu_button.clicked.connect(
            lambda: self.menu_wanted.emit(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))
        )
        self._title = Label(text("window.accounts"), "caption", "text-2")
        self._add = IconButton("add", text("window.add_provider"))
        self._add.clicked.connect(self.add_chosen)
        self._top.addWidget(self.menu_button)
        self._top.addWidget(self._title, 1)
        self._top.addWidget(self._add)
        column.addLayout(self._top)
        column.addSpacing(4)
        self._none = Label(text("window.no_accounts"), "body", "text-2")
        self._none.setContentsMargins(20, 0, 8, 0)
        column.addWidget(self._none)
        self.accounts = AccountList(self.model)
        self.accounts.selectionModel().currentChanged.connect(self._current_changed)
        self.accounts.clicked.connect(self._clicked)
        self.accounts.activated.connect(self._clicked)
        column.addWidget(self.accounts, 1)
        column.addSpacing(7)
        self._tools: dict[str, NavButton] = {}
        for name, icon_name in TOOLS:
            if name not in tools:
                continue
            button = NavButton(icon_name, text(f"window.{name}"))
            button.clicked.connect(lambda _=False, name=name: self.tool_chosen.emit(name))
            column.addWidget(button)
            self._tools[name] = button
        self._rail = False
        self._quiet = False

    @property
    def rail(self) -> bool:
        """Whether it is a rail."""
        return self._rail

    def set_rail(self, rail: bool) -> None:
        """Be a rail of icons, or not."""
        if rail == self._rail:
            return
        self._rail = rail
        self.accounts.delegate.rail = rail
        self.accounts.scheduleDelayedItemsLayout()
        self.accounts.viewport().update()
        self._title.setVisible(not rail)
        self._add.setVisible(not rail)
        self._none.setVisible(not rail and not self.model.rowCount())
        self._top.setContentsMargins(0 if rail else 12, 0, 0 if rail else 10, 0)
        for button in self._tools.values():
            button.set_rail(rail)

    def set_rows(self, rows: Sequence[AccountRow]) -> None:
        """Show *rows*; the current account stays current."""
        current = self.current_key()
        self._quiet = True
        self.model.set_rows(rows)
        self._none.setVisible(not rows and not self._rail)
        self._quiet = False
        if current is not None:
            self.select(current)

    def current_key(self) -> str | None:
        """The key of the account that is current."""
        row = self.model.row(self.accounts.currentIndex().row())
        return row.key if row is not None else None

    def select(self, key: str | None) -> None:
        """Make *key* current without telling anybody; None: no account (a tool is shown)."""
        place = self.model.place_of(key) if key is not None else -1
        index = self.model.index(place) if place >= 0 else QModelIndex()
        selection = self.accounts.selectionModel()
        if selection.currentIndex() == index and (place < 0) == (not selection.hasSelection()):
            return
        self._quiet = True
        if place < 0:
            selection.clear()
        else:
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._quiet = False

    def show_tool(self, name: str) -> None:
        """Mark the tool *name* as current; empty: none."""
        for tool, button in self._tools.items():
            button.setChecked(tool == name)

    def tool_button(self, name: str) -> NavButton:
        """The button of the tool *name*.

        :raises KeyError: no such tool.
        """
        return self._tools[name]

    def set_doctor_count(self, count: int) -> None:
        """How many things the doctor wants looked at."""
        name = text("window.doctor_found", count=count) if count else text("window.doctor")
        if "doctor" in self._tools:
            self._tools["doctor"].set_count(count, name)

    def _current_changed(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if row is not None and not self._quiet:
            self.account_chosen.emit(row.key)

    def _clicked(self, index: QModelIndex) -> None:
        # A tool may be shown while the account is still current.
        row = self.model.row(index.row())
        if row is not None:
            self.account_chosen.emit(row.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, the hairline at the edge and the one above the tools."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("side"))
        edge = 0 if self.isRightToLeft() else self.width() - 1
        hairline(painter, QRectF(edge, 0, 1, self.height()))
        if self._tools:
            hairline(painter, QRectF(0, self.accounts.geometry().bottom() + 1, self.width(), 1))
