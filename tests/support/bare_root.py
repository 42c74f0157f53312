"""A bare Debian 12 root with a package installed, on the desktop of this machine.

In the root is what its package manager put there and nothing else. Display, bus, keychain and browser are this
machine's: they are reached through sockets, and the browser through a door (``/outside``) that only its wrapper uses.
So a library that a package forgot to declare is missing, whatever else the tests need.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.patience import PATIENCE, until
from tests.support.real import require
from tests.support.tree import ROOT

#: The script that makes the root; /tmp is shared, so that paths below it are the same on both sides.
_MAKE = ROOT / "tests" / "packaging" / "base_root.sh"
_ENTER = """
set -e
mount --rbind /proc "$ROOT_FOLDER/proc"
mount --rbind /dev "$ROOT_FOLDER/dev"
mount --rbind /sys "$ROOT_FOLDER/sys"
mount --rbind "$SHARED" "$ROOT_FOLDER$SHARED"
mount --rbind / "$ROOT_FOLDER/outside"
unset ROOT_FOLDER
cd /
exec chroot $PERSON "$@"
"""
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_APT = ("apt-get", "-qq", "-y", "--no-install-recommends")


class BareRoot:
    """A root below *folder*.

    :param shared: a folder of the tests that has the same path inside.
    """

    def __init__(self, folder: Path, shared: Path) -> None:
        require(os.geteuid() == 0, "root (for a root of its own)")
        require(shutil.which("debootstrap") is not None, "debootstrap")
        self.folder = folder
        self.shared = shared
        made = subprocess.run([str(_MAKE), str(folder)], capture_output=True, text=True)
        assert made.returncode == 0, made.stderr
        (folder / "outside").mkdir()
        (folder / str(shared).lstrip("/")).mkdir(parents=True, exist_ok=True)
        with (folder / "etc" / "passwd").open("a") as file:
            file.write("person:x:1000:1000::/home/person:/bin/sh\n")
        (folder / "home" / "person").mkdir()
        os.chown(folder / "home" / "person", 1000, 1000)

    def command(self, *words: str, person: bool = False) -> list[str]:
        """The command that runs *words* inside; as it is, it keeps its process id.

        :param person: as somebody without rights, instead of root.
        """
        who = ["--userspec=1000:1000"] if person else []
        names = {"ROOT_FOLDER": str(self.folder), "SHARED": str(self.shared)}
        given = [f"{name}={value}" for name, value in names.items()]
        enter = _ENTER.replace("$PERSON", " ".join([*who, '"$ROOT"']))
        enter = enter.replace("unset ROOT_FOLDER", "ROOT=$ROOT_FOLDER; unset ROOT_FOLDER SHARED")
        return ["unshare", "--mount", "--propagation", "private", "env", *given, "sh", "-c", enter, "sh", *words]

    def run(self, *words: str, env: Mapping[str, str] = {}, person: bool = False, exits: int | None = 0) -> str:
        """What *words* print to stdout."""
        base = {"PATH": _PATH, "LC_ALL": "C.UTF-8", "HOME": "/home/person" if person else "/root"}
        done = subprocess.run(
            self.command(*words, person=person),
            env=base | {"DEBIAN_FRONTEND": "noninteractive"} | dict(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert exits in (None, done.returncode), f"{words}: {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout

    def update(self) -> None:
        """Let its package manager know what there is."""
        self.run("apt-get", "-qq", "update")

    def install(self, *packages: str) -> None:
        """Install packages (by name or path) with what they depend on, and not what they recommend."""
        self.run(*_APT, "install", *packages)

    def remove(self, name: str) -> None:
        """Remove a package whole; what it depended on stays."""
        self.run(*_APT, "purge", name)

    def found(self, word: str) -> list[str]:
        """Paths with *word* in their name, package manager's logs and lists aside."""
        kept = ("proc", "sys", "dev", "outside", "tmp", "var/log", "var/cache", str(self.shared).lstrip("/"))
        paths = []
        for place, folders, files in os.walk(self.folder):
            inside = os.path.relpath(place, self.folder)
            folders[:] = [name for name in folders if os.path.normpath(os.path.join(inside, name)) not in kept]
            paths += [os.path.join(inside, name) for name in (*folders, *files) if word in name]
        return sorted(paths)

    def close(self) -> None:
        """Remove it. Nothing is mounted in it outside of its own commands."""
        shutil.rmtree(self.folder)


class Launched:
    """A program that a launcher started: nobody's child here. It has what a window's tests ask of a running command."""

    def __init__(self, pid: int, log: Path) -> None:
        self.pid = pid
        self._log = log
        self.process = self

    def poll(self) -> int | None:
        """None while it runs; its exit status cannot be known."""
        return None if _is_alive(self.pid) else 0

    def stderr(self) -> str:
        """What the launcher and it wrote."""
        return self._log.read_text(errors="replace")

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def ended(self, within: float = PATIENCE) -> None:
        """Wait for its end."""
        until("the program's end", lambda: self.poll() is not None, within=within)


@contextmanager
def launched(root: BareRoot, entry: str, env: Mapping[str, str], log: Path) -> Iterator[Launched]:
    """Start the program of the menu entry *entry* (a path inside) as a desktop does; at the end it is killed.

    :param env: its HOME tells the program from others.
    """
    with log.open("ab") as out:
        subprocess.run(
            root.command("gio", "launch", entry), env={"PATH": _PATH, **env}, stdin=subprocess.DEVNULL, stdout=out,
            stderr=out, check=True, timeout=60,
        )  # fmt: skip
    found: list[int] = []

    def look() -> bool:
        found[:] = [pid for pid in _pids("/usr/lib/keyfob/keyfob") if f"HOME={env['HOME']}" in _environment(pid)]
        return bool(found)

    until("the program that the menu entry starts", look, every=0.05)
    try:
        yield Launched(found[0], log)
    finally:
        for pid in found:
            if _is_alive(pid):
                os.kill(pid, signal.SIGKILL)


def _pids(program: str) -> list[int]:
    pids = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and os.readlink(folder / "exe").endswith(program):
                pids.append(int(folder.name))
        except OSError:
            continue
    return sorted(pids)


def _environment(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
