"""The state file of an account as a checked dictionary.

:class:`desktop_app.app.state_file.StateFiles` makes a :class:`StoredState` of it; ``keyfob status`` uses it as it is,
because importing dataclasses would take half of its time. Every member is believed or not on its own: which keychain
item is the account's must not be lost because of a member of another version beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

VERSION: Final = 1
#: A thousand roles of 255 characters fit, whatever the script they are written in.
MAX_SIZE: Final = 4_000_000
_MAX_TEXT: Final = 20_000
_MAX_ITEMS: Final = 2_000

LASTING: Final = frozenset(("signed_out", "signed_in", "offline", "needs_login", "locked"))
PASSING: Final = frozenset(("signing_in", "restoring", "refreshing", "signing_out"))
_SAVED: Final = frozenset(("keychain", "memory", "none"))

#: What an account that was never used looks like.
EMPTY: Final[Mapping[str, object]] = {
    "account_id": None,
    "issuer": "",
    "client_id": "",
    "state": "signed_out",
    "passing": None,
    "unsaved": False,
    "saved": "none",
    "generation": 0,
    "subject": None,
    "username": None,
    "email": None,
    "roles": (),
    "access_token_expires_at": None,
    "next_refresh_at": None,
    "signed_in_at": None,
    "lifetime": None,
    "error": None,
    "foreign_answers": 0,
    "attempts": 0,
    "retry_after": None,
    "clock_offset": None,
    "token_calls": (),
}
#: What is known about a person at a provider; it does not outlive a change of the issuer or the client.
_IDENTITY: Final = (
    "subject", "username", "email", "roles", "access_token_expires_at", "next_refresh_at", "signed_in_at", "lifetime",
    "error", "foreign_answers", "attempts", "retry_after", "clock_offset", "token_calls", "unsaved",
)  # fmt: skip


def decode(data: bytes | None, issuer: str, client_id: str) -> dict[str, object]:
    """The state in *data*, every key of :data:`EMPTY` present.

    Where it was kept for another issuer or client, who was signed in is blank, ``account_id`` and ``generation`` stay,
    and a session that is still kept *needs login* (its refresh token is not sent to anybody else).
    """
    state = _parse(data)
    if state is None:
        return {**EMPTY, "issuer": issuer, "client_id": client_id}
    if (state["issuer"], state["client_id"]) != (issuer, client_id):
        state |= {key: EMPTY[key] for key in _IDENTITY}
        state |= {"issuer": issuer, "client_id": client_id}
        if state["state"] != "signed_out":
            state["state"] = "needs_login"
    return state


def encode(state: Mapping[str, object]) -> bytes:
    """The file's content, never over :data:`MAX_SIZE`: what is only shown gives way, which item is ours never does."""
    data = _dump(state)
    if len(data) <= MAX_SIZE:
        return data
    fitted = dict(state)
    if isinstance(error := fitted.get("error"), dict):
        fitted["error"] = {**error, "params": {}}
    roles = fitted.get("roles")
    kept = tuple(roles) if isinstance(roles, tuple | list) else ()
    while len(data := _dump(fitted)) > MAX_SIZE and kept:
        kept = kept[: len(kept) // 2]
        fitted["roles"] = kept
    if len(data) > MAX_SIZE:
        data = _dump({**fitted, "username": None, "email": None, "subject": None})
    return data


def _dump(state: Mapping[str, object]) -> bytes:
    import json

    return json.dumps({"version": VERSION, **state}, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def _parse(data: bytes | None) -> dict[str, object] | None:
    if not data or len(data) > MAX_SIZE:
        return None
    import json

    try:
        found = json.loads(data.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    found["error"] = _error(found.get("error"))
    state = {key: found[key] if key in found and rule(found[key]) else EMPTY[key] for key, rule in _RULES.items()}
    for key in ("roles", "token_calls"):
        value = state[key]
        state[key] = tuple(value) if isinstance(value, list) else value
    if state["account_id"] is not None and not _RULES["state"](found.get("state")):
        state["state"] = "offline"  # a session is kept; a refresh will tell how it is
    return state


def _refuse(word: str) -> None:
    raise ValueError(word)


# --- rules -----------------------------------------------------------------------------------------------------------


def _is_id(value: object) -> bool:
    """An account id names a keychain item and files."""
    return (
        isinstance(value, str)
        and len(value) <= 100
        and value.isascii()
        and value.replace("-", "").replace("_", "").isalnum()
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _MAX_TEXT


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -(2**53) < value < 2**53


def _or_none(rule: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: value is None or rule(value)


def _list_of(rule: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and len(value) <= _MAX_ITEMS and all(rule(item) for item in value)


def _in(words: frozenset[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in words


def _error(value: object) -> dict[str, object] | None:
    """What of a stored error can be believed; None without a code and a text."""
    if not isinstance(value, dict) or not _is_text(value.get("code")) or not _is_text(value.get("text")):
        return None
    reason, params = value.get("reason"), value.get("params")
    sound = params.items() if isinstance(params, dict) and len(params) <= 50 else ()
    return {
        "code": value["code"],
        "text": value["text"],
        "reason": reason if _is_text(reason) else None,
        "params": {name: param for name, param in sound if param is None or _is_text(param) or _is_number(param)},
    }


_RULES: Final[Mapping[str, Callable[[object], bool]]] = {
    "account_id": _or_none(_is_id),
    "issuer": _is_text,
    "client_id": _is_text,
    "state": _in(LASTING),
    "passing": _or_none(_in(PASSING)),
    "unsaved": lambda value: isinstance(value, bool),
    "saved": _in(_SAVED),
    "generation": _is_count,
    "subject": _or_none(_is_text),
    "username": _or_none(_is_text),
    "email": _or_none(_is_text),
    "roles": _list_of(_is_text),
    "access_token_expires_at": _or_none(_is_number),
    "next_refresh_at": _or_none(_is_number),
    "signed_in_at": _or_none(_is_number),
    "lifetime": _or_none(_is_number),
    "error": lambda value: value is None or isinstance(value, dict),
    "foreign_answers": _is_count,
    "attempts": _is_count,
    "retry_after": _or_none(_is_number),
    "clock_offset": _or_none(_is_number),
    "token_calls": _list_of(_is_number),
}
