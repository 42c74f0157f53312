"""The text catalogue: every sentence the program says, by id, for window and command line alike.

Ids are ``"<module>.<name>"``; the module of that name in this package holds ``ERRORS`` (id name → (message, hint)) and
``TEXTS`` (id name → text). ``<name>_one``, where there is one, is said in place of ``<name>`` when the number given
is 1. Modules are imported when first asked for, so that ``keyfob status`` loads none it does not need. English is the
source; translations are gettext catalogues under ``resources/translations`` with the English text as msgid.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from desktop_app.app.escape import words_of_others
from desktop_app.errors import Code, KeyfobError, Param, is_retryable

#: Stands for a text that only another version knows.
_UNKNOWN = "session.other_version"


def text(id_: str, /, **params: Param) -> str:
    """The text *id_* with its placeholders filled (words are escaped and bounded)."""
    module, _, name = id_.partition(".")
    table = cast("Mapping[str, str]", import_module(f"{__name__}.{module}").TEXTS)
    one = f"{name}_one"
    return _fill(table[one if one in table and _is_one(params) else name], params)


def error_texts(id_: str, params: Mapping[str, Param]) -> tuple[str, str]:
    """(message, hint) of the error text *id_*; either may be empty of placeholders, the hint may be ``""``.

    An error may come from the state file of another version, so an id nobody knows has a text too."""
    one = _error_pair(f"{id_}_one") if _is_one(params) else None
    message, hint = one or _error_pair(id_) or _error_pair(_UNKNOWN) or ("", "")
    return _fill(message, params), _fill(hint, params)


def title(code: Code) -> str:
    """The short title of an error code."""
    from desktop_app.app.texts.titles import TITLES

    return translate(TITLES[code])


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


def translate(english: str) -> str:
    """*english* in the person's language, where a catalogue has it."""
    return english


def _is_one(params: Mapping[str, Param]) -> bool:
    """Whether the number said is one: then a text whose id ends in ``_one`` stands in for the usual one."""
    numbers = [value for value in params.values() if isinstance(value, int | float) and not isinstance(value, bool)]
    return bool(numbers) and numbers[0] == 1


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
    shown = {name: words_of_others(value) if isinstance(value, str) else value for name, value in params.items()}
    return translate(template).format_map(_Params(shown))
