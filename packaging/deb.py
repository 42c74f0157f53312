"""Makes the Debian package and the archive to unpack out of a build.

Usage: deb.py BUILD PAPERS FOLDER [deb|archive]: the build, what build.sh wrote beside it, where the files go.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import depends
import icons
import pages
from identity import APP_ID, ROOT, SUMMARY, Identity, identity

MAINTAINER = os.environ.get("KEYFOB_MAINTAINER", "The Keyfob developers <keyfob@keyfob.example>")
#: How hard xz works. 6 is for what is given away; the tests take 1: a fifth of the time, 4 MB more.
LEVEL = int(os.environ.get("KEYFOB_XZ", "6"))
_DESCRIPTION = """\
 {name} signs you in to any OpenID Connect provider in your own browser and
 keeps you signed in. The refresh token lies in the system's keychain, and
 nothing secret is written to disk in the clear.
 .
 It is a window and a command line over the same engine. Scripts get a valid
 access token with one command.
"""
_README = """\
{name} {version}

Start it:         ./keyfob (from a terminal, or with a double-click)
Command line:     ./keyfob --help; share/man/keyfob.1 is its manual
Look whether it finds what it needs:    ./keyfob --selfcheck
Licences:         LICENCES.txt

It needs glibc {glibc} or newer and these Debian packages or their like:
{depends}

In the menu of your desktop: copy share/applications/keyfob.desktop to
~/.local/share/applications/ and put the whole path of keyfob into its Exec and
TryExec; copy share/icons/hicolor to ~/.local/share/icons/.

To remove it, delete this folder. Your settings and sessions stay in
~/.config/keyfob, ~/.local/state/keyfob and the keychain.
"""


def architecture() -> str:
    """Debian's word for this machine."""
    told = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    return told.stdout.strip()


def made_at() -> int:
    """The time that goes into everything: SOURCE_DATE_EPOCH, seconds."""
    return int(os.environ.get("SOURCE_DATE_EPOCH", "0"))


def _date() -> datetime:
    return datetime.fromtimestamp(made_at(), UTC)


def version_of(build: Identity) -> str:
    """The package's version. A pre-release sorts before its release (``1.0rc1`` → ``1.0~rc1``)."""
    return re.sub(r"(?<=\d)(a|b|rc|\.dev)(\d+)", r"~\1\2", build.version)


def share(build: Identity, papers: Path, target: Path) -> None:
    """Write what a desktop finds in ``share/``: menu entry, AppStream metadata, icons."""
    entry = (ROOT / "resources" / "linux" / "keyfob.desktop").read_text("utf-8")
    entry = re.sub(r"^Name=.*$", f"Name={build.name}", entry, flags=re.MULTILINE)
    _write(target / "applications" / "keyfob.desktop", entry)
    told = (ROOT / "resources" / "linux" / f"{APP_ID}.metainfo.xml").read_text("utf-8")
    told = told.replace("@VERSION@", build.version).replace("@DATE@", _date().strftime("%Y-%m-%d"))
    told = told.replace("<name>Keyfob</name>", f"<name>{build.name}</name>")
    _write(target / "metainfo" / f"{APP_ID}.metainfo.xml", told)
    for size in icons.SIZES:
        _copy(papers / "icons" / f"{size}.png", target / f"icons/hicolor/{size}x{size}/apps/keyfob.png")
    _copy(papers / "icons" / "program.svg", target / "icons/hicolor/scalable/apps/keyfob.svg")


def package(build: Identity, program: Path, papers: Path, folder: Path) -> Path:
    """Make the Debian package; gives its path."""
    with tempfile.TemporaryDirectory(dir=folder) as work:
        root = Path(work, "root")
        usr = root / "usr"
        _take(program, usr / "lib" / "keyfob")
        (usr / "bin").mkdir()
        (usr / "bin" / "keyfob").symlink_to("../lib/keyfob/keyfob")
        share(build, papers, usr / "share")
        _documents(build, papers, usr)
        _control(build, root, program)
        _modes(root, {usr / "lib" / "keyfob" / "keyfob"})
        made = folder / f"{build.slug}_{version_of(build)}_{architecture()}.deb"
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zxz", f"-z{LEVEL}", "--build", str(root), str(made)],
            check=True,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"SOURCE_DATE_EPOCH": str(made_at())},
        )
    return made


