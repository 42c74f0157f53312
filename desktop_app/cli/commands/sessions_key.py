"""`keyfob sessions key [ACCOUNT] [--forget]`: the key comes from the terminal without echo, or from stdin; never from
the command line, which other processes can read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from desktop_app.app.texts import text
from desktop_app.cli.commands.one import begin
from desktop_app.cli.interrupt import cancellable
from desktop_app.errors import Code, KeyfobError
from desktop_app.secret import Secret

if TYPE_CHECKING:
    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output

#: More than this is no key, characters.
_LONGEST: Final = 10_000


def run(arguments: Arguments, engine: Engine, output: Output) -> int:
    """Keep the provider's API key in the keychain, or delete it."""
    account = begin(arguments, engine)
    if arguments.flag("--forget"):
        cancellable(lambda cancel: engine.forget_api_key(account, cancel=cancel))
        output.answer({"api_key": "forgotten"}, text("sessions.key_forgotten", name=account.name))
        return 0
    key = _read(text("sessions.enter_key", name=account.name))
    cancellable(lambda cancel: engine.store_api_key(account, key, cancel=cancel))
    output.answer({"api_key": "stored"}, text("sessions.key_stored", name=account.name))
    return 0


def _read(prompt: str) -> Secret:
    if sys.stdin is None:
        raise KeyfobError(Code.E_USAGE, "cli.missing", what="stdin")
    if sys.stdin.isatty():
        import getpass

        try:
            return Secret(getpass.getpass(f"{prompt} ", stream=sys.stderr).strip())
        except EOFError:
            raise KeyfobError(Code.E_CANCELLED, "cli.cancelled") from None
    return Secret(sys.stdin.readline(_LONGEST).strip())
