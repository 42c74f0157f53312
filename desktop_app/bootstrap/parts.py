"""Makes the use cases' parts. What is heavy is imported here, when they are first needed."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.app.activity import ActivityLog
from desktop_app.app.key_cache import KeyCache
from desktop_app.app.state_file import StateFiles
from desktop_app.ports import Clock, Files, Keychain, Locks
from desktop_app.providers.session_providers import Providers
from desktop_app.session.deps import Deps
from desktop_app.session.metadata_source import MetadataSource
from desktop_app.system.http import HttpClient
from desktop_app.system.http.network import Network
from desktop_app.system.processes import SystemProcesses


def make_deps(
    files: Files, locks: Locks, clock: Clock, states: StateFiles, keychain: Keychain, network: Callable[[], Network]
) -> Deps:
    """The parts over the system's *keychain*. :param network: what the settings say about it at any moment."""
    http = HttpClient(network=network)
    return Deps(
        http=http,
        keychain=keychain,
        locks=locks,
        files=files,
        processes=SystemProcesses(),
        clock=clock,
        states=states,
        keys=KeyCache(files, http, locks, clock),
        metadata=MetadataSource(http, clock),
        activity=ActivityLog(files),
        saved="keychain",
        sessions=Providers(http, clock),
    )
