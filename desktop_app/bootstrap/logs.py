"""The log of a program that could not be built, or met a fault before it kept one."""

from __future__ import annotations


def note_fault(error: BaseException) -> str:
    """Write *error* into the log. Gives the file's path; ``""`` where it could not be written. Never raises."""
    from desktop_app.app import log
    from desktop_app.system import paths
    from desktop_app.system.log_file import LogFile

    file = LogFile(paths.state_dir())
    log.keep(file, queued=False)
    log.fault("command", error, "a command failed")
    return "" if file.trouble else file.path
