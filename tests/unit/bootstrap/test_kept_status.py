"""The kept answer of `keyfob status --json`: given only while nothing has changed that it was made from."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from desktop_app.app.status import account_key
from desktop_app.bootstrap.kept_status import NAME, KeptStatus
from desktop_app.system.files import PrivateFiles
from desktop_app.system.lock import FileLocks

if TYPE_CHECKING:
    from desktop_app.bootstrap.engine import Engine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is kept on Windows")

KEY = account_key("work")
FOUND: dict[str, object] = {"accounts": [{"name": "work", "state": "signed_in", "username": "ada\n\n\u2028"}]}
LINE = '{"accounts": [{"name": "work", "state": "signed_in", "username": "ada\\n\\n\\u2028"}]}\n'


class Home:
    """Settings and state of one account."""

    def __init__(self, place: Path) -> None:
        self.config = place / "config" / "keyfob" / "config.toml"
        self.config.parent.mkdir(parents=True)
        self.config.write_text("# nothing\n")
        self.state = place / "state" / "keyfob"
        self.files = PrivateFiles(self.state)
        self.files.write(f"accounts/{KEY}.json", b"{}")
        self.locks = FileLocks(self.state / "locks")
        for name in (KEY, f"{KEY}-login"):
            self.locks.acquire(name, timeout=1).release()
        self.settings = SimpleNamespace(errors=(), notices=(), names=("work",))

    @property
    def engine(self) -> Engine:
        return cast("Engine", SimpleNamespace(config=self.settings, files=self.files))

    @property
    def kept(self) -> Path:
        return self.state / NAME


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LC_ALL", "C")
    now = time.time() + 60
    monkeypatch.setattr(time, "time", lambda: now)
    made = Home(tmp_path)
    KeptStatus().take(made.engine, FOUND)
    return made


def test_the_same_line_again(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    assert KeptStatus().answer()
    assert KeptStatus().answer()
    assert capfd.readouterr().out == LINE + LINE
    assert home.kept.stat().st_mode & 0o777 == 0o600


CHANGES: dict[str, Callable[[Home], object]] = {
    "state": lambda home: home.files.write(f"accounts/{KEY}.json", b"{}"),
    "another account's state": lambda home: home.files.write(f"accounts/{account_key('home')}.json", b"{}"),
    "state removed": lambda home: home.files.remove(f"accounts/{KEY}.json"),
    "tombstone": lambda home: home.files.write(f"tombstones/{KEY}.json", b"{}"),
    "new lock": lambda home: home.locks.acquire("other", timeout=1).release(),
    "settings in place": lambda home: home.config.write_text("# nothing\n# more\n"),
    "settings touched": lambda home: os.utime(home.config, (1, 1)),
    "settings' mode": lambda home: home.config.chmod(0o644 if home.config.stat().st_mode & 0o777 != 0o644 else 0o600),
    "settings replaced": lambda home: (home.config.with_name("new").write_text("# nothing\n"),
                                       os.replace(home.config.with_name("new"), home.config)),
    "settings removed": lambda home: home.config.unlink(),
    "rubbish": lambda home: home.kept.write_bytes(b"\xff\x00rubbish"),
    "empty": lambda home: home.kept.write_bytes(b""),
    "of another version": lambda home: home.kept.write_bytes(home.kept.read_bytes().replace(b"keyfob-status 1", b"x")),
    "readable by others": lambda home: home.kept.chmod(0o644),
    "in a place open to others": lambda home: home.kept.parent.chmod(0o755),
    "a link": lambda home: (home.kept.rename(home.kept.with_name("x")), home.kept.symlink_to("x")),
    "a pipe": lambda home: (home.kept.unlink(), os.mkfifo(home.kept, 0o600)),
    "gone": lambda home: home.kept.unlink(),
    "huge": lambda home: home.kept.write_bytes(home.kept.read_bytes() + b" " * 1_000_001),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_is_asked_anew(what: str, home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    assert KeptStatus().answer(), "it holds before"
    CHANGES[what](home)

    assert not KeptStatus().answer()
    assert capfd.readouterr().out == LINE


@pytest.mark.parametrize("lock", [KEY, f"{KEY}-login"])
def test_somebody_is_at_work(lock: str, home: Home) -> None:
    with home.locks.acquire(lock, timeout=1):
        assert not KeptStatus().answer()
        home.kept.unlink()
        KeptStatus().take(home.engine, FOUND)
        assert not home.kept.exists(), "kept while somebody is at work"
    KeptStatus().take(home.engine, FOUND)
    assert KeptStatus().answer()


@pytest.mark.parametrize("variable", ["LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"])
def test_another_language(variable: str, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "de_DE.UTF-8")
    assert not KeptStatus().answer()


def test_what_changed_while_the_answer_was_made_is_noticed(home: Home) -> None:
    begun = KeptStatus()
    home.files.write(f"accounts/{KEY}.json", b"{}")
    begun.take(home.engine, FOUND)

    assert not KeptStatus().answer()


def test_a_file_of_this_moment_may_change_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.kept.unlink()
    changed = (home.state / "accounts").stat().st_mtime
    monkeypatch.setattr(time, "time", lambda: changed + 1)
    KeptStatus().take(home.engine, FOUND)
    assert not home.kept.exists()
    monkeypatch.setattr(time, "time", lambda: changed - 1)
    KeptStatus().take(home.engine, FOUND)
    assert not home.kept.exists()


@pytest.mark.parametrize("beside", ["errors", "notices"])
def test_an_answer_with_words_beside_it_is_not_kept(beside: str, home: Home) -> None:
    home.kept.unlink()
    setattr(home.settings, beside, ("trouble",))
    KeptStatus().take(home.engine, FOUND)

    assert not home.kept.exists()


def test_looking_leaves_nothing_behind(tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "nothing"))
    kept = KeptStatus()
    assert not kept.answer()
    kept.take(home.engine, FOUND)

    assert not (tmp_path / "nothing").exists()


def test_a_disk_that_takes_nothing_is_no_trouble(home: Home) -> None:
    home.kept.unlink()
    home.kept.mkdir()
    KeptStatus().take(home.engine, FOUND)

    assert home.kept.is_dir()
    assert not KeptStatus().answer()
