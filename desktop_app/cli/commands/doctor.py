"""`keyfob doctor [ACCOUNT]`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from desktop_app.app import log
from desktop_app.app.escape import escape
from desktop_app.app.texts import text
from desktop_app.cli.interrupt import cancellable
from desktop_app.errors import Code, KeyfobError

if TYPE_CHECKING:
    import threading

    from desktop_app.app.doctor import Check, Progress
    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output

_FAILED: Final = 5


def run(arguments: Arguments, engine: Engine, output: Output) -> int:
    """Look at everything, and tell what to do: on a terminal as it is found, elsewhere in an order that stays."""
    log.set_up(debug=arguments.debug)
    config = engine.config
    names = config.names if arguments.name is None else (config.choose(arguments.name),)
    at_once = not output.json and sys.stdout is not None and sys.stdout.isatty()

    def tell(progress: Progress) -> None:
        for check in progress.checks if at_once else ():
            output.line(_text(check))

    def work(cancel: threading.Event) -> list[Check]:
        checks = engine.doctor(names, progress=tell, cancel=cancel)
        if cancel.is_set():
            raise KeyfobError(Code.E_CANCELLED, "cli.cancelled")
        return checks

    checks = cancellable(work)
    shown = [
        {"name": check.name, "status": check.status, "message": check.message, "hint": check.hint} for check in checks
    ]
    output.answer({"checks": shown}, _summary(checks) if at_once else "\n".join(_text(check) for check in checks))
    return _FAILED if any(check.status == "fail" for check in checks) else 0


def _summary(checks: list[Check]) -> str:
    statuses = [check.status for check in checks]
    params = {"fine": statuses.count("ok"), "warnings": statuses.count("warn"), "problems": statuses.count("fail")}
    return "\n" + text("doctor.counts", **params)


def _text(check: Check) -> str:
    line = escape(f"{text(f'cli.check_{check.status}')} {check.name}: {check.message}")
    return line if not check.hint or check.status == "ok" else f"{line}\n       {escape(check.hint)}"
