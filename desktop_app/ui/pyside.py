"""PySide's ``from __feature__ import …`` is not used here, and what it costs is not paid.

For every module that is imported after PySide, it reads that module's source (``inspect.getsource``) to see whether
the name PySide6 is in it, and Python keeps the lines: 12 MB of text once the window has everything loaded. A module
that was not looked at counts as one without features, which is what all of ours are.
"""

from __future__ import annotations

import sys


def load_without_features() -> None:
    """Load PySide and let it leave the sources alone. Where a version of it is built otherwise, nothing changes."""
    import PySide6  # noqa: F401 - its loading brings the modules below

    for name in ("shibokensupport.feature", "shibokensupport.signature.loader"):
        module = sys.modules.get(name)
        if module is not None and hasattr(module, "feature_imported"):
            setattr(module, "feature_imported", _look_at_nothing)  # noqa: B010 - it has no type information


def _look_at_nothing(module: object) -> None:
    """In place of reading the source of *module*."""
