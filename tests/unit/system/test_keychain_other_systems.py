"""macOS and Windows: what our adapters make of keyring's backends, which doubles stand in for here."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from keyring.errors import KeyringError, KeyringLocked, PasswordDeleteError, PasswordSetError

from desktop_app.errors import Code, KeyfobError
from desktop_app.system.keychain import slots
from desktop_app.system.keychain.guarded import GuardedKeychain
from desktop_app.system.keychain.macos import MacKeychain
from desktop_app.system.keychain.windows import CredentialManager

DEADLINE = time.monotonic() + 3600


class Crash(BaseException):
    """The process is killed here."""


class SecurityError(Exception):
    """As keyring's macOS ``api.Error``: (status, words)."""


class MacKeyring:
    """As keyring's: an item is deleted before it is added again."""

    def __init__(self) -> None:
        self.items: dict[str, str] = {}
        self.status = 0
        self.crash_before = 0

    def get_password(self, service: str, username: str) -> str | None:
        """As keyring's."""
        assert service == "keyfob"
        self._fail(KeyringError)
        return self.items.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        """As keyring's."""
        self._fail(PasswordSetError)
        if username in self.items:
            self._step()
            del self.items[username]
        self._step()
        self.items[username] = password

    def delete_password(self, service: str, username: str) -> None:
        """As keyring's."""
        self._fail(PasswordDeleteError)
        self._step()
        if username not in self.items:
            raise PasswordDeleteError("gone") from SecurityError(-25300, "gone")
        del self.items[username]

    def _fail(self, kind: type[KeyringError]) -> None:
        if self.status:
            raise (KeyringLocked if self.status == -128 else kind)("no") from SecurityError(self.status, "no")

    def _step(self) -> None:
        self.crash_before -= 1
        if self.crash_before == 0:
            raise Crash


class Security:
    """The few calls of the Security framework that we make ourselves."""

    def __init__(self, status: int = 0, state: int = 1) -> None:
        self.allowed: list[int] = []
        self._answer = status, state

    def SecKeychainSetUserInteractionAllowed(self, allowed: int) -> int:
        """Remembered."""
        self.allowed.append(allowed)
        return 0

    def SecKeychainGetStatus(self, keychain: None, state: Any) -> int:
        """Scripted."""
        state._obj.value = self._answer[1]
        return self._answer[0]


def mac(keyring: MacKeyring, security: Security | None = None) -> MacKeychain:
    return MacKeychain(keyring, SimpleNamespace(_sec=security or Security()))


def test_mac_round_trip() -> None:
    keyring = MacKeyring()
    keychain = GuardedKeychain(mac(keyring))
    for value in ("one", "two", "three", "four"):
        keychain.write("item", value, prompt=False, timeout=5)
        assert keychain.read("item", prompt=False, timeout=5) == [value]
        assert len(keyring.items) == 1
    keychain.delete("item", prompt=False, timeout=5)
    keychain.delete("item", prompt=False, timeout=5)
    assert keyring.items == {}


def test_mac_a_crash_while_replacing_leaves_the_old_value_or_both() -> None:
    for present in (["old"], ["old", None, "older"], ["old", "older"]):
        for step in range(1, 10):
            keyring = MacKeyring()
            keyring.items = {
                slot: value for slot, value in zip(slots.slots_of("item"), present, strict=False) if value is not None
            }
            keychain = mac(keyring)
            keyring.crash_before = step
            try:
                keychain.write("item", "new", prompt=False, deadline=DEADLINE)
            except Crash:
                keyring.crash_before = 0
                left = keychain.read("item", prompt=False, deadline=DEADLINE)
                assert "new" in left or {value for value in present if value} == set(left)
                continue
            assert keychain.read("item", prompt=False, deadline=DEADLINE) == ["new"]
            break


def test_mac_no_dialog_unless_wanted() -> None:
    security = Security()
    keychain = mac(MacKeyring(), security)
    keychain.write("item", "value", prompt=True, deadline=DEADLINE)
    assert security.allowed == []
    keychain.read("item", prompt=False, deadline=DEADLINE)
    assert security.allowed == [0, 1]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (-25308, Code.E_KEYCHAIN_LOCKED),
        (-25315, Code.E_KEYCHAIN_LOCKED),
        (-25293, Code.E_KEYCHAIN_DENIED),
        (-25244, Code.E_KEYCHAIN_DENIED),
        (-128, Code.E_KEYCHAIN_DENIED),
        (-67030, Code.E_KEYCHAIN_DENIED),
        (-25299, Code.E_KEYCHAIN_LOST),
        (-25307, Code.E_KEYCHAIN_MISSING),
        (-25291, Code.E_KEYCHAIN_MISSING),
        (-34, Code.E_KEYCHAIN_FULL),
        (-61, Code.E_KEYCHAIN_DENIED),
        (-99999, Code.E_KEYCHAIN_DENIED),
    ],
)
def test_mac_status_numbers(status: int, code: Code) -> None:
    keyring = MacKeyring()
    keychain = mac(keyring)
    keychain.write("item", "value", prompt=False, deadline=DEADLINE)
    keyring.status = status
    for call in (
        lambda: keychain.read("item", prompt=False, deadline=DEADLINE),
        lambda: keychain.write("item", "new", prompt=False, deadline=DEADLINE),
        lambda: keychain.delete("item", prompt=False, deadline=DEADLINE),
    ):
        with pytest.raises(KeyfobError) as caught:
            call()
        assert caught.value.code is code
    assert keyring.items == {"item": "value"}


