"""Listing: whether "all but this one" can be picked out of what the provider lists."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from desktop_app.ports import ListedSession, Listing, Offers
from desktop_app.session import list_sessions as listing
from desktop_app.session.list_sessions import Whom
from desktop_app.session.session_calls import CURRENT
from tests.support.workbench import Bench


@pytest.mark.parametrize(
    ("own_id", "marked", "known"),
    [("sid-1", True, True), ("sid-1", False, True), (CURRENT, True, True), (CURRENT, False, False)],
    ids=["named and listed", "named, ended since", "marked by the provider", "nobody can say"],
)
def test_whether_this_one_is_known(
    signed_in: Bench, monkeypatch: pytest.MonkeyPatch, own_id: str, marked: bool, known: bool
) -> None:
    sessions = (ListedSession("a", current=marked, user="alice"), ListedSession("b", user="alice"))
    calls = SimpleNamespace(own=lambda: Listing(sessions), offers=Offers(own_list=True))
    opened = SimpleNamespace(calls=calls, subject="alice", this=ListedSession(own_id, current=True))
    monkeypatch.setattr(listing, "open_calls", lambda *_args, **_named: opened)

    found = listing.list_sessions(signed_in.deps, signed_in.account, Whom(), notify=signed_in.events.append)

    assert found.sessions == sessions
    assert found.this_known is known


@pytest.mark.parametrize(
    ("whom", "user", "known"),
    [(Whom("max"), "max", True), (Whom("alice@p.example"), "alice", False), (Whom(application="app"), None, False)],
    ids=["another person", "oneself by name", "an application"],
)
def test_among_another_persons_there_is_none_of_ours(
    signed_in: Bench, monkeypatch: pytest.MonkeyPatch, whom: Whom, user: str | None, known: bool
) -> None:
    sessions = (ListedSession("a", user=user or "x"), ListedSession("b", user=user or "y"))
    calls = SimpleNamespace(of=lambda _user, _application: Listing(sessions), offers=Offers(others=True))
    opened = SimpleNamespace(calls=calls, subject="alice", this=ListedSession(CURRENT, current=True))
    monkeypatch.setattr(listing, "open_calls", lambda *_args, **_named: opened)
    monkeypatch.setattr(listing, "require", lambda *_args: user)

    found = listing.list_sessions(signed_in.deps, signed_in.account, whom, notify=signed_in.events.append)

    assert found.this_known is known
