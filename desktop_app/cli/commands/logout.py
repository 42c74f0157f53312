"""`keyfob logout [ACCOUNT] [--local] [--timeout S]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.app.texts import error_json, text
from desktop_app.cli.commands.one import begin
from desktop_app.cli.interrupt import cancellable
from desktop_app.cli.output import say

if TYPE_CHECKING:
    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output

#: The record is gone, and the provider did not revoke.
_NOT_TOLD: Final = 5
#: How long to wait for the browser's return, seconds.
TIMEOUT: Final = 30.0


def run(arguments: Arguments, engine: Engine, output: Output) -> int:
    """Revoke, end the provider's session, delete."""
    account = begin(arguments, engine)
    local = arguments.flag("--local")
    timeout = arguments.seconds("--timeout", TIMEOUT)
    everywhere = arguments.flag("--everywhere")
    result = cancellable(
        lambda cancel: engine.sign_out(account, local=local, timeout=timeout, cancel=cancel, everywhere=everywhere)
    )
    engine.keep_frame(engine.last_frame())
    steps: dict[str, object] = {"local": result.local, "revoke": result.revoke, "end_session": result.end_session}
    if everywhere:
        steps["everywhere"] = result.everywhere
    if result.page is not None:
        say(text("sessions.left", page=result.page))
    if result.unconfirmed is not None and not output.json:
        shown = error_json(result.unconfirmed)
        say(f"{shown['message']} {shown['hint']}")
    if result.error is not None:
        if not output.json and result.local == "done":
            output.line(text("cli.signed_out_here"))
        status = output.error(result.error, beside=steps)
        # Signed out here all the same: what is left to do is the provider's side, whatever it answered.
        return _NOT_TOLD if result.local == "done" else status
    done = text("sessions.signed_out_everywhere" if everywhere else "cli.signed_out", name=account.name)
    output.answer(steps, done)
    return 0
