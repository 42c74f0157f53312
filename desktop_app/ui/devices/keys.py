"""The provider's API key: entered once, kept in the keychain, never shown again, forgotten when a person wants it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shiboken6 import isValid

from desktop_app.app.texts import text
from desktop_app.secret import Secret
from desktop_app.ui.models.devices_state import KeyView
from desktop_app.ui.models.view_state import Action, BannerView, ConfirmView
from desktop_app.ui.projection import devices as project
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.ui.devices.behind import Behind
    from desktop_app.ui.devices.state import Tab


class Keys:
    """A part of :class:`Behind`."""

    def __init__(self, behind: Behind) -> None:
        self._behind = behind

    def act(self, id_: str) -> None:
        """``key``: enter one; ``forget_key``: delete it."""
        behind = self._behind
        tab = behind.tab(behind.name)
        if id_ == "key":
            tab.key = KeyView()
            behind.show()
            return
        view = ConfirmView(
            text("devices.forget_key_question"),
            text("devices.forget_key_text"),
            text("devices.forget_key_verb"),
            dangerous=True,
        )
        behind.desk.window.ask(view, partial(self._forget, behind.name))

    def close(self) -> None:
        """The person changed their mind."""
        self._behind.tab(self._behind.name).key = None
        self._behind.show()

    def given(self, key: object) -> None:
        """Check it at the provider, then keep it."""
        behind = self._behind
        name, life = behind.name, behind.life
        tab = behind.tab(name)
        if not isinstance(key, Secret) or life is None or tab.key is None or tab.key.checking:
            return
        account, engine = life.account, behind.desk.engine
        tab.key = KeyView(checking=True)
        behind.desk.tasks.run(
            behind.next_lane(), lambda: engine.store_api_key(account, key), partial(self._stored, name, tab)
        )
        behind.show()

    def _stored(self, name: str, tab: Tab, done: Done[None]) -> None:
        behind = self._behind
        if not isValid(behind) or behind.tab(name) is not tab or tab.key is None:
            return
        tab.key = None if done.error is None else KeyView(" ".join(project.trouble(done.error)).strip())
        if name == behind.name:
            behind.show()
            if done.error is None:
                behind.reload()

    def _forget(self, name: str, yes: bool) -> None:
        behind = self._behind
        life = behind.desk.life(name)
        if not yes or life is None:
            return
        account, engine = life.account, behind.desk.engine
        tab = behind.tab(name)
        tab.forget()
        behind.desk.tasks.run(
            behind.next_lane(), lambda: engine.forget_api_key(account), partial(self._forgotten, name, tab)
        )
        behind.show()

    def _forgotten(self, name: str, tab: Tab, done: Done[None]) -> None:
        behind = self._behind
        if not isValid(behind) or behind.tab(name) is not tab:
            return
        if done.error is not None:
            words = " ".join(project.trouble(done.error)).strip()
            tab.banner = BannerView("bad", text("devices.key_not_forgotten"), words, (_dismiss(),))
        if name == behind.name:
            behind.show()
            behind.reload()


def _dismiss() -> Action:
    return Action("dismiss", text("devices.dismiss"))
