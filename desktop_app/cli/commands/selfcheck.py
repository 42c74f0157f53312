"""`keyfob --selfcheck`: whether this build is whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from desktop_app.app.escape import escape
from desktop_app.app.texts import text
from desktop_app.cli.interrupt import cancellable

if TYPE_CHECKING:
    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output

_FAILED: Final = 5


def run(_arguments: Arguments, engine: Engine, output: Output) -> int:
    """Tell what the program has with it and finds around it; 5 where a part of it is missing."""
    found = cancellable(lambda _cancel: engine.selfcheck())
    output.answer({"selfcheck": found}, "\n".join(_line(part, facts) for part, facts in found.items()))
    return _FAILED if any(facts["status"] == "fail" for facts in found.values()) else 0


def _line(part: str, facts: Mapping[str, object]) -> str:
    words = [f"{name} {_shown(value)}" for name, value in facts.items() if name != "status" and value not in ([], {})]
    return escape(f"{text('cli.check_' + str(facts['status']))} {part}: {', '.join(words)}")


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {_shown(each)}" for name, each in value.items())
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
