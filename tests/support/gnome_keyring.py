"""A private D-Bus session bus and a real gnome-keyring on it, in a home of their own; ended by their process ids."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jeepney import DBusAddress, MatchRule, new_method_call
from jeepney.io.blocking import DBusConnection, prep_socket

from tests.support.home import private_home

PASSWORD = "a made-up password"
SECRETS = "org.freedesktop.secrets"
READY_WITHIN = 60.0
_DBUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
#: No service directories: nothing is started by itself.
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"""


def is_installed() -> bool:
    """Whether this machine has both programs."""
    return all(map(shutil.which, ("dbus-daemon", "gnome-keyring-daemon")))


class PrivateBus:
    """A dbus-daemon of its own, with nobody on it."""

    def __init__(self, root: Path) -> None:
        self.home = private_home(root)
        self._socket = Path(self.home["XDG_RUNTIME_DIR"]) / "bus"
        self.environment = self.home | {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={self._socket}"}
        config = root / "bus.conf"
        config.write_text(_CONFIG.format(socket=self._socket))
        self._daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"],
            env=self.home,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._daemon.stdout is not None
        assert self._daemon.stdout.readline(), "the bus did not start"

    @property
    def address(self) -> str:
        """For ``DBUS_SESSION_BUS_ADDRESS``."""
        return self.environment["DBUS_SESSION_BUS_ADDRESS"]

    @contextmanager
    def connection(self) -> Iterator[DBusConnection]:
        """A connection for the test itself."""
        connection = DBusConnection(prep_socket(str(self._socket)))
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def awaiting(self, name: str) -> Iterator[None]:
        """Leave the block only when somebody has *name* on the bus."""
        with self.connection() as connection:
            rule = MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged")
            rule.add_arg_condition(0, name)
            connection.send_and_get_reply(new_method_call(_DBUS, "AddMatch", "s", (rule.serialise(),)))
            with connection.filter(rule) as changes:
                yield
                has_owner = connection.send_and_get_reply(new_method_call(_DBUS, "NameHasOwner", "s", (name,)))
                if not has_owner.body[0]:
                    connection.recv_until_filtered(changes, timeout=READY_WITHIN)

    def close(self) -> None:
        """End the daemon."""
        end(self._daemon)


class GnomeKeyring:
    """gnome-keyring on a private bus. The same *bus* and home keep what was stored when it is started again."""

    def __init__(self, bus: PrivateBus) -> None:
        self.bus = bus
        self._daemon: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Process id of the daemon."""
        assert self._daemon is not None
        return self._daemon.pid

    def start(self, *, unlocked: bool) -> None:
        """Start it; locked means that nobody gave a password."""
        with self.bus.awaiting(SECRETS):
            self._daemon = subprocess.Popen(
                [
                    "gnome-keyring-daemon",
                    "--foreground",
                    "--components=secrets",
                    *(["--unlock"] if unlocked else []),
                ],
                env=self.bus.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            assert self._daemon.stdin is not None
            if unlocked:
                self._daemon.stdin.write(PASSWORD.encode())
            self._daemon.stdin.close()

    def stop(self) -> None:
        """End it, if it runs."""
        if self._daemon is not None:
            end(self._daemon)
            self._daemon = None


def end(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """End a process that we started, and close our ends of its pipes."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(30)
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None and not pipe.closed:
            pipe.close()


@contextmanager
def in_environment(values: dict[str, str]) -> Iterator[None]:
    """The tests' own process with *values* in its environment."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
