"""The text catalogue and the code agree: every text that is used exists, gets its values, and none is left over."""

from __future__ import annotations

import pkgutil
import re
import string
from collections.abc import Mapping
from importlib import import_module

from desktop_app.app import texts
from desktop_app.app.texts.titles import TITLES
from desktop_app.errors import Code, exit_status
from tests.support.texts_used import uses, words

MODULES = sorted(info.name for info in pkgutil.iter_modules(texts.__path__) if info.name != "titles")


def catalogue(kind: str) -> dict[str, tuple[str, ...]]:
    """Text id → its sentences, of one kind (ERRORS or TEXTS)."""
    found: dict[str, tuple[str, ...]] = {}
    for module in MODULES:
        table: Mapping[str, object] = getattr(import_module(f"{texts.__name__}.{module}"), kind, {})
        for name, value in table.items():
            found[f"{module}.{name}"] = value if isinstance(value, tuple) else (str(value),)
    return found


def placeholders(sentences: tuple[str, ...]) -> set[str]:
    return {name for sentence in sentences for _, name, _, _ in string.Formatter().parse(sentence) if name}


KINDS = {"error": catalogue("ERRORS"), "text": catalogue("TEXTS")}


def test_every_code_has_a_title_and_an_exit_status() -> None:
    assert set(TITLES) == set(Code)
    assert all(1 <= exit_status(code) <= 7 for code in Code)


def test_every_text_that_is_used_exists() -> None:
    missing = [
        f"{use.where}: {use.kind} {use.id_ or use.prefix + '*'}"
        for use in uses()
        if (use.id_ is not None and use.id_ not in KINDS[use.kind])
        or (use.id_ is None and use.prefix and not any(id_.startswith(use.prefix) for id_ in KINDS[use.kind]))
    ]

    assert not missing, "\n".join(missing)


def test_every_placeholder_gets_its_value() -> None:
    wrong = []
    for use in uses():
        if use.params is None or use.id_ not in KINDS[use.kind]:
            continue
        wanted = placeholders(KINDS[use.kind][use.id_])
        if not wanted <= use.params:
            wrong.append(f"{use.where}: {use.id_} wants {sorted(wanted - use.params)}, which is not given")

    assert not wrong, "\n".join(wrong)


def test_every_text_is_used() -> None:
    known = words()
    prefixes = {use.prefix for use in uses() if use.id_ is None and use.prefix}
    unused = [
        id_
        for table in KINDS.values()
        for id_ in table
        # An id may be named in a table, or be put together from a prefix or from its last part.
        if id_.removesuffix("_one") not in known
        and id_ not in known
        and not any(id_.startswith(prefix) for prefix in prefixes)
    ]

    assert not unused, "\n".join(unused)


def test_sentences_are_sentences() -> None:
    wrong = [
        f"{id_}: {sentence!r}"
        for id_, sentences in KINDS["error"].items()
        for sentence in sentences
        if "!" in sentence
        or sentence != sentence.strip()
        or not re.search(r"[.?)…]$|: keyfob [a-z -]+$|: \{path\}$|^$", sentence)
    ]

    assert not wrong, "\n".join(wrong)
