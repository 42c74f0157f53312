"""A window as a screen reader finds it: through the real AT-SPI bus of a desktop of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.support.gnome_keyring import PrivateBus, end
from tests.support.patience import until
from tests.support.real import require

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
REGISTRY = Path("/usr/libexec/at-spi2-registryd")
_ATSPI = "org.a11y.atspi."
_ROOT = "/org/a11y/atspi/accessible/root"
#: org.a11y.atspi.StateType, the bits that are asked for here
STATES = {
    **{3: "busy", 4: "checked", 5: "collapsed", 7: "editable", 8: "enabled", 9: "expandable", 10: "expanded"},
    **{11: "focusable", 12: "focused", 23: "selected", 24: "sensitive", 25: "showing", 30: "visible"},
    **{41: "checkable", 43: "read-only"},
}


@dataclass(frozen=True, slots=True)
class Part:
    """One accessible, as it was when it was asked.

    :ivar bounds: x, y, width, height on the screen, px. :ivar level: how deep below the application.
    """

    sender: str
    path: str
    role: str
    name: str
    description: str
    states: frozenset[str]
    bounds: tuple[int, int, int, int]
    level: int
    actions: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether it is on the screen, or would be after scrolling."""
        return "showing" in self.states and self.bounds[2] > 0 and self.bounds[3] > 0

    def __str__(self) -> str:
        x, y, wide, high = self.bounds
        marks = ",".join(sorted(self.states & {"focusable", "focused", "selected", "checked", "editable"}))
        return f"{'  ' * self.level}{self.role} {self.name!r} ({self.description!r}) {x},{y} {wide}x{high} {marks}"


class Accessible:
    """A listener on the accessibility bus.

    :ivar env: an environment for programs that are to be heard.
    """

    def __init__(self, env: Mapping[str, str], connection: DBusConnection) -> None:
        self.env = dict(env)
        self._bus = connection
        self._events: list[Message] = []
        for event in ("Object", "Window", "Focus"):
            rule = MatchRule(type="signal", interface=f"{_ATSPI}Event.{event}")
            self._call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch", "s",
                       rule.serialise())  # fmt: skip
        for name in ("object:", "window:", "focus:"):
            path = "/org/a11y/atspi/registry"
            self._call(f"{_ATSPI}Registry", path, f"{_ATSPI}Registry", "RegisterEvent", "s", name)

    def application(self, name: str) -> tuple[str, str] | None:
        """(bus name, path) of the program *name*, as soon as it is there."""
        rows = self._call(f"{_ATSPI}Registry", _ROOT, f"{_ATSPI}Accessible", "GetChildren")[0]
        for sender, path in rows:
            if self._property(sender, path, "Accessible", "Name") == name:
                return sender, path
        return None

    def tree(self, place: tuple[str, str], level: int = 0) -> Iterator[Part]:
        """What is at *place* and below it, what is not shown left out."""
        part = self.part(place, level)
        if level > 0 and "visible" not in part.states:
            return
        yield part
        for child in self._call(*place, f"{_ATSPI}Accessible", "GetChildren")[0]:
            if child[1].rsplit("/", 1)[1] != "null":
                yield from self.tree((child[0], child[1]), level + 1)

    def part(self, place: tuple[str, str], level: int = 0) -> Part:
        """What is at *place*."""
        sender, path = place
        role = self._call(sender, path, f"{_ATSPI}Accessible", "GetRoleName")[0]
        low, high = self._call(sender, path, f"{_ATSPI}Accessible", "GetState")[0]
        bits = low | high << 32
        interfaces = self._call(sender, path, f"{_ATSPI}Accessible", "GetInterfaces")[0]
        bounds, actions = (0, 0, 0, 0), ()
        if f"{_ATSPI}Component" in interfaces:
            bounds = self._call(sender, path, f"{_ATSPI}Component", "GetExtents", "u", 0)[0]
        if f"{_ATSPI}Action" in interfaces:
            actions = tuple(one[0] for one in self._call(sender, path, f"{_ATSPI}Action", "GetActions")[0])
        return Part(
            sender,
            path,
            role,
            self._property(sender, path, "Accessible", "Name"),
            self._property(sender, path, "Accessible", "Description"),
            frozenset(name for bit, name in STATES.items() if bits >> bit & 1),
            bounds,
            level,
            actions,
        )

    def press(self, part: Part) -> None:
        """Do what *part* is for."""
        names = [name.lower() for name in part.actions]
        which = next(names.index(name) for name in ("press", "toggle") if name in names)
        assert self._call(part.sender, part.path, f"{_ATSPI}Action", "DoAction", "i", which)[0]

    def said(self) -> list[str]:
        """What was announced since it was last asked."""
        self._drain()
        heard = [one for one in self._events if one.header.fields.get(HeaderFields.member) == "Announcement"]
        self._events = [one for one in self._events if one not in heard]
        return [str(one.body[3][1]) for one in heard]

    def focused(self) -> tuple[str, str] | None:
        """Where the focus went last since it was last asked."""
        self._drain()
        found = None
        rest = []
        for one in self._events:
            fields = one.header.fields
            if fields.get(HeaderFields.member) == "StateChanged" and one.body[0] == "focused":
                if one.body[1]:
                    found = (str(fields[HeaderFields.sender]), str(fields[HeaderFields.path]))
            else:
                rest.append(one)
        self._events = rest
        return found

    def _drain(self) -> None:
        while True:
            try:
                self._keep(self._bus.receive(timeout=0))
            except TimeoutError:
                return

    def _keep(self, message: Message) -> None:
        if message.header.message_type is MessageType.signal:
            self._events.append(message)

    def _property(self, sender: str, path: str, interface: str, name: str) -> Any:
        body = self._call(sender, path, "org.freedesktop.DBus.Properties", "Get", "ss", _ATSPI + interface, name)
        return body[0][1]

    def _call(
        self, sender: str, path: str, interface: str, method: str, kinds: str = "", *body: Any
    ) -> tuple[Any, ...]:
        call = new_method_call(DBusAddress(path, sender, interface), method, kinds or None, body)
        serial = next(self._bus.outgoing_serial)
        self._bus.send(call, serial=serial)
        while True:
            answer = self._bus.receive(timeout=60)
            if answer.header.fields.get(HeaderFields.reply_serial) == serial:
                break
            self._keep(answer)
        assert answer.header.message_type is MessageType.method_return, f"{method} of {path}: {answer.body}"
        body_of: tuple[Any, ...] = answer.body
        return body_of


