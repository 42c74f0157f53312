"""The text catalogue: every sentence the program says, by id, for window and command line alike.

Ids are ``"<module>.<name>"``; the module of that name in this package holds ``ERRORS`` (id name → (message, hint)) and
``TEXTS`` (id name → text). ``<name>_one``, where there is one, is said in place of ``<name>`` when the number given
is 1; a translation has as many forms as its language. Modules are imported when first asked for, so that ``keyfob
status`` loads none it does not need. English is the source; translations are gettext catalogues under
``resources/translations`` with the English text as msgid (decision 13). A whole number given is said with the
language's thousands separator (:mod:`desktop_app.app.locale_words`), unless it is a name rather than a count.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from desktop_app.app.escape import words_of_others
from desktop_app.errors import Code, KeyfobError, Param, is_retryable

if TYPE_CHECKING:
    from desktop_app.app.translation.catalogue import Catalogue
    from desktop_app.app.translation.pseudo import Pseudo

#: Stands for a text that only another version knows.
_UNKNOWN = "session.other_version"
ENGLISH: Final = "en"
#: Placeholders whose numbers are names, not counts: no separator belongs into them.
_NAMES: Final = frozenset({"bits", "code", "column", "found", "line", "now", "pid", "port", "status", "version"})


class _State:
    """The language in force; no catalogue while it is English."""

    catalogue: Catalogue | Pseudo | None = None


_state = _State()


def languages() -> tuple[tuple[str, str], ...]:
    """The languages there are: pairs of code and the language's own name, English first."""
    from desktop_app.app.translation import choice

    return ((ENGLISH, "English"), *choice.others())


def use_language(code: str) -> None:
    """Say everything in the language *code* from now on; ``""`` = the system's. One that is not there is English."""
    if code == ENGLISH:
        use_catalogue(None)
    else:
        from desktop_app.app.translation import choice

        use_catalogue(choice.catalogue(code))


def use_catalogue(catalogue: Catalogue | Pseudo | None) -> None:
    """Say everything as *catalogue* does; None: in English."""
    _state.catalogue = catalogue


def language() -> str:
    """The code of the language in force."""
    return ENGLISH if _state.catalogue is None else _state.catalogue.code


def text(id_: str, /, **params: Param) -> str:
    """The text *id_* with its placeholders filled (words are escaped and bounded)."""
    module, _, name = id_.partition(".")
    table = cast("Mapping[str, str]", import_module(f"{__name__}.{module}").TEXTS)
    english = table[name]
    one = table.get(f"{name}_one")
    if one is not None:
        return _fill(_form(id_, one, english, params), params)
    return _fill(_said(id_, english), params)


def error_texts(id_: str, params: Mapping[str, Param]) -> tuple[str, str]:
    """(message, hint) of the error text *id_*; either may be empty of placeholders, the hint may be ``""``.

    An error may come from the state file of another version, so an id nobody knows has a text too."""
    many = _error_pair(id_)
    if many is None:
        id_, many = _UNKNOWN, _error_pair(_UNKNOWN) or ("", "")
    one = _error_pair(f"{id_}_one")
    if one is None:
        message, hint = (_said(id_, words) for words in many)
    else:
        message, hint = (_form(id_, *both, params) for both in zip(one, many, strict=True))
    return _fill(message, params), _fill(hint, params)


def title(code: Code) -> str:
    """The short title of an error code."""
    from desktop_app.app.texts.titles import TITLES

    return _said(f"titles.{code.value}", TITLES[code])


def error_json(error: KeyfobError) -> dict[str, object]:
    """The contract's error object: code, title, message, hint, retryable and, where there is one, reason."""
    return stored_error_json(error.code, error.text, error.reason, error.params)


def stored_error_json(code: str, text_id: str, reason: str | None, params: Mapping[str, Param]) -> dict[str, object]:
    """The same from the parts that a state file keeps."""
    try:
        known = Code(code)
    except ValueError:  # of another version
        known, text_id = Code.E_REAUTH, _UNKNOWN
    message, hint = error_texts(text_id, params)
    shown: dict[str, object] = {
        "code": known.value,
        "title": title(known),
        "message": message,
        "hint": hint,
        "retryable": is_retryable(known),
    }
    if reason is not None:
        shown["reason"] = reason
    return shown


def template(id_: str) -> str:
    """The text *id_* with its placeholders left as they are."""
    module, _, name = id_.partition(".")
    return _said(id_, cast("Mapping[str, str]", import_module(f"{__name__}.{module}").TEXTS)[name])


def translate(english: str) -> str:
    """*english*, a whole text of the catalogue, in the language in force; its placeholders stay as they are."""
    return _said("", english)


def _said(id_: str, english: str) -> str:
    catalogue = _state.catalogue
    return english if catalogue is None or not english else catalogue.find(id_, english)


def _form(id_: str, one: str, many: str, params: Mapping[str, Param]) -> str:
    """The form of a text that goes with the number said: the first count among *params*."""
    numbers = [
        value
        for name, value in params.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and name not in _NAMES
    ]
    number = int(numbers[0]) if numbers and numbers[0] == int(numbers[0]) else None
    catalogue = _state.catalogue
    if catalogue is None:
        return one if number == 1 else many
    return catalogue.find_form(id_, one, many, number) if many else ""


def _error_pair(id_: str) -> tuple[str, str] | None:
    module, _, name = id_.partition(".")
    if not module.isidentifier():
        return None
    try:
        table = import_module(f"{__name__}.{module}").ERRORS
    except (ImportError, AttributeError):
        return None
    return cast("Mapping[str, tuple[str, str]]", table).get(name)


class _Params(dict[str, Param]):
    """Values for placeholders; one that is missing shows as a gap."""

    def __missing__(self, name: str) -> str:
        return "…"


def _fill(template: str, params: Mapping[str, Param]) -> str:
    return template.format_map(_Params({name: _shown(name, value) for name, value in params.items()}))


def _shown(name: str, value: Param) -> Param:
    if isinstance(value, str):
        return words_of_others(value)
    if isinstance(value, int) and not isinstance(value, bool) and not -1000 < value < 1000 and name not in _NAMES:
        from desktop_app.app.locale_words import number

        return number(value)
    return value
