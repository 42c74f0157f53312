"""Compiles the installer for Windows out of a build, and signs it where a certificate is at hand.

Usage: nsis.py BUILD PAPERS FOLDER

Signing (packaging/windows/sign.ps1) happens where AUTHENTICODE_THUMBPRINT or AUTHENTICODE_PFX is set.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from identity import ROOT, Identity, identity
from versions import numbers

_SCRIPT = ROOT / "packaging" / "windows" / "keyfob.nsi"


class NoCompiler(RuntimeError):
    """makensis is not installed."""


def command(build: Identity, program: Path, papers: Path, made: Path) -> list[str]:
    """The command that compiles the installer *made*.

    :raises NoCompiler: there is no makensis.
    """
    compiler = shutil.which("makensis") or shutil.which("makensis", path=r"C:\Program Files (x86)\NSIS")
    if compiler is None:
        raise NoCompiler("makensis is missing (Debian: nsis; Windows: choco install nsis)")
    values = {
        "SLUG": build.slug,
        "NAME": build.name,
        "VERSION": build.version,
        "NUMBERS": ".".join(map(str, numbers(build.version))),
        "PROGRAM": program,
        "OUT": made,
        "ICON": papers / "icons" / "program.ico",
        "LICENCES": papers / "LICENCES.txt",
    }
    # -WX: a warning is an error.
    return [
        compiler,
        "-V2",
        "-WX",
        "-INPUTCHARSET",
        "UTF8",
        *(f"-D{name}={value}" for name, value in values.items()),
        str(_SCRIPT),
    ]


def sign(files: list[Path]) -> None:
    """Sign *files*, where the environment names a certificate."""
    if os.environ.get("AUTHENTICODE_THUMBPRINT") or os.environ.get("AUTHENTICODE_PFX"):
        script = ROOT / "packaging" / "windows" / "sign.ps1"
        subprocess.run(["pwsh", "-NoProfile", "-File", str(script), *map(str, files)], check=True)


def main(words: list[str]) -> int:
    """Sign the programs, compile, sign the installer."""
    program, papers, folder = (Path(word).resolve() for word in words[:3])
    build = identity()
    made = folder / f"{build.slug}-{build.version}-windows-setup.exe"
    sign(sorted(program.glob("*.exe")))
    subprocess.run(command(build, program, papers, made), check=True)
    sign([made])
    print(f"  {made.stat().st_size / 1e6:7.1f} MB  {made}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
