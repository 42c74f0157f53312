"""The bill of materials of a build, in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from components import Component
from identity import APP_ID, Identity


def sbom(build: Identity, found: Iterable[Component], *, made_at: int) -> str:
    """The document. The same parts at the same time give the same text.

    :param made_at: seconds since 1970 (SOURCE_DATE_EPOCH).
    """
    parts = list(found)
    words = f"{build.name} {build.version} {made_at} " + " ".join(f"{part.name} {part.version}" for part in parts)
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, words)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(made_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": APP_ID,
                "name": build.name,
                "version": build.version,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            },
        },
        "components": [_component(part) for part in parts],
        "dependencies": [{"ref": APP_ID, "dependsOn": [_reference(part) for part in parts]}],
    }
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"


def _component(part: Component) -> dict[str, object]:
    shown: dict[str, object] = {
        "type": "platform" if part.name == "Python" else "library",
        "bom-ref": _reference(part),
        "name": part.name,
        "licenses": [_licence(part.licence)],
    }
    if part.version:
        shown["version"] = part.version
    if part.purl:
        shown["purl"] = part.purl
    return shown


def _licence(words: str) -> dict[str, object]:
    if " OR " in words or " WITH " in words or " AND " in words:
        return {"expression": words}
    return {"license": {"name": words} if " " in words else {"id": words}}


def _reference(part: Component) -> str:
    return part.purl or f"{part.name}@{part.version}"
