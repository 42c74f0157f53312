"""Why was I refused? A token held against what a service expects: expected and found side by side, a row for each
question, the failing ones first."""

from __future__ import annotations

from desktop_app.inspector.checklist.check import check
from desktop_app.inspector.checklist.rows import KEYS, Cell, Checklist, Expected, Row, Verdict

__all__ = ["KEYS", "Cell", "Checklist", "Expected", "Row", "Verdict", "check"]
