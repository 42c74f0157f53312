"""The doctor against real servers, ports, files and buses; and `keyfob doctor` as a process."""

from __future__ import annotations

import os
import pty
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from email.utils import formatdate
from pathlib import Path

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Trust
from desktop_app.system.around import SystemSurroundings
from desktop_app.system.around import desktop as desktops
from desktop_app.system.around.port_holder import holder
from desktop_app.system.around.program import folder, opener, person, versions
from desktop_app.system.http.network import Network
from tests.support.bad_network import tls_troubles
from tests.support.canaries import found_in
from tests.support.certificates import authority, server_context
from tests.support.command import ROOT
from tests.support.gnome_keyring import PrivateBus, in_environment
from tests.support.notification_daemon import NotificationDaemon
from tests.support.patience import PATIENCE, until
from tests.support.proxy_double import ProxyDouble
from tests.support.scripted_provider import Fault, ScriptedProvider
from tests.support.stage import Stage

_DAY = 86_400.0


@pytest.fixture
def provider_tls(tmp_path: Path) -> Iterator[ScriptedProvider]:
    """A provider over https, whose certificate lasts 20 days."""
    with ScriptedProvider(tls=server_context(tmp_path, names=("127.0.0.1", "localhost", "auth.example"))) as running:
        yield running


def looking(tmp_path: Path, network: Network | None = None) -> SystemSurroundings:
    return SystemSurroundings(str(tmp_path), network or Network())


# --- certificates ----------------------------------------------------------------------------------------------------


def test_a_good_certificate(tmp_path: Path, provider_tls: ScriptedProvider) -> None:
    trust = Trust(ca_file=str(authority().write(tmp_path)))

    seen = looking(tmp_path).certificate(provider_tls.issuer, trust=trust, seconds=PATIENCE)

    assert seen is not None
    assert 19 * _DAY < seen.ends_at - time.time() < 21 * _DAY
    assert seen.root == "extra"
    assert provider_tls.requests == ()


def test_the_ca_file_for_all_accounts_counts_too(tmp_path: Path, provider_tls: ScriptedProvider) -> None:
    network = Network(ca_file=str(authority().write(tmp_path)))

    seen = looking(tmp_path, network).certificate(provider_tls.issuer, trust=Trust(), seconds=PATIENCE)

    assert seen is not None
    assert seen.root == "extra"


@pytest.mark.parametrize("trouble", ["unknown_ca", "expired", "not_yet", "wrong_host"])
def test_what_is_wrong_with_a_certificate(tmp_path: Path, provider_tls: ScriptedProvider, trouble: str) -> None:
    provider_tls.wire.tls = tls_troubles(tmp_path)[trouble]
    trust = Trust(ca_file=str(authority().write(tmp_path)))

    with pytest.raises(KeyfobError) as met:
        looking(tmp_path).certificate(provider_tls.issuer, trust=trust, seconds=PATIENCE)

    assert (met.value.code, met.value.text) == (Code.E_TLS, f"network.tls_{trouble}")


def test_a_ca_file_that_is_none(tmp_path: Path, provider_tls: ScriptedProvider) -> None:
    (tmp_path / "ca.pem").write_text("nonsense")

    with pytest.raises(KeyfobError) as met:
        looking(tmp_path).certificate(
            provider_tls.issuer, trust=Trust(ca_file=str(tmp_path / "ca.pem")), seconds=PATIENCE
        )

    assert met.value.text == "network.ca_file"


