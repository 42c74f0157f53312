"""How the layers become one: the higher layer wins key by key, except what the lower ones lock, and except an
account's identity, which comes from one layer (so that nobody's CA or client can be slipped under another's issuer)."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from desktop_app.app.config_layers import Layer, LayerName
from desktop_app.app.config_schema import IDENTITY, Problem, check, check_together, is_known, is_table, preset_values
from desktop_app.errors import KeyfobError

Path = tuple[str, ...]


class Merged:
    """One account's settings, merged and checked.

    :param values: key → value, in the form of :class:`desktop_app.session.account.Account`; defaults left out.
    :param origins: key → the layer it came from (the highest, for tables).
    """

    __slots__ = ("origins", "values")

    def __init__(self, values: Mapping[str, object], origins: Mapping[str, LayerName]) -> None:
        self.values = values
        self.origins = origins


def locked_paths(layers: Sequence[Layer]) -> tuple[Path, ...]:
    """What `[policy] locked` of the layers below the user's names.

    :raises KeyfobError: E_CONFIG, where it is no list of keys.
    """
    found: list[Path] = []
    for layer in layers:
        policy = layer.table("policy")
        for key in policy:
            if key != "locked":
                raise layer.error("config.unknown_key", ("policy", key))
        names = policy.get("locked", [])
        if not isinstance(names, list):
            raise layer.error("config.want_list", ("policy", "locked"))
        paths = [_key_path(name) for name in names]
        if None in paths:
            raise layer.error("config.locked_key", ("policy", "locked"))
        if layer.name != "user":
            found.extend(path for path in paths if path)
    return tuple(found)


def is_locked(path: Path, locked: Sequence[Path]) -> bool:
    """Whether *path*, or a table it lies in, is locked. An account's identity is locked as a whole."""
    if any(path[: len(lock)] == lock for lock in locked):
        return True
    return _names_identity(path) and any(_names_identity(lock) and lock[:2] == path[:2] for lock in locked)


def _names_identity(path: Path) -> bool:
    return len(path) == 3 and path[0] == "accounts" and path[2] in IDENTITY


def merge_account(name: str, layers: Sequence[Layer], locked: Sequence[Path]) -> tuple[Merged | None, list[Path]]:
    """One account out of *layers* (lowest first).

    :returns: the account (None where every mention of it is locked away), and what of the user's was ignored.
    :raises KeyfobError: E_CONFIG naming file, line and key.
    """
    tables: list[tuple[Layer, dict[str, object]]] = []
    ignored: list[Path] = []
    for layer in layers:
        if name in layer.table("accounts"):
            table = dict(layer.table("accounts", name))
            if layer.name == "user":
                whole = is_locked(("accounts", name), locked)
                ignored += [("accounts", name)] if whole else _drop_locked(name, table, locked)
                if whole:
                    continue
            tables.append((layer, table))
    if not tables:
        return None, ignored
    for layer, table in tables:
        for key in table:
            if not is_known(key):
                raise layer.error("config.unknown_key", ("accounts", name, key))
    return _checked(name, tables), ignored


def _drop_locked(name: str, table: dict[str, object], locked: Sequence[Path]) -> list[Path]:
    ignored: list[Path] = []
    for key, value in list(table.items()):
        path = ("accounts", name, key)
        if is_locked(path, locked):
            del table[key]
            ignored.append(path)
        elif is_table(key) and isinstance(value, dict):
            kept = {sub: words for sub, words in value.items() if not is_locked((*path, sub), locked)}
            ignored += [(*path, sub) for sub in value if sub not in kept]
            table[key] = kept
    return ignored


def _checked(name: str, tables: Sequence[tuple[Layer, dict[str, object]]]) -> Merged:
    identity = max((at for at, (_, table) in enumerate(tables) if any(key in table for key in IDENTITY)), default=-1)
    values: dict[str, object] = {}
    sources: dict[str, Layer] = {}
    for at, (layer, table) in enumerate(tables):
        for key, value in table.items():
            # A secret given for another client further down is not for this one.
            if (key in IDENTITY and at != identity) or (key == "client_secret" and at < identity):
                continue
            checked = _check(layer, ("accounts", name, key), value)
            if key == "ca_file" and checked:
                checked = beside(layer, str(checked))
            earlier = values.get(key)
            if is_table(key) and isinstance(checked, dict) and isinstance(earlier, dict):
                checked = {**earlier, **checked}
            values[key] = checked
            sources[key] = layer
    with_presets = _with_presets(values)
    try:
        check_together(with_presets)
    except Problem as problem:
        key = problem.path[0]
        layer = sources.get(key) or (tables[identity][0] if identity >= 0 else tables[-1][0])
        raise _error(layer, ("accounts", name), problem) from None
    return Merged(with_presets, {key: layer.name for key, layer in sources.items()})


def _with_presets(values: Mapping[str, object]) -> dict[str, object]:
    merged = dict(preset_values(str(values.get("provider", "generic"))))
    for key, value in values.items():
        preset = merged.get(key)
        merged[key] = {**preset, **value} if isinstance(preset, dict) and isinstance(value, dict) else value
    if isinstance(roles := merged.get("roles_claim"), tuple) and "roles_claim" not in values:
        client = str(merged.get("client_id", "")).replace("\\", "\\\\").replace(".", "\\.")
        merged["roles_claim"] = tuple(path.replace("{client_id}", client) for path in roles)
    return merged


def _check(layer: Layer, path: Path, value: object) -> object:
    try:
        return check(path[-1], value)
    except Problem as problem:
        raise _error(layer, path, problem) from None


def _error(layer: Layer, path: Path, problem: Problem) -> KeyfobError:
    return layer.error(problem.text, (*path, *problem.path), **problem.params)


def beside(layer: Layer, file: str) -> str:
    """The path of *file*, which is named in *layer*: relative ones start at the settings file's folder."""
    return os.path.join(os.path.dirname(layer.path), os.path.expanduser(file))


def _key_path(words: object) -> Path | None:
    """The parts of a dotted TOML key; None where *words* are none."""
    import tomllib

    if not isinstance(words, str) or "\n" in words or "=" in words:
        return None
    try:
        here: object = tomllib.loads(f"{words} = 0")
    except ValueError:
        return None
    parts: list[str] = []
    while isinstance(here, dict) and len(here) == 1:
        (part, here), *_ = here.items()
        parts.append(part)
    return tuple(parts) if here == 0 and parts else None
