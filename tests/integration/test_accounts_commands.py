"""Accounts by the command line on real files, with a real keychain and a real session."""

from __future__ import annotations

import json
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.command import PROGRAM, Keyfob
from tests.support.kill_sweep import build_killer
from tests.support.real import require
from tests.support.stage import Stage, failure

THEIRS = """\
[settings]
theme = "dark"
[accounts.lab]
issuer = "https://lab.example"
client_id = "l"
client_secret = "canary-secret"
[accounts.work]
issuer = "https://else.example"
client_id = "w"
"""


def tables(keyfob: Keyfob) -> dict[str, Any]:
    """The accounts in the settings file."""
    found: dict[str, Any] = tomllib.loads(keyfob.config_file.read_text(encoding="utf-8"))["accounts"]
    return found


def theirs(folder: Path, content: str = THEIRS) -> str:
    """A file to import."""
    file = folder / "theirs.toml"
    file.write_text(content, encoding="utf-8")
    return str(file)


def test_import_shows_refuses_and_adds_all_or_nothing(stage: Stage, tmp_path: Path) -> None:
    file, before = theirs(tmp_path), stage.keyfob.config_file.read_text()
    shown = stage.run("accounts", "import", file, "--dry-run", exits=2).json
    assert [(one["name"], one["clash"], one["client_secret"], one["as"]) for one in shown["accounts"]] == [
        ("lab", None, True, "lab"),
        ("work", "name", False, "work"),
    ]
    assert (shown["ignored"], shown["written"], shown["problems"]) == (["settings"], False, [])
    assert "canary-secret" not in json.dumps(shown)
    refused = stage.run("accounts", "import", file)
    assert failure(refused)[:2] == (2, "E_CONFIG")
    assert "work" in refused.json["error"]["message"]
    assert stage.keyfob.config_file.read_text() == before

    assert stage.run("accounts", "import", file, "--as", "work=else", exits=0).json["written"]
    assert list(tables(stage.keyfob)) == ["work", "lab", "else"]
    assert stage.keyfob.config_file.read_text().startswith(before.rstrip())
    assert stage.status("lab")["state"] == "signed_out"


def test_import_of_what_is_wrong_names_the_line(stage: Stage, tmp_path: Path) -> None:
    file = theirs(tmp_path, f'{THEIRS}[accounts.bad]\nissuer = "https://b.example"\nclient_id = 5\n')
    refused = stage.run("accounts", "import", file, "--skip", "work")
    assert failure(refused)[:2] == (2, "E_CONFIG")
    assert "line 12:" in refused.json["error"]["message"]
    assert list(tables(stage.keyfob)) == ["work"]
    stage.run("accounts", "import", file, "--only", "lab", exits=0)
    assert list(tables(stage.keyfob)) == ["work", "lab"]


def test_a_renamed_account_is_still_signed_in(stage: Stage) -> None:
    stage.signed_in()
    before = stage.status()
    stage.run("accounts", "rename", "work", "Büro 1", exits=0)
    after = stage.status("Büro 1")
    assert after == {**before, "name": "Büro 1"}
    stage.run("refresh", "Büro 1", exits=0)
    assert stage.status("Büro 1")["generation"] == before["generation"] + 1
    assert stage.keyfob.run("token", "Büro 1", exits=0).stdout.strip()
    assert stage.fails("status", "work")[:2] == (2, "E_CONFIG")
    assert len(list(stage.state_folder.rglob("accounts/*.json"))) == 1


def test_renaming_is_refused_where_it_cannot_be(stage: Stage) -> None:
    stage.keyfob.add_account("home", issuer="https://h.example", client_id="h")
    for words in (("work", "home"), ("work", ""), ("nobody", "x"), ("work", "a\nb")):
        assert stage.fails("accounts", "rename", *words)[:2] == (2, "E_CONFIG")
    for words in ((), ("work",), ("work", "b", "c")):
        assert stage.fails("accounts", "rename", *words)[:2] == (2, "E_USAGE")
    assert list(tables(stage.keyfob)) == ["work", "home"]


