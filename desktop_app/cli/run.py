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


class Faces:
    """What the command line leads to besides its own commands.

    :param build: makes the engine.
    :param window: opens the window; takes `--demo`, `--debug` and `--hidden`.
    :param demo_provider: runs the embedded provider alone; takes its own words.
    """

    __slots__ = ("build", "demo_provider", "window")

    def __init__(
        self,
        build: Callable[[], Engine],
        window: Callable[[bool, bool, bool], int],
        demo_provider: Callable[[list[str]], int],
    ) -> None:
        self.build = build
        self.window = window
        self.demo_provider = demo_provider


def run(words: Sequence[str], faces: Faces) -> int:
    """Run the command line *words* (without the program's name) and return its exit status."""
    debug = "--debug" in words
    output = Output(json=wants_json(words))
    try:
        try:
            arguments = parse(words)
            return _run(arguments, output, faces)
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
            return output.error(KeyfobError(Code.E_INTERNAL, "cli.internal"))
    except OutputGone:
        return _GONE
    except KeyfobError as error:  # the error itself could not be written to stdout
        return Output(json=False).error(error)
    except Exception as error:  # noqa: BLE001 - telling of an error failed: no traceback instead of an answer
        if debug:
            _show_traceback(error)
        say(f"keyfob: {Code.E_INTERNAL}")
        return exit_status(Code.E_INTERNAL)


def _run(arguments: Arguments, output: Output, faces: Faces) -> int:
    if arguments.version:
        from desktop_app import __version__

        output.answer({"version": __version__}, f"keyfob {__version__}")
        return 0
    if arguments.help:
        from desktop_app.cli.help import help_text

        output.line(help_text(arguments.command))
        return 0
    if arguments.debug:
        from desktop_app.app.log import set_up

        set_up(debug=True)
    selfcheck = arguments.flag("--selfcheck")
    if arguments.command == "" and not selfcheck:
        return faces.window(arguments.flag("--demo"), arguments.debug, arguments.flag("--hidden"))
    if arguments.command == "demo-provider":
        return faces.demo_provider(arguments.rest)
    from importlib import import_module

    module = "selfcheck" if selfcheck else COMMANDS[arguments.command].module
    command = import_module(f"desktop_app.cli.commands.{module}")
    engine = faces.build()
    _tell_notices(engine)
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
    """Words about the settings that concern nobody's account."""
    for notice in engine.config.notices:
        from desktop_app.app.texts import error_texts

        message, hint = error_texts(notice.text, notice.params)
        say(f"{message} {hint}")


def _show_traceback(error: BaseException) -> None:
    from desktop_app.app.log import traceback_text

    say(traceback_text(error))
