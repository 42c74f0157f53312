"""The window's language: everything says its words anew at once, and reads from the side the language is written from.

Words come from the catalogue (:mod:`desktop_app.app.texts`); clock, dates and separators from Qt's locale: the system's
where its language is ours (people set them apart), else the usual ones of the language. Tokens, addresses and time axes
are written from left to right in every language; the parts that show them see to it.

On the way to the first paint: Qt's types are loaded where they are needed (15 ms for those of its locale).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.app import texts

if TYPE_CHECKING:
    from PySide6.QtCore import QLocale, QTranslator
    from PySide6.QtWidgets import QWidget

    from desktop_app.ui.desk import Desk


class _State:
    """Qt's own words (menus of fields, file dialogs), where they are not English."""

    words_of_qt: QTranslator | None = None


_state = _State()


def before_first_paint(code: str) -> None:
    """Choose the language of the first frame: the words, and the side it begins on.

    :param code: of the settings; ``""`` = the system's.
    """
    texts.use_language(code)
    if texts.language() != texts.ENGLISH and _is_right_to_left():
        _turn()


def settle(code: str) -> None:
    """The rest, after the first paint: clock, dates, separators, Qt's own words."""
    texts.use_language(code)
    _follow_region()
    _speak_qt()
    _turn()


def apply_language(desk: Desk, code: str) -> None:
    """Say everything in *code* from now on, in the window of *desk* and around it.

    Nothing that was typed into a page is kept; place, tab, widths and the focus are.

    :param code: a language of :func:`desktop_app.app.texts.languages`; ``""`` = the system's.
    """
    from PySide6.QtCore import QLocale

    before = (texts.language(), QLocale().name())
    settle(code)
    if (texts.language(), QLocale().name()) == before:
        return
    focus = _place_of_focus(desk.window)
    desk.window.activity_view = None  # made anew when its tab is shown
    desk.show_now()
    desk.window.remake()
    _focus_again(desk.window, focus)
    for told in (desk.window, *desk.children()):
        again = getattr(told, "language_changed", None)
        if callable(again):
            again()


def _is_right_to_left() -> bool:
    from desktop_app.app.translation.choice import is_right_to_left

    return is_right_to_left(texts.language())


def _turn() -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    wanted = Qt.LayoutDirection.RightToLeft if _is_right_to_left() else Qt.LayoutDirection.LeftToRight
    if QApplication.layoutDirection() != wanted:
        QApplication.setLayoutDirection(wanted)


def _follow_region() -> None:
    """Dates and numbers as the region writes them; in the C locale, which is nobody's, by the language alone."""
    from PySide6.QtCore import QLocale

    from desktop_app.app import locale_words

    system, language = QLocale.system(), texts.language()
    if language.startswith("pseudo"):
        language = texts.ENGLISH
    chosen = (
        system if QLocale(language).language() == system.language() or language == texts.ENGLISH else QLocale(language)
    )
    QLocale.setDefault(chosen)
    if chosen.language() == QLocale.Language.C:
        locale_words.use_region(None)
    else:
        locale_words.use_region(region_of(chosen))


def region_of(locale: QLocale) -> locale_words.Region:
    """How *locale* writes clock, dates and numbers. Years have all their figures; clocks no zone."""
    from PySide6.QtCore import QDate, QLocale, QTime

    from desktop_app.app.locale_words import Region

    short = locale.timeFormat(QLocale.FormatType.ShortFormat)
    half = "AP" in short.upper()
    long = short.replace("mm", "mm:ss", 1) if ":" in short else short.replace("mm", f"mm{_mark(short)}ss", 1)
    days = locale.dateFormat(QLocale.FormatType.ShortFormat)
    if "yyyy" not in days:
        days = days.replace("yy", "yyyy")

    def clock(hour: int, minute: int, second: int | None) -> str:
        shown = locale.toString(QTime(hour, minute, min(second or 0, 59)), short if second is None else long)
        return shown.replace("\u202f", "\u00a0") if half else shown

    def date(year: int, month: int, day: int) -> str:
        return locale.toString(QDate(year, month, day), days)

    return Region(clock, date, locale.groupSeparator(), locale.decimalPoint())


def _mark(pattern: str) -> str:
    """What stands between hours and minutes (a full stop in Finnish)."""
    before = pattern[: pattern.index("mm")] if "mm" in pattern else ""
    return before[-1:] if before[-1:] and not before[-1:].isalnum() else ":"


def _speak_qt() -> None:
    from PySide6.QtCore import QCoreApplication

    app = QCoreApplication.instance()
    if app is None:
        return
    if _state.words_of_qt is not None:
        app.removeTranslator(_state.words_of_qt)
        _state.words_of_qt = None
    language = texts.language()
    if language == texts.ENGLISH or language.startswith("pseudo"):
        return
    from PySide6.QtCore import QLibraryInfo, QTranslator

    words = QTranslator(app)
    if words.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(words)
        _state.words_of_qt = words


def _place_of_focus(window: QWidget) -> tuple[str, int] | None:
    """Kind and number of the control that has the focus, among the window's controls."""
    from PySide6.QtWidgets import QApplication

    focus = QApplication.focusWidget()
    controls = window.findChildren(type(focus)) if focus is not None and window.isAncestorOf(focus) else []
    shown = [control for control in controls if control.isVisible()]
    return (type(focus).__name__, shown.index(focus)) if focus in shown else None


def _focus_again(window: QWidget, place: tuple[str, int] | None) -> None:
    if place is None:
        return
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QWidget

    shown = [one for one in window.findChildren(QWidget) if type(one).__name__ == place[0] and one.isVisible()]
    if place[1] < len(shown):
        shown[place[1]].setFocus(Qt.FocusReason.OtherFocusReason)


if TYPE_CHECKING:
    from desktop_app.app import locale_words
