"""What an account's table may hold: every key, its type, its range. Values come out in the form that
:class:`desktop_app.session.account.Account` takes (lists as tuples), but as a plain dictionary: ``keyfob status`` reads
settings on every start of a shell prompt, and pays for every import."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from desktop_app.providers.presets import DEFAULTS

#: These say who the provider is and who we are to it; they come from one layer.
IDENTITY: Final = ("issuer", "discovery_url", "client_id", "ca_file")
MAX_TEXT: Final = 2_000
MAX_ITEMS: Final = 100
MAX_NAME: Final = 64

ASYMMETRIC: Final = frozenset(
    [
        "RS256",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "PS512",
        "ES256",
        "ES384",
        "ES512",
        "ES256K",
        "EdDSA",
        "Ed25519",
        "Ed448",
    ]
)
RESERVED_EXTRA: Final = frozenset(
    ["state", "nonce", "redirect_uri", "client_id", "client_secret", "scope", "request", "request_uri"]
)
RESERVED_EXTRA_PREFIXES: Final = ("code_challenge", "response_")
RESERVED_TOKEN: Final = frozenset(
    ["grant_type", "code", "code_verifier", "refresh_token", "redirect_uri", "client_id", "client_secret"]
)

_SCOPE: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749 §3.3
_PATH: Final = re.compile(r"/(?:[A-Za-z0-9._~!$&'()*+,;=:@%-][A-Za-z0-9._~!$&'()*+,;=:@/%-]*)?")
_LOOPBACK: Final = re.compile(r"(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)


class Problem(Exception):
    """What is wrong with a value: a text id, the rest of the key's path, and values for the sentence."""

    def __init__(self, text: str, *path: str, **params: str | int) -> None:
        super().__init__(text)
        self.text = text
        self.path = path
        self.params = params


def check(key: str, value: object) -> object:
    """The value of the account key *key*, checked.

    :raises Problem: the key is not known, or the value does not fit it.
    """
    rule = _RULES.get(key)
    if rule is None:
        raise Problem("config.unknown_key")
    return rule(value)


def is_known(key: str) -> bool:
    """Whether an account has such a key."""
    return key in _RULES


def is_table(key: str) -> bool:
    """Whether the key is a table, whose entries are merged one by one."""
    return key in ("extra_params", "token_params", "capabilities")


def check_name(name: str) -> None:
    """An account's name: up to 64 characters, none of them a control character.

    :raises Problem: it is not.
    """
    if not name.strip() or len(name) > MAX_NAME or any(ord(ch) < 0x20 or 0x7F <= ord(ch) < 0xA0 for ch in name):
        raise Problem("config.account_name", most=MAX_NAME)


def is_loopback_http(address: str) -> bool:
    """Whether *address* is plain http on this computer."""
    scheme, separator, rest = address.partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    return scheme.lower() == "http" and bool(separator) and _LOOPBACK.fullmatch(host) is not None


def check_together(values: Mapping[str, object]) -> None:
    """Rules between keys.

    :param values: the account's checked values, defaults included.
    :raises Problem: with the key at fault as its path.
    """
    for key in ("issuer", "client_id"):
        if not values.get(key):
            raise Problem("config.missing", key)
    issuer = str(values["issuer"])
    discovery = str(values.get("discovery_url") or "")
    allowed_http = bool(values.get("allow_http")) and is_loopback_http(issuer)
    if discovery:
        _address("discovery_url", discovery, allowed_http=allowed_http)
        if issuer.lower().startswith("http://") and not allowed_http:
            raise Problem("config.plain_http", "issuer")
    else:
        _address("issuer", issuer, allowed_http=allowed_http)
        if "?" in issuer or "#" in issuer:  # OpenID Connect Discovery §2
            raise Problem("config.issuer_query", "issuer")


def preset_values(provider: str) -> Mapping[str, object]:
    """The checked defaults of a provider."""
    return {key: check(key, value) for key, value in DEFAULTS[provider].items()}


def _address(key: str, address: str, *, allowed_http: bool) -> None:
    lower = address.lower()
    if lower.startswith("http://"):
        if not (allowed_http and is_loopback_http(address)):
            raise Problem("config.plain_http", key)
        return
    rest = address[len("https://") :]
    if not lower.startswith("https://") or not rest or rest[0] in "/?#:" or " " in address:
        raise Problem("config.no_address", key)
    if "@" in re.split(r"[/?#]", rest, maxsplit=1)[0]:
        raise Problem("config.no_address", key)


# --- rules -----------------------------------------------------------------------------------------------------------


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Problem("config.want_text")
    if len(value) > MAX_TEXT or any(ord(ch) < 0x20 or ord(ch) == 0x7F for ch in value):
        raise Problem("config.bad_text", most=MAX_TEXT)
    return value


