"""The log's files: private, whole lines whoever writes, turned by size and day, bounded, and never in anybody's way."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop_app.system import log_file
from desktop_app.system.log_file import LogFile
from tests.support.command import ROOT

DAY = 86_400

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and links are POSIX's")


@pytest.fixture
def log(tmp_path: Path) -> LogFile:
    return LogFile(str(tmp_path / "state"))


def _line(number: int = 0, size: int = 0) -> bytes:
    return json.dumps({"n": number, "fill": "x" * size}).encode() + b"\n"


def _names(log: LogFile) -> list[str]:
    return [name for name, _number, _size in log.parts()]


@posix
def test_folder_and_file_are_private(log: LogFile) -> None:
    before = os.umask(0)
    try:
        log.append([_line()])
    finally:
        os.umask(before)

    assert stat.S_IMODE(os.stat(log.folder).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(log.path).st_mode) == 0o600


@posix
def test_a_file_that_others_could_read_is_narrowed(log: LogFile) -> None:
    log.append([_line()])
    os.chmod(log.path, 0o644)
    log.append([_line()])

    assert stat.S_IMODE(os.stat(log.path).st_mode) == 0o600


def test_lines_are_read_back(log: LogFile) -> None:
    log.append([_line(1), _line(2)])
    log.append([_line(3)])

    assert log.read("keyfob.jsonl", 0, 10_000) == _line(1) + _line(2) + _line(3)
    assert log.read("keyfob.jsonl", len(_line(1)), len(_line(2))) == _line(2)
    assert log.read("../accounts/x.json", 0, 10) == b""
    assert log.read("keyfob-none.jsonl", 0, 10) == b""


def test_a_full_file_is_put_away(log: LogFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "FILE_LIMIT", 1_000)
    for number in range(20):
        log.append([_line(number, 200)])

    names = _names(log)
    assert len(names) > 2
    assert names[-1] == "keyfob.jsonl"
    read = b"".join(log.read(name, 0, 100_000) for name in names)
    assert [json.loads(line)["n"] for line in read.splitlines()] == list(range(20))
    assert all(size < 1_300 for _name, _number, size in log.parts())


def test_all_files_together_are_bounded(log: LogFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "FILE_LIMIT", 1_000)
    monkeypatch.setattr(log_file, "ALL_LIMIT", 5_000)
    for number in range(200):
        log.append([_line(number, 200)])

    assert sum(size for _name, _number, size in log.parts()) < 5_000 + 300
    assert json.loads(log.read("keyfob.jsonl", 0, 100_000).splitlines()[-1])["n"] == 199


@pytest.mark.parametrize("away", [-DAY, DAY, 400 * DAY])
def test_another_day_is_another_file(log: LogFile, away: int) -> None:
    log.append([_line(1)])
    os.utime(log.path, (time.time() + away,) * 2)
    log.append([_line(2)])

    assert len(_names(log)) == 2
    assert log.read("keyfob.jsonl", 0, 100) == _line(2)


def test_what_is_older_than_a_week_goes(log: LogFile) -> None:
    for number, age in enumerate((9, 8, 3)):
        log.append([_line(number)])
        os.utime(log.path, (time.time() - age * DAY,) * 2)
    log.append([_line(3)])
    read = [json.loads(log.read(name, 0, 100))["n"] for name in _names(log)]

    assert read == [2, 3]


_WRITES = """
import json, sys
from desktop_app.system import log_file
log_file.FILE_LIMIT = 40_000
log_file.ALL_LIMIT = 40_000_000
log = log_file.LogFile(sys.argv[1])
for number in range(400):
    log.append([json.dumps({"who": sys.argv[2], "n": number, "fill": "x" * (number % 300)}).encode() + b"\\n"])
    assert not log.trouble, log.trouble
"""


def test_several_processes_write_whole_lines(log: LogFile, tmp_path: Path) -> None:
    words = [sys.executable, "-c", _WRITES, str(tmp_path / "state")]
    running = [subprocess.Popen([*words, str(number)], cwd=ROOT) for number in range(3)]
    assert [process.wait(120) for process in running] == [0, 0, 0]

    said = [json.loads(line) for name in _names(log) for line in log.read(name, 0, 10_000_000).splitlines()]
    assert len(_names(log)) > 3, "the file was turned while they wrote"
    assert sorted((one["who"], one["n"]) for one in said) == sorted(
        (str(who), number) for who in range(3) for number in range(400)
    )


def test_a_full_disk_silences_it_and_nobody_else(log: LogFile, monkeypatch: pytest.MonkeyPatch) -> None:
    log.append([_line(1)])

    def full(_descriptor: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(log_file.os, "write", full)
        log.append([_line(2)])
        assert log.trouble == "full"
    log.append([_line(3)])
    assert log.trouble == "full", "it rests before it tries again"
    monkeypatch.setattr(log, "_rests_until", 0.0)
    log.append([_line(4)])

    assert log.trouble == ""
    assert log.read("keyfob.jsonl", 0, 1_000) == _line(1) + _line(4)


def test_what_a_full_disk_cut_off_spoils_no_other_line(log: LogFile, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(log_file.os, "write", lambda descriptor, data: write(descriptor, data[:5]))
        log.append([_line(1)])
    assert log.trouble == "full"
    monkeypatch.setattr(log, "_rests_until", 0.0)
    log.append([_line(2)])

    assert log.read("keyfob.jsonl", 0, 1_000) == _line(1)[:5] + b"\n" + _line(2)


@posix
@pytest.mark.parametrize("kind", ["link", "folder", "fifo", "folder is a file", "folder is a link"])
def test_what_lies_in_the_way_silences_it(log: LogFile, tmp_path: Path, kind: str) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if kind == "folder is a file":
        (state / "logs").write_text("x")
    elif kind == "folder is a link":
        (state / "logs").symlink_to(elsewhere)
    else:
        (state / "logs").mkdir(mode=0o700)
        place = state / "logs" / "keyfob.jsonl"
        {
            "link": lambda: place.symlink_to(elsewhere / "target"),
            "folder": place.mkdir,
            "fifo": lambda: os.mkfifo(place),
        }[kind]()
    log.append([_line()])

    assert log.trouble == "odd"
    assert list(elsewhere.iterdir()) == []
    assert log.read("keyfob.jsonl", 0, 100) == b""
    assert [size for name, _number, size in log.parts() if name == "keyfob.jsonl"] == []


@posix
def test_a_folder_that_cannot_be_written_silences_it(
    log: LogFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_words: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    log.append([_line(1)])
    monkeypatch.setattr(log_file.os, "open", denied)
    log.append([_line(2)])

    assert log.trouble == "denied"
