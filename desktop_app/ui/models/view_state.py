"""What the views show: plain frozen values, one type a page. The controller makes them; no view asks anything else.

Words of others are escaped and bounded at this boundary, once for all: :class:`desktop_app.ui.models.row_state.Shown`.
Times come as finished words; lengths are seconds. An account's ``key`` is an opaque name of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop_app.ui.models.row_state import AccountRow as AccountRow
from desktop_app.ui.models.row_state import Badge as Badge
from desktop_app.ui.models.row_state import HeaderView as HeaderView
from desktop_app.ui.models.row_state import LineKind as LineKind
from desktop_app.ui.models.row_state import Mark as Mark
from desktop_app.ui.models.row_state import Shown as Shown
from desktop_app.ui.models.row_state import TabName as TabName
from desktop_app.ui.models.setup_state import Ability as Ability
from desktop_app.ui.models.setup_state import AddProviderView as AddProviderView
from desktop_app.ui.models.setup_state import ConfirmView as ConfirmView
from desktop_app.ui.models.setup_state import FirstRunView as FirstRunView
from desktop_app.ui.models.setup_state import ProviderDraft as ProviderDraft
from desktop_app.ui.models.setup_state import ProviderSummary as ProviderSummary

BannerKind = Literal["info", "warn", "bad"]
SignOutKind = Literal["here", "everywhere", "local"]


@dataclass(frozen=True)
class Action(Shown):
    """A button a page offers. *id* is what the view's ``action`` signal carries."""

    id: str
    label: str
    primary: bool = False


@dataclass(frozen=True)
class BannerView(Shown):
    """A banner: sentence in bold, the reason, at most two buttons."""

    kind: BannerKind
    title: str
    text: str = ""
    actions: tuple[Action, ...] = ()
    icon: str = ""


# --- an account's overview -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RingView:
    """The access token's life.

    :param total: its whole lifetime, seconds; 0 where no end is known. :param left: what remains, seconds.
    :param notch: seconds left at which it will be refreshed; None for never.
    :param waiting: offline: dotted.
    """

    total: float
    left: float
    notch: float | None = None
    waiting: bool = False


@dataclass(frozen=True)
class Fact(Shown):
    """Caption and value; *icon* names an icon, *copy* offers a Copy button that gives back *id*."""

    id: str
    caption: str
    value: str
    icon: str = ""
    copy: bool = False


@dataclass(frozen=True)
class EntryView(Shown):
    """One thing that happened. *time* in words; *detail_label* with *id* offers a link."""

    mark: Mark
    title: str
    text: str
    time: str
    id: str = ""
    detail_label: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Span:
    """A stretch of the strip: signed in, or offline. Seconds since the epoch."""

    kind: Literal["signed_in", "offline"]
    start: float
    end: float


@dataclass(frozen=True)
class StripMark:
    """A mark on the strip (a sign-in, a refusal). Seconds since the epoch."""

    mark: Mark
    at: float


@dataclass(frozen=True)
class StripLabel(Shown):
    """A time below the strip."""

    at: float
    word: str


@dataclass(frozen=True)
class StripTip(Shown):
    """What a moment (both ends the same) or a stretch of the strip was, in words. Seconds since the epoch."""

    start: float
    end: float
    words: str


@dataclass(frozen=True)
class StripView(Shown):
    """A stretch of time drawn; *sentence* says the same in words. Of *tips* the first that fits is told."""

    start: float
    end: float
    spans: tuple[Span, ...] = ()
    ticks: tuple[float, ...] = ()
    marks: tuple[StripMark, ...] = ()
    labels: tuple[StripLabel, ...] = ()
    sentence: str = ""
    tips: tuple[StripTip, ...] = ()


@dataclass(frozen=True)
class MarkedView(Shown):
    """A mark, a title and a sentence: a capability, a step of a sign-out."""

    mark: Mark
    title: str
    text: str = ""


@dataclass(frozen=True)
class SessionView(Shown):
    """Signed in, refreshing or offline: who, how long, where, what happened.

    :param token_facts: Ends, Refreshes, Lasts (offline: Ends, Refresh, Last try).
    :param facts: Provider, Saved in, Signed in, what the roles allow.
    :param can_refresh: a refresh token is there and nothing is under way.
    :param can_copy: a token that has not expired can be copied.
    :param capabilities: what the roles allow, and why or why not.
    :param can_everywhere: the provider can end all sessions of the person.
    """

    key: str
    state: Literal["signed_in", "refreshing", "offline"]
    who: str
    email: str
    initials: str
    hue: int
    roles: tuple[str, ...]
    ring: RingView
    token_facts: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    banner: BannerView | None = None
    strip: StripView | None = None
    entries: tuple[EntryView, ...] = ()
    can_refresh: bool = True
    can_copy: bool = True
    copied: bool = False
    capabilities: tuple[MarkedView, ...] = ()
    can_everywhere: bool = False


# --- the other states of an account ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class SignedOutView(Shown):
    """Not signed in. *reason*: a sentence, why the last try ended or what the sign-out could not do; may be empty.

    :param steps: what became of each step of the sign-out. :param page: where the rest can be done.
    :param fresh: nobody ever signed in. :param stopped: the embedded provider must be started again first.
    """

    key: str
    name: str
    host: str
    reason: str = ""
    hint: str = ""
    trouble: bool = False
    steps: tuple[MarkedView, ...] = ()
    page: str = ""
    fresh: bool = False
    stopped: bool = False


@dataclass(frozen=True)
class SigningInView(Shown):
    """Waiting for the browser.

    :param step: 0 opening the browser, 1 the person's turn, 2 checking, 3 saving.
    :param left: seconds until it gives up. :param total: of how many.
    :param opened: False where no browser could be opened: then the link is shown to be copied.
    :param example: what a pasted address looks like.
    """

    key: str
    host: str
    step: int
    left: float
    total: float
    opened: bool = True
    can_copy_link: bool = True
    link: str = ""
    example: str = "http://127.0.0.1/callback?code=…"
    paste_error: str = ""
    copied: bool = False
    people: str = ""


@dataclass(frozen=True)
class RestoringView(Shown):
    """A session is being read from the keychain. *waiting_for_keychain*: a prompt of the system stands."""

    key: str
    name: str
    waiting_for_keychain: bool = False


@dataclass(frozen=True)
class NeedsLoginView(Shown):
    """The provider ended the session, or refuses to refresh it.

    :param sentence: who ended what, when. :param hint: what to change, may be empty. :param last: last signed in as.
    :param can_retry: the record is kept and another try could help.
    """

    key: str
    sentence: str
    hint: str = ""
    last: str = ""
    can_retry: bool = False


@dataclass(frozen=True)
class LockedView(Shown):
    """The keychain is locked. *prompting*: the person asked, the system's prompt is up."""

    key: str
    name: str
    prompting: bool = False


@dataclass(frozen=True)
class SigningOutView(Shown):
    """Signing out is under way."""

    key: str
    name: str
    host: str


AccountPage = SessionView | SigningInView | SignedOutView | RestoringView | NeedsLoginView | LockedView | SigningOutView


@dataclass(frozen=True)
class DayView(Shown):
    """A day of activity."""

    title: str
    entries: tuple[EntryView, ...]


@dataclass(frozen=True)
class FilterChip(Shown):
    """A filter above the activity."""

    id: str
    word: str
    on: bool = False
    count: int = 0


@dataclass(frozen=True)
class ActivityView(Shown):
    """What happened and when."""

    key: str
    title: str = ""
    totals: str = ""
    strip: StripView | None = None
    filters: tuple[FilterChip, ...] = ()
    days: tuple[DayView, ...] = ()