def _documents(build: Identity, papers: Path, usr: Path) -> None:
    with tempfile.TemporaryDirectory() as written:
        pages.write(Path(written), _date().strftime("%Y-%m-%d"))
        _gzip(Path(written, "keyfob.1").read_text("utf-8"), usr / "share/man/man1/keyfob.1.gz")
        _copy(Path(written, "keyfob.bash"), usr / "share/bash-completion/completions/keyfob")
        _copy(Path(written, "_keyfob"), usr / "share/zsh/vendor-completions/_keyfob")
        _copy(Path(written, "keyfob.fish"), usr / "share/fish/vendor_completions.d/keyfob.fish")
    doc = usr / "share" / "doc" / build.slug
    _copy(papers / "LICENCES.txt", doc / "copyright")
    inside = usr / "lib" / "keyfob" / "LICENCES.txt"
    inside.unlink(missing_ok=True)
    inside.symlink_to(f"../../share/doc/{build.slug}/copyright")
    entry = f"{build.slug} ({version_of(build)}) unstable; urgency=medium\n\n  * See CHANGELOG.md of the sources.\n\n"
    _gzip(f"{entry} -- {MAINTAINER}  {format_datetime(_date())}\n", doc / "changelog.gz")
    overrides = (ROOT / "packaging" / "linux" / "lintian-overrides").read_text("utf-8")
    _write(usr / "share/lintian/overrides" / build.slug, overrides.replace("@PACKAGE@", build.slug))


def _control(build: Identity, root: Path, program: Path) -> None:
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    size = sum(path.stat().st_size for path in files) // 1024
    lines = [
        f"Package: {build.slug}",
        f"Version: {version_of(build)}",
        f"Architecture: {architecture()}",
        f"Maintainer: {MAINTAINER}",
        f"Installed-Size: {size}",
        f"Depends: {', '.join(depends.depends(program))}",
        f"Recommends: {', '.join(depends.RECOMMENDED)}",
        "Section: utils",
        "Priority: optional",
        f"Description: {SUMMARY[0].lower()}{SUMMARY[1:]}",
    ]
    if build.is_company:  # the same program and command; what it stored for the person is taken over
        lines[6:6] = ["Provides: keyfob", "Conflicts: keyfob", "Replaces: keyfob"]
    control = root / "DEBIAN"
    _write(control / "control", "\n".join(lines) + "\n" + _DESCRIPTION.format(name=build.name))
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(root)}"
        for path in files
    ]
    _write(control / "md5sums", "\n".join(sums) + "\n")


def archive(build: Identity, program: Path, papers: Path, folder: Path) -> Path:
    """Make the archive that runs where it is unpacked; gives its path."""
    machine = os.uname().machine
    name = f"{build.slug}-{build.version}-linux-{machine}"
    with tempfile.TemporaryDirectory(dir=folder) as work:
        root = Path(work, name)
        _take(program, root)
        share(build, papers, root / "share")
        pages.write(root / "share" / "completions", _date().strftime("%Y-%m-%d"))
        (root / "share" / "man").mkdir()
        (root / "share" / "completions" / "keyfob.1").rename(root / "share" / "man" / "keyfob.1")
        needed = depends.depends(program)
        glibc = next(re.sub(r"[^0-9.]", "", each[5:]) for each in needed if each.startswith("libc6 "))
        others = "  " + "\n  ".join(each for each in needed if not each.startswith("libc6"))
        text = _README.format(name=build.name, version=build.version, glibc=glibc, depends=others)
        _write(root / "README.txt", text)
        _modes(root, {root / "keyfob"})
        made = folder / f"{name}.tar.xz"
        words = ["tar", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", f"--mtime=@{made_at()}", "-C", work]
        subprocess.run([*words, "-cJf", str(made), name], check=True, env=os.environ | {"XZ_OPT": f"-{LEVEL} -T0"})
    return made


def _take(program: Path, target: Path) -> None:
    shutil.copytree(program, target, symlinks=True)


def _modes(root: Path, programs: set[Path]) -> None:
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path in programs else 0o644)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _gzip(text: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def main(words: list[str]) -> int:
    """Make both, or the one that the fourth word names."""
    program, papers, folder = (Path(word).resolve() for word in words[:3])
    build = identity()
    makers = {"deb": [package], "archive": [archive]}
    for make in makers.get(words[3] if len(words) > 3 else "", [package, archive]):
        made = make(build, program, papers, folder)
        print(f"  {made.stat().st_size / 1e6:7.1f} MB  {made}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
