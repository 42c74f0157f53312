"""The sessions a provider keeps: what is listed, and the one small protocol that lists and ends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.ports.network import Trust
    from desktop_app.secret import Secret

#: ``sso``: the browser's session with the provider, of no application. ``offline``: it outlives the browser's.
SessionKind = Literal["session", "sso", "offline"]


@dataclass(frozen=True, slots=True)
class ListedSession:
    """One session as the provider lists it. Its words are hostile: bounded here, escaped where they are shown; ``""``
    is unknown. Times are wall-clock seconds, None where they are unknown.

    :param current: it is the one this program holds.
    :param user: the provider's id of the person.
    """

    id: str
    current: bool = False
    device: str = ""
    application: str = ""
    address: str = ""
    started: float | None = None
    last_used: float | None = None
    expires: float | None = None
    user: str = ""
    kind: SessionKind = "session"


@dataclass(frozen=True, slots=True)
class Listing:
    """A provider's answer.

    :param complete: False where there is no list, and this is only what we know ourselves.
    :param unreadable: entries that could not be read; they are not in *sessions*.
    """

    sessions: tuple[ListedSession, ...]
    complete: bool = True
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a provider's own interface is, as data.

    :param provider: the account's provider kind.
    :param token_endpoint: ``""`` where the metadata could not be had.
    """

    provider: str
    issuer: str
    client_id: str
    trust: Trust
    token_endpoint: str = ""
    end_session_endpoint: str | None = None
    client_secret: Secret | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """As whom it is called.

    :param this: the session this program holds; its id is the token's ``sid`` where there is one.
    :param tenant: FusionAuth's tenant, of the access token.
    :param bearer: a valid access token; raises what getting one can raise.
    :param revoke: ends the session this program holds by its refresh token.
    :param with_refresh_token: calls a function with the refresh token, while nobody else may spend it.
    :param api_key: FusionAuth's, None where none was entered.
    """

    subject: str
    this: ListedSession
    tenant: str | None
    bearer: Callable[[], Secret]
    revoke: Callable[[], None]
    with_refresh_token: Callable[[Callable[[Secret], None]], None]
    api_key: Secret | None = None


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be done with the credentials there are.

    :param own_list: one's own sessions are listed.
    :param end_by_id: single sessions of one's own can be ended, not only this one.
    :param everywhere: all of one's own can be ended at once.
    :param others: other people's sessions can be listed and ended (the provider decides in the end).
    :param application: what can be done with all sessions of an application.
    :param api_key: whether the provider has an API key that would open more: none has one, it is wanted, it is there.
    :param note: name of a sentence in ``sessions.note_*`` that says what there is not; ``""`` for none.
    """

    own_list: bool = False
    end_by_id: bool = False
    everywhere: bool = False
    others: bool = False
    application: Literal["list", "end", "none"] = "none"
    api_key: Literal["unused", "wanted", "known"] = "unused"
    note: str = ""


class SessionCalls(Protocol):
    """List, end one, end by criteria. All raise KeyfobError: E_DENIED (the credentials do not open this), E_USAGE (the
    provider has no such call, or there is no such person), E_USERINFO (an answer that breaks the rules), E_PORTAL,
    E_SERVER, E_RATE, E_PROXY, TransportError."""

    @property
    def offers(self) -> Offers:
        """What can be done."""
        ...

    def own(self) -> Listing:
        """One's own sessions; without a list, the one this program holds."""
        ...

    def of(self, user: str | None, application: str | None) -> Listing:
        """The sessions of a user, of an application, or of a user with an application."""
        ...

    def find(self, session_id: str) -> ListedSession | None:
        """Anybody's session by its id, as far as the provider tells of it; None where there is none."""
        ...

    def find_user(self, words: str) -> str:
        """The id of the person with this id, e-mail address or user name. Raises E_USAGE where there is none."""
        ...

    def end(self, session: ListedSession) -> bool:
        """End one. False: there was no such session any more (not every provider says so)."""
        ...

    def end_by(self, user: str | None, application: str | None) -> bool:
        """End all of a user, of an application, or of a user with an application, in one call. False: the provider has
        no such call, and nothing was done."""
        ...

    def everywhere(self) -> None:
        """End all of one's own, this one too."""
        ...

    def validate(self) -> Mapping[str, object] | None:
        """What the provider says of our access token, as introspection would (RFC 7662 §2.2), where it has a way of its
        own; None where it has none."""
        ...


class SessionProviders(Protocol):
    """Makes the calls for a place, and knows what needs no credentials."""

    def calls(self, place: Place, credentials: Credentials) -> SessionCalls:
        """The calls of that kind of provider."""
        ...

    def own_revocation(self, place: Place) -> Callable[[Secret], None] | None:
        """The provider's own way of revoking a refresh token, where it has one beside RFC 7009."""
        ...

    def own_page(self, place: Place) -> str | None:
        """Where a person sees and ends their sessions in the browser, if it is known."""
        ...

    def ends_everywhere(self, provider: str) -> bool:
        """Whether that kind of provider can end all sessions of a person at once."""
        ...

    def has_api_key(self, provider: str) -> bool:
        """Whether that kind of provider takes an API key."""
        ...