def test_not_while_it_is_being_signed_in(stage: Stage) -> None:
    with stage.start_login("--timeout", "60") as running:
        running.first_line()
        assert stage.fails("accounts", "rename", "work", "office")[:2] == (5, "E_LOCK")
    assert list(tables(stage.keyfob)) == ["work"]


@pytest.mark.timeout(240)
def test_killed_while_renaming_the_next_start_finds_one_whole_account(stage: Stage, tmp_path: Path) -> None:
    stage.signed_in()
    killer, report = build_killer(tmp_path), tmp_path / "report"
    names, killed = ("work", "office"), 0
    counted = 0
    for part in (None, 0.3, 0.45, 0.6, 0.7, 0.8, 0.9, 0.97):
        (old,) = tables(stage.keyfob)
        new = names[1] if old == names[0] else names[0]
        at = 0 if part is None else max(1, round(counted * part))
        report.unlink(missing_ok=True)
        Keyfob(stage.keyfob.env, program=(str(killer), str(at), str(report), *PROGRAM)).run(
            "accounts", "rename", old, new
        )
        require(report.exists(), "ptrace")
        made, struck, _call = report.read_text().split()
        counted = counted or int(made)
        killed += struck == "1"

        (named,) = tables(stage.keyfob)
        assert named in (old, new)
        assert stage.status(named)["state"] == "signed_in", f"killed at {at}"
        stage.keyfob.run("token", named, exits=0)
        kept = [path.name for path in stage.state_folder.rglob("accounts/*.json")]
        assert len(kept) == 1, "what was left over is cleared away"
        assert not list(stage.state_folder.rglob("renames/note.json"))
    assert killed >= 5
    stage.run("refresh", *tables(stage.keyfob), exits=0)


def test_another_identity_is_asked_for_and_shares_nothing(stage: Stage) -> None:
    stage.signed_in()
    stage.keyfob.add_account("second", **stage.provider.account)
    with stage.start_login("--timeout", "60", account="second") as running:
        line = running.first_line()
        assert parse_qs(urlsplit(line).query)["prompt"] == ["login"]
    stage.signed_in(account="second")
    with stage.start_login("--timeout", "60", account="second") as running:
        assert "prompt" not in parse_qs(urlsplit(running.first_line()).query), "now it is known whose it is"
    stage.run("logout", "second", "--local", exits=0)
    assert stage.status("second")["state"] == "signed_out"
    assert stage.status("work")["state"] == "signed_in"
    stage.run("refresh", "work", exits=0)


def test_removing_takes_it_out_of_the_file(stage: Stage) -> None:
    stage.keyfob.configure(f"# mine\n{stage.keyfob.config_file.read_text()}\n[accounts.home]  # kept\n"
                           'issuer = "https://h.example"\nclient_id = "h"\n')  # fmt: skip
    stage.signed_in()
    stage.run("accounts", "remove", "work", exits=0)
    text = stage.keyfob.config_file.read_text()
    assert list(tables(stage.keyfob)) == ["home"]
    assert "# mine" in text
    assert "# kept" in text
    assert not list(stage.state_folder.rglob("tokens/*.bin"))


def test_many_at_once_lose_nothing(stage: Stage, tmp_path: Path) -> None:
    """Six commands change the file at the same time."""
    stage.keyfob.add_account("old", issuer="https://o.example", client_id="o")
    file = theirs(tmp_path)
    commands = [
        *[("add", f"n{number}", "--issuer", f"https://n{number}.example", "--client-id", "n") for number in range(3)],
        ("import", file, "--only", "lab"),
        ("rename", "old", "new"),
        ("remove", "work"),
    ]
    with ThreadPoolExecutor(len(commands)) as pool:
        done = list(pool.map(lambda words: stage.run("accounts", *words), commands))
    assert [one.exit for one in done] == [0] * len(commands), [one.stderr for one in done]
    assert set(tables(stage.keyfob)) == {"n0", "n1", "n2", "lab", "new"}
