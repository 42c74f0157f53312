"""The Debian package in a bare Debian 12: from install to removal, as a person meets it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from desktop_app import __version__
from tests.packaging.conftest import Desktop
from tests.support import figures
from tests.support.bare_root import BareRoot, Launched, launched
from tests.support.chromium import Chromium
from tests.support.command import Running
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.keychain_contents import items, overwrite
from tests.support.oidc_provider import OidcProvider
from tests.support.patience import until
from tests.support.real import require
from tests.support.window import SHOTS, Window

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
ENTRY = "/usr/share/applications/keyfob.desktop"


@pytest.fixture
def root(tmp_path: Path) -> Iterator[BareRoot]:
    """A bare root; the test's own folder has the same path in it."""
    root = BareRoot(tmp_path.with_name(f"{tmp_path.name}-root"), tmp_path)
    yield root
    root.close()


def browser_outside(browser: Chromium, folder: Path) -> None:
    """Let the default browser of the home be started through the root's door to this machine."""
    wrapper, outside = folder / "chromium-for-tests", folder / "chromium-outside"
    wrapper.rename(outside)
    wrapper.write_text(f'#!/bin/sh\nexec chroot /outside {outside} "$@"\n', encoding="utf-8")
    wrapper.chmod(0o700)
    assert browser.env["DISPLAY"]


def newer(package: Path, folder: Path) -> Path:
    """The same package as the next version."""
    unpacked, made = folder / "unpacked", folder / "newer.deb"
    subprocess.run(["dpkg-deb", "-R", str(package), str(unpacked)], check=True)
    control = unpacked / "DEBIAN" / "control"
    control.write_text(control.read_text().replace(f"Version: {__version__}\n", f"Version: {__version__}+next\n"))
    subprocess.run(["dpkg-deb", "-Znone", "-b", str(unpacked), str(made)], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(unpacked)
    return made


def status(root: BareRoot, env: Mapping[str, str]) -> Any:
    """The only account's object of ``status --json`` inside."""
    (account,) = json.loads(root.run("keyfob", "status", "--json", env=env))["accounts"]
    return account


def shown(running: Launched, desktop: Desktop) -> Window:
    return Window(cast("Running", running), desktop.display)


def test_from_install_to_removal(
    package: Path, root: BareRoot, screen: Desktop, keyring: GnomeKeyring, npm_provider: OidcProvider, tmp_path: Path
) -> None:
    require(shutil.which("dpkg-deb") is not None, "dpkg-deb")
    inside = tmp_path / "keyfob.deb"
    shutil.copyfile(package, inside)
    root.update()
    root.install(str(inside))

    # Nothing but the package and what it declares is there, and somebody without rights can use it.
    assert root.run("keyfob", "--version", person=True) == f"keyfob {__version__}\n"
    check = json.loads(root.run("keyfob", "--selfcheck", "--json", person=True))["selfcheck"]
    assert check["program"]["frozen"] is True
    assert (check["qt"]["missing"], check["qt"]["broken"], check["qt"]["status"]) == ([], {}, "ok")
    assert (check["certificates"]["status"], check["certificates"]["count"] > 50) == ("ok", True)
    assert (check["browser"]["opener"], check["child_environment"]["clean"]) == ("/usr/bin/xdg-open", True)

    # A desktop: its menu starts programs, a keychain and a browser are there.
    root.install("libglib2.0-bin")
    browser_outside(screen.browser, tmp_path / "chromium")
    screen.keyfob.add_account("work", **npm_provider.account)
    env = dict(screen.browser.env) | {"QT_QPA_PLATFORM": "xcb"}
    with launched(root, ENTRY, env, tmp_path / "first.log") as running:
        window = shown(running, screen)
        until("the Sign in button", window.shows_signed_out)
        window.keep("installed-signed-out")
        window.press_primary()
        screen.browser.drive(screenshots=SHOTS / "installed")
        window.await_signed_in()
        window.keep("installed-signed-in")
        known = status(root, env)
        assert (known["state"], known["saved"], known["subject"]) == ("signed_in", "keychain", "alice")
        window.press("ctrl+q")
        running.ended()
        assert running.stderr() == ""

    # An upgrade keeps the account and its session; so does a restart.
    screen.browser.forget()
    root.install(str(newer(package, tmp_path)))
    assert root.run("dpkg-query", "-W", "-f", "${Version}", "keyfob") == f"{__version__}+next"
    with launched(root, ENTRY, env, tmp_path / "second.log") as running:
        window = shown(running, screen)
        window.await_signed_in()
        window.keep("installed-upgraded")
        window.press("ctrl+q")
        running.ended()
        assert running.stderr() == ""
    assert not screen.browser.was_opened
    assert status(root, env)["subject"] == "alice"
    assert root.run("keyfob", "token", "work", env=env).count(".") == 2

    # A session that a later version wrote is left alone, with a word.
    (ours,) = items(keyring.bus)
    later = json.dumps(ours.record | {"schema": 99})
    overwrite(keyring.bus, ours.username, later.encode())
    told = json.loads(root.run("keyfob", "refresh", "work", "--json", env=env, exits=None))["error"]
    assert "newer Keyfob" in told["message"]
    assert [item.secret for item in items(keyring.bus)] == [later]

    # Removed: what is left is the person's.
    root.remove("keyfob")
    assert root.found("keyfob") == []
    assert screen.keyfob.config_file.exists()
    kept = Path(screen.keyfob.env["XDG_STATE_HOME"], "keyfob")
    assert list(kept.glob("accounts/*.json"))


def test_what_is_given_away_is_small_enough(package: Path, archive: Path) -> None:
    """Both are packed quickly here: a seventh larger than what `make package` gives, which is 40 MB at most."""
    for name, path in (("Debian package", package), ("archive", archive)):
        megabytes = path.stat().st_size / 1e6
        figures.record(f"{name}, packed quickly", megabytes, unit="MB", target="<= 45")
        assert megabytes <= 45


def test_the_papers_of_the_package_are_in_order(package: Path, tmp_path: Path) -> None:
    for program in ("lintian", "desktop-file-validate", "appstreamcli", "man"):
        require(shutil.which(program) is not None, program)
    subprocess.run(["dpkg-deb", "-x", str(package), str(tmp_path / "x")], check=True)
    share = tmp_path / "x" / "usr" / "share"

    def says(*words: str) -> tuple[int, str]:
        done = subprocess.run(words, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
        return done.returncode, done.stdout + done.stderr

    assert says("desktop-file-validate", str(share / "applications/keyfob.desktop")) == (0, "")
    for words in (
        ("validate", str(share / "metainfo/org.keyfob.Keyfob.metainfo.xml")),
        ("validate-tree", str(share.parent.parent)),
    ):
        code, told = says("appstreamcli", *words, "--no-net")
        assert (code, [line for line in told.splitlines() if line.startswith(("W:", "E:"))]) == (0, []), told
    code, told = says("lintian", "--allow-root", "--fail-on", "error,warning", str(package))
    assert (code, told) == (0, "")
    page = share / "man/man1/keyfob.1.gz"
    assert says("man", "-l", "--warnings", "-E", "UTF-8", "-T", "utf8", "-Z", str(page))[1].count("warning") == 0
    sizes = {path.parent.parent.name for path in (share / "icons/hicolor").rglob("apps/keyfob.*")}
    assert sizes >= {"16x16", "22x22", "24x24", "32x32", "48x48", "64x64", "128x128", "256x256", "512x512", "scalable"}