def test_nobody_answers(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(KeyfobError) as met:
        looking(tmp_path).certificate(f"https://127.0.0.1:{port}", trust=Trust(), seconds=PATIENCE)

    assert met.value.text == "network.refused"


def test_a_server_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"https://127.0.0.1:{deaf.getsockname()[1]}"
        with pytest.raises(KeyfobError) as met:
            looking(tmp_path).certificate(address, trust=Trust(), seconds=0.3)

    assert met.value.code in (Code.E_NETWORK, Code.E_TLS)


def test_plain_http_has_none(tmp_path: Path) -> None:
    assert looking(tmp_path).certificate("http://127.0.0.1:9", trust=Trust(allow_http=True), seconds=1) is None


# --- proxies ---------------------------------------------------------------------------------------------------------

_FAR = "https://auth.example"


def test_a_certificate_is_seen_through_a_proxy(tmp_path: Path, provider_tls: ScriptedProvider) -> None:
    trust = Trust(ca_file=str(authority().write(tmp_path)))
    with ProxyDouble(("127.0.0.1", provider_tls.wire.port)) as proxy:
        around = looking(tmp_path, Network(proxy=proxy.url))
        used = around.proxy(_FAR, trust=trust)
        around.reach_proxy(_FAR, trust=trust, seconds=PATIENCE)
        seen = around.certificate(_FAR, trust=trust, seconds=PATIENCE)

    assert used is not None
    assert (used.name, used.source) == (f"127.0.0.1:{proxy.port}", "settings")
    assert seen is not None
    assert any("auth.example:443" in head for head in proxy.asked)


def test_a_proxy_that_is_not_there(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    around = looking(tmp_path, Network(proxy=f"http://127.0.0.1:{port}"))

    for look in (around.reach_proxy, around.certificate):
        with pytest.raises(KeyfobError) as met:
            look(_FAR, trust=Trust(), seconds=PATIENCE)
        assert (met.value.code, met.value.text) == (Code.E_PROXY, "network.proxy_unreachable")


def test_a_proxy_of_the_environment_is_told_without_its_password(tmp_path: Path) -> None:
    with in_environment({"https_proxy": "http://u:canary@127.0.0.1:3128", "no_proxy": "", "HTTPS_PROXY": ""}):
        used = looking(tmp_path).proxy(_FAR, trust=Trust())

    assert used is not None
    assert (used.name, used.source) == ("127.0.0.1:3128", "https_proxy")
    assert "canary" not in repr(used)


def test_no_proxy_on_the_way_to_this_computer(tmp_path: Path) -> None:
    with in_environment({"https_proxy": "http://127.0.0.1:3128"}):
        assert looking(tmp_path).proxy("https://127.0.0.1:1", trust=Trust()) is None


# --- ports, files, programs ------------------------------------------------------------------------------------------


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells who listens on Linux alone")
def test_who_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mine:
        port = mine.getsockname()[1]
        found = holder(port)
    assert found is not None
    assert (found.pid, found.ours, bool(found.program)) == (os.getpid(), True, True)
    assert holder(port) is None

    code = "import socket,sys; s=socket.create_server(('127.0.0.1',0)); print(s.getsockname()[1],flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        found = holder(int(other.stdout.readline()))
        other.communicate(b"\n")
    assert found is not None
    assert (found.pid, found.ours) == (other.pid, False)


def test_who_may_look_into_the_folder(tmp_path: Path) -> None:
    root = tmp_path / "state"
    (root / "inner").mkdir(parents=True)
    for path in (root, root / "inner"):
        path.chmod(0o700)
    (root / "inner" / "file").write_text("x")
    (root / "inner" / "file").chmod(0o600)

    assert folder(str(root)).open_to_others == 0
    (root / "inner" / "file").chmod(0o640)
    (root / "link").symlink_to(root / "inner")
    found = folder(str(root))
    assert found.open_to_others == 1
    assert found.free > 0
    with pytest.raises(KeyfobError) as met:
        folder(str(tmp_path / "missing"))
    assert met.value.code is Code.E_DISK


@pytest.mark.parametrize(
    ("variable", "chosen", "expected"),
    [
        ("sh -c canary", None, ("sh", True)),
        ("/no/such/browser-x canary", None, ("browser-x", False)),
        ("/no/such/one:sh", None, ("sh", True)),
        ("", ["/no/such/browser-y", "canary"], ("browser-y", False)),
        ("", ["sh", "canary"], ("sh", True)),
        ("'", None, ("", False)),
    ],
)
def test_the_opener(variable: str, chosen: list[str] | None, expected: tuple[str, bool]) -> None:
    with in_environment({"BROWSER": variable}):
        found = opener(lambda _url: chosen)

    assert found is not None
    assert (found.command, found.exists) == expected


def test_versions_and_person() -> None:
    on = versions()
    assert on.python == ".".join(map(str, sys.version_info[:3]))
    assert on.openssl == ssl.OPENSSL_VERSION
    assert person().home == os.path.expanduser("~")
    assert socket.gethostname() in person().hosts


def test_the_desktops_agent(tmp_path: Path) -> None:
    with closing(PrivateBus(tmp_path / "bus")) as bus, in_environment({"DBUS_SESSION_BUS_ADDRESS": bus.address}):
        before = desktops.look()
        with closing(NotificationDaemon(bus.address)):
            with_daemon = desktops.look()

    assert before.tray is None
    assert with_daemon.notifications
    with in_environment({"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/nobody"}):
        assert not desktops.look().notifications


# --- the command -----------------------------------------------------------------------------------------------------


def checks_of(stage: Stage) -> dict[str, tuple[str, str]]:
    result = stage.run("doctor")
    checks = result.json["checks"]
    assert [set(check) for check in checks] == [{"name", "status", "message", "hint"}] * len(checks)
    assert result.exit == (5 if any(check["status"] == "fail" for check in checks) else 0)
    return {check["name"].removesuffix(" (work)"): (check["status"], check["message"]) for check in checks}


def test_a_certificate_that_ended(tmp_path: Path, provider_tls: ScriptedProvider) -> None:
    stage = Stage(tmp_path, provider_tls, None, ca_file=str(authority().write(tmp_path)))
    good = checks_of(stage)
    provider_tls.wire.tls = server_context(tmp_path, days=(-20, 3))
    soon = checks_of(stage)
    provider_tls.wire.tls = tls_troubles(tmp_path)["expired"]
    ended = checks_of(stage)

    assert good["TLS"][0] == "ok"
    assert good["Metadata"][0] == "ok"
    assert soon["TLS"][0] == "warn"
    assert "3 days" in soon["TLS"][1]
    assert (ended["TLS"][0], ended["Metadata"][0], ended["Signing keys"][0]) == ("fail", "fail", "skip")


def test_a_clock_that_is_off(stage: Stage) -> None:
    stage.provider.fail("discovery", Fault(process=True, headers={"Date": formatdate(time.time() + 3600, usegmt=True)}))

    status, message = checks_of(stage)["Clock"]

    assert status == "fail"
    assert "behind" in message


def test_a_port_that_is_taken(stage: Stage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mine:
        port = mine.getsockname()[1]
        stage.keyfob.add_account("two", **stage.provider.account | {"redirect_ports": [port]})
        found = checks_of(stage)
    free = checks_of(stage)

    status, message = found["Redirect port (two)"]
    assert status == "fail"
    assert str(port) in message
    if sys.platform.startswith("linux"):
        assert f"pid {os.getpid()}" in message
    assert free["Redirect port (two)"][0] == "ok"


def test_a_dead_provider_holds_nobody_up(stage: Stage) -> None:
    """One hangs until the other has been asked for everything."""
    slow = ScriptedProvider()
    with slow:
        slow.fail("discovery", Fault(hang="before"))
        stage.keyfob.add_account("slow", **slow.account)
        running = stage.keyfob.start("doctor", "--json")
        until("the slow one was asked", lambda: slow.calls("discovery"))
        until("the other was asked for its keys", lambda: stage.provider.calls("jwks"))
        assert running.process.poll() is None
    with running:
        result = running.wait(90)
    found = {check["name"]: check["status"] for check in result.json["checks"]}

    assert found["Metadata (work)"] == found["Signing keys (work)"] == "ok"
    assert (found["Metadata (slow)"], found["Signing keys (slow)"]) == ("fail", "skip")


def test_control_c_ends_it_at_once(stage: Stage) -> None:
    stage.provider.fail("discovery", Fault(hang="before"))
    with stage.keyfob.start("doctor", "--json") as running:
        until("the provider was asked", lambda: stage.provider.calls("discovery"))
        running.signal(signal.SIGINT)
        result = running.wait(PATIENCE)

    assert (result.exit, result.json["error"]["code"]) == (7, "E_CANCELLED")


def test_on_a_terminal_it_tells_as_it_finds(stage: Stage) -> None:
    """What is done is told although the provider hangs."""
    stage.provider.fail("discovery", Fault(hang="before"))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "desktop_app", "doctor"]
    with subprocess.Popen(command, env=stage.keyfob.env, stdout=theirs, stderr=theirs, cwd=ROOT) as running:
        os.close(theirs)
        shown = b""
        while b"Session (work)" not in shown or b"Versions" not in shown:
            shown += os.read(ours, 4096)
        running.send_signal(signal.SIGINT)
        running.wait(PATIENCE)
    os.close(ours)

    assert b"Metadata" not in shown
    assert b"[ok]" in shown


def test_no_secret_comes_out(stage: Stage, tmp_path: Path) -> None:
    secret, path = "CANARY-Zq81xY7kPw3vB9nM5tR2cF6h", tmp_path / "CANARYpath"
    stage.keyfob.add_account("two", **stage.provider.account | {"client_secret": secret, "ca_file": str(path)})
    stage.keyfob.env |= {"HTTPS_PROXY": f"http://u:{secret}@127.0.0.1:9", "BROWSER": f"no-such {secret}"}

    result = stage.keyfob.run("doctor", "--debug")

    assert "CANARYpath" in result.stdout  # the person's own terminal names the file
    assert found_in({"stdout": result.stdout.encode(), "stderr": result.stderr.encode()}, [secret]) == []
