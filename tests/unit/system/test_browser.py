"""The system browser: what is started, with which environment, and what is noticed when it fails."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.system.browser import SystemBrowser, browser_commands, child_environment
from desktop_app.system.web_address import is_web_address
from tests.support.patience import until

#: For programs that end by themselves: what came of them is looked at.
PATIENT = SystemBrowser(patience=600)
URL = "https://op.example/authorize?client_id=a&state=b%20c"

if sys.platform == "win32":
    pytest.skip("shell scripts stand in for openers", allow_module_level=True)


def program(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    path.chmod(0o700)
    return path


def noting(path: Path, notes: Path, *lines: str) -> Path:
    """A program that notes its arguments, its environment and where its output goes."""
    script = (
        "import json, os, sys\n"
        "note = {'words': sys.argv[1:], 'env': dict(os.environ), 'session': os.getsid(0) == os.getpid(),\n"
        "        'output': [os.path.realpath(f'/proc/self/fd/{number}') for number in (0, 1, 2)]}\n"
        f"open({str(notes)!r}, 'w').write(json.dumps(note))\n"
    )
    inner = path.with_suffix(".py")
    inner.write_text(script, encoding="utf-8")
    return program(path, *lines, f'exec {sys.executable} -I "{inner}" "$@"')


@pytest.fixture(autouse=True)
def _path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


def failure(browser: SystemBrowser, url: str = URL) -> KeyfobError:
    with pytest.raises(KeyfobError) as caught:
        browser.open(url)
    assert caught.value.code is Code.E_BROWSER
    assert "state" not in str(caught.value) + str(caught.value.params)
    return caught.value


def test_the_desktops_opener_gets_the_address_and_nothing_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noting(tmp_path / "xdg-open", tmp_path / "notes")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path / "ours"))
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", str(tmp_path / "theirs"))
    PATIENT.open(URL)
    note = json.loads((tmp_path / "notes").read_text())
    assert note["words"] == [URL]
    assert note["output"] == ["/dev/null"] * 3
    assert note["session"]
    assert "QT_QPA_PLATFORM" not in note["env"]
    assert note["env"]["LD_LIBRARY_PATH"] == str(tmp_path / "theirs")
    assert "LD_LIBRARY_PATH_ORIG" not in note["env"]
    assert note["env"]["HOME"] == os.environ["HOME"]


def test_browser_goes_before_the_desktops_opener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "xdg-open", f"touch {tmp_path}/opened")
    noting(tmp_path / "my browser", tmp_path / "notes")
    monkeypatch.setenv("BROWSER", f'"{tmp_path}/my browser" --new %s --last')
    PATIENT.open(URL)
    assert json.loads((tmp_path / "notes").read_text())["words"] == ["--new", URL, "--last"]
    assert not (tmp_path / "opened").exists()


def test_the_next_of_browser_is_tried_where_one_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "broken", "exit 3")
    noting(tmp_path / "good", tmp_path / "notes")
    monkeypatch.setenv("BROWSER", f"{tmp_path}/missing:{tmp_path}/broken:{tmp_path}/good")
    PATIENT.open(URL)
    assert json.loads((tmp_path / "notes").read_text())["words"] == [URL]


@pytest.mark.parametrize("hidden", ["; touch owned", "$(touch owned)", "`touch owned`", "| touch owned"])
def test_no_shell_reads_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hidden: str) -> None:
    monkeypatch.chdir(tmp_path)
    noting(tmp_path / "browser", tmp_path / "notes")
    monkeypatch.setenv("BROWSER", f"{tmp_path}/browser {hidden} %s")
    PATIENT.open("https://op.example/?a=$(touch%20owned);b='c'&d=e")
    assert (
        json.loads((tmp_path / "notes").read_text())["words"][-1] == "https://op.example/?a=$(touch%20owned);b='c'&d=e"
    )
    assert not (tmp_path / "owned").exists()


def test_no_opener_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert failure(PATIENT).text == "browser.no_opener"
    monkeypatch.setenv("BROWSER", "  ")
    assert failure(PATIENT).text == "browser.no_opener"


def test_a_program_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", f"{tmp_path}/gone --flag %s")
    error = failure(PATIENT)
    assert (error.text, error.params) == ("browser.opener_missing", {"program": "gone"})


def test_an_opener_that_fails_is_told(tmp_path: Path) -> None:
    program(tmp_path / "xdg-open", "exit 3")
    error = failure(PATIENT)
    assert (error.text, error.params) == ("browser.opener_failed", {"program": "xdg-open", "status": 3})


def test_a_browser_in_the_foreground_is_not_waited_for_and_leaves_no_zombie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "stays", f"echo $$ >{tmp_path}/pid", "read line <$0.pipe", "exit 1")
    os.mkfifo(tmp_path / "stays.pipe")
    monkeypatch.setenv("BROWSER", str(tmp_path / "stays"))
    start = time.monotonic()
    SystemBrowser(patience=0.2).open(URL)  # it comes back, though the browser stays
    assert time.monotonic() - start > 0.15
    until("the browser tells its process id", lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    pid = int((tmp_path / "pid").read_text())
    os.kill(pid, 0)
    (tmp_path / "stays.pipe").write_text("go on\n")
    until("nothing of it is left", lambda: not Path(f"/proc/{pid}").exists())  # a zombie would stay there


def test_a_visit_ends_the_watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "stays.pipe")
    program(tmp_path / "stays", f"touch {tmp_path}/visited", "read line <$0.pipe")
    monkeypatch.setenv("BROWSER", str(tmp_path / "stays"))
    SystemBrowser(visits=lambda: int((tmp_path / "visited").exists()), patience=3600).open(URL)
    assert (tmp_path / "visited").exists()
    (tmp_path / "stays.pipe").write_text("end\n")


def test_a_browser_that_came_and_then_failed_was_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "comes", f"touch {tmp_path}/visited", "exit 1")
    monkeypatch.setenv("BROWSER", str(tmp_path / "comes"))
    SystemBrowser(visits=lambda: int((tmp_path / "visited").exists()), patience=600).open(URL)
    assert (tmp_path / "visited").exists()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "op.example",
        "//op.example/",
        "https:op.example",
        "https://",
        "https:///path",
        "https://?a",
        "https://:443/",
        "https://op.example:port/",
        "https://op.example:70000/",
        "https://[::1/",
        "https://user:secret@op.example/",
        "https://op.example@evil.example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://op.example/",
        "ms-settings:",
        "data:text/html,x",
        "https://op.example/a b",
        "https://op.example/\n--flag",
        "https://op.example/\x00",
        "https://op.example/\x7f",
        'https://op.example/"',
        "https://op.example/`id`",
        "https://op.example/a\\b",
        "https://op.example/<x>",
        "https://op.example/a|b",
        "https://op.example/a^b",
        "https://\u00f6p.example/",
        " https://op.example/",
        "--flag=https://op.example/",
        "https://op.example/" + "a" * 16_384,
    ],
)
def test_only_web_addresses_are_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    program(tmp_path / "browser", f"touch {tmp_path}/opened")
    monkeypatch.setenv("BROWSER", str(tmp_path / "browser"))
    assert failure(PATIENT, url).text == "browser.bad_address"
    assert not (tmp_path / "opened").exists()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:80/", "https://op.example", "HTTPS://OP.example/a?b=c%20d#e", "http://[::1]:4711/start/x"]
)
def test_web_addresses(url: str) -> None:
    assert is_web_address(url)


@pytest.mark.parametrize(
    ("variable", "commands"),
    [
        ("firefox", [["firefox", "URL"]]),
        ("firefox %s", [["firefox", "URL"]]),
        ("firefox --url=%s &", [["firefox", "--url=URL"]]),
        ("'/opt/my browser/x' -a", [["/opt/my browser/x", "-a", "URL"]]),
        ("a:b %s::c", [["a", "URL"], ["b", "URL"], ["c", "URL"]]),
        ("a %%s", [["a", "%s"]]),
        ("a %%20 x%cy", [["a", "%20", "x:y", "URL"]]),
        ("'open quotation:b", [["b", "URL"]]),
        ("&", []),
        (" ", []),
    ],
)
def test_browser_variable(variable: str, commands: list[list[str]]) -> None:
    assert list(browser_commands(variable, "URL")) == commands


def test_the_address_is_never_read_for_placeholders() -> None:
    assert list(browser_commands("a %s", "https://x/%c%s%%")) == [["a", "https://x/%c%s%%"]]


@pytest.mark.parametrize(
    ("before", "frozen", "after"),
    [
        ({"LD_LIBRARY_PATH": "ours", "LD_LIBRARY_PATH_ORIG": "theirs"}, True, {"LD_LIBRARY_PATH": "theirs"}),
        ({"LD_LIBRARY_PATH": "ours", "LD_LIBRARY_PATH_ORIG": ""}, True, {}),
        ({"LD_LIBRARY_PATH": "ours"}, True, {}),
        ({"DYLD_LIBRARY_PATH": "ours"}, True, {}),
        ({"LD_LIBRARY_PATH": "the person's"}, False, {"LD_LIBRARY_PATH": "the person's"}),
        ({"_PYI_ARCHIVE_FILE": "x", "_PYI_PARENT_PROCESS_LEVEL": "1", "LANG": "C"}, True, {"LANG": "C"}),
        ({"QT_PLUGIN_PATH": "x", "QT_QPA_PLATFORM": "x", "QML2_IMPORT_PATH": "x"}, False, {}),
        ({"QT_SCALE_FACTOR": "2", "DISPLAY": ":0"}, False, {"QT_SCALE_FACTOR": "2", "DISPLAY": ":0"}),
    ],
)
def test_the_childs_environment(before: dict[str, str], frozen: bool, after: dict[str, str]) -> None:
    assert child_environment(before, frozen=frozen) == after
