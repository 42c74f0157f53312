"""What `keyfob status` says, from files and locks alone: no keychain, no network, and no import that costs much (the
command is made for shell prompts; its floor is the interpreter's own start)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from desktop_app.app.state_json import MAX_SIZE, decode
from desktop_app.errors import KeyfobError

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.ports import Files, Locks


def status(config: Config, files: Files, locks: Locks, names: Sequence[str] | None = None) -> dict[str, object]:
    """The contract's `status` object.

    :param names: the accounts to show; None for all of them. Wrong settings beside the accounts hide none. An account
        with wrong settings is shown with its error among others, and raised where it was asked for by name or
        nothing else could be shown.
    :raises KeyfobError: E_CONFIG.
    """
    if names is None:
        config.check_readable()
        shown = [account_status(config, files, locks, name) for name in config.names]
        troubles = [values for name in config.names if isinstance(values := config.values(name), KeyfobError)]
        if config.errors and not shown:
            raise config.errors[0]
        if troubles and len(troubles) == len(config.names):
            raise troubles[0]
        return {"accounts": shown}
    for name in names:
        values = config.values(config.choose(name))
        if isinstance(values, KeyfobError):
            raise values
    return {"accounts": [account_status(config, files, locks, name) for name in names]}


def account_status(config: Config, files: Files, locks: Locks, name: str) -> dict[str, object]:
    """One account's object."""
    from desktop_app.app.texts import error_json

    values = config.values(name)
    if isinstance(values, KeyfobError):
        return _object(name, {}, decode(None, "", ""), "signed_out") | {"error": error_json(values)}
    key = account_key(name)
    data = files.read(f"accounts/{key}.json", MAX_SIZE)
    state = decode(data, str(values["issuer"]), str(values["client_id"]))
    shown = str(state["state"])
    if locks.is_held(f"{key}-login"):  # a sign-in has a lock of its own, so that the session goes on meanwhile
        shown = "signing_in"
    elif state["passing"] is not None and locks.is_held(key):
        shown = str(state["passing"])
    elif _has_standing_tombstone(files, key):
        state = decode(None, str(values["issuer"]), str(values["client_id"])) | {"generation": state["generation"]}
        shown = "signed_out"
    return _object(name, values, state, shown)


def account_key(name: str) -> str:
    """The name of an account's files and its lock; the same as :attr:`Account.key`."""
    import hashlib

    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def rfc3339(seconds: object) -> str | None:
    """Wall-clock *seconds* as RFC 3339 in UTC; None where there is no such time."""
    if not isinstance(seconds, int | float):
        return None
    import time

    try:
        then = time.gmtime(seconds)
    except (OverflowError, ValueError, OSError):
        return None
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", then) if 1000 <= then.tm_year <= 9999 else None


def _object(name: str, values: Mapping[str, object], state: Mapping[str, object], shown: str) -> dict[str, object]:
    roles = state["roles"]
    return {
        "name": name,
        "issuer": values.get("issuer", ""),
        "client_id": values.get("client_id", ""),
        "provider": values.get("provider", "generic"),
        "state": shown,
        "unsaved": state["unsaved"],
        "subject": state["subject"],
        "username": state["username"],
        "roles": list(roles) if isinstance(roles, tuple) else [],
        "access_token_expires_at": rfc3339(state["access_token_expires_at"]),
        "next_refresh_at": rfc3339(state["next_refresh_at"]),
        "saved": state["saved"],
        "generation": state["generation"],
        "error": _error(state["error"]),
    }


def _error(stored: object) -> dict[str, object] | None:
    if not isinstance(stored, dict):
        return None
    from desktop_app.app.texts import stored_error_json

    return stored_error_json(stored["code"], stored["text"], stored["reason"], stored["params"])


def _has_standing_tombstone(files: Files, key: str) -> bool:
    """Whether a sign-out was begun and not yet finished: from then on the session counts as gone."""
    return f"{key}.json" in files.names("tombstones")  # one that cannot be read stands as well
