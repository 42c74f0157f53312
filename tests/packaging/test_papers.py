"""What goes with the program: licences, the bill of materials, man page, completions, icons, the Windows script."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import struct
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

from desktop_app import __version__
from desktop_app.cli.arguments import COMMANDS
from tests.support.real import require
from tests.support.tree import ROOT

PACKAGING = ROOT / "packaging"


@pytest.fixture(autouse=True)
def _scripts_find_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PACKAGING))


def script(name: str) -> ModuleType:
    """A script of packaging/, under the name by which the others import it."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, PACKAGING / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.mark.slow
def test_every_distribution_inside_has_its_licence(frozen: Path) -> None:
    from PyInstaller.archive.readers import CArchiveReader  # type: ignore[import-untyped]  # it has no types

    text = (frozen / "LICENCES.txt").read_text("utf-8")
    program = CArchiveReader(str(frozen / "keyfob"))
    (archive,) = (name for name, entry in program.toc.items() if entry[-1] == "z")
    tops = {name.split(".")[0] for name in program.open_embedded_archive(archive).toc}
    tops |= {path.name.split(".")[0] for path in (frozen / "_internal").iterdir()}
    owners = metadata.packages_distributions()
    inside = {owner for top in tops for owner in owners.get(top, ())} - {"keyfob", "pyinstaller-hooks-contrib"}

    listed = re.findall(r"^={78}\n(.+) \S+\n.+\n={78}$", text, re.MULTILINE)
    assert {name.lower() for name in inside} - {name.lower() for name in listed} == set()
    assert len(inside) > 20
    for own_words in (
        "GNU LESSER GENERAL PUBLIC LICENSE",
        "PYTHON SOFTWARE FOUNDATION LICENSE",
        "FreeType",
        "HarfBuzz",
    ):
        assert own_words.lower() in text.lower()
    assert "You may replace" in text


@pytest.mark.slow
def test_the_bill_of_materials_names_what_is_inside(frozen: Path) -> None:
    bill = json.loads((frozen.with_name("keyfob.papers") / "sbom.cdx.json").read_text("utf-8"))

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["version"] == __version__
    parts = {part["name"]: part for part in bill["components"]}
    assert {"Python", "Qt", "cryptography", "Authlib", "requests"} <= parts.keys()
    assert parts["cryptography"]["purl"] == f"pkg:pypi/cryptography@{metadata.version('cryptography')}"
    assert all(part["licenses"] for part in parts.values())
    references = [part["bom-ref"] for part in bill["components"]]
    assert len(set(references)) == len(references)
    assert bill["dependencies"][0]["dependsOn"] == references


def test_each_command_is_in_the_man_page_and_the_completions() -> None:
    pages = script("pages")
    page, shells = pages.man_page("2026-11-23"), (pages.bash(), pages.zsh(), pages.fish())

    for name, command in COMMANDS.items():
        assert all(word in shell for word in name.split() for shell in shells), name
        for option in command.options:
            assert all(option in shell for shell in shells[:2]), option
            assert f"-l {option[2:]}" in shells[2], option
    told = {
        re.sub(r"\\", "", words) for words in re.findall(r"^\\fBkeyfob ([^\\]*(?:\\-[^\\]*)*)\\fR", page, re.MULTILINE)
    }
    assert set(pages.summaries()) & COMMANDS.keys() == told & COMMANDS.keys()
    assert "E_KEYCHAIN_LOCKED" in page.replace("\\", "")


BASH = """
keyfob() { echo '{"accounts": [{"name": "work", "issuer": "x"}, {"name": "home", "issuer": "y"}]}'; }
. "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _keyfob; printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    ("words", "wanted", "not_wanted"),
    [
        (["log"], {"login", "logout"}, {"status"}),
        (["token", ""], {"work", "home", "--min-ttl", "--json"}, {"login", "--local"}),
        (["accounts", ""], {"add", "remove"}, {"work"}),
        (["accounts", "remove", ""], {"work", "home"}, {"add"}),
        (["accounts", "add", "x", "--iss"], {"--issuer"}, {"work"}),
        (["login", "--timeout", ""], set(), {"work", "--json"}),
    ],
)
def test_bash_completes(tmp_path: Path, words: list[str], wanted: set[str], not_wanted: set[str]) -> None:
    file = tmp_path / "keyfob"
    file.write_text(script("pages").bash(), "utf-8")

    done = subprocess.run(["bash", "-c", BASH, "bash", str(file), "keyfob", *words], capture_output=True, text=True)

    offered = set(done.stdout.split())
    assert done.stderr == ""
    assert wanted - offered == set()
    assert offered & not_wanted == set()


@pytest.mark.parametrize(("shell", "made"), [("bash", "bash"), ("zsh", "zsh"), ("fish", "fish")])
def test_completions_are_sound(tmp_path: Path, shell: str, made: str) -> None:
    require(shutil.which(shell) is not None, shell)
    file = tmp_path / "completion"
    file.write_text(getattr(script("pages"), made)(), "utf-8")

    done = subprocess.run([shell, "-n", str(file)], capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"})

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_icons_have_their_sizes(tmp_path: Path) -> None:
    script("icons").write(ROOT / "resources" / "icons" / "keyfob.svg", tmp_path)

    for size in (16, 22, 24, 32, 48, 64, 128, 256, 512):
        assert struct.unpack(">II", (tmp_path / f"{size}.png").read_bytes()[16:24]) == (size, size)
    assert (tmp_path / "program.ico").read_bytes()[:6] == struct.pack("<HHH", 0, 1, 6)
    data = (tmp_path / "program.icns").read_bytes()
    assert (data[:4], struct.unpack(">I", data[4:8])[0]) == (b"icns", len(data))


def test_the_windows_script_compiles(tmp_path: Path) -> None:
    require(shutil.which("makensis") is not None, "makensis")
    program, papers = tmp_path / "keyfob", tmp_path / "papers"
    (program / "_internal").mkdir(parents=True)
    for name in ("keyfob.exe", "keyfobw.exe", "_internal/library.dll"):
        (program / name).write_bytes(b"MZ")
    script("icons").write(ROOT / "resources" / "icons" / "keyfob.svg", papers / "icons")
    (papers / "LICENCES.txt").write_text("words", "utf-8")

    assert script("nsis").main([str(program), str(papers), str(tmp_path)]) == 0

    made = tmp_path / f"keyfob-{__version__}-windows-setup.exe"
    assert made.read_bytes()[:2] == b"MZ"
    assert made.stat().st_size > 50_000


def test_what_windows_shows_of_the_program_is_a_version_resource() -> None:
    versions, identity = script("versions"), script("identity")
    text = versions.windows_text(identity.identity({}), "keyfob")

    compile(text, "version", "eval")
    assert versions.numbers("1.2.3rc4") == (1, 2, 3, 4)
    assert versions.numbers("0.1") == (0, 1, 0, 0)
    assert "StringStruct('OriginalFilename', 'keyfob.exe')" in text


@pytest.mark.parametrize("name", ["", "Keyfob", "a", "Acme; rm", "x" * 41, "Ä"])
def test_names_that_a_build_cannot_have(tmp_path: Path, name: str) -> None:
    identity = script("identity")
    config = tmp_path / "company.toml"
    config.write_text("", "utf-8")

    with pytest.raises(identity.BadIdentity):
        identity.identity({"KEYFOB_NAME": name, "KEYFOB_CONFIG": str(config)})


def test_the_release_workflow_pins_its_actions() -> None:
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")
    used = re.findall(r"uses: (\S+)(.*)", workflow)

    assert len(used) >= 4
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name) and re.match(r" # v\d", note) for name, note in used)
