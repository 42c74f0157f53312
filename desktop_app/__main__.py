"""The console script: chooses window or command line before anything heavy is imported."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # the name that type checkers know: `typing` would cost more than some commands do
if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.app.last_frame import LastFrame
    from desktop_app.bootstrap import Engine
    from desktop_app.bootstrap.kept_status import KeptStatus
    from desktop_app.cli.engine import Engine as CommandEngine


def main(words: Sequence[str] | None = None) -> int:
    """Run `keyfob` with *words* (``sys.argv`` unless given) and return its exit status."""
    given = sys.argv[1:] if words is None else words
    build = _build
    if list(given) == ["status", "--json"]:  # what shell prompts ask for
        from desktop_app.bootstrap.kept_status import KeptStatus

        kept = KeptStatus()
        if kept.answer():
            return 0

        def build() -> CommandEngine:
            return _build_engine(kept)

    from desktop_app.cli.harden import no_core_files

    no_core_files()
    if not given and _has_display():  # a double-click: not one import more than the window needs
        return _window_or_word()
    from desktop_app.cli.run import Faces, run

    status = run(given, Faces(build, _window, _demo_provider, _keep_log, _note_fault))
    _leave_if_work_was_abandoned(status)
    return status


def _window_or_word() -> int:
    """The window; what goes wrong on the way to it is told as the command line tells it."""
    try:
        return _window(demo=False, _debug=False)
    except Exception as error:  # noqa: BLE001 - handed on to where every command's faults are told
        fault = error
    from desktop_app.cli.run import Faces, run

    def raise_again(_demo: bool, _debug: bool, _hidden: bool) -> int:
        raise fault

    return run((), Faces(_build, raise_again, _demo_provider, _keep_log, _note_fault))


def _build() -> CommandEngine:
    return _build_engine()


def _build_engine(kept: KeptStatus | None = None) -> Engine:
    from desktop_app.bootstrap import build

    engine = build()
    engine.kept_status = kept
    return engine


def _keep_log(engine: CommandEngine) -> None:
    from desktop_app.bootstrap.engine import Engine

    if isinstance(engine, Engine):
        engine.keep_log(queued=False)


def _note_fault(error: BaseException) -> str:
    from desktop_app.bootstrap.logs import note_fault

    return note_fault(error)


def _last_frame() -> LastFrame | None:
    from desktop_app.bootstrap.last_frame import read_last_frame

    return read_last_frame()


def _has_display() -> bool:
    import os

    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def _window(demo: bool, _debug: bool, hidden: bool = False) -> int:
    import gc
    import signal

    if not _has_display():
        from desktop_app.errors import Code, KeyfobError

        raise KeyfobError(Code.E_USAGE, "cli.no_display")
    from desktop_app.cli.harden import no_memory_in_cores

    no_memory_in_cores()
    if demo:
        _require_demo()
    from desktop_app.bootstrap.single_instance import first_window

    held = first_window(demo=demo, hidden=hidden)
    if held is None:
        return 0  # the window there is shows itself
    # Nothing is at stake before the first paint; after it the window answers to signals itself.
    signal.signal(signal.SIGTERM, lambda *_: _end_at_once())
    # Loading makes no garbage worth looking for; after it the window collects by itself (desktop_app.ui.garbage).
    gc.disable()
    from desktop_app.ui.pyside import load_without_features

    load_without_features()
    from desktop_app.ui.main import main as window

    with held:
        return window(_build_engine, _last_frame, demo=demo, hidden=hidden)


def _require_demo() -> None:
    """A company's build is without the embedded provider."""
    from desktop_app.bootstrap.demo import has_demo

    if not has_demo():
        from desktop_app.errors import Code, KeyfobError

        raise KeyfobError(Code.E_USAGE, "cli.no_demo")


def _demo_provider(words: list[str]) -> int:
    _require_demo()
    from desktop_app.bootstrap.demo import demo_data
    from desktop_app.demo.serve import main as serve

    return serve(words, demo_data())


def _end_at_once() -> None:
    import os

    os._exit(0)


def _leave_if_work_was_abandoned(status: int) -> None:
    interrupt = sys.modules.get("desktop_app.cli.interrupt")
    if interrupt is None or not interrupt.abandoned.is_set():
        return
    import os

    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(status)  # a thread still waits for something outside, and nothing may wait for the thread


if __name__ == "__main__":
    sys.exit(main())
