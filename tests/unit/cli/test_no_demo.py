"""A build without the embedded provider says so, in the command line's way."""

from __future__ import annotations

import json
import threading

import pytest

from desktop_app import __main__ as program
from desktop_app.bootstrap import demo
from desktop_app.cli import interrupt


@pytest.mark.parametrize("words", [["demo-provider", "--port", "0"], ["--demo", "--json"]])
def test_it_is_wrong_usage(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "has_demo", lambda: False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    # Another test may have left work behind: then the end of the program would be the end of this process.
    monkeypatch.setattr(interrupt, "abandoned", threading.Event())

    assert program.main(words) == 2
    out, err = capsys.readouterr()
    said = json.loads(out.splitlines()[-1])["error"]["code"] if "--json" in words else err
    assert "E_USAGE" in said
