"""Which texts of the catalogue the code uses, read from its source without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.tree import ROOT, python_files

#: Calls that make an error, and where the text id stands among their arguments.
_ERRORS = {"KeyfobError": 1, "TransportError": 1, "StoredError": 1}
#: Calls that take a text id first.
_TEXTS = {"text"}
#: Keywords of calls that make errors and are no values for placeholders.
_NOT_PARAMS = {"reason", "maybe_delivered", "code", "params", "text"}


@dataclass(frozen=True, slots=True)
class Use:
    """One place that uses a text.

    :param id_: the text id; None where it is put together while the program runs.
    :param prefix: what it is known to begin with, where it is put together.
    :param params: names of the values given; None where they cannot be read from the source.
    """

    where: str
    kind: str
    id_: str | None
    prefix: str
    params: frozenset[str] | None


def uses() -> Iterator[Use]:
    """Every use in desktop_app."""
    for path in python_files("desktop_app"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            if isinstance(node, ast.Call):
                yield from _use(path, node)


def words() -> set[str]:
    """Every string constant of desktop_app outside the catalogue: ids that are kept in tables are among them."""
    catalogue = ROOT / "desktop_app" / "app" / "texts"
    return {
        node.value
        for path in python_files("desktop_app", "tests")
        if not path.is_relative_to(catalogue)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _use(path: Path, call: ast.Call) -> Iterator[Use]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in _ERRORS:
        kind, place = "error", _ERRORS[name]
    elif name in _TEXTS and isinstance(call.func, ast.Name):
        kind, place = "text", 0
    else:
        return
    keyword = next((each.value for each in call.keywords if each.arg == "text"), None)
    id_ = call.args[place] if len(call.args) > place else keyword
    if id_ is None:
        return
    open_ended = any(each.arg is None for each in call.keywords) or name == "StoredError"
    aside = _NOT_PARAMS if kind == "error" else set()
    given = frozenset(each.arg for each in call.keywords if each.arg and each.arg not in aside)
    where = f"{path.relative_to(ROOT)}:{call.lineno}"
    for known, prefix in _ids(id_):
        yield Use(where, kind, known, prefix, None if open_ended else given)


def _ids(node: ast.expr) -> Iterator[tuple[str | None, str]]:
    match node:
        case ast.Constant(value=str(value)):
            yield value, value
        case ast.IfExp(body=body, orelse=orelse):
            yield from _ids(body)
            yield from _ids(orelse)
        case ast.JoinedStr(values=[ast.Constant(value=str(prefix)), *_]):
            yield None, prefix
        case _:
            yield None, ""
