"""Above an account's pages: name, issuer, state badge, and the tabs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QTabBar, QVBoxLayout, QWidget

from desktop_app.app.texts import text
from desktop_app.ui import theme
from desktop_app.ui.components.badges import Pill, StateBadge
from desktop_app.ui.components.base import by_keyboard, focus_ring, hairline, is_restyle, painter_for
from desktop_app.ui.components.buttons import IconButton
from desktop_app.ui.components.labels import Label
from desktop_app.ui.models.row_state import HeaderView, TabName


class Tabs(QTabBar):
    """The pages' words; a bar under the current one. Arrows move between them, as everywhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ring = False
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text("window.tabs"))
        self.setMouseTracking(True)

    def tabSizeHint(self, index: int) -> QSize:
        """The word in bold and a gap: being current moves nothing."""
        gap = 24 if self.window().width() >= 640 * max(1.0, theme.scale()) else 16
        wide = theme.metrics("strong").horizontalAdvance(self.tabText(index)) + gap
        return QSize(wide, theme.metrics().height() + 17)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Narrow: words are cut."""
        return QSize(32, self.tabSizeHint(index).height())

    def minimumSizeHint(self) -> QSize:
        """Narrow."""
        return QSize(100, theme.metrics().height() + 17)

    def sizeHint(self) -> QSize:
        """All words."""
        wide = sum(self.tabSizeHint(number).width() for number in range(self.count()))
        return QSize(wide, theme.metrics().height() + 17)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint words and the bar."""
        painter = painter_for(self)
        for number in range(self.count()):
            rect = QRectF(self.tabRect(number))
            current = number == self.currentIndex()
            over = rect.contains(self.mapFromGlobal(self.cursor().pos())) and self.underMouse()
            painter.setFont(theme.font("strong" if current else "body"))
            painter.setPen(theme.colour("text" if current or over else "text-2"))
            gap = 12.0
            room = rect.adjusted(0, 0, -gap, -6)
            side = Qt.AlignmentFlag.AlignLeft
            if self.isRightToLeft():
                room = rect.adjusted(gap, 0, 0, -6)
                side = Qt.AlignmentFlag.AlignRight
            word = painter.fontMetrics().elidedText(
                self.tabText(number), Qt.TextElideMode.ElideRight, round(room.width())
            )
            painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, word)
            if current:
                wide = painter.fontMetrics().horizontalAdvance(word)
                left = room.right() - wide if self.isRightToLeft() else room.left()
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("draw"))
                painter.drawRoundedRect(QRectF(left, rect.bottom() - 3, wide, 3), 1.5, 1.5)
                if self.hasFocus() and self._ring:
                    focus_ring(painter, QRectF(left - 6, 1, wide + 12, rect.height() - 7), theme.RADIUS_CONTROL)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for keyboard focus alone."""
        self._ring = by_keyboard(event.reason(), self._ring)
        super().focusInEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Sizes follow the font."""
        super().changeEvent(event)
        if is_restyle(event):
            # The bar keeps its layout until a tab's words change.
            for number in range(self.count()):
                words = self.tabText(number)
                self.setTabText(number, words + " ")
                self.setTabText(number, words)
            self.updateGeometry()


class Header(QWidget):
    """Name, issuer and provider, badge, more; tabs below."""

    tab_chosen = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: HeaderView | None = None
        self._quiet = False
        self._provider_shown = True
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        words = QVBoxLayout()
        words.setSpacing(1)
        self._name = Label("", "title")
        self._host = Label("", "body", "text-2", elide=Qt.TextElideMode.ElideMiddle)
        words.addWidget(self._name)
        words.addWidget(self._host)
        row.addLayout(words, 1)
        self._demo = Pill(text("window.demo"), "neutral", "")
        row.addWidget(self._demo, 0, Qt.AlignmentFlag.AlignVCenter)
        self.badge = StateBadge()
        row.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.more = IconButton("more", text("window.account_menu"))
        self.more.clicked.connect(lambda: self.menu_wanted.emit(self.more.mapToGlobal(self.more.rect().bottomLeft())))
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column.addLayout(row)
        self._column.addSpacing(8)
        self.tabs = Tabs()
        self.tabs.currentChanged.connect(self._tab_changed)
        self._column.addWidget(self.tabs)
        self.set_margin(theme.SPACE_XXL, True)

    def set_margin(self, margin: int, wide: bool) -> None:
        """Left and right margin, as the page's; *wide*: there is room for the provider's kind."""
        self._column.setContentsMargins(margin, 18 if wide else 12, max(8, margin - 8), 1)
        self._provider_shown = wide
        if self._view is not None:
            self._show_host(self._view)

    def render_header(self, view: HeaderView) -> None:
        """Show *view*."""
        if view == self._view:
            return
        before, self._view = self._view, view
        self._name.set_text(view.name)
        self._show_host(view)
        self.badge.render_badge(view.badge)
        self._demo.setVisible(view.demo)
        if before is None or before.tabs != view.tabs:
            self._make_tabs(view.tabs)

    def current_tab(self) -> TabName:
        """The tab that is current."""
        place = self.tabs.currentIndex()
        return self._view.tabs[place] if self._view is not None and 0 <= place < len(self._view.tabs) else "overview"

    def show_tab(self, name: str) -> bool:
        """Make the tab *name* current; False where this account has none of that name."""
        if self._view is None or name not in self._view.tabs:
            return False
        self.tabs.setCurrentIndex([str(tab) for tab in self._view.tabs].index(name))
        return True

    def _show_host(self, view: HeaderView) -> None:
        both = bool(view.host and view.provider) and self._provider_shown
        self._host.set_text(text("window.host_provider", host=view.host, provider=view.provider) if both else view.host)

    def _make_tabs(self, names: tuple[TabName, ...]) -> None:
        current = self.current_tab()
        self._quiet = True
        while self.tabs.count():
            self.tabs.removeTab(0)
        for name in names:
            self.tabs.addTab(text(f"window.tab_{name}"))
        self._quiet = False
        self.tabs.setVisible(bool(names))
        self.show_tab(current)

    def _tab_changed(self, place: int) -> None:
        if not self._quiet and self._view is not None and 0 <= place < len(self._view.tabs):
            self.tab_chosen.emit(self._view.tabs[place])

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground and the hairline below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("page"))
        hairline(painter, QRectF(QRect(0, self.height() - 1, self.width(), 1)))
