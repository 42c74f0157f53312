"""The redirect address a person registers at their provider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop_app.providers.facts import FACTS
from desktop_app.providers.presets import DEFAULTS

#: The port that is registered where addresses are compared with it; the first of those nobody has (RFC 6335 §6).
FIXED_PORT: Final = 49_152


def redirect_values(kind: str) -> dict[str, object]:
    """What a new account at that kind of provider has for its redirect address, as in config.toml."""
    known = {key: value for key, value in DEFAULTS[kind].items() if key.startswith("redirect_")}
    return known if FACTS[kind].any_port else known | {"redirect_ports": [FIXED_PORT]}


def redirect_address(values: Mapping[str, object]) -> str:
    """What an account with *values* would register (RFC 8252 §7.3): without a port where any will do.

    :param values: ``redirect_host``, ``redirect_ports`` and ``redirect_path`` as in config.toml; absent ones have
        their defaults.
    """
    host = str(values.get("redirect_host") or "127.0.0.1")
    ports = values.get("redirect_ports")
    port = ports[0] if isinstance(ports, list | tuple) and ports else 0
    path = str(values.get("redirect_path") or "/callback")
    return f"http://{host}{f':{port}' if port else ''}{path}"