def _name_of_something(value: object) -> str:
    words = _text(value)
    if not words or words != words.strip():
        raise Problem("config.empty")
    return words


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Problem("config.want_flag")
    return value


def _whole(low: int, high: int) -> Callable[[object], int]:
    def rule(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Problem("config.want_number", low=low, high=high)
        if not low <= value <= high:
            raise Problem("config.out_of_range", low=low, high=high)
        return value

    return rule


def _one_of(*words: str) -> Callable[[object], str]:
    def rule(value: object) -> str:
        if _text(value) not in words:
            raise Problem("config.one_of", allowed=", ".join(word or '""' for word in words))
        return str(value)

    return rule


def _list_of(rule: Callable[[object], object], *, least: int = 0) -> Callable[[object], tuple[object, ...]]:
    def of_list(value: object) -> tuple[object, ...]:
        if not isinstance(value, list):
            raise Problem("config.want_list")
        if not least <= len(value) <= MAX_ITEMS:
            raise Problem("config.list_length", low=least, high=MAX_ITEMS)
        return tuple(dict.fromkeys(rule(item) for item in value))

    return of_list


def _scope(value: object) -> str:
    if not _SCOPE.fullmatch(_text(value)):
        raise Problem("config.scope")
    return str(value)


def _algorithm(value: object) -> str:
    if _text(value) not in ASYMMETRIC:
        raise Problem("config.algorithm", allowed=", ".join(sorted(ASYMMETRIC)))
    return str(value)


def _redirect_path(value: object) -> str:
    if not _PATH.fullmatch(_text(value)):
        raise Problem("config.redirect_path")
    return str(value)


def _parameters(reserved: frozenset[str], prefixes: tuple[str, ...] = ()) -> Callable[[object], dict[str, str]]:
    def rule(value: object) -> dict[str, str]:
        if not isinstance(value, dict):
            raise Problem("config.want_table")
        if len(value) > MAX_ITEMS:
            raise Problem("config.list_length", low=0, high=MAX_ITEMS)
        for name, words in value.items():
            if not name or name.lower() in reserved or name.lower().startswith(prefixes):
                raise Problem("config.reserved", name)
            try:
                _text(words)
            except Problem as problem:
                raise Problem(problem.text, name, **problem.params) from None
        return dict(value)

    return rule


def _capabilities(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise Problem("config.want_table")
    if len(value) > MAX_ITEMS:
        raise Problem("config.list_length", low=0, high=MAX_ITEMS)
    found: dict[str, tuple[str, ...]] = {}
    for name, roles in value.items():
        try:
            if not name:
                raise Problem("config.empty")
            found[name] = tuple(str(role) for role in _list_of(_name_of_something)(roles))
        except Problem as problem:
            raise Problem(problem.text, name, **problem.params) from None
    return found


_RULES: Final[Mapping[str, Callable[[object], object]]] = {
    "issuer": _name_of_something,
    "discovery_url": _text,
    "client_id": _name_of_something,
    "client_secret": _text,
    "provider": _one_of(*DEFAULTS),
    "scopes": _list_of(_scope),
    "redirect_host": _one_of("", "127.0.0.1", "localhost", "[::1]"),
    "redirect_ports": _list_of(_whole(0, 65535), least=1),
    "redirect_path": _redirect_path,
    "id_token_algs": _list_of(_algorithm),
    "access_token": _one_of("auto", "jwt", "opaque"),
    "audience": _text,
    "roles_claim": _list_of(_name_of_something),
    "refresh": _flag,
    "leeway_seconds": _whole(0, 600),
    "ca_file": _text,
    "admin_roles": _list_of(_name_of_something),
    "allow_http": _flag,
    "extra_params": _parameters(RESERVED_EXTRA, RESERVED_EXTRA_PREFIXES),
    "token_params": _parameters(RESERVED_TOKEN),
    "capabilities": _capabilities,
}


def _strict(key: str) -> Callable[[object], str]:
    def rule(value: object) -> str:
        words = _text(value)
        if words:
            from desktop_app.app.settings_rules import RULES

            RULES[key](words)
        return words

    return rule


#: `[settings]`: the program's own, key → (rule, default).
SETTINGS: Final[Mapping[str, tuple[Callable[[object], object], object]]] = {
    "theme": (_one_of("system", "light", "dark"), "system"),
    "language": (_strict("language"), ""),
    "close_to_tray": (_flag, True),
    "start_at_login": (_flag, False),
    "notifications": (_flag, True),
    "browser": (_strict("browser"), ""),
    "proxy": (_strict("proxy"), ""),
    "ca_file": (_strict("ca_file"), ""),
    "log_level": (_one_of("warning", "info", "debug"), "warning"),
}
