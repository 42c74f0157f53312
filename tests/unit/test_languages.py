"""The catalogues of translations are whole, and what they say fits."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.app import texts
from desktop_app.app.texts import text
from desktop_app.app.translation import places, po
from desktop_app.app.translation.compiled import wrong_placeholders
from desktop_app.app.translation.pseudo import CLOSE, OPEN
from desktop_app.ui.models import words
from tests.support import translations
from tests.support.tree import ROOT, python_files

CATALOGUES = sorted(translations.FOLDER.glob("*.po"))
CODES = [path.stem for path in CATALOGUES]
#: The sidebar has no room for more, in any language (LOOK).
LONGEST_LINE = 24

#: Calls whose words people see or hear.
_SHOWN = frozenset(
    re.findall(
        r"\w+",
        """
        addAction addItem addMenu addTab announce ask
        Button Card Chip Entry Field Ghost
        insertTab Label Link QAction QCheckBox QGroupBox
        QLabel QMenu QPushButton QRadioButton Section WrapLabel
        line print say setAccessibleDescription setAccessibleName setAccessibleTabName
        setInformativeText setLabelText setPlaceholderText setStatusTip setTabText setText
        setTitle setToolTip setWhatsThis setWindowTitle set_count_words set_heading
        set_hint set_label set_placeholder set_text set_title set_tooltip
        set_word set_words showMessage
        """,
    )
)
#: A word of three letters or more beside another one, or one with a capital letter.
_SENTENCE = re.compile(r"[A-Za-z]{2,}[ ,.:;]+[A-Za-z]{2,}|\b[A-Z][a-z]{2,}")
#: Made for pictures and measured values, and words that are names in every language.
_FREE = re.compile(r"gallery.*\.py|_samples\.py")
_NAMES = frozenset({"Keyfob", "keyfob "})


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    texts.use_language("en")


def test_german_is_there() -> None:
    assert ("de", "Deutsch") in texts.languages()
    assert texts.languages()[0] == ("en", "English")


@pytest.mark.parametrize("path", CATALOGUES, ids=CODES)
def test_every_text_is_translated(path: Path) -> None:
    missing = translations.missing(po.read(path.read_text("utf-8")))

    assert not missing, f"{len(missing)} texts (make translations lists them):\n" + "\n".join(missing)


@pytest.mark.parametrize("path", CATALOGUES, ids=CODES)
def test_nothing_is_translated_that_nobody_says(path: Path) -> None:
    entries = po.read(path.read_text("utf-8"))
    said = {one.english for one in translations.sentences()}
    ids = {id_ for one in translations.sentences() for id_ in one.ids}

    assert [entry.english for entry in entries[1:] if entry.english not in said] == []
    assert [entry.context for entry in entries if entry.context and entry.context not in ids] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=CODES)
def test_placeholders_are_those_of_the_english(path: Path) -> None:
    wrong = [
        f"{entry.english!r}: {form!r}"
        for entry in po.read(path.read_text("utf-8"))
        for form in wrong_placeholders(entry)
    ]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", CATALOGUES, ids=CODES)
def test_sentences_end_as_they_should(path: Path) -> None:
    """No exclamation marks, no space at an end, and a sentence stays a sentence."""
    wrong = [
        entry.english
        for entry in po.read(path.read_text("utf-8"))[1:]
        for form in entry.forms
        if form != form.strip()
        and entry.english == entry.english.strip()
        or ("!" in form and "!" not in entry.english)
        or (re.search(r"[a-z)]\.$", entry.english) is not None and form[-1:] not in ".)“?")
    ]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("code", CODES)
def test_the_sidebars_lines_have_room(code: str) -> None:
    texts.use_language(code)
    from desktop_app.app.texts.window import TEXTS

    long = []
    for name, english in TEXTS.items():
        if not name.startswith(("line_", "badge_")) or "{who}" in english:
            continue
        for left in (59, 59 * 60, 47 * 3600, 99 * 86_400):
            said = text(f"window.{name}", left=words.short(left), when=words.in_short(left))
            if len(said) > LONGEST_LINE:
                long.append(f"{name}: {said!r} has {len(said)} letters")
    # What has a next try in it is shown without where it has no room.
    assert [line for line in long if not line.startswith("line_offline_next")] == []
    assert len(text("window.line_offline")) <= LONGEST_LINE


@pytest.mark.parametrize("code", ["pseudo", "pseudo-rtl"])
def test_the_made_up_languages_disguise_every_text(code: str) -> None:
    texts.use_language(code)
    for said in translations.sentences():
        if any(letter.isalpha() for letter in re.sub(r"\{[^}]*\}", "", said.english)):
            shown = texts.template(said.ids[0]) if _is_text(said.ids[0]) else texts.translate(said.english)
            assert shown.startswith(OPEN) and shown.endswith(CLOSE) or said.ids[0].startswith("formats."), said
        disguised = po.Entry("", said.english, "", [texts.translate(said.english)])
        assert wrong_placeholders(disguised) == []


def _is_text(id_: str) -> bool:
    try:
        texts.template(id_)
    except (AttributeError, KeyError):  # an error, or a title
        return False
    return True


def test_no_words_outside_the_catalogue() -> None:
    found = []
    for path in python_files("desktop_app/ui", "desktop_app/cli"):
        if not _FREE.search(path.name):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and _called(node) in _SHOWN:
                    found += [f"{path.relative_to(ROOT)}:{node.lineno}: {words_!r}" for words_ in _literals(node)]

    assert not found, "\n".join(found)


def test_the_check_for_words_outside_finds_some() -> None:
    calls = [
        "label.setText('Sign in again')",
        "QLabel(f'{n} tokens found')",
        "Button('Copy')",
        "menu.addAction('Quit it')",
    ]
    fine = ["label.setText(text('window.copy'))", "label.setText(' · ')", "label.setText('')", "Label(name, 'strong')"]

    assert all(list(_literals(_parsed(call))) for call in calls)
    assert not any(list(_literals(_parsed(call))) for call in fine)


def _parsed(source: str) -> ast.Call:
    node = ast.parse(source, mode="eval").body
    assert isinstance(node, ast.Call)
    return node


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _literals(call: ast.Call) -> Iterator[str]:
    """The words that stand in the call itself; what another call makes of words is that one's concern."""
    waiting: list[ast.AST] = [*call.args, *(each.value for each in call.keywords)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if _SENTENCE.search(node.value) and node.value not in _NAMES:
                yield node.value
        elif isinstance(node, ast.JoinedStr):
            whole = "".join(str(part.value) if isinstance(part, ast.Constant) else "#" for part in node.values)
            if re.search(r"[A-Za-z]{3,}", whole) and " " in whole and not whole.startswith("keyfob"):
                yield whole
        elif isinstance(node, ast.IfExp | ast.BinOp | ast.BoolOp):
            waiting += [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]


def test_codes_name_no_other_files() -> None:
    assert places.content("../de") is None
    assert places.content("") is None
    assert places.content("de\0") is None
    assert places.content("xx") is None
