"""How the program starts itself as the demo provider."""

from __future__ import annotations

import os
import sys

import pytest

from desktop_app.demo.child import own_command


@pytest.mark.parametrize(("program", "starts"), [("keyfob", "keyfob"), ("keyfobw.exe", "keyfob.exe")])
def test_frozen_it_starts_the_program_with_a_standard_output(
    monkeypatch: pytest.MonkeyPatch, program: str, starts: str
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", os.path.join("place", program))

    assert own_command() == (os.path.join("place", starts), "demo-provider")


def test_in_a_checkout_it_starts_the_module() -> None:
    assert own_command() == (sys.executable, "-m", "desktop_app", "demo-provider")
