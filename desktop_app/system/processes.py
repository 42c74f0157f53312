"""Who we are, and whether another process still lives: by number and start time, for numbers are used again."""

from __future__ import annotations

import os
import sys
from functools import cache

from desktop_app.ports import ProcessMark

if sys.platform == "win32":
    from desktop_app.system.processes_windows import started
elif sys.platform == "darwin":
    from desktop_app.system.processes_macos import started
else:
    from desktop_app.system.processes_linux import started


class SystemProcesses:
    """A :class:`desktop_app.ports.Processes`."""

    def me(self) -> ProcessMark:
        """This process."""
        return _mark_of(os.getpid())

    def is_alive(self, mark: ProcessMark) -> bool:
        """Whether exactly that process still lives. Unsure counts as alive."""
        try:
            now = started(mark.pid)
        except ProcessLookupError:
            return False
        except (OSError, ValueError, IndexError):
            return True
        return not now or not mark.started or now == mark.started


@cache
def _mark_of(pid: int) -> ProcessMark:
    try:
        return ProcessMark(pid, started(pid))
    except (OSError, ValueError, IndexError):
        return ProcessMark(pid, "")
