"""What the window showed last, kept so that its next first frame need not wait for settings and state files.

A small text file: a version, the stamps of the settings files it was made from, the scheme in force and the language of
the settings, then a line for each account. It says no more than `keyfob status` and is believed for a moment only: the
accounts' lives take over right after the first paint. On the way to that paint, so nothing here loads anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.app.config import Config

NAME: Final = "window/last.txt"
MAX_SIZE: Final = 200_000
#: The scheme where nobody has seen one: the window guesses.
UNKNOWN: Final = "unknown"
_VERSION: Final = "keyfob-frame 1"
_STATES: Final = frozenset({"restoring", "signed_out"})
_SCHEMES: Final = frozenset({"light", "dark", "contrast", UNKNOWN})
#: The tabs every account has.
TABS: Final = ("overview", "tokens", "devices", "activity")


class FrameAccount:
    """An account of the frame.

    :ivar state: ``restoring`` where a session was stored, else ``signed_out``.
    :ivar host: the issuer's host. :ivar provider: the preset's name.
    :ivar tabs: the tabs its header had.
    """

    __slots__ = ("host", "name", "provider", "state", "tabs")

    def __init__(self, name: str, state: str, host: str, provider: str, tabs: tuple[str, ...]) -> None:
        self.name = name
        self.state = state
        self.host = host
        self.provider = provider
        self.tabs = tabs


class LastFrame:
    """The frame.

    :ivar scheme: the scheme in force: ``light``, ``dark``, ``contrast``, or ``unknown``.
    :ivar language: the setting: a catalogue's name, ``""`` for the system's. The words themselves are not kept.
    """

    __slots__ = ("accounts", "language", "scheme")

    def __init__(self, scheme: str, accounts: Sequence[FrameAccount], language: str = "") -> None:
        self.scheme = scheme
        self.accounts = tuple(accounts)
        self.language = language


def by_settings(config: Config, is_stored: Callable[[str], bool], scheme: str) -> LastFrame:
    """The frame by settings and state files, which is what `keyfob status` reads.

    :param is_stored: whether something is stored for the account of that name.
    """
    from urllib.parse import urlsplit

    from desktop_app.errors import KeyfobError
    from desktop_app.providers.presets import NAMES

    accounts = []
    for name in config.names:
        values = config.values(name)
        if isinstance(values, KeyfobError):
            continue
        state = "restoring" if is_stored(name) else "signed_out"
        kind = NAMES[str(values.get("provider", "generic"))]  # defaults are left out
        issuer = str(values["issuer"])
        accounts.append(FrameAccount(name, state, urlsplit(issuer).netloc or issuer, kind, TABS))
    return LastFrame(scheme, accounts, str(config.settings.get("language", "")))


def scheme_of(content: bytes) -> str:
    """The scheme that *content* tells of, whatever settings it was made from; ``unknown`` where it tells none."""
    lines = content.split(b"\n", 3)
    found = lines[2].decode("ascii", "replace") if len(lines) > 2 and lines[0] == _VERSION.encode() else UNKNOWN
    scheme = found.partition(" ")[0]
    return scheme if scheme in _SCHEMES else UNKNOWN


def compose(frame: LastFrame, stamps: str) -> bytes | None:
    """The file's content; None where a value cannot be kept in a line.

    :param stamps: what tells one state of the settings files from another.
    """
    lines = [_VERSION, stamps, f"{frame.scheme} {frame.language}".strip()]
    if not frame.language.isprintable():
        return None
    for account in frame.accounts:
        fields = (account.state, account.host, account.provider, ",".join(account.tabs), account.name)
        if not all(field.isprintable() for field in fields):
            return None
        lines.append("\t".join(fields))
    content = "\n".join(lines).encode("utf-8", "replace")
    return content if len(content) <= MAX_SIZE else None


def parse(content: bytes, stamps: str) -> LastFrame | None:
    """The frame in *content*; None where it is not whole, or was made from other settings than *stamps* tells of."""
    try:
        version, made_from, look, *lines = content.decode("utf-8").split("\n")
    except ValueError:  # not UTF-8, or too few lines
        return None
    scheme, _, language = look.partition(" ")
    if version != _VERSION or made_from != stamps or scheme not in _SCHEMES:
        return None
    accounts = []
    for line in lines:
        fields = line.split("\t")
        if len(fields) != 5 or not all(field.isprintable() for field in fields) or fields[0] not in _STATES:
            return None
        state, host, provider, tabs, name = fields
        accounts.append(FrameAccount(name, state, host, provider, tuple(tabs.split(","))))
    return LastFrame(scheme, accounts, language)
