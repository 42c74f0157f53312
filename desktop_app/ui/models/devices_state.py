"""What the Devices tab shows: plain frozen values. The rows are the sessions themselves; their words are made when they
are painted (ten thousand cost no more than ten)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop_app.ui.models.view_state import Action, BannerView, Shown

Scope = Literal["own", "person", "application"]
SCOPES: tuple[Scope, ...] = ("own", "person", "application")
#: ``list``: the table. The others are a sentence in its place.
DevicesKind = Literal["list", "loading", "hint", "trouble", "unlisted", "signed_out"]


@dataclass(frozen=True)
class NoteView(Shown):
    """A sentence above the table, with what can be done about it."""

    text: str
    actions: tuple[Action, ...] = ()
    icon: str = "info"


@dataclass(frozen=True)
class EndingView:
    """Sessions are being ended. :param stopping: the person pressed Stop; those under way are waited for."""

    done: int
    total: int
    failed: int = 0
    stopping: bool = False


@dataclass(frozen=True)
class KeyView(Shown):
    """The API key is asked for. :param error: what is wrong with the one that was entered."""

    error: str = ""
    checking: bool = False


@dataclass(frozen=True)
class DevicesView(Shown):
    """The tab.

    :param account: the account's name. :param title: of the sentence in the table's place.
    :param text: the sentence. :param hint: what to do about it.
    :param may_others: other people's sessions may be looked for.
    :param loading: the list that is shown is being read again.
    :param can_select: sessions can be ticked and searched.
    :param this_known: False where nobody can say which session is this device's: there is no "all but this one".
    """

    account: str = ""
    kind: DevicesKind = "loading"
    scope: Scope = "own"
    may_others: bool = False
    title: str = ""
    text: str = ""
    hint: str = ""
    actions: tuple[Action, ...] = ()
    notes: tuple[NoteView, ...] = ()
    banner: BannerView | None = None
    key: KeyView | None = None
    ending: EndingView | None = None
    loading: bool = False
    can_select: bool = True
    this_known: bool = True
