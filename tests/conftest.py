"""What holds for every test: no thread and no warning is left behind, nothing of the person's own is touched."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.support import figures
from tests.support.canaille_provider import CanailleProvider, canaille_provider
from tests.support.command import Keyfob
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.home import private_home
from tests.support.keycloak import Keycloak, keycloak
from tests.support.oidc_provider import OidcProvider, oidc_provider
from tests.support.signed_in import unlocked_keyring
from tests.support.watch import Threads, Warnings

#: The long sets in full (`make soak`).
SOAK = os.environ.get("SOAK") == "1"
#: What starts something big, once for many tests, and how long a test that has to wait for it may take, seconds.
_SLOW_FIXTURES = frozenset({"canaille", "frozen", "keycloak_provider", "met", "npm_provider", "played"})
_SLOW = 900
_QUICK_FIRST = ("unit", "adversarial", "gui", "integration", "e2e", "packaging", "benchmarks")
# How many examples a property is tried with.
_PROFILE: Any = {"deadline": None, "print_blob": True, "suppress_health_check": (HealthCheck.too_slow,)}
settings.register_profile("normal", max_examples=2_000, **_PROFILE)
settings.register_profile("soak", max_examples=20_000, **_PROFILE)
settings.load_profile("soak" if SOAK else "normal")
_threads = pytest.StashKey[Threads]()
#: What the tests' own process must not inherit, besides proxies.
_LEFT_BEHIND = ("DBUS_SESSION_BUS_ADDRESS", "BROWSER", "PYTHON_KEYRING_BACKEND", "SSL_CERT_FILE", "SSL_CERT_DIR")


def pytest_configure(config: pytest.Config) -> None:
    """Start to count threads; Qt draws into memory unless a display is asked for."""
    config.stash[_threads] = Threads()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for name, usual in (("SIGINT", signal.default_int_handler), ("SIGQUIT", signal.SIG_DFL)):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            # Started in a shell's background: what the tests start would inherit that, and Ctrl+C is under test.
            signal.signal(number, usual)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Quick tests come first, in whatever order inside; the soak tests run only where they are asked for (SOAK=1)."""
    if not SOAK:
        soak = [item for item in items if item.get_closest_marker("soak")]
        config.hook.pytest_deselected(items=soak)
        items[:] = [item for item in items if not item.get_closest_marker("soak")]
    items.sort(key=lambda item: _rank(item.path, config.rootpath))
    for item in items:
        if _SLOW_FIXTURES.intersection(getattr(item, "fixturenames", ())) and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(_SLOW))


def _rank(path: Path, root: Path) -> int:
    folder = path.relative_to(root / "tests").parts[0]
    return _QUICK_FIRST.index(folder) if folder in _QUICK_FIRST else len(_QUICK_FIRST)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, Any, Any]:
    """Threads of a fixture that lives longer than one test are no leak of that test."""
    result = yield
    if fixturedef.scope != "function":
        request.config.stash[_threads].accept()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """A logged WARNING fails the test, unless it is marked ``expect_warnings``."""
    marker = item.get_closest_marker("expect_warnings")
    handler = Warnings()
    logging.getLogger().addHandler(handler)
    try:
        result = yield
    finally:
        logging.getLogger().removeHandler(handler)
    lines = handler.unexpected(None if marker is None else marker.args)
    if lines:
        pytest.fail("the program logged warnings:\n" + "\n".join(lines), pytrace=False)
    return result


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    """A thread that outlives its test fails it."""
    result = yield
    threads = item.config.stash[_threads]
    left = threads.left()
    threads.accept()
    if left:
        pytest.fail("threads were left running: " + ", ".join(thread.name for thread in left), pytrace=False)
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The figures that were measured in this run."""
    measured = figures.recorded()
    if not measured:
        return
    terminalreporter.section("figures")
    for figure in measured:
        terminalreporter.write_line(figure.line())
    figures.write(config.rootpath / "build" / "figures.json")


@pytest.fixture(scope="session", autouse=True)
def _nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The tests' own process: an empty home, no session bus, no proxies, no keychain settings."""
    home = private_home(tmp_path_factory.mktemp("nobody"))
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.lower().endswith("_proxy") or name in _LEFT_BEHIND:
                patch.delenv(name)
        for name, value in home.items():
            patch.setenv(name, value)
        yield


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """A whole environment for a program under test, with a home of its own (no D-Bus session in it)."""
    return private_home(tmp_path / "home")


@pytest.fixture
def keyfob(home: dict[str, str]) -> Keyfob:
    """The command in a home of its own."""
    return Keyfob(home)


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[GnomeKeyring]:
    """A real gnome-keyring on a private bus, unlocked."""
    with unlocked_keyring(tmp_path / "keyring-home") as running:
        yield running


@pytest.fixture
def keyfob_with_keychain(keyring: GnomeKeyring) -> Keyfob:
    """The command in a home of its own, with a real keychain."""
    return Keyfob(keyring.bus.environment)


@pytest.fixture(scope="session")
def npm_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OidcProvider]:
    """The npm package oidc-provider with its usual settings (JWT access tokens, rotation), one for the whole run."""
    with oidc_provider(tmp_path_factory.mktemp("oidc-provider")) as provider:
        yield provider


@pytest.fixture(scope="session")
def canaille(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CanailleProvider]:
    """Canaille, one for the whole run."""
    with canaille_provider(tmp_path_factory.mktemp("canaille")) as provider:
        yield provider


@pytest.fixture(scope="session")
def keycloak_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keycloak]:
    """Keycloak with the tests' realm, one for the whole run."""
    with keycloak(tmp_path_factory.mktemp("keycloak")) as provider:
        yield provider
