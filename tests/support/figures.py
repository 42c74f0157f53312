"""Figures that tests measure: printed together at the end of the run, and written to build/figures.json."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    :param name: what was measured, e.g. ``"listener matrix: codes wrongly accepted"``.
    :param target: what it should be, as it is told to the reader (``"0"``, ``"<= 33 ms"``).
    """

    name: str
    value: float | int | str
    unit: str = ""
    target: str = ""

    def line(self) -> str:
        """The figure as one line of the summary."""
        shown = f"{self.value:.3g}" if isinstance(self.value, float) else str(self.value)
        goal = f"  (target {self.target})" if self.target else ""
        return f"{self.name}: {shown}{' ' + self.unit if self.unit else ''}{goal}"


_figures: dict[str, Figure] = {}


def record(name: str, value: float | int | str, *, unit: str = "", target: str = "") -> None:
    """Note a figure; a later one of the same name replaces it."""
    _figures[name] = Figure(name, value, unit, target)


def recorded() -> list[Figure]:
    """All figures of this run, by name."""
    return [_figures[name] for name in sorted(_figures)]


def write(path: Path) -> None:
    """Write all figures of this run as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(figure) for figure in recorded()], indent=2) + "\n", encoding="utf-8")
