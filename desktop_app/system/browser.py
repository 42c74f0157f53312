"""The system browser, opened by the desktop's own means and never by a shell."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from desktop_app.errors import Code, KeyfobError
from desktop_app.system.web_address import is_web_address

#: How long an opener is watched for a failure, seconds. One that still runs then has opened a browser.
_PATIENCE: Final = 2.0
_LOOK: Final = 0.02
#: Set by PyInstaller's and Qt's start-up for our own libraries: poison for another program.
_OURS: Final = frozenset(
    {
        "QT_PLUGIN_PATH",
        "QT_QPA_PLATFORM",
        "QT_QPA_PLATFORM_PLUGIN_PATH",
        "QT_QPA_FONTDIR",
        "QML_IMPORT_PATH",
        "QML2_IMPORT_PATH",
        "QTWEBENGINEPROCESS_PATH",
    }
)
_LOADER_PATHS: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH", "LIBPATH")


class SystemBrowser:
    """The port :class:`desktop_app.ports.Browser`."""

    def __init__(
        self,
        visits: Callable[[], int] = lambda: 0,
        patience: float = _PATIENCE,
        command: Callable[[str], list[str] | None] = lambda _url: None,
    ) -> None:
        """Make one.

        :param visits: counts a browser's visits to our own listeners: one more, and it has certainly opened.
        :param patience: how long an opener that stays is watched for a failure, seconds.
        :param command: what a person's settings want started for an address; None for the system's browser.
        """
        self._visits = visits
        self._patience = patience
        self._command = command

    def open(self, url: str) -> None:
        """Hand *url* to ``$BROWSER``, else to the command of the settings, else to the desktop's opener.

        Comes back when the opener has ended; where it stays (a browser in the foreground), with the browser's first
        visit or after two seconds.

        :raises KeyfobError: E_BROWSER: not an address for a browser, no opener, or it failed.
        """
        if not is_web_address(url):
            raise KeyfobError(Code.E_BROWSER, "browser.bad_address")
        chosen = os.environ.get("BROWSER", "")
        own = None if chosen.strip() else self._command(url)
        if own is not None:
            self._run_own(own)
            return
        if not chosen.strip() and sys.platform == "win32":
            _open_by_shell_association(url)
            return
        failure = KeyfobError(Code.E_BROWSER, "browser.no_opener")
        for command in browser_commands(chosen, url) if chosen.strip() else _desktop_commands(url):
            try:
                self._run(command)
            except KeyfobError as error:
                failure = error
            else:
                return
        raise failure

    def open_file(self, path: str) -> None:
        """Hand the file *path* to the desktop's opener.

        :raises KeyfobError: E_BROWSER: no opener, or it failed.
        """
        if sys.platform == "win32":
            _open_by_shell_association(path)
            return
        opener = opener_name(variable="")
        if opener is None:
            raise KeyfobError(Code.E_BROWSER, "settings.no_file_opener", file=path)
        # A folder's own words may be anything: an absolute path is no option.
        self._run([opener, *(["-t"] if sys.platform == "darwin" else []), os.path.abspath(path)])

    def _run_own(self, command: list[str]) -> None:
        """Nothing else is opened in its place: a private window is not exchanged for another unasked."""
        try:
            self._run(command)
        except KeyfobError as error:
            if error.text != "browser.opener_missing":
                raise
            program = os.path.basename(command[0])
            raise KeyfobError(Code.E_BROWSER, "settings.browser_missing", program=program) from None

    def _run(self, command: list[str]) -> None:
        program = os.path.basename(command[0])
        ended, visits_before, until = threading.Event(), self._visits(), time.monotonic() + self._patience
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=child_environment(os.environ, frozen=bool(getattr(sys, "frozen", False))),
                start_new_session=True,  # Ctrl+C in our terminal is not meant for the browser
            )
        except (OSError, ValueError):
            raise KeyfobError(Code.E_BROWSER, "browser.opener_missing", program=program) from None

        def reap() -> None:
            process.wait()
            ended.set()

        threading.Thread(target=reap, name="keyfob-browser", daemon=True).start()
        while not ended.wait(_LOOK) and time.monotonic() < until:
            if self._visits() != visits_before:
                return
        if ended.is_set() and process.returncode != 0 and self._visits() == visits_before:
            raise KeyfobError(Code.E_BROWSER, "browser.opener_failed", program=program, status=process.returncode)


def opener_name(*, variable: str | None = None, command: str = "") -> str | None:
    """What opens addresses here: ``$BROWSER``, else *command*, else the desktop's opener; None where there is none.

    :param variable: take this for ``$BROWSER``. :param command: that of the settings.
    """
    chosen = (os.environ.get("BROWSER", "") if variable is None else variable).strip() or command
    if chosen:
        return chosen
    if sys.platform == "win32":
        return "ShellExecute"
    return shutil.which("open" if sys.platform == "darwin" else "xdg-open")


def browser_commands(variable: str, url: str) -> Iterator[list[str]]:
    """The commands ``$BROWSER`` asks for, in order: separated like PATH, ``%s`` is the address (else it comes last),
    ``%c`` a colon, ``%%`` a percent sign, a closing ``&`` means nothing here (no browser is waited for)."""
    for entry in variable.split(os.pathsep):
        try:
            words = shlex.split(entry, posix=os.name != "nt")
        except ValueError:  # an open quotation
            continue
        if os.name == "nt":
            words = [word.strip('"') for word in words]
        if words and words[-1] == "&":
            words.pop()
        if words:
            command = [_filled(word, url) for word in words]
            yield command if any("%s" in word for word in words) else [*command, url]


def child_environment(environ: Mapping[str, str], *, frozen: bool) -> dict[str, str]:
    """*environ* as it was before the program was started: the paths of our own libraries are nobody else's.

    :param frozen: running from PyInstaller's bundle, whose loader path must go even if there was none before.
    """
    kept = {name: value for name, value in environ.items() if name not in _OURS and not name.startswith("_PYI_")}
    for name in _LOADER_PATHS:
        original = kept.pop(f"{name}_ORIG", None)
        if original is not None or frozen:
            kept.pop(name, None)
        if original:
            kept[name] = original
    return kept


def _filled(word: str, url: str) -> str:
    parts = word.split("%%")
    return "%".join(part.replace("%c", ":").replace("%s", url) for part in parts)


def _desktop_commands(url: str) -> Iterator[list[str]]:
    opener = opener_name(variable="")
    if opener is not None:
        yield [opener, url]


def _open_by_shell_association(url: str) -> None:
    if sys.platform == "win32":
        try:
            os.startfile(url)  # noqa: S606 - ShellExecute on an address that was checked
        except OSError:
            raise KeyfobError(Code.E_BROWSER, "browser.no_opener") from None
