"""`keyfob sessions end [ACCOUNT] (ID… | --others | --all) [--user U] [--application A] [--device D] [--unused-for S]
[--yes]`."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from desktop_app.app.escape import words_of_others
from desktop_app.app.texts import error_json, text
from desktop_app.cli.commands.one import begin
from desktop_app.cli.commands.sessions import filter_of, tell_notes, whom_of
from desktop_app.cli.confirm import confirmed
from desktop_app.cli.ending import Ending
from desktop_app.cli.interrupt import cancellable
from desktop_app.cli.output import say
from desktop_app.errors import Code, KeyfobError
from desktop_app.session.end_sessions import EndResult, Failure
from desktop_app.session.list_sessions import SessionList, Whom
from desktop_app.session.session_filter import matching

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output
    from desktop_app.session.account import Account

_CRITERIA = ("--device", "--unused-for")


def run(arguments: Arguments, engine: Engine, output: Output) -> int:
    """End sessions at the provider."""
    ids = _take_account(arguments, engine)
    _check(arguments, ids)
    account = begin(arguments, engine)
    whom = whom_of(arguments)
    if arguments.flag("--all") and not _has_criteria(arguments):
        ending = _all(arguments, engine, output, account, whom)
    else:
        ending = _chosen(arguments, engine, output, account, whom, ids)
    return _answer(output, ending)


def _take_account(arguments: Arguments, engine: Engine) -> list[str]:
    """The first word is the account, unless there is but one account and it has another name."""
    words = list(arguments.rest)
    names = engine.config.names
    if words and (words[0] in names or len(names) != 1):
        arguments.name = words.pop(0)
    return words


def _check(arguments: Arguments, ids: Sequence[str]) -> None:
    ways = bool(ids) + arguments.flag("--others") + arguments.flag("--all")
    if ways > 1 or (ids and _has_criteria(arguments)):
        raise KeyfobError(Code.E_USAGE, "sessions.ids_or_criteria")
    if ways == 0 and not _has_criteria(arguments):
        raise KeyfobError(Code.E_USAGE, "sessions.which")


def _has_criteria(arguments: Arguments) -> bool:
    return any(option in arguments.values for option in _CRITERIA)


def _chosen(
    arguments: Arguments, engine: Engine, output: Output, account: Account, whom: Whom, ids: Sequence[str]
) -> Ending:
    listed = cancellable(lambda cancel: engine.list_sessions(account, whom, cancel=cancel))
    unknown: list[str] = []
    if ids:
        chosen, unknown = cancellable(lambda cancel: engine.find_sessions(account, listed, ids, cancel=cancel))
    else:
        if not listed.complete and listed.offers.own_list is False:
            _refuse_without_list(listed)
        if listed.sessions and not listed.this_known and not arguments.flag("--all"):
            raise KeyfobError(Code.E_USAGE, "sessions.this_unknown")
        wanted = filter_of(arguments, but_current=not arguments.flag("--all"))
        chosen = matching(listed.sessions, wanted, time.time())
    if not output.json:
        tell_notes(listed)
    gone = [Failure(id_, _gone(id_)) for id_ in unknown]
    ending = Ending(chosen, gone)
    if not chosen:
        return ending
    if len(chosen) > 1 and not arguments.flag("--yes"):
        question = text("sessions.confirm", count=len(chosen))
        refused = KeyfobError(Code.E_USAGE, "sessions.ask_first", count=len(chosen))
        confirmed(question, refused, can_ask=not output.json and sys.stdin is not None and sys.stdin.isatty())
    named = frozenset(ids)

    def work(cancel: threading.Event) -> None:
        result = engine.end_sessions(account, chosen, progress=ending.progress, cancel=cancel)
        # Who names a session wants to hear that it was not there; among many it has simply ended.
        missing = tuple(Failure(id_, _gone(id_)) for id_ in result.gone if id_ in named)
        also = tuple(id_ for id_ in result.gone if id_ not in named)
        ending.finish(EndResult((*result.ended, *also), (*result.failed, *missing), (), result.current_ended))

    ending.run(work)
    return ending


def _all(arguments: Arguments, engine: Engine, output: Output, account: Account, whom: Whom) -> Ending:
    can_ask = not output.json and sys.stdin is not None and sys.stdin.isatty()
    if not arguments.flag("--yes"):
        _confirm_all(engine, account, whom, can_ask)
    ending = Ending([], [])
    ending.run(
        lambda cancel: ending.finish(engine.end_all_sessions(account, whom, progress=ending.progress, cancel=cancel))
    )
    return ending


def _confirm_all(engine: Engine, account: Account, whom: Whom, can_ask: bool) -> None:
    """Ask with the number, where it can be known."""
    listed: SessionList | None = None
    try:
        listed = cancellable(lambda cancel: engine.list_sessions(account, whom, cancel=cancel))
    except KeyfobError as trouble:
        if trouble.text != "sessions.no_application_list":
            raise
    if listed is not None and whom.is_own and not listed.offers.everywhere:
        raise KeyfobError(Code.E_USAGE, "sessions.no_everywhere")
    if listed is None or not listed.complete:
        application = words_of_others(whom.application or "")
        what = text("sessions.everybody", application=application) if listed is None else text("sessions.yours")
        refused = KeyfobError(Code.E_USAGE, "sessions.ask_first_unlisted", what=what)
        confirmed(text("sessions.confirm_unlisted", what=what), refused, can_ask=can_ask)
    elif len(listed.sessions) > 1:
        count = len(listed.sessions)
        refused = KeyfobError(Code.E_USAGE, "sessions.ask_first", count=count)
        confirmed(text("sessions.confirm", count=count), refused, can_ask=can_ask)


def _refuse_without_list(listed: SessionList) -> None:
    """All but this one cannot be picked out of a list that is not there."""
    raise KeyfobError(Code.E_USAGE, "sessions.key_wanted" if listed.offers.api_key == "wanted" else "sessions.not_here")


def _gone(id_: str) -> KeyfobError:
    return KeyfobError(Code.E_USAGE, "sessions.gone", reason="gone", id=id_)


def _answer(output: Output, ending: Ending) -> int:
    ended, failed = ending.outcome()
    answer: dict[str, object] = {
        "ended": ended,
        "failed": [{"id": one.id, "error": error_json(one.error)} for one in failed],
    }
    if ending.unlisted:
        answer["unlisted"] = True
    if not output.json:
        _tell(output, ending, ended, failed)
    errors = [one.error for one in failed]
    stopped = next((error for error in errors if error.code is Code.E_CANCELLED), None)
    trouble = ending.trouble or stopped or next(iter(errors), None)
    if trouble is None:
        if output.json:
            output.answer(answer, "")
        return 0
    return output.error(trouble, beside=answer)


def _tell(output: Output, ending: Ending, ended: Sequence[str], failed: Sequence[Failure]) -> None:
    if ending.unlisted:
        output.line(text("sessions.ended_unlisted"))
    else:
        output.line(text("sessions.ended", ended=len(ended)))
    if ending.unknown:
        output.line(text("sessions.ended_unknown", count=ending.unknown))
    failed = [one for one in failed if one.error.text != "sessions.end_unknown"]
    if failed:
        output.line(text("sessions.failed", failed=len(failed)))
        for one in failed[:20]:
            say(text("sessions.failed_line", id=one.id, message=str(error_json(one.error)["message"])))
    if ending.current_ended:
        say(text("sessions.current_ended"))
