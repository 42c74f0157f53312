"""The scripted provider and what a test needs beside it, in one place."""

from __future__ import annotations

from tests.support.provider.provider import ScriptedProvider
from tests.support.provider.record import Counters, Seen
from tests.support.provider.script import Fault, Jwt, Redirect, Script, TokenAnswer, both

__all__ = ["Counters", "Fault", "Jwt", "Redirect", "Script", "ScriptedProvider", "Seen", "TokenAnswer", "both"]
