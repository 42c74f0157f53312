"""Private files: modes, atomic replacement, links, full and read-only disks."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.system.files import PrivateFiles
from tests.support.tree import ROOT


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "not yet there" / "keyfob"


@pytest.fixture
def files(root: Path) -> PrivateFiles:
    return PrivateFiles(root)


def trouble_of(call: Callable[[], object]) -> KeyfobError:
    with pytest.raises(KeyfobError) as caught:
        call()
    assert caught.value.code is Code.E_DISK
    return caught.value


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.parametrize("durable", [False, True])
@pytest.mark.parametrize("content", [b"", b"x", bytes(range(256)) * 10_000])
def test_what_is_written_is_read(files: PrivateFiles, root: Path, durable: bool, content: bytes) -> None:
    files.write("tokens/a.bin", content, durable=durable)
    assert files.read("tokens/a.bin") == content
    files.write("tokens/a.bin", b"second", durable=durable)
    assert files.read("tokens/a.bin") == b"second"
    assert os.listdir(root / "tokens") == ["a.bin"]


def test_nothing_is_made_by_looking(files: PrivateFiles, root: Path) -> None:
    assert files.read("tokens/a.bin") is None
    assert list(files.names("tokens")) == []
    files.remove("tokens/a.bin")
    assert not root.exists()


def test_removed(files: PrivateFiles) -> None:
    files.write("a.json", b"x")
    files.remove("a.json")
    files.remove("a.json")
    assert files.read("a.json") is None


def test_names_are_sorted_plain_files_of_ours(files: PrivateFiles, root: Path) -> None:
    for name in ("b.json", "a.json", "C.json"):
        files.write(f"accounts/{name}", b"x")
    (root / "accounts" / "folder").mkdir()
    (root / "accounts" / ".new-0011").touch()
    (root / "accounts" / "odd name").touch()
    (root / "accounts" / "link.json").symlink_to(root / "accounts" / "a.json")
    assert list(files.names("accounts")) == ["C.json", "a.json", "b.json"]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_modes_whatever_the_umask(files: PrivateFiles, root: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        root.parent.mkdir(mode=0o755)
        root.parent.chmod(0o755)
        files.write("accounts/a.json", b"x")
        files.write("accounts/a.json", b"y")
    finally:
        os.umask(before)
    assert [mode(root), mode(root / "accounts"), mode(root / "accounts" / "a.json")] == [0o700, 0o700, 0o600]


def test_too_wide_modes_are_narrowed(files: PrivateFiles, root: Path) -> None:
    (root / "accounts").mkdir(parents=True)
    for folder in (root, root / "accounts"):
        folder.chmod(0o755)
    (root / "accounts" / "a.json").write_bytes(b"old")
    (root / "accounts" / "a.json").chmod(0o644)
    files.write("accounts/a.json", b"new")
    files.write("b.json", b"new")
    assert [mode(root), mode(root / "accounts"), mode(root / "accounts" / "a.json")] == [0o700, 0o700, 0o600]


def test_a_limit(files: PrivateFiles) -> None:
    files.write("a.json", b"12345")
    assert files.read("a.json", limit=5) == b"12345"
    assert files.read("a.json", limit=4) is None


def test_a_huge_file_is_not_loaded(files: PrivateFiles, root: Path) -> None:
    files.write("a.json", b"x")
    os.truncate(root / "a.json", 2**40)
    assert files.read("a.json") is None


@pytest.mark.parametrize("kind", ["link", "dangling", "loop", "folder", "pipe"])
def test_odd_things_are_not_read_and_not_written_to(files: PrivateFiles, root: Path, tmp_path: Path, kind: str) -> None:
    place, outside = root / "accounts" / "a.json", tmp_path / "outside"
    files.write("accounts/b.json", b"x")
    outside.write_bytes(b"untouched")
    if kind == "link":
        place.symlink_to(outside)
    elif kind == "dangling":
        place.symlink_to(tmp_path / "nowhere")
    elif kind == "loop":
        place.symlink_to(place)
    elif kind == "folder":
        place.mkdir()
    else:
        os.mkfifo(place)
    assert files.read("accounts/a.json") is None
    assert trouble_of(lambda: files.write("accounts/a.json", b"x")).text == "disk.odd"
    assert outside.read_bytes() == b"untouched"
    assert not (tmp_path / "nowhere").exists()
    assert sorted(os.listdir(root / "accounts")) == ["a.json", "b.json"]


@pytest.mark.parametrize("level", ["root", "folder"])
def test_a_link_in_place_of_a_folder(files: PrivateFiles, root: Path, tmp_path: Path, level: str) -> None:
    outside = tmp_path / "outside"
    (outside / "accounts").mkdir(parents=True)
    (outside / "accounts" / "a.json").write_bytes(b"planted")
    (outside / "a.json").write_bytes(b"planted")
    root.parent.mkdir()
    if level == "root":
        root.symlink_to(outside)
    else:
        root.mkdir()
        (root / "accounts").symlink_to(outside)
    assert files.read("accounts/a.json") is None
    assert list(files.names("accounts")) == []
    files.remove("accounts/a.json")
    assert trouble_of(lambda: files.write("accounts/a.json", b"x")).text == "disk.odd"
    assert (outside / "a.json").read_bytes() == (outside / "accounts" / "a.json").read_bytes() == b"planted"


def test_a_file_in_place_of_a_folder(files: PrivateFiles, root: Path) -> None:
    root.mkdir(parents=True)
    (root / "accounts").write_bytes(b"a file")
    assert files.read("accounts/a.json") is None
    assert trouble_of(lambda: files.write("accounts/a.json", b"x")).text == "disk.odd"
    root.parent.joinpath("file").write_bytes(b"a file")
    other = PrivateFiles(root.parent / "file" / "keyfob")
    assert trouble_of(lambda: other.write("a.json", b"x")).text == "disk.odd"


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../x",
        "a/../../x",
        "/etc/passwd",
        "a//b",
        "a/",
        ".hidden",
        "a\\b",
        "a\0b",
        "C:x",
        "a b",
        "x" * 201,
    ]
    + ["a/b/c/d/e"],
)
def test_names_are_checked(files: PrivateFiles, name: str) -> None:
    calls: tuple[Callable[[], object], ...] = (
        lambda: files.read(name),
        lambda: files.write(name, b"x"),
        lambda: files.remove(name),
        lambda: files.names(name),
    )
    for call in calls:
        with pytest.raises(ValueError, match="name"):
            call()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (errno.ENOSPC, "disk.full"),
        (errno.EDQUOT, "disk.full"),
        (errno.EROFS, "disk.read_only"),
        (errno.EACCES, "disk.denied"),
        (errno.EIO, "disk.failed"),
    ],
)
@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
def test_troubles_of_the_disk_have_words(
    files: PrivateFiles, root: Path, monkeypatch: pytest.MonkeyPatch, number: int, text: str, call: str
) -> None:
    files.write("a.json", b"old")
    real = os.open

    def fail(*arguments: Any, **options: Any) -> Any:
        raise OSError(number, os.strerror(number))

    def fail_to_create(path: Any, flags: int, *more: Any) -> int:
        return fail() if flags & os.O_CREAT else real(path, flags, *more)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail_to_create if call == "open" else fail)
        error = trouble_of(lambda: files.write("a.json", b"new", durable=True))
    assert error.text == text
    assert error.params["path"] == str(root / "a.json")
    assert error.params["words"] == os.strerror(number)
    assert files.read("a.json") == b"old"
    assert os.listdir(root) == ["a.json"]


def test_short_writes_are_gone_on_with(files: PrivateFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data[:3])))
        files.write("a.json", b"0123456789")
    assert files.read("a.json") == b"0123456789"


def test_a_write_that_breaks_off(tmp_path: Path) -> None:
    """The kernel refuses for real: here by a limit on the size of files."""
    program = (
        "import resource, signal, sys\nfrom pathlib import Path\n"
        "from desktop_app.errors import KeyfobError\nfrom desktop_app.system.files import PrivateFiles\n"
        "files = PrivateFiles(Path(sys.argv[1]))\nfiles.write('a.json', b'old')\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    files.write('a.json', b'x' * 5000)\nexcept KeyfobError as error:\n    print(error.text)\n"
        "print(files.read('a.json'), list(files.names('accounts')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "state")], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines() == ["disk.failed", "b'old' []"], done.stderr
    assert os.listdir(tmp_path / "state") == ["a.json"]


def test_durable_means_synced_before_it_has_its_name(
    files: PrivateFiles, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, move = os.fsync, os.replace

    def noted_sync(descriptor: int) -> None:
        steps.append(f"sync {os.path.basename(os.readlink(f'/proc/self/fd/{descriptor}'))[:4]}")
        sync(descriptor)

    def noted_move(source: Any, target: Any) -> None:
        steps.append("name")
        move(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", noted_sync)
        patch.setattr(os, "replace", noted_move)
        files.write("journal/a.json", b"x", durable=True)
        first, steps = steps, []
        files.write("journal/a.json", b"y", durable=True)
        second, steps = steps, []
        files.write("journal/a.json", b"z")
    assert first == ["sync .new", "name", "sync jour", "sync keyf", "sync not "]
    assert second == ["sync .new", "name", "sync jour"]
    assert steps == ["name"]


def test_what_a_crash_left_is_tidied_away(root: Path) -> None:
    first = PrivateFiles(root)
    first.write("a.json", b"x")
    (root / ".new-old").touch()
    os.utime(root / ".new-old", (0, 0))
    (root / ".new-future").touch()
    os.utime(root / ".new-future", (2**33, 2**33))
    (root / ".new-young").touch()
    PrivateFiles(root).write("b.json", b"x")
    assert sorted(os.listdir(root)) == [".new-young", "a.json", "b.json"]


def test_readers_see_the_old_or_the_new_content(files: PrivateFiles) -> None:
    contents = {bytes([letter]) * 100_000 for letter in b"abc"}
    files.write("a.json", b"a" * 100_000)
    stop = threading.Event()
    seen: set[bytes | None] = set()

    def read() -> None:
        while not stop.is_set():
            seen.add(files.read("a.json"))

    thread = threading.Thread(target=read)
    thread.start()
    try:
        for _ in range(50):
            for content in contents:
                files.write("a.json", content)
    finally:
        stop.set()
        thread.join(60)
    assert seen <= contents
    assert seen
