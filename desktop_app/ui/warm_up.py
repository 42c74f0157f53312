"""Loads what the first click will need, so that loading it does not hold the window up then."""

from __future__ import annotations


def load_pages() -> None:
    """On a worker thread, some time after the first paint."""
    import desktop_app.session.sign_in
    import desktop_app.ui.intents
    import desktop_app.ui.views.overview
    import desktop_app.ui.views.signing_in  # noqa: F401 - loaded to be there
