"""Each page as a screen reader and a keyboard find it, through the real accessibility bus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.accessible import Accessible, Part, accessible
from tests.support.accessible_stage import Stage, stage
from tests.support.command import Keyfob
from tests.support.display import display
from tests.support.gnome_keyring import GnomeKeyring, PrivateBus
from tests.support.patience import until
from tests.support.window import window

PAGES = (
    *("first-run", "overview", "offline", "needs-login", "signing-in", "signed-out", "add-provider-id-error"),
    *("tokens", "inspect", "inspect-refused", "inspect-compare", "devices-selected", "activity"),
    *("doctor", "log", "settings", "settings-fields"),
)
#: roles a person can do something with
CONTROLS = frozenset(
    {"push button", "button", "check box", "radio button", "toggle button", "combo box", "text", "password text"}
    | {"page tab", "slider", "spin button", "link", "menu item"}
)
#: parts that hold rows; their rows are reached by arrows
LISTS = frozenset({"list", "table", "tree table", "tree", "page tab list"})
#: what is inside those
_ROWS = frozenset(
    {"list item", "table cell", "cell", "page tab", "tree item", "frame", "scroll pane", "column header", "row header"}
)
#: what a painted part must say, by page: the beginning or a piece of a sentence
SENTENCES = {
    "overview": ("4 minutes 12 seconds left", "From 12:30 to now: signed in", "Acme (work), Signed in", "State: "),
    "offline": ("Offline. You are still signed in.",),
    "activity": ("Last 24 hours", "14:27: Refreshed 19 times"),
    "tokens": ("Signature valid", "auth_time"),
    "inspect-refused": ("aud",),
    "devices-selected": ("Firefox",),
}


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desktop with a listener and a window that shows any page."""
    with stage(tmp_path_factory.mktemp("accessible")) as made:
        yield made


@pytest.mark.parametrize("page", PAGES)
def test_every_control_says_what_it_is(heard: Stage, page: str) -> None:
    parts = heard.show(page)
    controls = [part for part in parts if part.role in CONTROLS | LISTS and part.shown]
    assert len(controls) >= 4
    assert not [f"{part}" for part in controls if not part.name.strip()], "without a name"
    assert not [f"{part}" for part in parts if "<qt>" in part.name + part.description], "markup is read out"
    focusable = [part for part in parts if "focusable" in part.states and part.shown]
    strange = [f"{part}" for part in focusable if part.role not in CONTROLS | LISTS | _ROWS | {"filler", "panel"}]
    assert not strange
    # Of a check box Qt tells the mark's place alone; test_small_pages looks at the whole of it.
    hit = [part for part in controls if part.role != "check box" and "focusable" in part.states]
    small = [f"{part}" for part in hit if min(part.bounds[2:]) < 24]
    assert not small, "targets below 24 px"
    words = "\n".join(f"{part.name}\n{part.description}" for part in parts)
    assert [one for one in SENTENCES.get(page, ()) if one not in words] == []


@pytest.mark.parametrize("page", PAGES)
def test_tab_goes_through_everything_and_back(heard: Stage, page: str) -> None:
    parts = heard.show(page)
    there = heard.walk("Tab")
    missed = [
        f"{part}"
        for part in parts
        if part.role in CONTROLS | LISTS
        and {"focusable", "showing", "sensitive"} <= part.states
        and part.path not in {stop.path for stop in there}
        and not _in_a_group(part, there)
    ]
    assert not missed, "not reached"
    assert not [f"{stop}" for stop in heard.unseen], "focus cannot be seen"
    back = heard.walk("shift+Tab")
    assert {stop.path for stop in back} == {stop.path for stop in there}
    if any(stop.name == "Menu" for stop in there):
        order = _order(there, parts)
        assert order == sorted(order), [f"{stop}" for stop in there]


def _in_a_group(part: Part, stops: list[Part]) -> bool:
    """Of a group's radio buttons or tabs one is reached by Tab, or their bar; the others by arrows."""
    if part.role == "page tab":
        return any(stop.role in ("page tab", "page tab list") for stop in stops)
    return part.role == "radio button" and any(stop.role == "radio button" for stop in stops)


def _order(stops: list[Part], parts: list[Part]) -> list[int]:
    """Going round once, from the menu button: 0 in the sidebar, 1 header, 2 tabs, 3 content."""
    side = next(part for part in parts if part.name == "Accounts and tools")
    edge = side.bounds[0] + side.bounds[2]
    header = any(stop.name == "More for this account" for stop in stops)
    places = []
    for stop in stops:
        beside = 1 if stop.name == "More for this account" else 2 if stop.role == "page tab list" else 3
        # A page may have tabs inside.
        beside = beside if header and stop.bounds[1] < _HEADER else 3
        places.append(0 if stop.bounds[0] + stop.bounds[2] <= edge else beside)
    first = next(n for n, stop in enumerate(stops) if stop.name == "Menu")
    return places[first:] + places[:first]


#: nothing of the window's own header is below this, px
_HEADER = 100


def test_a_change_of_state_is_said_once(heard: Stage) -> None:
    heard.show("overview")
    heard.bus.said()
    heard.order({"state": "offline"})
    heard.order({"state": "offline"})
    assert heard.bus.said() == ["Acme (work): Offline"]


def test_countdowns_are_said_at_sixty_and_at_ten_seconds(heard: Stage) -> None:
    heard.show("signing-in")
    heard.order({"left": 62})
    heard.bus.said()
    for left in (*range(61, 57, -1), *range(12, 7, -1)):
        heard.order({"left": left})
    said = heard.bus.said()
    assert len(said) == 2
    assert "10 seconds" in said[1]


def test_a_button_is_pressed_through_the_bus(heard: Stage) -> None:
    parts = heard.show("overview")
    heard.bus.press(next(part for part in parts if part.name == "Add a provider"))
    until("the page", lambda: any(part.name == "Address of the provider" for part in heard.parts()))


def test_the_program_itself_is_heard(tmp_path: Path) -> None:
    """The real program: first run, its demo, by actions of the bus alone."""
    bus = PrivateBus(tmp_path)
    keyring = GnomeKeyring(bus)
    try:
        keyring.start(unlocked=True)
        with (
            display(bus.environment, tmp_path / "display") as screen,
            accessible(bus, screen.env) as listener,
            window(Keyfob(listener.env), screen, "--demo") as shown,
        ):
            until("the program", lambda: listener.application("keyfob"))
            listener.press(_button(listener, "Sign in"))
            until("it signs in", lambda: any("Cancel" in part.name for part in _parts(listener)))
            shown.press("ctrl+q")
            shown.ends()
    finally:
        keyring.stop()
        bus.close()


def _parts(listener: Accessible) -> list[Part]:
    place = listener.application("keyfob")
    return [] if place is None else list(listener.tree(place))


def _button(listener: Accessible, begins: str) -> Part:
    found: list[Part] = []

    def look() -> bool:
        found[:] = [part for part in _parts(listener) if part.name.startswith(begins) and part.actions]
        return bool(found)

    until(begins, look)
    return found[0]
