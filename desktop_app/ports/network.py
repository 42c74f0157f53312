"""HTTP to providers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.errors import Code
    from desktop_app.secret import Secret

#: What is asked for (RFC 9110 §9.3). GET and DELETE may be sent once more where a kept connection was just closed.
Method = Literal["GET", "POST", "DELETE"]


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

    def send(
        self,
        method: Method,
        url: str,
        *,
        trust: Trust,
        too_large: Code,
        limit: int = 1_000_000,
        authorization: Secret | None = None,
        headers: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> HttpAnswer:
        """One call of a provider's own interface.

        :param authorization: the whole value of the Authorization header (``Bearer …``, or a bare API key).
        :param body: sent as a JSON object; a :class:`Secret` in it goes out as its value.
        """
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
