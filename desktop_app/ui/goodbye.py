"""Signing out everywhere and forgetting an account: asked first, since they end more than what is in sight."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop_app.app.texts import text
from desktop_app.errors import KeyfobError
from desktop_app.ui.models.view_state import ConfirmView
from desktop_app.ui.projection.account import host
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.ui.desk import Desk


def ask_first(desk: Desk, key: str, intent: str) -> None:
    """Ask, then do it. :param intent: ``sign_out`` (everywhere) or ``forget``."""
    life = desk.controller.lives[key]
    if intent == "sign_out":
        words = text("devices.everywhere_text", host=host(life))
        view = ConfirmView(text("devices.everywhere_question"), words, text("devices.everywhere_verb"), dangerous=True)
        desk.window.ask(view, partial(_everywhere, desk, key))
        return
    words = text("devices.forget_text" if _is_ours(desk, key) else "devices.forget_text_kept")
    question = text("devices.forget_question", name=key)
    view = ConfirmView(question, words, text("devices.forget_verb"), dangerous=True)
    desk.window.ask(view, partial(_forget, desk, key))


def _everywhere(desk: Desk, key: str, yes: bool) -> None:
    if yes and key in desk.controller.lives:
        desk.controller.sign_out(key, local=False, everywhere=True)


def _is_ours(desk: Desk, key: str) -> bool:
    """Whether the account's settings are the person's own, to be deleted with it."""
    from desktop_app.app.config_edit import refuse_removal

    if desk.controller.lives[key].demo:
        return False
    try:
        refuse_removal(desk.engine.config, key)
    except KeyfobError:
        return False
    return True


def _forget(desk: Desk, key: str, yes: bool) -> None:
    life = desk.life(key)
    if not yes or life is None:
        return
    life.stop.set()  # a refresh under way gives way
    engine, account, ours = desk.engine, life.account, _is_ours(desk, key)

    def work() -> Config | None:
        from desktop_app.app.config_edit import remove_account

        engine.forget(account)  # first: afterwards nobody would know its name
        if not ours:
            return None
        remove_account(engine.config, key)
        return engine.reread_settings()

    desk.tasks.run(account.key, work, partial(_forgotten, desk, key))


def _forgotten(desk: Desk, key: str, done: Done[Config | None]) -> None:
    if done.error is not None:
        desk.say(done.error)
    if done.value is not None:
        desk.engine.config = done.value
    if done.value is not None and key not in done.value.names:
        desk.drop(key)
        if not desk.controller.lives:
            desk.window.go("first_run")
    elif key in desk.controller.lives:
        import threading

        desk.controller.lives[key].stop = threading.Event()
        desk.controller.restore(key)
