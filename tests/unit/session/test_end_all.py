"""Ending all of somebody's sessions in one call: what is told as ended was looked at afterwards, or is not told."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import ListedSession, Listing, Offers
from desktop_app.session import end_sessions as ending
from desktop_app.session import list_sessions as listing
from desktop_app.session.end_sessions import EndResult
from desktop_app.session.list_sessions import Whom
from tests.support.workbench import Bench

MINE = ListedSession("mine", current=True, user="alice")
OTHER = ListedSession("other", user="alice")
THEIRS = ListedSession("theirs", user="max")


class Calls:
    """A provider that ends all in one call, and whose second list is what a test says."""

    offers = Offers(own_list=True, end_by_id=True, everywhere=True, others=True)

    def __init__(self, before: tuple[ListedSession, ...], after: KeyfobError | tuple[ListedSession, ...]) -> None:
        self._lists = [before, after]
        self.ended: list[tuple[str | None, str | None]] = []

    def own(self) -> Listing:
        """The next list."""
        found = self._lists.pop(0)
        if isinstance(found, KeyfobError):
            raise found
        return Listing(found)

    def of(self, _user: str | None, _application: str | None) -> Listing:
        """The same."""
        return self.own()

    def find_user(self, words: str) -> str:
        """Names are ids here."""
        return words

    def end_by(self, user: str | None, application: str | None) -> bool:
        """Says yes."""
        self.ended.append((user, application))
        return True


def end_all(bench: Bench, monkeypatch: pytest.MonkeyPatch, calls: Calls, whom: Whom) -> EndResult:
    opened = SimpleNamespace(calls=calls, subject="alice", this=MINE, tokens=lambda: None)
    for module in (ending, listing):
        monkeypatch.setattr(module, "open_calls", lambda *_args, **_named: opened)
        monkeypatch.setattr(module, "require_other_sessions", lambda *_args: None)
    return ending.end_all(
        bench.deps, bench.account, whom, progress=print, notify=bench.events.append, cancel=bench.cancel
    )


def noted(bench: Bench) -> dict[str, object]:
    events = bench.deps.activity.events(bench.account)  # type: ignore[attr-defined]  # the log
    return next(dict(event.details) for event in events if event.kind == "sessions_ended")


OVER = [
    KeyfobError(Code.E_REAUTH, "session.refused", reason="refused"),
    KeyfobError(Code.E_REAUTH, "session.lost_answer", reason="lost_answer"),
    KeyfobError(Code.E_DENIED, "sessions.keycloak_denied", reason="401", status=401),
]
NOT_SAID = [
    KeyfobError(Code.E_NETWORK, "network.reset", host="p.example"),
    KeyfobError(Code.E_SERVER, "sessions.status", status=500),
    KeyfobError(Code.E_PORTAL, "protocol.not_json", status=200),
    KeyfobError(Code.E_USERINFO, "sessions.malformed", reason="malformed", detail="x"),
    KeyfobError(Code.E_RATE, "protocol.rate"),
    KeyfobError(Code.E_REAUTH, "session.not_provider", reason="not_provider", count=10),
    KeyfobError(Code.E_DENIED, "sessions.keycloak_denied", reason="403", status=403),
    KeyfobError(Code.E_DENIED, "sessions.key_refused", reason="401", status=401),
    KeyfobError(Code.E_CANCELLED, "sessions.stopped"),
]


@pytest.mark.parametrize("why", OVER, ids=str)
def test_with_our_own_session_over_there_is_nobody_left_who_could_list(
    signed_in: Bench, monkeypatch: pytest.MonkeyPatch, why: KeyfobError
) -> None:
    result = end_all(signed_in, monkeypatch, Calls((MINE, OTHER), why), Whom())
    assert (result.ended, result.failed, result.unknown) == (("mine", "other"), (), ())
    assert result.current_ended


@pytest.mark.parametrize("why", NOT_SAID, ids=str)
def test_a_list_that_cannot_be_read_again_says_nothing_of_what_ended(
    signed_in: Bench, monkeypatch: pytest.MonkeyPatch, why: KeyfobError
) -> None:
    calls = Calls((MINE, OTHER), why)
    result = end_all(signed_in, monkeypatch, calls, Whom())
    assert calls.ended == [("alice", None)]
    assert (result.ended, result.failed, result.current_ended) == ((), (), False)
    assert [(one.id, one.error.code, one.error.reason) for one in result.unknown] == [
        ("mine", why.code, "not_known"),
        ("other", why.code, "not_known"),
    ]
    assert noted(signed_in) == {"ended": 0, "failed": 0, "unknown": 2}


def test_our_end_says_nothing_of_somebody_elses_sessions(signed_in: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    result = end_all(signed_in, monkeypatch, Calls((THEIRS,), OVER[0]), Whom("max"))
    assert (result.ended, [one.id for one in result.unknown]) == ((), ["theirs"])


def test_what_is_still_listed_has_not_ended(signed_in: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    result = end_all(signed_in, monkeypatch, Calls((MINE, OTHER), (OTHER,)), Whom())
    assert (result.ended, [(one.id, one.error.text) for one in result.failed]) == (
        ("mine",),
        [("other", "sessions.still_there")],
    )
