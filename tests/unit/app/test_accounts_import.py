"""Accounts out of somebody else's file: hostile, bounded, all or nothing."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from desktop_app.app.account_import import MAX_ACCOUNTS, MAX_PROBLEMS, Plan, add_chosen, free_name, read_plan
from desktop_app.app.config import Config, load
from desktop_app.errors import Code, KeyfobError

MINE = '[accounts.home]\nissuer = "https://home.example"\nclient_id = "h"\n'
THEIRS = """\
[settings]
close_to_tray = false
[policy]
locked = ["accounts"]
[accounts.home]
issuer = "https://evil.example"
client_id = "h"
[accounts.work]
issuer = "https://work.example"
client_id = "w"
client_secret = "canary-secret"
ca_file = "certs/ca.pem"
[accounts.again]
issuer = "https://home.example"
client_id = "h"
[accounts.bad]
issuer = "https://bad.example"
client_id = "b"
colour = "red"
[[odd]]
"""


@pytest.fixture
def found(tmp_path: Path) -> Config:
    user = tmp_path / "mine" / "config.toml"
    user.parent.mkdir()
    user.write_text(MINE)
    (tmp_path / "machine.toml").write_text('[policy]\nlocked = ["accounts.kept"]\n')
    return load(str(user), str(tmp_path / "machine.toml"), machine_trusted=lambda _path: True)


def plan(found: Config, tmp_path: Path, content: str | bytes = THEIRS) -> Plan:
    file = tmp_path / "theirs.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_plan(found, str(file))


def refused(call: object, *args: object) -> KeyfobError:
    with pytest.raises(KeyfobError) as caught:
        call(*args)  # type: ignore[operator]  # the table holds objects
    assert caught.value.code is Code.E_CONFIG
    return caught.value


def test_what_it_would_add_and_what_clashes(found: Config, tmp_path: Path) -> None:
    offered = plan(found, tmp_path)
    assert [(one.name, one.issuer, one.clash, one.same_as, one.has_secret) for one in offered.found] == [
        ("home", "https://evil.example", "name", "", False),
        ("work", "https://work.example", "", "", True),
        ("again", "https://home.example", "", "home", False),
    ]
    assert [one.suggested for one in offered.found] == ["home 2", "work", "again"]
    assert offered.ignored == ("settings", "policy", "odd")
    (problem,) = offered.problems
    assert (problem.text, problem.params["line"], problem.params["key"]) == (
        "config.unknown_key", THEIRS.splitlines().index('colour = "red"') + 1, "accounts.bad.colour",
    )  # fmt: skip


def test_nothing_of_it_counts_but_what_was_chosen(found: Config, tmp_path: Path) -> None:
    offered = plan(found, tmp_path)
    assert Path(found.user_file).read_text() == MINE, "looking writes nothing"
    after = add_chosen(found, offered, {"home": "other", "work": "work"})
    assert after.names == ("home", "other", "work")
    assert after.settings["close_to_tray"] is True
    assert not after.is_locked("accounts", "home")
    text = Path(found.user_file).read_text()
    assert text.startswith(MINE)
    assert "policy" not in text
    assert "again" not in text
    values = after.values("work")
    assert not isinstance(values, KeyfobError)
    assert values["ca_file"] == str(tmp_path / "certs" / "ca.pem"), "beside the file it came from"
    assert values["client_secret"] == "canary-secret"


@pytest.mark.parametrize(
    ("chosen", "text"),
    [
        ({"work": "work", "home": "home"}, "config.exists"),
        ({"work": "one", "again": "one"}, "accounts.twice"),
        ({"work": "work", "again": "kept"}, "config.set_by_company"),
        ({"work": "work", "again": "a\nb"}, "accounts.bad_name"),
        ({"work": "work", "bad": "bad"}, "config.unknown_key"),
        ({"work": "work", "nobody": "nobody"}, "accounts.not_in_file"),
    ],
)
def test_one_that_cannot_be_added_stops_all(found: Config, tmp_path: Path, chosen: dict[str, str], text: str) -> None:
    offered = plan(found, tmp_path)
    assert refused(add_chosen, found, offered, chosen).text == text
    assert Path(found.user_file).read_text() == MINE


def test_the_companys_name_is_kept_free(found: Config, tmp_path: Path) -> None:
    (one,) = plan(found, tmp_path, '[accounts.kept]\nissuer = "https://k.example"\nclient_id = "k"\n').found
    assert (one.clash, one.suggested) == ("company", "kept 2")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "accounts.none_in_file"),
        (b"[settings]\n", "accounts.none_in_file"),
        (b"accounts = 5\n", "config.not_a_table"),
        (b"[accounts.a\n", "config.syntax"),
        (b"a = 1\na = 2\n", "config.syntax"),
        (b"\xff\xfe", "config.not_utf8"),
        (b"a = " + b"[" * 5000, "config.too_deep"),
        (b"#" * 1_000_001, "config.too_long"),
        (b"a = " + b"9" * 5000, "config.syntax"),
        (b"".join(b"[accounts.a%d]\n" % number for number in range(MAX_ACCOUNTS + 1)), "accounts.too_many"),
    ],
    ids=["empty", "no accounts", "number", "half", "twice", "utf-8", "deep", "long", "digits", "many"],
)
def test_a_file_that_is_none(found: Config, tmp_path: Path, content: bytes, text: str) -> None:
    assert refused(plan, found, tmp_path, content).text == text


def test_no_file_a_folder_and_a_pipe(found: Config, tmp_path: Path) -> None:
    assert refused(read_plan, found, str(tmp_path / "none.toml")).text == "accounts.no_file"
    assert refused(read_plan, found, str(tmp_path)).text in ("config.no_plain_file", "config.unreadable")
    os.mkfifo(tmp_path / "pipe.toml")
    assert refused(read_plan, found, str(tmp_path / "pipe.toml")).text == "config.no_plain_file"


def test_many_wrong_accounts_are_told_of_up_to_a_bound(found: Config, tmp_path: Path) -> None:
    """In a file of the largest size: each line is looked for again, and that must not take minutes."""
    lines = [f"[accounts.a{number}]\ncolour = 1\n# {'x' * 4500}\n" for number in range(MAX_ACCOUNTS)]
    begun = time.monotonic()
    offered = plan(found, tmp_path, "".join(lines))
    assert len(offered.problems) == MAX_PROBLEMS
    assert [problem.params["line"] for problem in offered.problems[:3]] == [2, 5, 8]
    assert offered.found == ()
    assert time.monotonic() - begun < 60, "it takes about a second"


def test_accounts_written_otherwise_than_as_tables(found: Config, tmp_path: Path) -> None:
    offered = plan(found, tmp_path, '[accounts]\na = 5\n"b c" = {issuer = "https://b.example", client_id = "b"}\n')
    assert [one.name for one in offered.found] == ["b c"]
    assert [problem.params["line"] for problem in offered.problems] == [2]


def test_nothing_that_is_shown_holds_the_secret(found: Config, tmp_path: Path) -> None:
    offered = plan(found, tmp_path)
    assert "canary-secret" not in repr(offered)
    assert not any("canary-secret" in repr(problem) for problem in offered.problems)


def test_a_free_name_fits() -> None:
    assert free_name("a", frozenset()) == "a"
    assert free_name("a", frozenset({"a", "a 2"})) == "a 3"
    assert len(free_name("x" * 64, frozenset({"x" * 64}))) <= 64
