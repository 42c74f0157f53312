"""`keyfob sessions [ACCOUNT] [--user U] [--application A] [--device D] [--unused-for S]`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from desktop_app.app.escape import words_of_others
from desktop_app.app.status import rfc3339
from desktop_app.app.texts import text
from desktop_app.cli.commands.one import begin
from desktop_app.cli.interrupt import cancellable
from desktop_app.cli.output import say
from desktop_app.errors import Code, KeyfobError
from desktop_app.session.list_sessions import SessionList, Whom
from desktop_app.session.session_filter import Filter, matching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output
    from desktop_app.ports import ListedSession


def run(arguments: Arguments, engine: Engine, output: Output) -> int:
    """List the sessions the provider keeps."""
    account = begin(arguments, engine)
    whom = whom_of(arguments)
    listed = cancellable(lambda cancel: engine.list_sessions(account, whom, cancel=cancel))
    shown = matching(listed.sessions, filter_of(arguments), time.time())
    if not output.json:
        tell_notes(listed)
    answer: dict[str, object] = {"sessions": [as_json(one) for one in shown], "complete": listed.complete}
    output.answer(answer, "\n".join(line_of(one) for one in shown) or text("sessions.none"))
    return 0


def whom_of(arguments: Arguments) -> Whom:
    """Whose sessions are meant."""
    return Whom(_word(arguments, "--user"), _word(arguments, "--application"))


def filter_of(arguments: Arguments, *, but_current: bool = False) -> Filter:
    """Which of them."""
    unused = arguments.values.get("--unused-for")
    return Filter(
        device=_word(arguments, "--device") or "",
        unused_for=unused if isinstance(unused, float) else None,
        but_current=but_current,
    )


def tell_notes(listed: SessionList) -> None:
    """What the list does not have, and where there may be more."""
    if listed.note:
        say(text(f"sessions.note_{listed.note}"))
    if listed.unreadable:
        say(text("sessions.unreadable", count=listed.unreadable))
    if listed.page is not None and not listed.complete:
        say(text("sessions.page", page=listed.page))


def as_json(one: ListedSession) -> dict[str, object]:
    """The contract's object; what is unknown is null."""
    return {
        "id": one.id,
        "current": one.current,
        "device": one.device or None,
        "application": one.application or None,
        "address": one.address or None,
        "started": rfc3339(one.started),
        "last_used": rfc3339(one.last_used),
        "expires": rfc3339(one.expires),
        "user": one.user or None,
        "kind": one.kind,
    }


def line_of(one: ListedSession) -> str:
    """One session as a line of text."""
    kinds = {"session": "", "sso": text("sessions.sso"), "offline": text("sessions.offline")}
    what = [
        one.id,
        text("sessions.this_one") if one.current else "",
        kinds[one.kind],
        words_of_others(one.device or text("sessions.unknown")),
        words_of_others(one.application),
        words_of_others(one.address),
    ]
    times: Sequence[tuple[str, float | None]] = (
        ("started", one.started),
        ("used", one.last_used),
        ("expires", one.expires),
    )
    what += [text(f"sessions.line_{name}", time=shown) for name, at in times if (shown := rfc3339(at)) is not None]
    return "  ".join(part for part in what if part)


def _word(arguments: Arguments, option: str) -> str | None:
    value = arguments.values.get(option)
    if value == "":  # a script's variable that is not set would mean everybody
        raise KeyfobError(Code.E_USAGE, "cli.missing", what=option)
    return value if isinstance(value, str) else None
