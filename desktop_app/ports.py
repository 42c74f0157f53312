"""The outside world, as the program sees it: one Protocol a part, implemented in :mod:`desktop_app.system`.

Times are seconds: wall-clock ones since the epoch, monotonic ones since some moment of their own. What people cause
(cancel, time-out) is a value; what the world does wrong is a :class:`desktop_app.errors.KeyfobError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from desktop_app.errors import Code
    from desktop_app.secret import Secret


class Cancel(Protocol):
    """Set by a person who changed their mind; a :class:`threading.Event` is one."""

    def is_set(self) -> bool:
        """Whether the work should stop."""
        ...

    def wait(self, timeout: float | None = None) -> bool:
        """Wait at most *timeout* seconds; True when it was set."""
        ...


class Clock(Protocol):
    """Time."""

    def now(self) -> float:
        """Wall clock, seconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """A clock that never goes back."""
        ...

    def sleep(self, seconds: float, cancel: Cancel | None = None) -> bool:
        """Wait; True when *cancel* was set meanwhile."""
        ...


# --- network ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trust:
    """What a request may rely on: the system's certificate store, an extra CA, and plain http on loopback or not.

    :param ca_file: path of a PEM file with extra certificate authorities, or ``""``.
    :param allow_http: plain ``http`` to loopback hosts (127/8, ::1, localhost) is allowed.
    """

    ca_file: str = ""
    allow_http: bool = False


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A whole HTTP answer, bounded in size and time.

    :param status: HTTP status code.
    :param media_type: lower-case media type without parameters, ``""`` if none was given.
    :param headers: lower-case names; a repeated header keeps its last value.
    :param body: the decoded (after Content-Encoding) body.
    :param date: the Date header as seconds since the epoch, None if absent or unreadable.
    :param received: wall clock when the answer's head had arrived.
    """

    status: int
    media_type: str
    headers: Mapping[str, str]
    body: bytes
    date: float | None
    received: float

    def __repr__(self) -> str:
        return f"HttpAnswer({self.status}, {self.media_type!r}, {len(self.body)} bytes)"


@dataclass(frozen=True, slots=True)
class Grant:
    """A token request's form, without the client's part.

    :param grant_type: ``authorization_code`` or ``refresh_token``.
    :param fields: the remaining form fields; secret ones are :class:`Secret`.
    """

    grant_type: Literal["authorization_code", "refresh_token"]
    fields: Mapping[str, str | Secret]


class Http(Protocol):
    """HTTP to providers. Every method is one exchange: at most 30 s, answers at most *limit* bytes.

    Raises :class:`desktop_app.errors.TransportError`: E_NETWORK, E_TLS, E_PROXY, or *too_large* (the code of the
    document) where the answer is over *limit*. Redirects are followed by :meth:`get` alone and within one origin;
    every other 3xx comes back as the answer. No .netrc, no cookies, loopback never through a proxy.
    """

    def get(
        self,
        url: str,
        *,
        trust: Trust,
        too_large: Code,
        limit: int = 1_000_000,
        bearer: Secret | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        """GET *url*."""
        ...

    def post_form(
        self,
        url: str,
        fields: Mapping[str, str | Secret],
        *,
        trust: Trust,
        too_large: Code,
        limit: int = 1_000_000,
        bearer: Secret | None = None,
        client_secret: tuple[str, Secret] | None = None,
    ) -> HttpAnswer:
        """POST a form (revocation, introspection). *client_secret* = (client_id, secret) for HTTP Basic."""
        ...

    def token(
        self, endpoint: str, grant: Grant, *, client_id: str, client_secret: Secret | None, trust: Trust
    ) -> HttpAnswer:
        """One token request of a public client (RFC 6749 §4.1.3, §6), made by Authlib; the answer comes back raw."""
        ...

    def warm_up(self) -> None:
        """Load what a token request needs, so that none of it falls between a redirect and its result."""
        ...

    def cancel_all(self) -> None:
        """Abort every exchange under way (the program is ending): they raise E_NETWORK."""
        ...


# --- keychain --------------------------------------------------------------------------------------------------------

KeychainCondition = Literal["ready", "locked", "missing", "timed_out"]


class Keychain(Protocol):
    """The operating system's keychain: named items with text in them.

    Raises the E_KEYCHAIN_* errors; :class:`desktop_app.errors.KeychainTimeout` when a call passed *timeout* (it goes
    on). With ``prompt=False`` no dialog is ever raised: a locked store answers E_KEYCHAIN_LOCKED at once.
    """

    @property
    def name(self) -> str:
        """What a person calls it ("GNOME Keyring", "Windows Credential Manager")."""
        ...

    @property
    def max_utf16_units(self) -> int | None:
        """The most UTF-16 units an item can hold; None where there is no limit worth naming."""
        ...

    def condition(self, timeout: float = 10.0) -> KeychainCondition:
        """Look at it without a prompt. Never raises E_KEYCHAIN_*."""
        ...

    def read(self, item: str, *, prompt: bool, timeout: float) -> Sequence[str]:
        """All values stored under *item*, in no order (a store may hold twins); empty if there is none."""
        ...

    def write(self, item: str, value: str, *, prompt: bool, timeout: float) -> None:
        """Store *value* as the only one under *item*, then read it back and compare (E_KEYCHAIN_LOST)."""
        ...

    def delete(self, item: str, *, prompt: bool, timeout: float) -> None:
        """Remove every value under *item* and look that none is left (E_KEYCHAIN_LOST); none there is fine."""
        ...


# --- locks and files -------------------------------------------------------------------------------------------------


class Held(Protocol):
    """A lock that is held."""

    def release(self) -> None:
        """Let it go; twice is fine."""
        ...

    def release_after(self, finished: threading.Event) -> None:
        """Let it go as soon as *finished* is set (a keychain call that passed its deadline), not before."""
        ...

    def __enter__(self) -> Held: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Locks(Protocol):
    """Operating-system locks on files, freed by process death alone, never broken. Not re-entrant; they exclude
    threads of one process as well."""

    def acquire(self, name: str, *, timeout: float, cancel: Cancel | None = None) -> Held:
        """Wait at most *timeout* seconds. Raises E_LOCK (also when cancelled), E_DISK."""
        ...

    def is_held(self, name: str) -> bool:
        """Whether somebody holds it now. Takes nothing, waits for nothing."""
        ...


class Files(Protocol):
    """Small files of ours below one private directory (0700, files 0600, whatever the umask). Names are relative,
    parts made of ``[A-Za-z0-9._-]``. Raises E_DISK."""

    def read(self, name: str, limit: int = 4_000_000) -> bytes | None:
        """The content; None if there is no such file (or it is no plain file, or over *limit* bytes)."""
        ...

    def write(self, name: str, content: bytes, *, durable: bool = False) -> None:
        """Replace atomically; *durable*: synced to disk, directory included, before returning."""
        ...

    def remove(self, name: str) -> None:
        """Remove; a missing one is fine."""
        ...

    def names(self, folder: str) -> Sequence[str]:
        """Names of the files in *folder*, sorted."""
        ...


@dataclass(frozen=True, slots=True)
class ProcessMark:
    """Names a process beyond its number, which the system uses again: pid and start time (an opaque word)."""

    pid: int
    started: str


class Processes(Protocol):
    """Who we are, and whether another process still lives."""

    def me(self) -> ProcessMark:
        """This process."""
        ...

    def is_alive(self, mark: ProcessMark) -> bool:
        """Whether exactly that process still lives. Unsure counts as alive."""
        ...


# --- browser and listener --------------------------------------------------------------------------------------------


class Browser(Protocol):
    """The system browser."""

    def open(self, url: str) -> None:
        """Hand *url* to the desktop's opener and come back at once. Raises E_BROWSER where it can be noticed."""
        ...


