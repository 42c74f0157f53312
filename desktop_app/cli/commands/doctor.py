"""`keyfob doctor [ACCOUNT]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.app import log
from desktop_app.app.escape import escape
from desktop_app.app.texts import text
from desktop_app.cli.interrupt import cancellable

if TYPE_CHECKING:
    from desktop_app.app.doctor import Check
    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output

_FAILED: Final = 5


def run(arguments: Arguments, engine: Engine, output: Output) -> int:
    """Look at everything, and tell what to do."""
    log.set_up(debug=arguments.debug)
    config = engine.config
    names = config.names if arguments.name is None else (config.choose(arguments.name),)
    checks = cancellable(lambda _cancel: engine.doctor(names))
    shown = [
        {"name": check.name, "status": check.status, "message": check.message, "hint": check.hint} for check in checks
    ]
    output.answer({"checks": shown}, "\n".join(_text(check) for check in checks))
    return _FAILED if any(check.status == "fail" for check in checks) else 0


def _text(check: Check) -> str:
    line = escape(f"{text(f'cli.check_{check.status}')} {check.name}: {check.message}")
    return line if not check.hint or check.status == "ok" else f"{line}\n       {escape(check.hint)}"
