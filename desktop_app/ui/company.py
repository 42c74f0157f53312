"""A company's own build: its name, and a first run that offers one thing, to sign in with the account it came with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop_app.ui.models.view_state import FirstRunView

if TYPE_CHECKING:
    from desktop_app.ui.desk import Desk


def begin(desk: Desk) -> None:
    """Call the window what the build is called; nobody has signed in with its account: show first run."""
    product = desk.engine.product_name
    if product is None:
        return
    QApplication.setApplicationDisplayName(product)
    desk.window.setWindowTitle(product)
    name = fresh_account(desk)
    if name is None:
        return
    desk.window.render_first_run(FirstRunView(company=name, key=name, demo=False))
    desk.window.go("first_run")

    def act(key: str, intent: str, _detail: object) -> None:
        if intent == "sign_in" and desk.window.place == "first_run":
            desk.window.render_first_run(FirstRunView(demo=False))
            desk.choose(key)

    desk.window.account_intent.connect(act)


def fresh_account(desk: Desk) -> str | None:
    """The account that came with the build, where it is the only one and was never signed in with."""
    if len(desk.controller.lives) != 1:
        return None
    ((name, life),) = desk.controller.lives.items()
    came_along = desk.engine.config.origin(name, "issuer") == "company"
    return name if came_along and life.stored.account_id is None else None
