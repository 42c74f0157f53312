"""What the settings that are more than a word or a flag must look like. Loaded where a file has such a setting."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from desktop_app.app.browser_command import words_of
from desktop_app.app.config_schema import Problem

#: Goes to providers directly, whatever the environment and the system say.
NO_PROXY: Final = "none"

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:[-_@][A-Za-z0-9]{1,8}){0,4}")  # RFC 5646 §2.1, and as Linux writes it
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
_PROXY: Final = re.compile(rf"http://(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]{{2,45}}\]):([0-9]{{1,5}})/?")


def _language(words: str) -> None:
    if not _LANGUAGE.fullmatch(words):
        raise Problem("settings.language")


def _browser(words: str) -> None:
    words_of(words)


def _proxy(words: str) -> None:
    if words == NO_PROXY:
        return
    if "@" in words:
        raise Problem("settings.proxy_password")
    match = _PROXY.fullmatch(words)
    if match is None or not 0 < int(match[1]) <= 65535 or not _is_host(words):
        raise Problem("settings.proxy")


def _is_host(address: str) -> bool:
    from ipaddress import ip_address
    from urllib.parse import urlsplit

    try:
        host = urlsplit(address).hostname or ""
        if ":" in host or re.fullmatch(r"[0-9.]+", host):
            ip_address(host)
    except ValueError:
        return False
    return len(host) <= 253


def _ca_file(words: str) -> None:
    if words != words.strip():
        raise Problem("config.empty")


#: key → raises :class:`Problem` for a value that does not fit. What is empty is never asked about.
RULES: Final[Mapping[str, Callable[[str], None]]] = {
    "language": _language,
    "browser": _browser,
    "proxy": _proxy,
    "ca_file": _ca_file,
}
