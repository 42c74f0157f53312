"""Looks at the machine: settings, files, keychain, browser, desktop, versions."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from desktop_app.app.doctor.check import Check, CheckStatus, failed, fine, found
from desktop_app.errors import Code, KeychainTimeout, KeyfobError

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.ports import Opener, Surroundings
    from desktop_app.session.deps import Deps

#: One call to the keychain may take so long; a look makes five of them at most, seconds.
KEYCHAIN_CALL: Final = 5.0
#: A disk with less room than this is worth a word, bytes.
LITTLE_ROOM: Final = 50_000_000
_MEGABYTE: Final = 1_000_000
#: The keychain's item of the trial: always the same, so that one a killed run left is taken away by the next.
_TRIAL: Final = "doctor"
_KEYCHAIN: Final[dict[str, tuple[CheckStatus, str]]] = {
    "locked": ("warn", "keychain.locked"),
    "missing": ("fail", "keychain.missing"),
    "timed_out": ("fail", "keychain.timeout"),
}


def configuration(config: Config) -> Sequence[Check]:
    """What is wrong in the settings' files, with its line."""
    checks = [failed("configuration", error, action="settings") for error in config.errors]
    checks += [failed("configuration", notice, status="warn") for notice in config.notices]
    return checks or [fine("configuration", files=len(config.files), accounts=len(config.names))]


def files(deps: Deps, surroundings: Surroundings | None) -> Sequence[Check]:
    """Write, read and remove a file; then who else may read, and how much room is left."""
    probe, content = "doctor/probe", secrets.token_bytes(16)
    deps.files.write(probe, content)
    same = deps.files.read(probe) == content
    deps.files.remove(probe)
    if not same:
        return [found("files", "fail", "doctor.files_differ")]
    folder = surroundings.folder() if surroundings is not None else None
    if folder is None:
        return [fine("files")]
    checks = []
    if folder.open_to_others:
        checks.append(found("files", "warn", "doctor.files_open", count=folder.open_to_others, folder=folder.path))
    if folder.free < LITTLE_ROOM:
        checks.append(found("files", "warn", "doctor.little_room", megabytes=folder.free // _MEGABYTE))
    return checks or [fine("files", words="files_private")]


def keychain(deps: Deps) -> Sequence[Check]:
    """Write, read and remove a test entry; no dialog is ever raised."""
    condition = deps.keychain.condition(KEYCHAIN_CALL)
    if condition != "ready":
        status, trouble = _KEYCHAIN[condition]
        action = "unlock" if condition == "locked" else ""
        return [found("keychain", status, trouble, action=action, seconds=round(KEYCHAIN_CALL))]  # type: ignore[arg-type]  # one of its words
    from desktop_app.vault.store import RecordStore

    # Another doctor (in the window, in a terminal) uses the same item.
    with deps.locks.acquire("doctor", timeout=KEYCHAIN_CALL) as held:
        try:
            RecordStore(deps.keychain).trial(_TRIAL, prompt=False, timeout=KEYCHAIN_CALL)
        except KeychainTimeout as trouble_:
            held.release_after(trouble_.finished)
            return [failed("keychain", trouble_)]
        except KeyfobError as trouble_:
            if trouble_.code is Code.E_KEYCHAIN_LOCKED:
                return [failed("keychain", trouble_, status="warn", action="unlock")]
            return [failed("keychain", trouble_)]
    return [fine("keychain", keychain=deps.keychain.name)]


def browser(surroundings: Surroundings) -> Sequence[Check]:
    """What opens the browser, and which browser that is."""
    return [_opener(surroundings.opener())]


def browser_by_name(name: Callable[[], str | None]) -> Sequence[Check]:
    """What opens the browser, where its name alone is told."""
    command = name()
    return [fine("browser", opener=command) if command else found("browser", "fail", "doctor.no_browser")]


def _opener(opener: Opener | None) -> Check:
    if opener is None:
        return found("browser", "fail", "doctor.no_browser", action="settings")
    if not opener.exists:
        return found("browser", "fail", "doctor.browser_gone", action="settings", opener=opener.command)
    if opener.browser:
        return fine("browser", words="browser_default", opener=opener.command, browser=opener.browser)
    return fine("browser", opener=opener.command)


def desktop(surroundings: Surroundings) -> Sequence[Check]:
    """Tray and notifications."""
    there = surroundings.desktop()
    if not there.session and not there.notifications:
        return [found("desktop", "skip", "doctor.no_desktop")]
    if there.tray is None and there.notifications:
        return [fine("desktop", words="desktop_notifications")]
    if there.tray and there.notifications:
        return [fine("desktop")]
    word = "no_tray" if there.notifications else "no_notifications" if there.tray is not False else "no_agent"
    return [found("desktop", "warn", f"doctor.{word}")]


def versions(surroundings: Surroundings) -> Sequence[Check]:
    """What the program runs on."""
    on = surroundings.versions()
    words = "versions_window" if on.qt else "versions_ok"
    kind = "versions_frozen" if on.frozen else words
    return [
        fine(
            "versions",
            words=f"{kind}_window" if on.frozen and on.qt else kind,
            program=on.program,
            python=on.python,
            qt=on.qt,
            openssl=on.openssl,
            system=on.system,
        )
    ]
