"""What Keycloak lists, read: devices with their sessions (account interface), and sessions (administration's)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.ports import ListedSession, Listing
from desktop_app.providers import session_answers as answers

if TYPE_CHECKING:
    from desktop_app.ports.provider_sessions import SessionKind

_SECONDS: Final = 1.0
_MILLISECONDS: Final = 1000.0
#: How many applications of one session are named.
_MOST_APPLICATIONS: Final = 20
#: What Keycloak says where it does not know.
_UNKNOWN: Final = frozenset({"", "Other", "Unknown", "Other/Unknown"})


def account_sessions(value: object, subject: str, current: str) -> Listing:
    """One's own, as ``/account/sessions/devices`` has them.

    :param current: id of the session this program holds; Keycloak marks it as well.
    :raises KeyfobError: E_USERINFO.
    """
    found: list[ListedSession] = []
    unreadable = 0
    for device in answers.entries(value, "devices"):
        sessions = device.get("sessions", []) if isinstance(device, dict) else None
        if not isinstance(device, dict) or not isinstance(sessions, list):
            unreadable += 1
            continue
        for entry in sessions:
            session = _account_session(entry, device, subject, current)
            if session is None:
                unreadable += 1
            else:
                found.append(session)
    return Listing(tuple(found), unreadable=unreadable)


def _account_session(entry: object, device: dict[str, object], subject: str, current: str) -> ListedSession | None:
    if not isinstance(entry, dict) or not answers.is_id(entry.get("id")):
        return None
    return ListedSession(
        id=entry["id"],
        current=entry["id"] == current or entry.get("current") is True,
        device=_device(entry, device),
        application=_applications(entry.get("clients")),
        address=answers.words(entry, "ipAddress"),
        started=answers.instant(entry, "started", _SECONDS),
        last_used=answers.instant(entry, "lastAccess", _SECONDS),
        expires=answers.instant(entry, "expires", _SECONDS),
        user=subject,
        kind="offline" if _is_offline(entry.get("clients")) else "session",
    )


def admin_session(entry: object, kind: SessionKind, current: str) -> ListedSession | None:
    """One of anybody's, as the administration's interface has it; None where it cannot be read."""
    if not isinstance(entry, dict) or not answers.is_id(entry.get("id")):
        return None
    clients = entry.get("clients")
    names = list(clients.values()) if isinstance(clients, dict) else []
    return ListedSession(
        id=entry["id"],
        current=entry["id"] == current,
        application=_listed(names),
        address=answers.words(entry, "ipAddress"),
        started=answers.instant(entry, "start", _MILLISECONDS),
        last_used=answers.instant(entry, "lastAccess", _MILLISECONDS),
        user=answers.words(entry, "userId"),
        kind=kind,
    )


def _device(entry: dict[str, object], device: dict[str, object]) -> str:
    browser, system = answers.words(entry, "browser"), answers.words(device, "os")
    version, model = answers.words(device, "osVersion"), answers.words(device, "device")
    where = " ".join(word for word in (system, version) if word not in _UNKNOWN)
    parts = [word for word in (browser, where, model) if word not in _UNKNOWN]
    return ", ".join(parts)[: answers.MAX_WORDS]


def _is_offline(clients: object) -> bool:
    listed = clients if isinstance(clients, list) else []
    return any(isinstance(client, dict) and client.get("offlineAccess") is True for client in listed)


def _applications(clients: object) -> str:
    """The ids of the applications, which is what other calls know them by."""
    listed = clients if isinstance(clients, list) else []
    return _listed([client.get("clientId") for client in listed if isinstance(client, dict)])


def _listed(names: list[object]) -> str:
    words = [name for name in names if isinstance(name, str)][:_MOST_APPLICATIONS]
    return ", ".join(words)[: answers.MAX_WORDS]
