"""One is said as one: texts with a form of their own for a single thing."""

from __future__ import annotations

import pytest

from desktop_app.app.texts import error_texts, text
from desktop_app.errors import Param


@pytest.mark.parametrize(
    ("id_", "params", "words"),
    [
        ("life.sign_ins", {"count": 1}, "1 sign-in"),
        ("life.sign_ins", {"count": 0}, "0 sign-ins"),
        ("life.troubles", {"count": 2}, "2 troubles"),
        ("inspect_pane.checks_fail", {"failed": 1, "all": 5}, "1 of 5 fails"),
        ("inspect_pane.checks_fail", {"failed": 2, "all": 5}, "2 of 5 fail"),
        ("life.event_refreshed", {"count": 1}, "Refreshed"),
    ],
)
def test_texts(id_: str, params: dict[str, Param], words: str) -> None:
    assert text(id_, **params) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "Your clock is 1 minute behind."), (4, "Your clock is 4 minutes behind.")],
)
def test_errors(minutes: int, words: str) -> None:
    assert error_texts("session.clock_behind", {"minutes": minutes})[0].startswith(words)
