"""How many examples a property is tried with: HYPOTHESIS_PROFILE=normal (2,000) or soak (20,000).

The profiles themselves stand in tests/conftest.py.
"""

from __future__ import annotations

import os

from hypothesis import settings

if name := os.environ.get("HYPOTHESIS_PROFILE"):
    settings.load_profile(name)
