"""What a process has done so far, as the kernel counts it (Linux)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Work:
    """:param wake_ups: how often its threads went to sleep of their own will (so often did they wake up).
    :param ticks: processor time, in ticks of the kernel's clock."""

    wake_ups: int
    ticks: int

    def __sub__(self, before: Work) -> Work:
        return Work(self.wake_ups - before.wake_ups, self.ticks - before.ticks)


def work_of(pid: int) -> Work:
    """What the process *pid* has done, all its threads together."""
    wake_ups = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            lines = (task / "status").read_text().splitlines()
        except OSError:  # it has just ended
            continue
        wake_ups += sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return Work(wake_ups, int(fields[11]) + int(fields[12]))


def threads_of(pid: int) -> list[str]:
    """The names of its threads."""
    return [Path(f"/proc/{pid}/task/{task}/comm").read_text().strip() for task in os.listdir(f"/proc/{pid}/task")]
