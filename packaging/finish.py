"""The last step of a build: takes the build machine's paths out, refuses what must not be inside, lists the sizes.

Usage: finish.py FOLDER
"""

from __future__ import annotations

import os
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

ROOT = Path(__file__).resolve().parents[1]
#: What a megabyte is for: the first pattern that is found in a file's name inside the program.
GROUPS = (
    ("Unicode tables of Qt (ICU)", r"libicu|icudt"),
    ("Qt's libraries", r"PySide6/Qt/lib|libQt6|Qt6[^/]*\.dll"),
    ("Qt's plugins", r"/plugins/"),
    ("Python's way to Qt", r"PySide6|shiboken6"),
    ("Cryptography (with OpenSSL)", r"cryptography|_cffi_backend"),
    ("Python", r"python3|base_library|lib-dynload"),
    ("Icons and pages", r"/resources/"),
    ("Licences", r"LICENCES\.txt"),
    ("Program and its libraries in Python", r"^keyfob[^/]*$|-modules\.bin"),
    ("Everything else", r""),
)


def homes() -> list[str]:
    """The home of who builds, as the environment says and as the system knows; with a slash at the end."""
    found = {Path.home()}
    if sys.platform != "win32":
        import pwd

        found.add(Path(pwd.getpwuid(os.getuid()).pw_dir))
    return [f"{home}/" for home in sorted(found) if len(home.parts) > 1]


def places() -> list[str]:
    """Paths of the build machine that must not be inside."""
    return [f"{ROOT}/", *homes()]


def disguise(data: bytes, home: str) -> bytes:
    """*data* with the directory *home* (ending in a slash) replaced by one of the same length that every Unix has.

    A Python that a person installed below their home knows so: its library where it lies, its modules where to look for
    the library. In the frozen program nothing is looked up there. More slashes than one mean the same as one; and no
    more is replaced than must be, because a linker lets strings share their ends (``…/3.11.7`` and ``3.11.7``).
    """
    return data.replace(home.encode(), ("/usr" + "/" * (len(home) - len("/usr"))).encode())


def disguise_files(folder: Path, home: str) -> int:
    """Do so in every library of *folder*; the number of files that were changed. Linux only: elsewhere they are signed
    as they are linked."""
    if sys.platform != "linux" or len(home) <= len("/usr"):
        return 0
    changed = 0
    for path in _files(folder):
        before = path.read_bytes()
        after = disguise(before, home) if before.startswith(b"\x7fELF") else before
        if after != before:
            path.write_bytes(after)
            changed += 1
    return changed


def leaks(folder: Path, words: Iterable[str]) -> list[str]:
    """Files of *folder* with one of *words* in them (the archive of Python modules included)."""
    wanted = [word.encode() for word in words]
    found = []
    for path in _files(folder):
        if any(word in content for content in _contents(path) for word in wanted):
            found.append(str(path.relative_to(folder)))
    return found


def sizes(folder: Path) -> dict[str, int]:
    """What is inside, in bytes, by purpose; links count nothing."""
    found = dict.fromkeys((name for name, _pattern in GROUPS), 0)
    for path in _files(folder):
        inside = PurePath(path.relative_to(folder)).as_posix()
        found[next(name for name, pattern in GROUPS if re.search(pattern, inside))] += path.stat().st_size
    return found


def _contents(path: Path) -> Iterator[bytes]:
    """The file; what is packed in it where it is an archive; the modules inside where it is one of our programs."""
    yield path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if not re.fullmatch(r"keyfob[a-z]*(\.exe)?", path.name):
        return
    from PyInstaller.archive.readers import CArchiveReader  # type: ignore[import-untyped]  # it has no types
    from PyInstaller.loader.pyimod01_archive import PYZ_ITEM_NSPKG  # type: ignore[import-untyped]  # it has no types

    program = CArchiveReader(os.fspath(path))
    for name, entry in program.toc.items():
        if entry[-1] == "z":
            modules = program.open_embedded_archive(name)
            for module, (kind, *_where) in modules.toc.items():
                if kind != PYZ_ITEM_NSPKG:
                    yield modules.extract(module, raw=True)
        else:
            yield program.extract(name)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def main(words: list[str]) -> int:
    """Finish the build in the folder that *words* names."""
    folder = Path(words[0]).resolve()
    for home in homes():
        disguise_files(folder, home)
    wrong = leaks(folder, places())
    if wrong:
        print("finish: paths of this machine are in", *wrong, sep="\n  ", file=sys.stderr)
        return 1
    found = sizes(folder)
    for name, size in sorted(found.items(), key=lambda item: -item[1]):
        print(f"  {size / 1e6:7.1f} MB  {name}")
    print(f"  {sum(found.values()) / 1e6:7.1f} MB  in all: {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
