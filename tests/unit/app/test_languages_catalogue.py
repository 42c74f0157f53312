"""Catalogues of translations: found by the environment, looked up by halving, plural by each language's rule."""

from __future__ import annotations

import gettext
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.app import locale_words, texts
from desktop_app.app.texts import text
from desktop_app.app.translation import po
from desktop_app.app.translation.catalogue import Catalogue, rule_of
from desktop_app.app.translation.compiled import compile_catalogue
from desktop_app.errors import Code, KeyfobError
from tests.support.tree import ROOT

_GERMAN = ROOT / "resources" / "translations" / "de.po"

POLISH = r"""
msgid ""
msgstr "Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\n"

msgid "{count} sign-in"
msgid_plural "{count} sign-ins"
msgstr[0] "{count} logowanie"
msgstr[1] "{count} logowania"
msgstr[2] "{count} logowań"

msgid "Your clock is {minutes} minute behind."
msgid_plural "Your clock is {minutes} minutes behind."
msgstr[0] "Zegar spóźnia się o minutę."
msgstr[1] "Zegar spóźnia się o {minutes} minuty."
msgstr[2] "Zegar spóźnia się o {minutes} minut."

msgctxt "formats.group"
msgid ","
msgstr " "
"""
ARABIC = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
HEADER = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


@pytest.fixture(autouse=True)
def _english_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    yield
    texts.use_language("en")
    locale_words.use_region(None)


def catalogue(content: str, code: str = "xx") -> Catalogue:
    return Catalogue(code, compile_catalogue(content))


@pytest.mark.parametrize(
    ("env", "code"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "de_DE"}, "de"),
        ({"LANG": "de_DE", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE", "LANGUAGE": "en_GB:de"}, "en"),
        ({"LANG": "en_GB", "LANGUAGE": "xx:de:en"}, "de"),
        ({"LANG": "C", "LANGUAGE": "de"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "../../../etc/passwd"}, "en"),
        ({"LANG": "de_DE@euro"}, "de"),
        ({"LANG": "\udcff"}, "en"),
    ],
)
def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch, env: dict[str, str], code: str) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    texts.use_language("")

    assert texts.language() == code
    assert text("window.settings") == {"de": "Einstellungen", "en": "Settings"}[code]


@pytest.mark.parametrize(
    ("code", "spoken"), [("de", "de"), ("de_CH", "de"), ("en", "en"), ("xx", "en"), ("/etc", "en")]
)
def test_a_setting_chooses(monkeypatch: pytest.MonkeyPatch, code: str, spoken: str) -> None:
    monkeypatch.setenv("LANG", "de_DE" if spoken == "en" else "C")
    texts.use_language(code)

    assert texts.language() == spoken


def test_three_forms() -> None:
    texts.use_catalogue(catalogue(POLISH))
    said = [text("life.sign_ins", count=count) for count in (1, 2, 5, 12, 22, 1000)]

    assert said == ["1 logowanie", "2 logowania", "5 logowań", "12 logowań", "22 logowania", "1 000 logowań"]
    behind = [texts.error_texts("session.clock_behind", {"minutes": minutes})[0] for minutes in (1, 3, 7)]
    assert behind == [
        "Zegar spóźnia się o minutę.",
        "Zegar spóźnia się o 3 minuty.",
        "Zegar spóźnia się o 7 minut.",
    ]
    # What nobody translated is said in English, in the form that English has for it.
    assert text("life.refreshes", count=1) == "1 refresh"


def test_six_forms() -> None:
    forms = "\n".join(f'msgstr[{place}] "{{count}} <{place}>"' for place in range(6))
    content = f'msgid ""\nmsgstr "Plural-Forms: {ARABIC}\\n"\n\n'
    content += f'msgid "{{count}} sign-in"\nmsgid_plural "{{count}} sign-ins"\n{forms}\n'
    texts.use_catalogue(catalogue(content))
    said = [text("life.sign_ins", count=count) for count in (0, 1, 2, 3, 11, 100, 103)]

    assert said == ["0 <0>", "1 <1>", "2 <2>", "3 <3>", "11 <4>", "100 <5>", "103 <3>"]


def test_halving_finds_what_gettext_finds() -> None:
    compiled = compile_catalogue(_GERMAN.read_text("utf-8"))
    ours, theirs = Catalogue("de", compiled), gettext.GNUTranslations(io.BytesIO(compiled))
    entries = [entry for entry in po.read(_GERMAN.read_text("utf-8"))[1:] if entry.is_done]

    assert len(entries) > 2000
    for entry in entries:
        if entry.plural:
            for count in (0, 1, 2, 7):
                expected = theirs.ngettext(entry.english, entry.plural, count)
                if entry.context:
                    expected = theirs.npgettext(entry.context, entry.english, entry.plural, count)
                assert ours.find_form(entry.context, entry.english, entry.plural, count) == expected
        elif entry.context:
            assert ours.find(entry.context, entry.english) == theirs.pgettext(entry.context, entry.english)
        else:
            assert ours.find("", entry.english) == theirs.gettext(entry.english)


def test_the_same_english_may_need_two_words() -> None:
    one = 'msgid "Settings"\nmsgstr "Einstellungen"\n\nmsgctxt "window.settings"\nmsgid "Settings"\nmsgstr "Optionen"\n'
    found = catalogue(HEADER + one)

    assert found.find("window.settings", "Settings") == "Optionen"
    assert found.find("window.other", "Settings") == found.find("", "Settings") == "Einstellungen"


