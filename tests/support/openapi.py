"""Checks an answer against FusionAuth's OpenAPI description (the excerpt beside this file)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("fusionauth_schemas.json")
_PREFIX = "#/components/schemas/"
#: Kept open by the vendor: a JWT has claims of every name.
_OPEN = frozenset({"JWT"})


def faults(value: object, schema: str) -> list[str]:
    """Where *value* differs from the schema named *schema*; empty where it does not. Members that the description
    does not know are faults too, except in a JWT."""
    return _check(value, {"$ref": _PREFIX + schema}, schema, closed=True)


@cache
def _schemas() -> dict[str, Any]:
    return dict(json.loads(_FILE.read_text(encoding="utf-8"))["schemas"])


def _check(value: object, schema: Mapping[str, Any], path: str, *, closed: bool) -> list[str]:
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_PREFIX)
        return _check(value, _schemas()[name], path, closed=name not in _OPEN)
    match schema.get("type"):
        case "object":
            return _object(value, schema, path, closed=closed)
        case "array":
            return _array(value, schema, path)
        case "string":
            return _string(value, schema, path)
        case "boolean":
            return [] if isinstance(value, bool) else [f"{path}: no boolean"]
        case "integer":
            whole = isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
            return [] if whole else [f"{path}: no int64"]
        case None:
            return []
        case other:
            raise AssertionError(f"the excerpt has a type this check does not know: {other}")


def _object(value: object, schema: Mapping[str, Any], path: str, *, closed: bool) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: no object"]
    known = schema.get("properties", {})
    found = []
    for name, member in value.items():
        if name in known:
            found += _check(member, known[name], f"{path}.{name}", closed=closed)
        elif "additionalProperties" in schema:
            found += _check(member, schema["additionalProperties"], f"{path}.{name}", closed=closed)
        elif closed:
            found.append(f"{path}.{name}: unknown")
    return found


def _array(value: object, schema: Mapping[str, Any], path: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{path}: no array"]
    found = [
        fault for i, item in enumerate(value) for fault in _check(item, schema["items"], f"{path}[{i}]", closed=True)
    ]
    if schema.get("uniqueItems") and len({json.dumps(item) for item in value}) != len(value):
        found.append(f"{path}: items repeat")
    return found


def _string(value: object, schema: Mapping[str, Any], path: str) -> list[str]:
    if not isinstance(value, str):
        return [f"{path}: no string"]
    if schema.get("format") == "uuid":
        try:
            uuid.UUID(value)
        except ValueError:
            return [f"{path}: no UUID"]
    return []
