"""The licences of everything inside, as one file that goes with the program."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from components import Component

_RULE = "=" * 78
_HEAD = """\
{name} {version}: licences
{rule}

{name} is licensed under the Apache License 2.0; its text is the last one in this file.
It comes with the parts listed below, each under its own licence.

Qt and its libraries, and PySide6, are used under the GNU Lesser General Public
License 3. They are separate files, and {name} does not change them. You may replace
them by your own build of the same version:

  1. End the program.
  2. Put your libraries in the place of the files of the same name below
     _internal/PySide6/Qt/lib (Linux), _internal/PySide6 (Windows), or
     Contents/Frameworks (macOS).
  3. Start it again. Nothing checks them. On macOS sign the program anew:
     codesign --force --deep --sign - "{name}.app"

The sources of the version used here: https://download.qt.io/official_releases/
(Qt) and https://code.qt.io/cgit/pyside/pyside-setup.git (PySide6). Debugging of
such changes, and taking the program apart for it, is allowed.

"""


def licences(name: str, version: str, found: Iterable[Component], own: str) -> str:
    """The file's text.

    :param own: the program's own licence.
    """
    parts = list(found)
    lines = [_HEAD.format(name=name, version=version, rule=_RULE)]
    lines += [f"  {part.name} {part.version}".ljust(44) + f"  {part.licence}\n" for part in parts]
    seen: dict[str, str] = {}
    for part in parts:
        lines.append(f"\n{_RULE}\n{part.name} {part.version}\n{part.licence}\n{_RULE}\n")
        if part.note:
            lines.append(f"\n{part.note}\n")
        for file, text in sorted(part.texts.items()):
            body = "\n".join(line.rstrip() for line in text.strip().splitlines())
            key = hashlib.sha256(" ".join(body.split()).encode()).hexdigest()
            if key in seen:
                lines.append(f"\n[{file}: the same words as for {seen[key]}]\n")
            else:
                seen[key] = part.name
                lines.append(f"\n{body}\n")
    lines.append(f"\n{_RULE}\n{name} {version}\nApache-2.0\n{_RULE}\n\n{own.strip()}\n")
    return "".join(lines)
