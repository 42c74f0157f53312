"""What the documents say exists: links, error codes, modules and tests they name, commands they show."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from desktop_app.app.texts import title
from desktop_app.cli.arguments import parse
from desktop_app.errors import Code, exit_status, is_retryable
from tests.support.command import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "packaging").glob("*.md")])
THREATS = ROOT / "docs" / "THREATS.md"
_AGAIN = " Trying the same thing again can help."


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _anchors(page: Path) -> set[str]:
    """As they are made of the headings: lower case, words alone, hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", _text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _links(page: Path) -> list[str]:
    plain = re.sub(r"^```.*?^```", "", _text(page), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", plain))


def test_there_are_pages_with_links() -> None:
    assert len(PAGES) > 15
    assert sum(len(_links(page)) for page in PAGES) > 60


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in _links(page):
        if re.match(r"(https?|mailto):", link):
            continue
        where, _, anchor = link.partition("#")
        target = (page.parent / where).resolve() if where else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_decision_is_linked() -> None:
    listed = _links(ROOT / "docs" / "decisions" / "README.md")
    there = {page.name for page in (ROOT / "docs" / "decisions").glob("0*.md")}
    assert there - {Path(link).name for link in listed} == set()


def test_every_page_of_the_guide_is_listed() -> None:
    guide = ROOT / "docs" / "guide"
    listed = {link.partition("#")[0] for link in _links(guide / "README.md")}
    assert {page.name for page in guide.glob("*.md")} - listed == {"README.md"}


def test_every_error_has_its_entry() -> None:
    page = _text(ROOT / "docs" / "guide" / "errors.md")
    entries = dict(re.findall(r"^## (E_\w+)\n\n(.+)$", page, re.MULTILINE))
    assert entries == {
        code.value: f"**{title(code)}** (exit {exit_status(code)}).{_AGAIN if is_retryable(code) else ''}"
        for code in Code
    }
    bodies = re.split(r"^## E_\w+$", page, flags=re.MULTILINE)[1:]
    assert [body for body in bodies if "\nWhat to do: " not in body] == []


def test_no_page_names_a_code_that_is_none() -> None:
    known = {code.value for code in Code}
    assert {
        (_name(page), word) for page in PAGES for word in re.findall(r"\bE_[A-Z_]+\b", _text(page)) if word not in known
    } == set()


def _commands() -> list[tuple[str, str]]:
    """(page, words) of every `keyfob` line in a block: what it answers is left out, and what a person must fill in."""
    found = []
    for page in PAGES:
        for block in re.findall(r"^```\w*\n(.*?)^```", _text(page), re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                match = re.match(r"(?:\$ )?keyfob(?= |$)(.*)", line)
                if match:
                    words = re.split(r"  +|\s#|[|<>;]", match[1].strip())[0]
                    found.append((_name(page), words))
    return found


def test_every_command_shown_is_one() -> None:
    commands = _commands()
    assert len(commands) > 15
    for page, words in commands:
        if "[" not in words and "COMMAND" not in words:
            assert parse(shlex.split(words)).command is not None or "--" in words, (page, words)


def _promises() -> dict[str, str]:
    parts = re.split(r"^### (P\d+) .+$", _text(THREATS).partition("## No promises")[0], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_promise_says_from_whom_by_what_how_far_and_how_it_is_known() -> None:
    names = re.findall(r"^### (P\d+)", _text(THREATS), re.MULTILINE)
    assert names == [f"P{number}" for number in range(1, len(names) + 1)]
    for name, body in _promises().items():
        for part in ("The attacker", "Held by", "Ends where", "Tests"):
            assert f"- **{part}" in body, (name, part)


@pytest.mark.parametrize("name", _promises())
def test_what_holds_a_promise_exists(name: str) -> None:
    body = _promises()[name]
    modules = re.findall(r"`(desktop_app/[\w/.]+)`", body)
    tests = re.findall(r"`(tests/[\w/.]+)::(\w+)`", body)
    assert modules
    assert tests
    assert [module for module in modules if not (ROOT / module).exists()] == []
    assert [f"{file}::{test}" for file, test in tests if not _has(ROOT / file, test)] == []


def _has(file: Path, test: str) -> bool:
    return file.is_file() and re.search(rf"^(async )?def {test}\(", _text(file), re.MULTILINE) is not None


def test_the_map_names_every_package() -> None:
    page = _text(ROOT / "docs" / "ARCHITECTURE.md")
    there = {one.name for one in (ROOT / "desktop_app").iterdir() if (one / "__init__.py").is_file()}
    assert there - set(re.findall(r"`desktop_app/(\w+)`", page)) == set()
    named = set(re.findall(r"`((?:desktop_app|tests|packaging|resources)/[\w/.]+)`", page))
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
