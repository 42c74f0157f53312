"""An account goes on under another name: its place, its session and its page stay. And the order of the accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop_app.session.states import SigningIn

if TYPE_CHECKING:
    from desktop_app.session.account import Account
    from desktop_app.ui.desk import Desk


def carry(desk: Desk, old: str, account: Account) -> None:
    """What was the account *old* is *account* now. A sign-in that was begun meanwhile is given up: what it says is
    for a name that is gone."""
    controller, current = desk.controller, desk.current
    lives = dict(controller.lives)
    due = controller.timer.deadline(old)
    controller.lives.clear()
    for name, life in lives.items():
        controller.lives[account.name if name == old else name] = life
    life = controller.lives[account.name]
    life.account, life.busy = account, False
    if life.sign_in is not None:
        life.sign_in.cancel.set()
        life.sign_in = None
    if isinstance(life.state, SigningIn):
        life.state = life.state.previous
    controller.timer.set_deadline(old, None)
    controller.timer.set_deadline(account.name, due)
    if current == old:
        desk.choose(account.name)
    desk.show_now()
    controller.changed.emit(old)  # for who waited for it
    controller.changed.emit(account.name)


def in_order(desk: Desk, names: Sequence[str]) -> None:
    """The accounts stand as in the settings, the demo's behind them, whenever they came."""
    lives = desk.controller.lives
    place = {name: number for number, name in enumerate(names)}
    wanted = sorted(lives, key=lambda name: (lives[name].demo, place.get(name, len(place))))
    if wanted != list(lives):
        sorted_lives = {name: lives[name] for name in wanted}
        lives.clear()
        lives.update(sorted_lives)
        desk.show_now()