@pytest.mark.parametrize(
    ("status", "state", "condition"),
    [(0, 1, "ready"), (0, 7, "ready"), (0, 2, "locked"), (-25307, 0, "missing"), (-25308, 0, "locked")],
)
def test_mac_condition(status: int, state: int, condition: str) -> None:
    assert mac(MacKeyring(), Security(status, state)).condition() == condition


class WindowsError_(Exception):
    """As ``pywintypes.error``."""

    def __init__(self, winerror: int) -> None:
        super().__init__(winerror)
        self.winerror = winerror


class Win32Cred:
    """The credential store: target → (user, blob)."""

    CRED_TYPE_GENERIC = 1

    def __init__(self) -> None:
        self.targets: dict[str, tuple[str, bytes]] = {}
        self.error = 0

    def CredRead(self, TargetName: str, Type: int) -> dict[str, object]:
        """As the API's."""
        self.fail()
        if TargetName not in self.targets:
            raise WindowsError_(1168)
        user, blob = self.targets[TargetName]
        return {"UserName": user, "CredentialBlob": blob}

    def CredDelete(self, TargetName: str, Type: int) -> None:
        """As the API's."""
        self.fail()
        if TargetName not in self.targets:
            raise WindowsError_(1168)
        del self.targets[TargetName]

    def fail(self) -> None:
        """The scripted error."""
        if self.error:
            raise WindowsError_(self.error)


class VaultKeyring:
    """As keyring's WinVaultKeyring: the old value is copied to ``user@service`` before it is replaced."""

    persist = "enterprise"

    def __init__(self, win32: Win32Cred) -> None:
        self._win32 = win32

    def set_password(self, service: str, username: str, password: str) -> None:
        """As keyring's."""
        self._win32.fail()
        if len(password.encode("utf-16-le")) > 2560:
            raise WindowsError_(1783)
        if service in self._win32.targets:
            user, blob = self._win32.targets[service]
            self._win32.targets[f"{user}@{service}"] = user, blob
        self._win32.targets[service] = username, password.encode("utf-16-le")


def windows() -> tuple[CredentialManager, Win32Cred]:
    win32 = Win32Cred()
    return CredentialManager(VaultKeyring(win32), win32, WindowsError_), win32


def test_windows_round_trip_leaves_no_twin() -> None:
    backend, win32 = windows()
    keychain = GuardedKeychain(backend)
    for value in ("one", "two", "three \U0001f511"):
        keychain.write("item", value, prompt=False, timeout=5)
        keychain.write("other", "other", prompt=False, timeout=5)
        assert keychain.read("item", prompt=False, timeout=5) == [value]
    assert sorted(win32.targets) == ["keyfob/item", "keyfob/other"]
    keychain.delete("item", prompt=False, timeout=5)
    assert sorted(win32.targets) == ["keyfob/other"]


def test_windows_a_twin_left_by_a_crash_is_read_and_then_removed() -> None:
    backend, win32 = windows()
    backend.write("item", "new", prompt=False, deadline=DEADLINE)
    win32.targets["item@keyfob/item"] = "item", "old".encode("utf-16-le")
    assert sorted(backend.read("item", prompt=False, deadline=DEADLINE)) == ["new", "old"]
    backend.delete("item", prompt=False, deadline=DEADLINE)
    assert win32.targets == {}


@pytest.mark.parametrize("units", [1272, 1273, 1280, 1281, 5000])
def test_windows_limit(units: int) -> None:
    backend, _ = windows()
    assert backend.max_utf16_units == 1272
    if units <= 1272:
        backend.write("item", "x" * units, prompt=False, deadline=DEADLINE)
        assert backend.read("item", prompt=False, deadline=DEADLINE) == ["x" * units]
    else:
        with pytest.raises(KeyfobError) as caught:
            backend.write("item", "x" * units, prompt=False, deadline=DEADLINE)
        assert caught.value.code is Code.E_KEYCHAIN_FULL


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (5, Code.E_KEYCHAIN_DENIED),
        (8, Code.E_KEYCHAIN_FULL),
        (1312, Code.E_KEYCHAIN_MISSING),
        (1783, Code.E_KEYCHAIN_FULL),
        (4711, Code.E_KEYCHAIN_DENIED),
    ],
)
def test_windows_error_numbers(number: int, code: Code) -> None:
    backend, win32 = windows()
    assert backend.condition() == "ready"
    win32.error = number
    with pytest.raises(KeyfobError) as caught:
        backend.write("item", "value", prompt=False, deadline=DEADLINE)
    assert caught.value.code is code
    assert backend.condition() == ("missing" if code is Code.E_KEYCHAIN_MISSING else "locked")


def test_windows_rubbish_counts_as_something() -> None:
    backend, win32 = windows()
    win32.targets["keyfob/item"] = "item", b"\x00\xd8\x00"
    assert len(backend.read("item", prompt=False, deadline=DEADLINE)) == 1


def test_not_on_this_system() -> None:
    for adapter in (MacKeychain(), CredentialManager()):
        with pytest.raises(KeyfobError) as caught:
            adapter.read("item", prompt=False, deadline=DEADLINE)
        assert caught.value.code is Code.E_KEYCHAIN_MISSING
