"""The pages the browser ends on, by outcome. The words come from the catalogue, above this layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from desktop_app.errors import KeyfobError
    from desktop_app.ports import Page


class Pages(Protocol):
    """Words for the browser's last page."""

    def signed_in(self, username: str | None) -> Page:
        """Signed in and stored."""
        ...

    def signed_out(self) -> Page:
        """The provider's session has ended."""
        ...

    def failed(self, error: KeyfobError) -> Page:
        """The real outcome: why it did not work."""
        ...

    def not_ours(self) -> Page:
        """An answer to another attempt: nothing happened."""
        ...

    def confirm(self) -> Page:
        """Go back to the program: it has a question."""
        ...
