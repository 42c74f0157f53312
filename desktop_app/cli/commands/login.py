"""`keyfob login [ACCOUNT] [--timeout S] [--print-url]`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from desktop_app.app.texts import text
from desktop_app.cli.commands.one import account_answer, begin
from desktop_app.cli.interrupt import cancellable
from desktop_app.cli.output import say
from desktop_app.session.events import Event, SignInChecking, SignInWaiting
from desktop_app.session.sign_in import SignInRequest

if TYPE_CHECKING:
    import threading

    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output
    from desktop_app.session.session import Session

#: How long the person has, seconds.
TIMEOUT: Final = 300.0


def run(arguments: Arguments, engine: Engine, output: Output) -> int:
    """Sign in through the system browser."""
    account = begin(arguments, engine)
    print_url = arguments.flag("--print-url")
    at_terminal = sys.stdin is not None and sys.stdin.isatty()

    def notify(event: Event) -> None:
        if isinstance(event, SignInWaiting):
            if print_url:
                output.line(event.url)
                say(text("cli.waiting_for_url"))
            else:
                say(text("cli.waiting"))
                say(event.url)  # whole: it is ours, and it is to be opened
        elif isinstance(event, SignInChecking):
            say(text("cli.checking"))

    def work(cancel: threading.Event) -> Session:
        from desktop_app.cli.terminal import Terminal

        terminal = Terminal(sys.stdin, cancel) if at_terminal else None
        request = SignInRequest(
            attempt="command",
            timeout=arguments.seconds("--timeout", TIMEOUT),
            open_browser=not print_url,
            confirm_subject=terminal.confirm_subject if terminal is not None and not output.json else None,
            offer_paste=terminal.offer_paste if terminal is not None else None,
            # A person at a terminal can open the address elsewhere (over SSH, say) and paste what comes back.
            browser_failed=terminal.browser_failed if terminal is not None else None,
        )
        return engine.sign_in(account, request, cancel=cancel, notify=notify)

    cancellable(work)
    account_answer(engine, account.name, output)
    engine.keep_frame(engine.last_frame())
    return 0
