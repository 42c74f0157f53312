"""The Debian packages that a build needs: for each library that its files are linked to and that it does not carry.

Usage: depends.py FOLDER
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

#: Library → Debian package (12; later ones and Ubuntu provide the same names). What is not here is an error, so that
#: nothing new is needed unnoticed.
PACKAGES = {
    "ld-linux-x86-64.so.2": "libc6",
    "ld-linux-aarch64.so.1": "libc6",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libc.so.6": "libc6",
    "libcrypto.so.3": "libssl3",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdl.so.2": "libc6",
    "libexpat.so.1": "libexpat1",
    "libffi.so.8": "libffi8",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libm.so.6": "libc6",
    "libpthread.so.0": "libc6",
    "libresolv.so.2": "libc6",
    "librt.so.1": "libc6",
    "libsqlite3.so.0": "libsqlite3-0",
    "libssl.so.3": "libssl3",
    "libstdc++.so.6": "libstdc++6",
    "libutil.so.1": "libc6",
    "libuuid.so.1": "libuuid1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
#: Programs and data that are used without being linked to: certificates, and the opener of addresses.
BESIDES = ("ca-certificates", "xdg-utils")
#: Without them something is missing, but not everything: a keychain, a bus to reach it.
RECOMMENDED = ("gnome-keyring | kwalletmanager | keepassxc", "default-dbus-session-bus | dbus-session-bus")


class UnknownLibrary(ValueError):
    """A file is linked to a library that is neither carried along nor in the table."""


def needs(folder: Path) -> tuple[set[str], set[str]]:
    """Names of the libraries from outside that files below *folder* are linked to, and the versions of glibc's symbols
    that they want (``"2.34"``)."""
    linked: set[str] = set()
    versions: set[str] = set()
    carried = {path.name for path in folder.rglob("*") if ".so" in path.name}
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file() or not _is_elf(path):
            continue
        told = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=True).stdout
        linked.update(re.findall(r"^  NEEDED +(\S+)$", told, re.MULTILINE))
        versions.update(re.findall(r" GLIBC_([0-9.]+)$", told, re.MULTILINE))
    return linked - carried, versions


def depends(folder: Path) -> list[str]:
    """The ``Depends`` of a build in *folder*.

    :raises UnknownLibrary: a library is in no package that we know.
    """
    linked, versions = needs(folder)
    if unknown := sorted(linked - PACKAGES.keys()):
        raise UnknownLibrary(f"{', '.join(unknown)}: which Debian package has it? (packaging/depends.py)")
    names = {PACKAGES[name] for name in linked} | {*BESIDES}
    glibc = max(versions, key=_numbers, default="2.28")
    return [f"libc6 (>= {glibc})" if name == "libc6" else name for name in sorted(names)]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def main(words: Iterable[str]) -> int:
    """Print them."""
    for folder in words:
        print(", ".join(depends(Path(folder))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
