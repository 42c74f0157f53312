"""`keyfob refresh [ACCOUNT]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.cli.commands.one import account_answer, begin
from desktop_app.cli.interrupt import cancellable

if TYPE_CHECKING:
    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output


def run(arguments: Arguments, engine: Engine, output: Output) -> int:
    """Refresh now."""
    account = begin(arguments, engine)
    cancellable(lambda cancel: engine.refresh(account, cancel=cancel))
    account_answer(engine, account.name, output)
    return 0
