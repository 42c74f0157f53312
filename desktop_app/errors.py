"""Every error code of the program, its exit status, and whether trying again can help.

An error names *what went wrong* by a code, *which sentence tells a person so* by a text id of the catalogue
(:mod:`desktop_app.app.texts`), and the values that go into the sentence. The sentence itself is made where it is
shown, so nothing below `app` knows a language.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import threading


class Code(StrEnum):
    """The stable codes people script against."""

    E_INTERNAL = "E_INTERNAL"
    E_USAGE = "E_USAGE"
    E_CONFIG = "E_CONFIG"
    E_NOT_SIGNED_IN = "E_NOT_SIGNED_IN"
    E_REAUTH = "E_REAUTH"
    E_METADATA = "E_METADATA"
    E_ISSUER = "E_ISSUER"
    E_JWKS = "E_JWKS"
    E_DENIED = "E_DENIED"
    E_CALLBACK = "E_CALLBACK"
    E_STATE = "E_STATE"
    E_ISS = "E_ISS"
    E_TOKEN_RESPONSE = "E_TOKEN_RESPONSE"  # noqa: S105 - a code's name
    E_CLIENT = "E_CLIENT"
    E_ID_TOKEN = "E_ID_TOKEN"  # noqa: S105 - a code's name
    E_ACCESS_TOKEN = "E_ACCESS_TOKEN"  # noqa: S105 - a code's name
    E_USERINFO = "E_USERINFO"
    E_CLOCK = "E_CLOCK"
    E_PORT = "E_PORT"
    E_SUBJECT = "E_SUBJECT"
    E_NETWORK = "E_NETWORK"
    E_PORTAL = "E_PORTAL"
    E_TLS = "E_TLS"
    E_PROXY = "E_PROXY"
    E_RATE = "E_RATE"
    E_SERVER = "E_SERVER"
    E_BROWSER = "E_BROWSER"
    E_DISK = "E_DISK"
    E_LOCK = "E_LOCK"
    E_KEYCHAIN_MISSING = "E_KEYCHAIN_MISSING"
    E_KEYCHAIN_LOCKED = "E_KEYCHAIN_LOCKED"
    E_KEYCHAIN_DENIED = "E_KEYCHAIN_DENIED"
    E_KEYCHAIN_FULL = "E_KEYCHAIN_FULL"
    E_KEYCHAIN_LOST = "E_KEYCHAIN_LOST"
    E_KEYCHAIN_TIMEOUT = "E_KEYCHAIN_TIMEOUT"
    E_TIMEOUT = "E_TIMEOUT"
    E_CANCELLED = "E_CANCELLED"


_EXITS: Final[dict[int, str]] = {
    1: "E_INTERNAL",
    2: "E_USAGE E_CONFIG",
    3: "E_NOT_SIGNED_IN E_REAUTH",
    4: "E_METADATA E_ISSUER E_JWKS E_DENIED E_CALLBACK E_STATE E_ISS E_TOKEN_RESPONSE E_CLIENT E_ID_TOKEN"
    " E_ACCESS_TOKEN E_USERINFO E_CLOCK E_PORT E_SUBJECT",
    5: "E_NETWORK E_PORTAL E_TLS E_PROXY E_RATE E_SERVER E_BROWSER E_DISK E_LOCK",
    6: "E_KEYCHAIN_MISSING E_KEYCHAIN_LOCKED E_KEYCHAIN_DENIED E_KEYCHAIN_FULL E_KEYCHAIN_LOST E_KEYCHAIN_TIMEOUT",
    7: "E_TIMEOUT E_CANCELLED",
}
_EXIT_OF: Final = {Code(name): exit_ for exit_, names in _EXITS.items() for name in names.split()}

#: Trying the same thing again, unchanged, can help.
_RETRYABLE: Final = frozenset(
    code for code, exit_ in _EXIT_OF.items() if exit_ in (5, 7) and code not in (Code.E_TLS, Code.E_PROXY)
) | {
    Code.E_CLOCK,
    Code.E_PORT,
    Code.E_DENIED,
    Code.E_KEYCHAIN_LOCKED,
    Code.E_KEYCHAIN_DENIED,
    Code.E_KEYCHAIN_LOST,
    Code.E_KEYCHAIN_TIMEOUT,
}


def exit_status(code: Code) -> int:
    """The exit status of the command line for *code* (1-7)."""
    return _EXIT_OF[code]


def is_retryable(code: Code) -> bool:
    """Whether trying again, unchanged, can help."""
    return code in _RETRYABLE


Param = str | int | float | None


class KeyfobError(Exception):
    """A fault with a name.

    :param code: what went wrong.
    :param text: id of the sentence in the catalogue, ``"<module>.<name>"`` (``"protocol.id_token_aud"``).
    :param reason: the narrower machine-readable word some codes have (``E_ID_TOKEN``, ``E_REAUTH``, ``E_CLIENT``).
    :param params: values for the sentence's placeholders. Words of others are allowed (they are bounded and escaped
        where the sentence is made); secrets are not.
    """

    def __init__(self, code: Code, text: str, *, reason: str | None = None, **params: Param) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.reason = reason
        self.params: dict[str, Param] = params

    @property
    def exit_status(self) -> int:
        """The exit status of the command line (1-7)."""
        return exit_status(self.code)

    @property
    def retryable(self) -> bool:
        """Whether trying again, unchanged, can help."""
        return is_retryable(self.code)


class TransportError(KeyfobError):
    """No usable HTTP answer came (E_NETWORK, E_TLS, E_PROXY, or an answer over its limits).

    :ivar maybe_delivered: False only where the request certainly did not reach the server (no address, refused,
        handshake failed): a one-time token sent with it is then certainly unspent.
    """

    def __init__(
        self, code: Code, text: str, *, maybe_delivered: bool, reason: str | None = None, **params: Param
    ) -> None:
        super().__init__(code, text, reason=reason, **params)
        self.maybe_delivered = maybe_delivered


class KeychainTimeout(KeyfobError):
    """A keychain call passed its deadline and is still under way (it cannot be cancelled).

    :ivar finished: set when the call has come back after all; whoever holds the account's lock must not let it go
        before (``Held.release_after``).
    """

    def __init__(self, finished: threading.Event, **params: Param) -> None:
        super().__init__(Code.E_KEYCHAIN_TIMEOUT, "keychain.timeout", reason=None, **params)
        self.finished = finished
