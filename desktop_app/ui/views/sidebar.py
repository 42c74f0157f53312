"""The sidebar: accounts with a state each, and the tools below; a rail of icons where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListView, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.base import (
    by_keyboard,
    hairline,
    is_restyle,
)
from desktop_app.ui.components.buttons import IconButton
from desktop_app.ui.components.labels import Label
from desktop_app.ui.models.account_delegate import AccountDelegate
from desktop_app.ui.models.accounts_model import AccountsModel
from desktop_app.ui.models.row_state import AccountRow
from desktop_app.ui.views.nav_button import NavButton

TOOLS = (("inspect", "token"), ("doctor", "doctor"), ("settings", "settings"))
TOOL_NAMES = tuple(name for name, _ in TOOLS)


class AccountList(QListView):
    """The accounts; arrows move, Return opens.

    :ivar arriving: the focus is coming, which makes the first row current where none was: that chooses no account.
    """

    arriving = False

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
        self.arriving = True
        super().focusInEvent(event)
        self.arriving = False

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
        self.accounts.setFocusPolicy(Qt.FocusPolicy.StrongFocus if rows else Qt.FocusPolicy.NoFocus)
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
        if row is not None and not self._quiet and not self.accounts.arriving:
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
