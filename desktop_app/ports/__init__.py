"""The outside world, as the program sees it: one Protocol a part, implemented in :mod:`desktop_app.system`.

Times are seconds: wall-clock ones since the epoch, monotonic ones since some moment of their own. What people cause
(cancel, time-out) is a value; what the world does wrong is a :class:`desktop_app.errors.KeyfobError`.
"""

from desktop_app.ports.browser import Browser, Listener, Listening, Outcome, Page, Redirect
from desktop_app.ports.desktop import Chosen, Notification, Notifier
from desktop_app.ports.keychain import Keychain, KeychainCondition
from desktop_app.ports.machine import Autostart, Files, Held, Locks, Processes, ProcessMark
from desktop_app.ports.network import Grant, Http, HttpAnswer, Method, Trust
from desktop_app.ports.provider_sessions import (
    Credentials,
    ListedSession,
    Listing,
    Offers,
    Place,
    SessionCalls,
    SessionProviders,
)
from desktop_app.ports.surroundings import (
    Certificate,
    Desktop,
    Opener,
    Person,
    PortHolder,
    ProxyInUse,
    StateFolder,
    Surroundings,
    Versions,
)
from desktop_app.ports.waiting import Cancel, Clock

__all__ = [
    "Autostart",
    "Browser",
    "Cancel",
    "Certificate",
    "Chosen",
    "Clock",
    "Credentials",
    "Desktop",
    "Files",
    "Grant",
    "Held",
    "Http",
    "HttpAnswer",
    "Keychain",
    "KeychainCondition",
    "ListedSession",
    "Listener",
    "Listening",
    "Listing",
    "Locks",
    "Method",
    "Notification",
    "Notifier",
    "Offers",
    "Opener",
    "Outcome",
    "Page",
    "Person",
    "Place",
    "PortHolder",
    "ProcessMark",
    "Processes",
    "ProxyInUse",
    "Redirect",
    "SessionCalls",
    "SessionProviders",
    "StateFolder",
    "Surroundings",
    "Trust",
    "Versions",
]
