"""`keyfob accounts rename OLD NEW`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.app.texts import text
from desktop_app.cli.interrupt import cancellable
from desktop_app.errors import Code, KeyfobError

if TYPE_CHECKING:
    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output


def run(arguments: Arguments, engine: Engine, output: Output) -> int:
    """Rename; nothing else of the account changes."""
    names = arguments.rest
    if len(names) < 2:
        raise KeyfobError(Code.E_USAGE, "cli.missing", what="NEW" if names else "OLD")
    if len(names) > 2:
        raise KeyfobError(Code.E_USAGE, "cli.too_many", word=names[2])
    old, new = names
    cancellable(lambda _cancel: engine.rename_account(old, new))
    output.answer({"renamed": old, "name": new}, text("accounts.renamed", old=old, new=new))
    return 0
