"""Keeps the catalogues of translations up with the texts (`make translations`).

For each ``resources/translations/<code>.po``: new sentences come in untranslated, those nobody says any more go, and
what is missing is listed. Nothing is asked of any network. More .po files given as words are taken translations from
(``--from FILE``).
"""

from __future__ import annotations

import argparse
import pkgutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from desktop_app.app import texts
from desktop_app.app.translation import po
from desktop_app.app.translation.compiled import wrong_placeholders
from tests.support.tree import ROOT

FOLDER = ROOT / "resources" / "translations"


@dataclass(slots=True)
class Said:
    """A sentence of the catalogue. :ivar ids: who says it. :ivar plural: its form for many, where it has two."""

    english: str
    plural: str = ""
    context: str = ""
    ids: list[str] = field(default_factory=list)


def sentences() -> list[Said]:
    """Every sentence of the texts, once, in the order in which they stand there."""
    found: dict[tuple[str, str], Said] = {}
    for id_, one, many in _all():
        context = id_ if id_.startswith("formats.") else ""
        said = found.get((context, one))
        if said is not None and many and said.plural and said.plural != many:
            said = found.get((id_, one))  # gettext wants one plural a sentence
            context = id_
        if said is None:
            said = found[context, one] = Said(one, context=context)
        said.plural = said.plural or many
        said.ids.append(id_)
    return list(found.values())


def _all() -> Iterable[tuple[str, str, str]]:
    """Triples of id, English and the English for many (``""`` where there is one form)."""
    for module in sorted(info.name for info in pkgutil.iter_modules(texts.__path__)):
        loaded = import_module(f"{texts.__name__}.{module}")
        for code, title in getattr(loaded, "TITLES", {}).items():
            yield f"titles.{code.value}", title, ""
        for table in (getattr(loaded, "ERRORS", {}), getattr(loaded, "TEXTS", {})):
            for name, value in table.items():
                many = value if isinstance(value, tuple) else (value,)
                one = table.get(f"{name}_one", many)
                for singular, plural in zip(one if isinstance(one, tuple) else (one,), many, strict=True):
                    if plural and not (name.endswith("_one") and name.removesuffix("_one") in table):
                        yield f"{module}.{name}", singular, plural if singular != plural else ""


def updated(old: Iterable[po.Entry], more: Iterable[po.Entry] = ()) -> list[po.Entry]:
    """The catalogue of all that is said now, with the translations of *old* and, where they have none, of *more*."""
    entries = list(old)
    header = entries[0]
    forms = max(2, int(header.forms[0].partition("nplurals=")[2][:1] or 2)) if header.forms else 2
    known: dict[tuple[str, str], po.Entry] = {}
    for entry in (*entries[1:], *more):
        if entry.english and entry.forms and all(entry.forms):
            known.setdefault((entry.context, entry.english), entry)
    made = [header]
    for said in sentences():
        made.append(_entry(said, known, forms))
        made += [  # a place that needs other words than the rest
            po.Entry(id_, said.english, said.plural, known[id_, said.english].forms)
            for id_ in said.ids
            if id_ != said.context and (id_, said.english) in known
        ]
    return made


def _entry(said: Said, known: dict[tuple[str, str], po.Entry], forms: int) -> po.Entry:
    entry = po.Entry(said.context, said.english, said.plural, [], [f"#: {' '.join(said.ids)}"[:400]])
    found = known.get((said.context, said.english)) or known.get(("", said.english))
    if not said.plural:
        entry.forms = [found.forms[0]] if found else [""]
        return entry
    many = known.get((said.context, said.plural)) or known.get(("", said.plural))
    if found is not None and found.plural == said.plural and len(found.forms) == forms:
        entry.forms = list(found.forms)
    elif found is not None and many is not None and forms == 2:  # translated as two sentences
        entry.forms = [found.forms[0], many.forms[-1]]
    else:
        entry.forms = [""] * forms
    return entry


def missing(entries: Iterable[po.Entry]) -> list[str]:
    """What of the texts *entries* have no translation for, or one with other placeholders; with its ids."""
    known = {(entry.context, entry.english, entry.plural): entry for entry in entries}
    found = []
    for said in sentences():
        entry = known.get((said.context, said.english, said.plural))
        if entry is None or not entry.is_done or wrong_placeholders(entry):
            found.append(f"{said.ids[0]}: {said.english!r}")
    return found


def main(words: list[str] | None = None) -> int:
    """Bring every catalogue up to date; prints what changed and what is missing."""
    parser = argparse.ArgumentParser(prog="translations")
    parser.add_argument("--from", dest="more", action="append", default=[], help="a .po file to take translations from")
    parser.add_argument("--check", action="store_true", help="change nothing")
    options = parser.parse_args(words)
    more = [entry for name in options.more for entry in po.read(Path(name).read_text("utf-8"))]
    for path in sorted(FOLDER.glob("*.po")):
        old = po.read(path.read_text("utf-8"))
        new = updated(old, more)
        before, after = ({(e.context, e.english) for e in entries} for entries in (old, new))
        for mark, names in (("+", after - before), ("-", before - after)):
            for _, english in sorted(names):
                print(f"{path.name}: {mark} {english[:100]!r}")
        for line in missing(new):
            print(f"{path.name}: ? {line}")
        if not options.check:
            path.write_text(po.write(new), "utf-8")
        print(f"{path.name}: {len(new) - 1} sentences, {len(missing(new))} not translated")
    return 0


if __name__ == "__main__":
    sys.exit(main())
