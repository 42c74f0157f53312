"""Compiles the catalogues of translations: ``python packaging/translations.py FOLDER`` (decision 13)."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from desktop_app.app.translation.compiled import compile_catalogue  # noqa: E402 - the line above lets it be found

SOURCES = ROOT / "resources" / "translations"


def compile_all(folder: Path) -> list[Path]:
    """Compile every catalogue into *folder*, and take away what is of none. Returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for source in sorted(SOURCES.glob("*.po")):
        target = folder / f"{source.stem}.mo"
        if not target.exists() or target.stat().st_mtime_ns <= source.stat().st_mtime_ns:
            target.write_bytes(compile_catalogue(source.read_text("utf-8")))
        made.append(target)
    for left in set(folder.glob("*.mo")) - set(made):
        left.unlink()
    return made


def main(words: list[str]) -> int:
    """Compile into the folder that *words* name."""
    compile_all(Path(words[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
