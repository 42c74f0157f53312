"""`keyfob token [ACCOUNT] [--min-ttl S]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.app.status import rfc3339
from desktop_app.cli.commands.one import begin
from desktop_app.cli.interrupt import cancellable

if TYPE_CHECKING:
    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output


def run(arguments: Arguments, engine: Engine, output: Output) -> int:
    """Put a valid access token on stdout, and nothing else."""
    account = begin(arguments, engine)
    min_ttl = arguments.seconds("--min-ttl", 0.0)
    tokens = cancellable(lambda cancel: engine.token(account, min_ttl=min_ttl, cancel=cancel))
    shown = {
        "access_token": tokens.access_token.reveal(),
        "expires_at": rfc3339(tokens.expires_at),
        "token_type": tokens.token_type,
    }
    output.answer(shown, shown["access_token"] or "")
    return 0