@contextmanager
def accessible(bus: PrivateBus, display: Mapping[str, str]) -> Iterator[Accessible]:
    """An accessibility bus beside the session bus *bus*, for programs on the display of the environment *display*."""
    require(LAUNCHER.exists() and REGISTRY.exists(), "at-spi2-core")
    require(shutil.which("dbus-daemon") is not None, "dbus-daemon")
    env = dict(display) | {"DBUS_SESSION_BUS_ADDRESS": bus.address, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    with bus.awaiting("org.a11y.Bus"):
        launcher = subprocess.Popen([str(LAUNCHER), "--launch-immediately"], env=env, stderr=subprocess.DEVNULL)
    registry: subprocess.Popen[bytes] | None = None
    try:
        with bus.connection() as session:
            where = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            address = session.send_and_get_reply(new_method_call(where, "GetAddress")).body[0]
        env["AT_SPI_BUS_ADDRESS"] = address
        connection = open_dbus_connection(address)
        try:
            registry = subprocess.Popen([str(REGISTRY)], env=env, stderr=subprocess.DEVNULL)
            dbus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
            owned = new_method_call(dbus, "NameHasOwner", "s", (f"{_ATSPI}Registry",))
            until("the registry", lambda: connection.send_and_get_reply(owned).body[0])
            yield Accessible(env, connection)
        finally:
            connection.close()
    finally:
        if registry is not None:
            end(registry)
        end(launcher)


def without_session(env: Mapping[str, str]) -> dict[str, str]:
    """*env* for a program that is to be looked at: xcb, no desktop's theme."""
    return dict(env) | {"QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1", "QT_FONT_DPI": "96"}
