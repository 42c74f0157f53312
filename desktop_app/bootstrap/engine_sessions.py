"""The engine's use cases about the sessions a provider keeps, and what it says of person and token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from desktop_app.ports import Cancel, ListedSession
    from desktop_app.secret import Secret
    from desktop_app.session.account import Account
    from desktop_app.session.check_client import ClientCheck
    from desktop_app.session.deps import Deps
    from desktop_app.session.describe import Described
    from desktop_app.session.end_pool import Progress
    from desktop_app.session.end_sessions import EndResult
    from desktop_app.session.events import Event
    from desktop_app.session.list_sessions import SessionList, Whom


def _silent(_told: object) -> None:
    """For callers who wait for the result alone."""


class _HasDeps(Protocol):
    @property
    def deps(self) -> Deps: ...

    def _deps_of(self, account: Account) -> Deps: ...


class SessionUseCases:
    """A part of :class:`desktop_app.bootstrap.engine.Engine`. Every method may wait for network and keychain."""

    def list_sessions(
        self: _HasDeps,
        account: Account,
        whom: Whom,
        *,
        cancel: Cancel | None = None,
        notify: Callable[[Event], None] = _silent,
    ) -> SessionList:
        """:func:`desktop_app.session.list_sessions.list_sessions`."""
        from desktop_app.session.list_sessions import list_sessions

        return list_sessions(self._deps_of(account), account, whom, notify=notify, cancel=cancel)

    def find_sessions(
        self: _HasDeps,
        account: Account,
        listed: SessionList,
        ids: Iterable[str],
        *,
        cancel: Cancel | None = None,
        notify: Callable[[Event], None] = _silent,
    ) -> tuple[list[ListedSession], list[str]]:
        """:func:`desktop_app.session.list_sessions.find_sessions`."""
        from desktop_app.session.list_sessions import find_sessions

        return find_sessions(self._deps_of(account), account, listed, ids, notify=notify, cancel=cancel)

    def end_sessions(
        self: _HasDeps,
        account: Account,
        chosen: Sequence[ListedSession],
        *,
        cancel: Cancel,
        progress: Callable[[Progress], None] = _silent,
        notify: Callable[[Event], None] = _silent,
    ) -> EndResult:
        """:func:`desktop_app.session.end_sessions.end_sessions`."""
        from desktop_app.session.end_sessions import end_sessions

        deps = self._deps_of(account)
        return end_sessions(deps, account, chosen, progress=progress, notify=notify, cancel=cancel)

    def end_all_sessions(
        self: _HasDeps,
        account: Account,
        whom: Whom,
        *,
        cancel: Cancel,
        progress: Callable[[Progress], None] = _silent,
        notify: Callable[[Event], None] = _silent,
    ) -> EndResult:
        """:func:`desktop_app.session.end_sessions.end_all`."""
        from desktop_app.session.end_sessions import end_all

        return end_all(self._deps_of(account), account, whom, progress=progress, notify=notify, cancel=cancel)

    def check_client(self: _HasDeps, found: Described, *, client_id: str, client_secret: Secret | None) -> ClientCheck:
        """:func:`desktop_app.session.check_client.check_client` for the provider that was *found*."""
        from desktop_app.ports import Trust
        from desktop_app.session.check_client import check_client

        return check_client(
            self.deps.http,
            self.deps.clock,
            found.metadata,
            client_id=client_id,
            client_secret=client_secret,
            trust=Trust(allow_http=found.allow_http),
            provider=found.issuer,
        )

    def takes_api_key(self: _HasDeps, account: Account) -> bool:
        """Whether the provider has an API key that opens its session calls. No network."""
        sessions = self._deps_of(account).sessions
        return sessions is not None and sessions.has_api_key(account.provider)

    def ends_everywhere(self: _HasDeps, account: Account) -> bool:
        """Whether *sign out everywhere* can be offered. No network."""
        sessions = self._deps_of(account).sessions
        return sessions is not None and sessions.ends_everywhere(account.provider)

    def sessions_page(self: _HasDeps, account: Account) -> str | None:
        """:func:`desktop_app.session.place.page_of`."""
        from desktop_app.session.place import page_of

        return page_of(self._deps_of(account), account)

    def has_api_key(self: _HasDeps, account: Account) -> bool:
        """:func:`desktop_app.session.api_key.known`."""
        from desktop_app.session import api_key

        return api_key.known(self._deps_of(account), account)

    def store_api_key(self: _HasDeps, account: Account, key: Secret, *, cancel: Cancel | None = None) -> None:
        """:func:`desktop_app.session.api_key.store`."""
        from desktop_app.session import api_key

        api_key.store(self._deps_of(account), account, key, cancel=cancel)

    def forget_api_key(self: _HasDeps, account: Account, *, cancel: Cancel | None = None) -> None:
        """:func:`desktop_app.session.api_key.forget`."""
        from desktop_app.session import api_key

        api_key.forget(self._deps_of(account), account, cancel=cancel)

    def userinfo(
        self: _HasDeps,
        account: Account,
        *,
        cancel: Cancel | None = None,
        notify: Callable[[Event], None] = _silent,
    ) -> Mapping[str, object]:
        """:func:`desktop_app.session.about_person.userinfo_now`."""
        from desktop_app.session.about_person import userinfo_now

        return userinfo_now(self._deps_of(account), account, notify=notify, cancel=cancel)

    def introspect(
        self: _HasDeps,
        account: Account,
        *,
        cancel: Cancel | None = None,
        notify: Callable[[Event], None] = _silent,
    ) -> Mapping[str, object]:
        """:func:`desktop_app.session.about_person.introspect_now`."""
        from desktop_app.session.about_person import introspect_now

        return introspect_now(self._deps_of(account), account, notify=notify, cancel=cancel)
