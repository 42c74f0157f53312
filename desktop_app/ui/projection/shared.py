"""What can be masked before a token is shared. Pure; runs on a worker thread."""

from __future__ import annotations

from desktop_app.inspector.model import Inspection
from desktop_app.inspector.redact import DEFAULT_MASK
from desktop_app.ui.models.inspector_state import Choice
from desktop_app.ui.projection.inspection import names


def choices(inspection: Inspection) -> tuple[Choice, ...]:
    """The names that can be masked; those that concern a person are, to begin with."""
    masked = {name.casefold() for name in DEFAULT_MASK}
    return tuple(Choice(name, name, personal or name.casefold() in masked) for name, personal in names(inspection))
