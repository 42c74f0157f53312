"""``make bench``: measures every benchmark, ours and floor in turn, prints a table and writes build/bench.json."""

from __future__ import annotations

import argparse
import json
import pkgutil
import signal
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import tests.benchmarks as folder
from tests.benchmarks.registry import BENCHMARKS, Benchmark

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "build" / "bench.json"
#: Nothing here may run longer than this, seconds; a call that hangs would otherwise hang the table.
PATIENCE = 900


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians of one benchmark, in its unit."""

    ours: float
    floor: float

    @property
    def ratio(self) -> float:
        """Ours to floor."""
        return self.ours / self.floor


def measure(benchmark: Benchmark, runs: int) -> Measured:
    """Both sides in turn, so that whatever else the machine does meets both."""
    with tempfile.TemporaryDirectory(prefix="keyfob-bench-") as place, benchmark.setup(Path(place)) as pair:
        ours: list[float] = []
        floor: list[float] = []
        for number in range(benchmark.warm_ups + runs):
            # Who goes first changes each time.
            sides = ((pair.floor, floor), (pair.ours, ours))
            for call, kept in sides if number % 2 else reversed(sides):
                took = call()
                if number >= benchmark.warm_ups:
                    kept.append(took)
    scale = 1000 if benchmark.unit == "ms" else 1
    return Measured(statistics.median(ours) * scale, statistics.median(floor) * scale)


def main(words: Sequence[str] | None = None) -> int:
    """Measure; ends with 1 only where ``--strict`` was given and a target was missed."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these benchmarks")
    parser.add_argument("--quick", action="store_true", help="a third of the runs, and nothing that takes minutes")
    parser.add_argument("--strict", action="store_true", help="a missed target ends with 1")
    asked = parser.parse_args(words)
    for module in pkgutil.iter_modules(folder.__path__):
        if module.name.startswith("bench_"):
            import_module(f"{folder.__name__}.{module.name}")
    if unknown := set(asked.names) - BENCHMARKS.keys():
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    if hasattr(signal, "alarm"):
        signal.alarm(PATIENCE)

    results: dict[str, dict[str, float | str]] = {}
    missed = []
    print(f"{'benchmark':<12} {'ours':>10} {'floor':>10} {'ratio':>7} {'target':>8}")
    for name in asked.names or sorted(name for name, found in BENCHMARKS.items() if found.quick or not asked.quick):
        benchmark = BENCHMARKS[name]
        runs = min(benchmark.runs, max(5, benchmark.runs // 3)) if asked.quick else benchmark.runs
        found = measure(benchmark, runs)
        unit = benchmark.unit
        late = found.ratio > benchmark.target
        if late:
            missed.append(name)
        goal = f"<= {benchmark.target:g}"
        times = f"{found.ours:>7.1f} {unit:<2} {found.floor:>7.1f} {unit:<2} {found.ratio:>7.2f}"
        print(f"{name:<12} {times} {goal:>8}{'   missed' if late else ''}", flush=True)
        results[name] = {
            "ours": round(found.ours, 3),
            "floor": round(found.floor, 3),
            "ratio": round(found.ratio, 3),
            "unit": unit,
        }
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return 1 if missed and asked.strict else 0


if __name__ == "__main__":
    sys.exit(main())
