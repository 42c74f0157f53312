"""An engine double that keeps sessions, as a provider would: lists, ends, an API key; as slowly as a test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Cancel, ListedSession, Offers
from desktop_app.secret import Secret
from desktop_app.session import events as e
from desktop_app.session.account import Account
from desktop_app.session.end_pool import Progress
from desktop_app.session.end_sessions import EndResult, Failure
from desktop_app.session.list_sessions import SessionList, Whom
from tests.support.engine_double import EngineDouble
from tests.support.patience import PATIENCE

_Told = Callable[[Progress], None]


class SessionsDouble(EngineDouble):
    """What a test sets.

    :ivar own: the sessions of the account's person. :ivar theirs: of others, by whom (a user or an application).
    :ivar asked: whose sessions were asked for.
    :ivar refuses: id → why it is not ended. :ivar gone: ids that had ended by themselves.
    :ivar gate: taken before each one is ended, so that a test sees it go on. :ivar key: the API key that is kept.
    :ivar good_key: the only one that the provider takes.
    """

    def __init__(self, *accounts: Account, sessions: Sequence[ListedSession] = ()) -> None:
        super().__init__(*accounts)
        self.own = list(sessions)
        self.theirs: dict[str, list[ListedSession]] = {}
        self.offers = Offers(own_list=True, end_by_id=True, everywhere=True, others=True)
        self.complete = True
        self.this_known = True
        self.note = ""
        self.page: str | None = None
        self.asked: list[Whom] = []
        self.ended: list[str] = []
        self.all_ended: list[Whom] = []
        self.refuses: dict[str, KeyfobError] = {}
        self.gone: set[str] = set()
        self.gate: threading.Semaphore | None = None
        self.key: str | None = None
        self.good_key = "good-key"
        self.claims: Mapping[str, object] = {"sub": "alice"}
        self.forgotten: list[str] = []

    def list_sessions(
        self,
        account: Account,
        whom: Whom,
        *,
        cancel: Cancel | None = None,
        notify: Callable[[e.Event], None] | None = None,
    ) -> SessionList:
        """What there is."""
        self._begin("list_sessions")
        self.asked.append(whom)
        self._wait("network", cancel)
        self._fail("list_sessions")
        found = self.own if whom.is_own else self.theirs.get(whom.user or whom.application or "")
        if found is None:
            raise KeyfobError(Code.E_USAGE, "sessions.nobody", user=whom.user or "")
        made = SessionList(tuple(found), self.offers, self.complete, 0, self.note, self.page, whom.user)
        return replace(made, this_known=self.this_known)

    def end_sessions(
        self,
        account: Account,
        chosen: Sequence[ListedSession],
        *,
        cancel: Cancel,
        progress: _Told = lambda _so_far: None,
        notify: Callable[[e.Event], None] | None = None,
    ) -> EndResult:
        """End *chosen*, one by one."""
        self._begin("end_sessions")
        self._fail("end_sessions")
        ended: list[str] = []
        gone: list[str] = []
        failed: list[Failure] = []
        for number, one in enumerate(chosen):
            if self.gate is not None and not cancel.is_set():
                self.gate.acquire(timeout=PATIENCE)
            if cancel.is_set():
                failed.append(Failure(one.id, KeyfobError(Code.E_CANCELLED, "sessions.stopped")))
                continue
            if one.id in self.refuses:
                failed.append(Failure(one.id, self.refuses[one.id]))
            else:
                (gone if one.id in self.gone else ended).append(one.id)
                self._take_out(one.id)
            progress(Progress(number + 1, len(chosen), len(ended) + len(gone), len(failed), one.id))
        self.ended += ended
        return EndResult(tuple(ended), tuple(failed), tuple(gone), any(one.current for one in chosen))

    def end_all_sessions(
        self,
        account: Account,
        whom: Whom,
        *,
        cancel: Cancel,
        progress: _Told = lambda _so_far: None,
        notify: Callable[[e.Event], None] | None = None,
    ) -> EndResult:
        """End all of *whom*."""
        self._begin("end_all_sessions")
        self._fail("end_all_sessions")
        self.all_ended.append(whom)
        return EndResult((), unlisted=True)

    def store_api_key(self, account: Account, key: Secret, *, cancel: Cancel | None = None) -> None:
        """Keep the good one."""
        self._begin("store_api_key")
        self._wait("network", cancel)
        if key.reveal() != self.good_key:
            raise KeyfobError(Code.E_DENIED, "sessions.key_refused", reason="401", status=401)
        self.key = key.reveal()
        self.complete, self.note = True, "fusionauth_key"
        self.offers = replace(self.offers, api_key="known", own_list=True)

    def forget_api_key(self, account: Account, *, cancel: Cancel | None = None) -> None:
        """Forget it."""
        self._begin("forget_api_key")
        self._fail("forget_api_key")
        self.key = None
        self.without_key()

    def without_key(self) -> None:
        """As FusionAuth without an API key."""
        self.complete, self.note = False, "fusionauth_no_key"
        self.offers = replace(self.offers, api_key="wanted", own_list=False)
        self.own = [one for one in self.own if one.current]

    def userinfo(
        self, account: Account, *, cancel: Cancel | None = None, notify: Callable[[e.Event], None] | None = None
    ) -> Mapping[str, object]:
        """What a test set."""
        self._begin("userinfo")
        self._wait("network", cancel)
        self._fail("userinfo")
        return self.claims

    def introspect(
        self, account: Account, *, cancel: Cancel | None = None, notify: Callable[[e.Event], None] | None = None
    ) -> Mapping[str, object]:
        """The same, and that it is active."""
        self._begin("introspect")
        self._wait("network", cancel)
        self._fail("introspect")
        return {"active": True, **self.claims}

    def forget(self, account: Account) -> None:
        """Everything that is stored."""
        self._begin("forget")
        self.forgotten.append(account.name)
        self.known = None
        self.states.pop(account.name, None)

    def _take_out(self, id_: str) -> None:
        for kept in (self.own, *self.theirs.values()):
            kept[:] = [one for one in kept if one.id != id_]
