"""The words of the pages the browser ends on."""

from __future__ import annotations

from typing import Final

from desktop_app.app.texts import error_json, text
from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Outcome, Page

_OUTCOMES: Final[dict[Code, Outcome]] = {Code.E_CANCELLED: "cancelled", Code.E_TIMEOUT: "timed_out"}


class CataloguePages:
    """The catalogue's pages (:class:`desktop_app.session.pages.Pages`)."""

    def signed_in(self, username: str | None) -> Page:
        """Signed in and stored."""
        line = text("browser.page_signed_in_as", name=username) if username else text("browser.page_signed_in")
        return Page("signed_in", text("browser.page_signed_in_title"), line)

    def signed_out(self) -> Page:
        """The provider's session has ended."""
        return Page("signed_out", text("browser.page_signed_out_title"), text("browser.page_signed_out"))

    def failed(self, error: KeyfobError) -> Page:
        """The real outcome: why it did not work."""
        shown = error_json(error)
        words = " ".join(str(shown[part]) for part in ("message", "hint") if shown[part])
        return Page(_OUTCOMES.get(error.code, "failed"), str(shown["title"]), words, details=error.code.value)

    def not_ours(self) -> Page:
        """An answer to another attempt: nothing happened."""
        return Page("not_ours", text("browser.page_not_ours_title"), text("browser.page_not_ours"))

    def confirm(self) -> Page:
        """Go back to the program: it has a question."""
        return Page("confirm", text("browser.page_confirm_title"), text("browser.page_confirm"))
