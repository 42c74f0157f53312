"""What `make mutation` found: the figures, and every survivor with what was changed.

A survivor that nobody has looked at fails the run, as more than 5 % of survivors do. Those that were looked at stand in
tests/mutation-survivors.md: their changed lines in backticks, below the module's name.
"""

from __future__ import annotations

import ast
import difflib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MOST_SURVIVORS = 0.05
#: mutmut's exit codes of a mutant's test run. A run that never ends is a mutant that was noticed.
_VERDICTS = {0: "survived", 1: "killed", 3: "killed", 24: "killed", -24: "killed", 36: "killed", 152: "killed"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed function.

    :param verdict: ``killed``, ``survived``, ``unchecked`` (not asked for), or ``odd``.
    """

    module: str
    name: str
    verdict: str


def mutants(folder: Path) -> Iterator[Mutant]:
    """All mutants below mutmut's *folder*."""
    for meta in sorted(folder.rglob("*.py.meta")):
        module = str(meta.relative_to(folder)).removesuffix(".meta")
        for key, code in json.loads(meta.read_text())["exit_code_by_key"].items():
            verdict = "unchecked" if code is None else _VERDICTS.get(code, "odd")
            yield Mutant(module, key.rpartition(".")[2], verdict)


def change(folder: Path, mutant: Mutant) -> tuple[str, str]:
    """The lines that were taken out of the function and those that came instead, each as one line."""
    source = (folder / mutant.module).read_text()
    lines = source.splitlines()
    original = re.sub(r"__mutmut_\d+$", "__mutmut_orig", mutant.name)
    bodies: dict[str, list[str]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name in (original, mutant.name):
            bodies[node.name] = [line.replace(node.name, "f") for line in lines[node.lineno - 1 : node.end_lineno]]
    diff = list(difflib.ndiff(bodies[original], bodies[mutant.name]))
    gone, come = (" ".join(line[2:].strip() for line in diff if line.startswith(sign)) for sign in "-+")
    return gone, come


def sections(text: str) -> dict[str, str]:
    """Module → what is said of its survivors (one heading a module)."""
    headed = (section.partition("\n") for section in text.split("\n## ")[1:])
    return {module.strip(): said for module, _, said in headed}


def main(folder: Path, known: Path) -> int:
    """Print what was found; 1 where too many survived, or one that nobody has looked at."""
    found = list(mutants(folder))
    verdicts = Counter(mutant.verdict for mutant in found)
    looked_at = sections(known.read_text(encoding="utf-8"))
    new = 0
    for mutant in found:
        if mutant.verdict not in ("survived", "odd"):
            continue
        gone, come = change(folder, mutant)
        is_new = f"`{come or gone}`" not in looked_at.get(mutant.module, "")
        new += is_new
        print(f"{mutant.module} {mutant.name}{' NEW' if is_new else ''}\n  - {gone}\n  + {come}")
    checked = len(found) - verdicts["unchecked"]
    share = (verdicts["survived"] + verdicts["odd"]) / max(checked, 1)
    print(
        f"mutants {checked}, killed {verdicts['killed']}, survived {verdicts['survived']}, odd {verdicts['odd']}:"
        f" {share:.1%} (at most {MOST_SURVIVORS:.0%}), not looked at {new}"
    )
    # One module alone may have more: the share is that of all.
    too_many = share > MOST_SURVIVORS and not verdicts["unchecked"]
    return int(too_many or new > 0 or not checked)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
