"""What `keyfob --selfcheck` finds."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from desktop_app import __version__
from desktop_app.system import surroundings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the parts are Linux's")


def look() -> dict[str, dict[str, Any]]:
    return surroundings.examine()


def test_a_checkout_is_whole() -> None:
    found = look()

    assert found["program"] | {"status": "ok", "version": __version__, "frozen": False} == found["program"]
    assert found["keychain"]["backend"] == "desktop_app.system.keychain.secret_service.SecretService"
    assert (found["keychain"]["status"], found["keychain"]["condition"]) == ("warn", "missing")
    assert found["resources"]["status"] == found["qt"]["status"] == found["child_environment"]["status"] == "ok"
    assert {"xcb", "wayland", "offscreen"} <= set(found["qt"]["plugins"]["platforms"])
    assert {"compose", "ibus"} <= set(found["qt"]["plugins"]["platforminputcontexts"])


def test_a_library_that_was_not_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    import_module("secretstorage.util")  # it needs the other one, and may not be loaded by now
    monkeypatch.setitem(sys.modules, "secretstorage.dhcrypto", None)

    keychain = look()["keychain"]

    assert (keychain["status"], keychain["missing_libraries"]) == ("fail", ["secretstorage.dhcrypto"])


def test_resources_that_were_not_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "_RESOURCES", ("icons/keyfob.svg", "icons/of-nothing.svg"))

    assert look()["resources"] == {"status": "fail", "icons": 0, "missing": ["icons/of-nothing.svg"]}


def test_plugins_that_were_not_packed_or_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from PySide6.QtCore import QLibraryInfo

    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / "libqxcb.so").write_bytes(b"no library")
    monkeypatch.setattr(QLibraryInfo, "path", lambda _which: str(tmp_path))
    monkeypatch.setattr(surroundings, "_PLUGINS", {"linux": {"platforms": ("xcb", "wayland")}})

    qt = look()["qt"]

    assert (qt["status"], qt["missing"]) == ("fail", ["platforms/wayland"])
    assert list(qt["broken"]) == ["platforms/xcb"]
    assert qt["broken"]["platforms/xcb"]


def test_a_system_without_certificates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_text("")
    (tmp_path / "certs").mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "certs"))

    assert look()["certificates"] == {"status": "warn", "store": "truststore", "count": 0}


def test_what_a_child_would_inherit_of_the_bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "_internal"), raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "keyfob"))
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path / "_internal"))
    assert look()["child_environment"] == {"status": "ok", "clean": True, "left": []}

    monkeypatch.setenv("MADE_UP_PATH", f"/usr/lib:{tmp_path}/_internal/lib")
    assert look()["child_environment"] == {"status": "fail", "clean": False, "left": ["MADE_UP_PATH"]}
