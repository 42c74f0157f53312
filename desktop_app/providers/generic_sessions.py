"""Any OpenID provider: no list, no other sessions; this one ends by its refresh token (RFC 7009)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Listing, Offers

if TYPE_CHECKING:
    from desktop_app.ports import Credentials, ListedSession


class GenericSessions:
    """A :class:`desktop_app.ports.SessionCalls` for providers without session calls that we know."""

    offers = Offers(note="generic")

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def own(self) -> Listing:
        """The one this program holds."""
        return Listing((self._credentials.this,), complete=False)

    def of(self, user: str | None, application: str | None) -> Listing:
        """There is no such call."""
        raise _not_here()

    def find(self, session_id: str) -> ListedSession | None:
        """There is no such call."""
        return None

    def find_user(self, words: str) -> str:
        """There is no such call."""
        raise _not_here()

    def end(self, session: ListedSession) -> bool:
        """End the one this program holds; no other can be named."""
        if session.id != self._credentials.this.id:
            raise _not_here()
        self._credentials.revoke()
        return True

    def end_by(self, user: str | None, application: str | None) -> bool:
        """There is no such call."""
        return False

    def everywhere(self) -> None:
        """There is no such call."""
        raise KeyfobError(Code.E_USAGE, "sessions.no_everywhere")

    def validate(self) -> Mapping[str, object] | None:
        """The standard's introspection is all there is."""
        return None


def _not_here() -> KeyfobError:
    return KeyfobError(Code.E_USAGE, "sessions.not_here")
