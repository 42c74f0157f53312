"""The keychain of a Linux or BSD desktop: whatever answers ``org.freedesktop.secrets`` on the session bus.

Items carry the attributes ``service`` and ``username`` that the ``keyring`` package gives its own, so that other tools
find them. Dialogs come only from ``Unlock``, ``CreateCollection`` and the prompts that other calls answer with; where
none is wanted, none of these is called and no prompt is run.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from desktop_app.system.keychain import backend as trouble
from desktop_app.system.keychain.backend import NONSENSE, SERVICE, Condition
from desktop_app.system.keychain.bus import INTERFACE, NO_OBJECT, SERVICE_PATH, Bus, Gone

if TYPE_CHECKING:
    from secretstorage.dhcrypto import Session

T = TypeVar("T")

#: What a person calls the program behind the service, by its process's name (cut to 15 characters by the kernel).
_NAMES: Final = {
    "gnome-keyring-d": "GNOME Keyring",
    "kwalletd5": "KWallet",
    "kwalletd6": "KWallet",
    "ksecretd": "KWallet",
    "keepassxc": "KeePassXC",
    "oo7-daemon": "oo7",
}
_AES_BLOCK: Final = 16


class SecretService:
    """A :class:`desktop_app.system.keychain.backend.Backend` over D-Bus. Connects at the first call."""

    max_utf16_units = None

    def __init__(self) -> None:
        self._bus: Bus | None = None
        self._name = "Secret Service"

    @property
    def name(self) -> str:
        """The program behind the service, once :meth:`condition` has looked."""
        return self._name

    def condition(self) -> Condition:
        """Look without a dialog: no collection yet counts as locked, for it takes a person to make one."""

        def look(bus: Bus) -> Condition:
            collection = _default_collection(bus)
            ready = collection is not None and not bus.property(collection, "Collection", "Locked")
            self._name = _NAMES.get(_process_name(bus.process()), self._name)
            return "ready" if ready else "locked"

        return self._twice(look)

    def read(self, item: str, *, prompt: bool, deadline: float) -> list[str]:
        """All values under *item*, of all collections."""

        def work(bus: Bus) -> list[str]:
            paths = _find(bus, item, prompt, deadline)
            if not paths:
                return []
            session = bus.session()
            (secrets,) = bus.call(SERVICE_PATH, "Service", "GetSecrets", "aoo", paths, session.object_path)
            if len(secrets) != len(paths):
                raise Gone(trouble.locked())
            return [_opened(session, secret) for secret in secrets.values()]

        return self._twice(work)

    def write(self, item: str, value: str, *, prompt: bool, deadline: float) -> None:
        """Create or replace the item in the default collection, then remove its twins."""

        def work(bus: Bus) -> None:
            from secretstorage.util import format_secret

            present = _find(bus, item, prompt, deadline)
            collection = _open_collection(bus, prompt, deadline)
            properties = {
                INTERFACE + "Item.Label": ("s", f"Keyfob ({item})"),
                INTERFACE + "Item.Attributes": ("a{ss}", _attributes(item) | {"application": "keyfob"}),
            }
            secret = format_secret(bus.session(), value.encode("utf-8"), "text/plain; charset=utf8")
            created, asked = bus.call(
                collection, "Collection", "CreateItem", "a{sv}(oayays)b", properties, secret, True
            )
            if asked != NO_OBJECT:
                created = _consent(bus, asked, prompt, deadline)
            _delete(bus, [path for path in present if path != created], prompt, deadline)

        self._twice(work)

    def delete(self, item: str, *, prompt: bool, deadline: float) -> None:
        """Remove every item of that name, of all collections."""
        self._twice(lambda bus: _delete(bus, _find(bus, item, prompt, deadline), prompt, deadline))

    def close(self) -> None:
        """Close the connection."""
        if self._bus is not None:
            self._bus.close()
            self._bus = None

    def _twice(self, work: Callable[[Bus], T]) -> T:
        """Do *work*; once more on a new connection if the service or the bus went away in between."""
        last: Gone | None = None
        for _ in range(2):
            try:
                return work(self._connected())
            except Gone as gone:
                self.close()
                last = gone
            except (RuntimeError, *NONSENSE) as error:
                self.close()
                raise trouble.nonsense(error) from None
        assert last is not None  # noqa: S101 - only Gone leaves the loop
        raise last.trouble from None

    def _connected(self) -> Bus:
        if self._bus is None:
            self._bus = Bus()
            weakref.finalize(self, self._bus.close).atexit = False
        return self._bus


def _attributes(item: str) -> dict[str, str]:
    return {"service": SERVICE, "username": item}


def _find(bus: Bus, item: str, prompt: bool, deadline: float) -> list[str]:
    """Paths of all items of that name, all unlocked. An answer "none" counts only from an unlocked keychain."""
    for last in (False, True):
        unlocked, locked = bus.call(SERVICE_PATH, "Service", "SearchItems", "a{ss}", _attributes(item))
        closed = locked if unlocked or locked else _closed_collections(bus)
        if not closed:
            return list(unlocked)
        if last or not prompt:
            break
        _unlock(bus, closed, deadline)
    raise trouble.locked()


def _closed_collections(bus: Bus) -> list[str]:
    """What must be unlocked before "nothing found" can be believed: some services hide the items of a locked one."""
    default = _default_collection(bus)
    collections = bus.property(SERVICE_PATH, "Service", "Collections") if default is None else [default]
    return [path for path in collections if bus.property(path, "Collection", "Locked")]


def _default_collection(bus: Bus) -> str | None:
    (path,) = bus.call(SERVICE_PATH, "Service", "ReadAlias", "s", "default")
    return None if path == NO_OBJECT else str(path)


def _open_collection(bus: Bus, prompt: bool, deadline: float) -> str:
    """The default collection, unlocked; made if there is none and a person is there to choose its password."""
    path = _default_collection(bus)
    if path is None:
        if not prompt:
            raise trouble.not_set_up()
        label = {INTERFACE + "Collection.Label": ("s", "Default")}
        made, asked = bus.call(SERVICE_PATH, "Service", "CreateCollection", "a{sv}s", label, "default")
        if made != NO_OBJECT:
            return str(made)
        dismissed, _made = bus.ask(asked, deadline)
        path = None if dismissed else _default_collection(bus)
        if path is None:
            raise trouble.not_set_up()
    if bus.property(path, "Collection", "Locked"):
        if not prompt:
            raise trouble.locked()
        _unlock(bus, [path], deadline)
        if bus.property(path, "Collection", "Locked"):
            raise trouble.dismissed()
    return path


def _unlock(bus: Bus, paths: list[str], deadline: float) -> None:
    _unlocked, asked = bus.call(SERVICE_PATH, "Service", "Unlock", "ao", paths)
    if asked != NO_OBJECT:
        _consent(bus, asked, True, deadline)


def _consent(bus: Bus, asked: str, prompt: bool, deadline: float) -> object:
    """Run the dialog that a call answered with; what came of it."""
    if not prompt:
        raise trouble.locked()
    dismissed, result = bus.ask(asked, deadline)
    if dismissed:
        raise trouble.dismissed()
    return result


def _delete(bus: Bus, paths: list[str], prompt: bool, deadline: float) -> None:
    for path in paths:
        (asked,) = bus.call(path, "Item", "Delete")
        if asked != NO_OBJECT:
            _consent(bus, asked, prompt, deadline)


def _opened(session: Session, secret: tuple[str, bytes, bytes, str]) -> str:
    """The text of a secret as it travels (Secret Service API §7: AES-128-CBC, PKCS#7 padding)."""
    _session_path, nonce, content, _media_type = secret
    if session.encrypted:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        if session.aes_key is None:
            raise ValueError("no key was agreed on")
        decryptor = Cipher(algorithms.AES(session.aes_key), modes.CBC(bytes(nonce))).decryptor()
        padded = decryptor.update(bytes(content)) + decryptor.finalize()
        length = padded[-1] if padded else 0
        if not 1 <= length <= _AES_BLOCK or not padded.endswith(bytes([length]) * length):
            raise ValueError("wrong padding")
        content = padded[:-length]
    # A value that is no UTF-8 is not ours; it must still count as "something is there".
    return bytes(content).decode("utf-8", "replace")


def _process_name(pid: int | None) -> str:
    if pid is None:
        return ""
    try:
        with open(f"/proc/{pid:d}/comm", encoding="utf-8", errors="replace") as file:
            return os.path.basename(file.read(100).strip())
    except OSError:
        return ""
