"""Real components (a keychain, a browser, a provider) that a machine may lack."""

from __future__ import annotations

import os

import pytest


def require(condition: bool, what: str) -> None:
    """Go on only where *condition* holds: else skip the test, or fail it where ``REQUIRE_REAL=1``.

    :param what: what is missing, as it is told to the reader ("gnome-keyring-daemon").
    """
    if condition:
        return
    if os.environ.get("REQUIRE_REAL") == "1":
        pytest.fail(f"REQUIRE_REAL=1, and this is missing: {what}", pytrace=False)
    pytest.skip(f"not here: {what}")
