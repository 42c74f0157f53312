"""The system's keychain: one known backend a system, chosen by us.

Neither ``PYTHON_KEYRING_BACKEND`` nor ``keyringrc.cfg`` has a say: they could name a plaintext store, and the file can
even add a directory that modules are loaded from. The ``keyring`` package reads them only when it is asked for "the"
keyring (``keyring.get_keyring`` and the functions built on it), which nothing here does; on Linux it is not loaded.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.ports import Keychain
    from desktop_app.system.keychain.backend import Backend


def choose() -> Keychain:
    """The keychain of this system. Cheap: nothing is connected or looked at before the first call."""
    from desktop_app.system.keychain.guarded import GuardedKeychain

    return GuardedKeychain(_backend())


def backend_class() -> type[Backend]:
    """What :func:`choose` puts behind the guard here."""
    return type(_backend())


def _backend() -> Backend:
    if sys.platform == "win32":
        from desktop_app.system.keychain.windows import CredentialManager

        return CredentialManager()
    if sys.platform == "darwin":
        from desktop_app.system.keychain.macos import MacKeychain

        return MacKeychain()
    from desktop_app.system.keychain.secret_service import SecretService

    return SecretService()