Outcome = Literal["signed_in", "signed_out", "failed", "cancelled", "timed_out", "not_ours", "confirm"]


@dataclass(frozen=True, slots=True)
class Page:
    """What the browser ends on. *title* and *text* are plain text (escaped where the page is made); *details* may
    hold words of others."""

    outcome: Outcome
    title: str
    text: str
    details: str = ""


class Redirect(Protocol):
    """A request on our redirect address. The browser's connection is held until :meth:`reply`."""

    @property
    def query(self) -> str:
        """The raw query, without the question mark, as it came (ASCII; at most 16 KB)."""
        ...

    def reply(self, page: Page, *, final: bool) -> None:
        """Answer the browser. *final*: this was the one, and a repetition of the same request gets the same page;
        otherwise the listener goes on waiting."""
        ...


class Listening(Protocol):
    """A bound loopback listener."""

    @property
    def redirect_uri(self) -> str:
        """What to send to the provider, e.g. ``http://127.0.0.1:49152/callback``."""
        ...

    def receive(self, deadline: float, cancel: Cancel | None = None) -> Redirect | Literal["timed_out", "cancelled"]:
        """The next request on the redirect address; *deadline* is monotonic. A TLS hello on the port is noted in
        :attr:`saw_tls`, noise is answered by the listener itself."""
        ...

    def submit(self, query: str) -> Redirect:
        """A redirect that reached a person and not us (a pasted address): handled like one that arrived."""
        ...

    @property
    def saw_tls(self) -> bool:
        """Whether a browser insisted on https for this address."""
        ...

    def start_page(self, url: str) -> str:
        """A one-time address of ours that redirects the browser to *url* (so that *url* is in nobody's argv)."""
        ...

    def close(self) -> None:
        """Stop listening; pages already answered get up to a second to arrive. Twice is fine."""
        ...


class Listener(Protocol):
    """Makes loopback listeners (RFC 8252 §7.3)."""

    def listen(self, *, host: str, ports: Sequence[int], path: str) -> Listening:
        """Bind before anything names the address. *host* ``""`` = 127.0.0.1, or [::1] without IPv4 loopback.
        Raises E_PORT naming the ports."""
        ...