@pytest.mark.parametrize(
    "german",
    [
        "{anzahl} Tokens",
        "Tokens",
        "{count.__class__} Tokens",
        "{count!r} Tokens",
        "{count:>9999999}",
        "{} Tokens",
        "{",
        "{0}",
    ],
)
def test_a_translation_with_other_placeholders_is_refused(german: str) -> None:
    found = catalogue(f'{HEADER}msgid "{{count}} tokens found"\nmsgstr "{german}"\n')

    assert found.find("", "{count} tokens found") == "{count} tokens found"


def test_a_form_for_one_may_leave_the_number_out_the_other_may_not() -> None:
    forms = 'msgid "{count} sign-in"\nmsgid_plural "{count} sign-ins"\nmsgstr[0] "%s"\nmsgstr[1] "%s"\n'
    kept = catalogue(HEADER + forms % ("Eine", "{count} viele"))
    refused = catalogue(HEADER + forms % ("Eine", "Viele"))

    assert kept.find_form("", "{count} sign-in", "{count} sign-ins", 1) == "Eine"
    assert refused.find_form("", "{count} sign-in", "{count} sign-ins", 1) == "{count} sign-in"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "rubbish",
        'msgid "a"\nmsgstr "b"\n',
        'msgid "a',
        HEADER + "msgid 'a'\n",
        HEADER.replace("(n != 1)", "exit(1)"),
    ],
)
def test_what_is_no_catalogue_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match="."):
        compile_catalogue(content)


@given(st.binary(max_size=200))
def test_rubbish_is_no_catalogue(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a catalogue"):
        Catalogue("xx", content)


_WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(st.lists(st.tuples(_WORDS, _WORDS), max_size=8, unique_by=lambda pair: pair[0]))
def test_what_is_written_is_read_again(pairs: list[tuple[str, str]]) -> None:
    entries = [po.Entry(english=english, forms=[said]) for english, said in pairs]
    again = po.read(po.write(entries)) if entries else []

    assert [(entry.english, entry.forms) for entry in again] == [(entry.english, entry.forms) for entry in entries]


def test_plural_rules_are_rules_alone() -> None:
    assert rule_of("nplurals=2; plural=n > 1;")(1) == 0
    with pytest.raises(ValueError, match="."):
        rule_of("nplurals=2; plural=__import__('os')")


def test_english_loads_nothing() -> None:
    program = (
        "import sys; from desktop_app.app import texts; texts.use_language(''); texts.text('life.sign_ins', count=2);"
        "print([m for m in sys.modules if m in ('gettext', 'locale') or m.endswith(('.catalogue', '.po', '.pseudo'))])"
    )
    for env in ({"LANG": "en_GB.UTF-8"}, {"LANG": "C.UTF-8"}, {}):
        found = subprocess.run(
            [sys.executable, "-c", program], env=env, cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert found.stdout == "[]\n"


def test_errors_keep_their_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    error = KeyfobError(Code.E_USAGE, "cli.unknown_command", word="frobnicate")
    english = texts.error_json(error)
    texts.use_language("de")
    german = texts.error_json(error)

    assert {key for key in english if english[key] != german[key]} == {"hint", "message", "title"}
    assert "frobnicate" in str(german["message"])


def test_numbers_lists_and_sizes() -> None:
    assert (locale_words.number(-1234567), locale_words.decimals(1234.56)) == ("-1,234,567", "1,234.6")
    assert [locale_words.together(["a", "b", "c", "d"][:many]) for many in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert locale_words.listed(["a", "b", "c"]) == "a, b, c"
    assert [locale_words.size(count) for count in (0, 1, 999, 1500, 999_949, 1_500_000)] == [
        "0 bytes",
        "1 byte",
        "999 bytes",
        "1.5 kB",
        "999.9 kB",
        "1.5 MB",
    ]
    texts.use_language("de")
    assert (locale_words.number(1234567), locale_words.decimals(1234.56)) == ("1.234.567", "1.234,6")
    assert locale_words.together(["a", "b", "c"]) == "a, b und c"
    assert locale_words.size(1500) == "1,5 kB"
    assert "1.234" in text("life.sign_ins", count=1234)


def test_names_of_others_in_a_list_stay_as_they_are() -> None:
    assert locale_words.together(["{first}", "{0}", "%s"]) == "{first}, {0} and %s"


def test_numbers_that_are_names_have_no_separator() -> None:
    assert "8443" in texts.error_texts("protocol.server", {"status": 8443})[0]
    assert "1,234" in text("life.sign_ins", count=1234)


def test_the_command_line_speaks_german(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "LANG": "C.UTF-8", "XDG_CONFIG_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}

    def said(*words: str, **env: str) -> str:
        found = subprocess.run(
            [sys.executable, "-m", "desktop_app", *words], env={**home, **env}, cwd=ROOT, capture_output=True, text=True
        )
        return found.stdout + found.stderr

    assert "keyfob --help" in said("frobnicate")
    english, german = said("frobnicate"), said("frobnicate", LANG="de_DE.UTF-8")
    assert english != german
    assert said("status", LANG="de_DE.UTF-8") != said("status")
    assert '"code": "E_USAGE"' in said("frobnicate", "--json", LANG="de_DE.UTF-8").replace('":"', '": "')
    (tmp_path / "keyfob").mkdir(exist_ok=True)
    (tmp_path / "keyfob" / "config.toml").write_text('[settings]\nlanguage = "de"\n')
    assert said("status") == said("status", LANG="de_DE.UTF-8")
