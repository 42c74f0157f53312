"""Another identity at a provider that is known: the same provider settings under a name of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.errors import KeyfobError

if TYPE_CHECKING:
    from desktop_app.app.config import Config


def another(config: Config, name: str) -> tuple[str, dict[str, object]]:
    """A free name, and the settings of *name* as they stand in TOML; what only follows from the provider is left out.

    :raises KeyfobError: E_CONFIG.
    """
    from desktop_app.app.account_import import free_name

    values = config.values(config.choose(name))
    if isinstance(values, KeyfobError):
        raise values
    table = {key: _plain(value) for key, value in values.items() if config.origin(name, key) is not None}
    return free_name(name, frozenset(config.names)), table


def has_sibling(config: Config, name: str) -> bool:
    """Whether another account is one of the same issuer: then the browser may know somebody else there."""
    values = config.values(name) if name in config.names else None
    if values is None or isinstance(values, KeyfobError):
        return False
    return any(
        other != name and isinstance(one := config.values(other), Mapping) and one.get("issuer") == values.get("issuer")
        for other in config.names
    )


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return {key: _plain(inner) for key, inner in value.items()} if isinstance(value, Mapping) else value
