"""What this very program has with it and finds around it: `keyfob --selfcheck`.

Where the doctor looks at a person's settings and providers, this looks at the build: whether everything was packed
(failure), and whether the system lends what it must (warning). Nothing is changed, nothing is asked of a network.
"""

from __future__ import annotations

import os
import platform
import ssl
import sys
from importlib import import_module
from typing import Final, Literal

from desktop_app.system.browser import child_environment, opener_name
from desktop_app.system.keychain import backend_class, choose
from desktop_app.system.resources import resource

Status = Literal["ok", "warn", "fail"]
Finding = dict[str, object]

_KEYCHAIN_PATIENCE: Final = 5.0
#: What the keychain's adapters load when they are first used.
_KEYCHAIN_LIBRARIES: Final[dict[str, tuple[str, ...]]] = {
    "linux": ("jeepney.io.blocking", "secretstorage.dhcrypto", "secretstorage.util"),
    "darwin": ("keyring.backends.macOS", "keyring.backends.macOS.api"),
    "win32": ("keyring.backends.Windows", "win32ctypes.pywin32.win32cred"),
}
_RESOURCES: Final = ("pages/result.html", "icons/keyfob.svg", "icons/ok.svg")
#: Qt's plugins that a window on this system cannot do without, by folder.
_PLUGINS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "linux": {
        "platforms": ("xcb", "wayland", "offscreen"),
        "platforminputcontexts": ("compose", "ibus"),
        "wayland-shell-integration": ("xdg-shell",),
    },
    "darwin": {"platforms": ("cocoa",)},
    "win32": {"platforms": ("windows",)},
}


def examine() -> dict[str, Finding]:
    """Look at everything: part → what was found, with a ``status`` in each. Takes up to a few seconds."""
    return {
        "program": _program(),
        "keychain": _keychain(),
        "certificates": _certificates(),
        "resources": _resources(),
        "qt": _qt(),
        "browser": _browser(),
        "child_environment": _child_environment(),
    }


def _program() -> Finding:
    from desktop_app import __version__

    return {
        "status": "ok",
        "version": __version__,
        "frozen": bool(getattr(sys, "frozen", False)),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _keychain() -> Finding:
    missing = [name for name in _KEYCHAIN_LIBRARIES.get(sys.platform, ()) if not _can_import(name)]
    keychain, kind = choose(), backend_class()
    condition = "missing" if missing else keychain.condition(_KEYCHAIN_PATIENCE)
    status: Status = "fail" if missing else "ok" if condition == "ready" else "warn"
    return {
        "status": status,
        "backend": f"{kind.__module__}.{kind.__qualname__}",
        "name": keychain.name,
        "condition": condition,
        "missing_libraries": missing,
    }


def _can_import(name: str) -> bool:
    try:
        import_module(name)
    except ImportError:
        return False
    return True


def _certificates() -> Finding:
    """The certificate authorities that truststore finds; the number is known where OpenSSL reads them itself."""
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # The start of a handshake with nobody makes it look for the system's store.
    context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")
    count: int | None = None
    if sys.platform == "linux":
        folder = ssl.get_default_verify_paths().capath
        # The context inside, which truststore loads and keeps to itself; a folder is read when it is needed.
        count = context._ctx.cert_store_stats()["x509_ca"] or (len(os.listdir(folder)) if folder else 0)
    return {"status": "warn" if count == 0 else "ok", "store": "truststore", "count": count}


def _resources() -> Finding:
    missing = []
    for name in _RESOURCES:
        try:
            resource(name)
        except FileNotFoundError:
            missing.append(name)
    icons = 0 if missing else len(os.listdir(resource("icons")))
    return {"status": "fail" if missing else "ok", "icons": icons, "missing": missing}


def _qt() -> Finding:
    """Qt's plugins: those that must be there, and those that the system's libraries do not let load."""
    try:
        from PySide6.QtCore import QLibraryInfo, QPluginLoader, qVersion
    except ImportError as error:  # a library of the system is missing, or was not packed
        return {"status": "fail", "why": str(error)}
    root = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    found: dict[str, list[str]] = {}
    broken: dict[str, str] = {}
    missing: list[str] = []
    for folder, wanted in _PLUGINS.get(sys.platform, {}).items():
        names = {_plugin_name(file): file for file in _listed(os.path.join(root, folder))}
        found[folder] = sorted(names)
        missing += [f"{folder}/{name}" for name in wanted if name not in names]
        for name in wanted:
            if name in names:
                loader = QPluginLoader(os.path.join(root, folder, names[name]))
                if not loader.load():
                    broken[f"{folder}/{name}"] = loader.errorString().rpartition(": (")[2].rstrip(")")
    status: Status = "fail" if missing else "warn" if broken else "ok"
    return {"status": status, "version": qVersion(), "plugins": found, "missing": missing, "broken": broken}


def _plugin_name(file: str) -> str:
    """``"xcb"`` for ``libqxcb.so``, ``"compose"`` for ``libcomposeplatforminputcontextplugin.so``."""
    stem = file.split(".")[0].removeprefix("lib").removesuffix("plugin").removesuffix("platforminputcontext")
    return stem if stem.startswith("qt") else stem.removeprefix("q")


def _listed(folder: str) -> list[str]:
    return os.listdir(folder) if os.path.isdir(folder) else []


def _browser() -> Finding:
    opener = opener_name()
    return {"status": "ok" if opener else "warn", "opener": opener}


def _child_environment() -> Finding:
    """Variables that a program started by us would get from our bundle, by name: there should be none."""
    frozen = getattr(sys, "_MEIPASS", None)
    ours = os.path.dirname(sys.executable) if isinstance(frozen, str) else None
    kept = child_environment(os.environ, frozen=ours is not None)
    left = sorted(
        name
        for name, value in kept.items()
        if name.startswith("_PYI_")
        or (name.endswith("_ORIG") and name.startswith(("LD_", "DYLD_")))
        or (ours is not None and any(path.startswith(ours) for path in value.split(os.pathsep)) and name not in _OWN)
    )
    return {"status": "fail" if left else "ok", "clean": not left, "left": left}


#: May name our folder for reasons that are not ours: where the person stands, and what the shell ran last.
_OWN: Final = frozenset({"PWD", "OLDPWD", "_", "PATH", "BROWSER"})
