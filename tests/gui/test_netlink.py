"""A network that comes is told by the kernel itself, and hears of nothing else."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import subprocess
import sys

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.ui.netlink import Netlink, is_news
from desktop_app.ui.network_information import NetworkInformation
from tests.support.real import require

needs_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux tells it this way")

#: A machine of its own, without any network, whose loopback comes up and goes down.
_MACHINE = """
import ctypes, fcntl, socket, struct, sys
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(NEW_NETWORK) and libc.unshare(NEW_USER | NEW_NETWORK):
    sys.exit(77)
from PySide6.QtCore import QCoreApplication, QObject
from desktop_app.ui.netlink import Netlink
app, parent = QCoreApplication([]), QObject()
watch, came = Netlink(parent), []
watch.came.connect(lambda: came.append(None))
assert watch.begin()

def loopback(flags):
    SIOCSIFFLAGS = 0x8914
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH22x", b"lo", flags))

def heard():
    for _ in range(20):
        app.processEvents()
    count = len(came)
    came.clear()
    return count > 0

print(heard())
loopback(1)
print(heard())
loopback(0)
print(heard())
watch.close()
loopback(1)
print(heard())
"""


def message(kind: int, content: bytes = b"", *, length: int | None = None) -> bytes:
    """One of rtnetlink's."""
    long = 16 + len(content)
    padding = b"\0" * (-long % 4)
    return struct.pack("=IHHII", long if length is None else length, kind, 0, 0, 0) + content + padding


@needs_linux
def test_the_kernel_tells_of_a_network_that_comes_and_not_of_one_that_goes() -> None:
    ran = subprocess.run([sys.executable, "-c", _MACHINE], capture_output=True, text=True, timeout=60, check=False)

    require(ran.returncode != 77, "leave to make a network namespace")
    assert ran.stdout.split() == ["False", "True", "False", "False"], ran.stderr


@pytest.mark.parametrize(
    ("datagram", "news"),
    [
        (message(20), True),
        (message(24), True),
        (message(21), False),
        (message(25), False),
        (message(16, b"abc") + message(20), True),
        (message(16, b"abc") + message(21), False),
        (b"", False),
        (message(20)[:15], False),
        (message(16, length=0) + message(20), False),
        (message(16, length=3) + message(20), False),
        (message(16, length=0xFFFFFFFF) + message(20), False),
        (os.urandom(3), False),
    ],
)
def test_what_is_news(datagram: bytes, news: bool) -> None:
    assert is_news(datagram) is news


@needs_linux
def test_only_the_kernel_is_believed(qtbot: QtBot) -> None:
    """Any program of this machine may write to the socket where the kernel lets it; none is the kernel."""
    parent = QObject()
    watch = Netlink(parent)
    came: list[None] = []
    watch.came.connect(lambda: came.append(None))
    assert watch.begin()
    assert watch._line is not None
    number = watch._line.getsockname()[0]
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as other:
        other.bind((0, 0))
        with contextlib.suppress(OSError):  # as it should be
            other.sendto(message(20), (number, 0))
        qtbot.wait(50)
    watch.close()

    assert came == []


@needs_linux
def test_what_was_lost_is_news(qtbot: QtBot) -> None:
    """The kernel says ENOBUFS where it had more to tell than there was room for."""

    class Full:
        def recvfrom(self, _size: int) -> tuple[bytes, tuple[int, int]]:
            raise OSError(105, "No buffer space available")

        def close(self) -> None:
            return

    parent = QObject()
    watch = Netlink(parent)
    assert watch.begin()
    assert watch._line is not None
    watch._line.close()
    watch._line = Full()  # type: ignore[assignment]  # a socket, as far as it is used
    with qtbot.waitSignal(watch.came, timeout=5000):
        watch._hear()
    watch.close()
    watch.close()


@needs_linux
def test_a_system_that_does_not_let_us(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_given: object) -> socket.socket:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(socket, "socket", refused)

    assert not Netlink(QObject()).begin()


def test_what_qt_says_on_the_other_systems(qtbot: QtBot) -> None:
    from PySide6.QtNetwork import QNetworkInformation

    parent = QObject()
    watch = NetworkInformation(parent)
    came: list[None] = []
    watch.came.connect(lambda: came.append(None))
    watch._reachable(QNetworkInformation.Reachability.Disconnected)
    assert came == []
    watch._reachable(QNetworkInformation.Reachability.Online)
    assert came == [None]
    watch.close()
    watch._reachable(QNetworkInformation.Reachability.Online)
    assert came == [None]
