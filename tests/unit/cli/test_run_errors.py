"""An error is always told: whatever it is, no traceback takes the answer's place."""

from __future__ import annotations

import json

import pytest

from desktop_app.cli.output import Output
from desktop_app.cli.run import Faces, run
from desktop_app.errors import Code, KeyfobError


def never(*_: object) -> int:
    raise AssertionError("this command has no window")


def failing_with(error: KeyfobError) -> Faces:
    def build() -> object:
        raise error

    return Faces(build, never, never)  # type: ignore[arg-type]  # no engine is ever made


@pytest.mark.parametrize("text", ["session.of_a_newer_version", "nowhere.text", "..titles", "protocol.refresh_refused"])
def test_a_text_or_a_value_that_is_missing(capsys: pytest.CaptureFixture[str], text: str) -> None:
    error = KeyfobError(Code.E_REAUTH, text, reason="refused")
    assert run(["token", "work", "--json"], failing_with(error)) == 3
    shown = json.loads(capsys.readouterr().out)["error"]
    assert (shown["code"], shown["reason"]) == ("E_REAUTH", "refused")
    assert shown["message"]


def test_telling_of_an_error_fails(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Output, error: KeyfobError, beside: object = None) -> int:
        raise KeyError("text")

    monkeypatch.setattr(Output, "error", fails)
    assert run(["token", "work"], failing_with(KeyfobError(Code.E_REAUTH, "session.not_signed_in"))) == 1
    assert capsys.readouterr().err == "keyfob: E_INTERNAL\n"
