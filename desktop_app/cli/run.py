"""Runs one command line: reads it, calls the command, tells of errors, and answers with the exit status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from desktop_app.cli.arguments import COMMANDS, Arguments, parse, wants_json
from desktop_app.cli.output import Output, OutputGone, say
from desktop_app.errors import Code, KeyfobError, exit_status

if TYPE_CHECKING:
    from desktop_app.cli.engine import Engine

#: Nobody reads our output any more: "for now", and no word about it.
_GONE: Final = 5
#: Commands that change something, or ask somebody else: what they meet is written to the log.
_LOGGED: Final = frozenset({"login", "token", "refresh", "logout", "sessions"})


class Faces:
    """What the command line leads to besides its own commands.

    :param build: makes the engine.
    :param window: opens the window; takes `--demo`, `--debug` and `--hidden`.
    :param demo_provider: runs the embedded provider alone; takes its own words.
    :param keep_log: from now on write the log.
    :param note_fault: writes a fault of ours into the log; gives the file's path, empty where it could not be written.
    """

    __slots__ = ("build", "demo_provider", "keep_log", "note_fault", "window")

    def __init__(
        self,
        build: Callable[[], Engine],
        window: Callable[[bool, bool, bool], int],
        demo_provider: Callable[[list[str]], int],
        keep_log: Callable[[Engine], None] = lambda _engine: None,
        note_fault: Callable[[BaseException], str] = lambda _error: "",
    ) -> None:
        self.keep_log = keep_log
        self.note_fault = note_fault
        self.build = build
        self.window = window
        self.demo_provider = demo_provider


def run(words: Sequence[str], faces: Faces) -> int:
    """Run the command line *words* (without the program's name) and return its exit status."""
    debug = "--debug" in words
    output = Output(json=wants_json(words))
    try:
        try:
            return _run(_parsed(words), output, faces)
        except KeyfobError as error:
            if debug:
                _show_traceback(error)
            return output.error(error)
        except KeyboardInterrupt:
            return output.error(KeyfobError(Code.E_CANCELLED, "cli.cancelled"))
        except OutputGone:
            raise
        except Exception as error:  # noqa: BLE001 - the outermost boundary: a fault of ours is told, never thrown
            if debug:
                _show_traceback(error)
            return output.error(_internal(faces.note_fault(error)))
    except OutputGone:
        return _GONE
    except KeyfobError as error:  # the error itself could not be written to stdout
        return Output(json=False).error(error)
    except Exception as error:  # noqa: BLE001 - telling of an error failed: no traceback instead of an answer
        if debug:
            _show_traceback(error)
        say(f"keyfob: {Code.E_INTERNAL}")
        return exit_status(Code.E_INTERNAL)


def _parsed(words: Sequence[str]) -> Arguments:
    try:
        return parse(words)
    except KeyfobError:
        _speak("")
        raise


def _speak(code: str) -> None:
    """Say everything in the language of the settings, ``""`` = the system's."""
    from desktop_app.app.texts import use_language

    use_language(code)


def _run(arguments: Arguments, output: Output, faces: Faces) -> int:
    if arguments.version:
        from desktop_app import __version__

        output.answer({"version": __version__}, f"keyfob {__version__}")
        return 0
    if arguments.help:
        from desktop_app.cli.help import help_text

        _speak("")
        output.line(help_text(arguments.command))
        return 0
    if arguments.debug:
        from desktop_app.app.log import set_up

        set_up(debug=True)
    selfcheck = arguments.flag("--selfcheck")
    if (arguments.command == "" and not selfcheck) or arguments.command == "demo-provider":
        _speak("")
    if arguments.command == "" and not selfcheck:
        return faces.window(arguments.flag("--demo"), arguments.debug, arguments.flag("--hidden"))
    if arguments.command == "demo-provider":
        return faces.demo_provider(arguments.rest)
    from importlib import import_module

    module = "selfcheck" if selfcheck else COMMANDS[arguments.command].module
    command = import_module(f"desktop_app.cli.commands.{module}")
    try:
        engine = faces.build()
    except KeyfobError:
        _speak("")
        raise
    _speak(str(engine.config.settings.get("language", "")))
    _tell_notices(engine)
    if arguments.command in _LOGGED:
        faces.keep_log(engine)
    if arguments.debug:
        _log_start(arguments, engine)
    status: int = command.run(arguments, engine, output)
    return status


def _log_start(arguments: Arguments, engine: Engine) -> None:
    import logging
    import platform

    from desktop_app import __version__

    logger = logging.getLogger("keyfob")
    logger.debug("keyfob %s, Python %s, %s", __version__, platform.python_version(), platform.platform())
    logger.debug("%s %s, settings of %s", arguments.command, arguments.name or "", ", ".join(engine.config.files))


def _tell_notices(engine: Engine) -> None:
    """Words about the settings that concern nobody's account; wrong ones that commands would follow are among them."""
    followed = {"settings.browser", "settings.proxy", "settings.ca_file"}
    wrong = [error for error in engine.config.errors if error.params.get("key") in followed]
    for notice in (*engine.config.notices, *wrong):
        from desktop_app.app.texts import error_texts

        message, hint = error_texts(notice.text, notice.params)
        say(f"{message} {hint}")


def _internal(path: str) -> KeyfobError:
    if not path:
        return KeyfobError(Code.E_INTERNAL, "cli.internal")
    return KeyfobError(Code.E_INTERNAL, "cli.internal_logged", path=path)


def _show_traceback(error: BaseException) -> None:
    from desktop_app.app.log import traceback_text

    say(traceback_text(error))
