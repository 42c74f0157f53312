"""Notifications over a real session bus: what is said, who is believed, and what happens when nobody is there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from jeepney.io.threading import open_dbus_connection

from desktop_app.ports import Notification
from desktop_app.system import notifier
from desktop_app.system.notifier import BusNotifier
from tests.support.gnome_keyring import PrivateBus, in_environment
from tests.support.notification_daemon import NotificationDaemon, emit
from tests.support.patience import until

SAYS = Notification("work: <b>please</b>", "Ended & <i>gone</i>.", (("sign_in", "Sign in"), ("not_now", "Not now")))
ALL = ("actions", "body", "body-markup")


class Answers:
    """What the person did. :ivar chosen: (key, action, token)."""

    def __init__(self) -> None:
        self.chosen: list[tuple[str, str, str]] = []

    def __call__(self, key: str, action: str, token: str) -> None:
        self.chosen.append((key, action, token))


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[PrivateBus]:
    with closing(PrivateBus(tmp_path / "bus")) as made, in_environment({"DBUS_SESSION_BUS_ADDRESS": made.address}):
        yield made


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def ours(answers: Answers, bus: PrivateBus) -> Iterator[BusNotifier]:
    with closing(BusNotifier(answers)) as made:
        yield made


@pytest.fixture
def daemon(bus: PrivateBus) -> Iterator[NotificationDaemon]:
    with closing(NotificationDaemon(bus.address, *ALL)) as made:
        yield made


def test_what_is_said(daemon: NotificationDaemon, ours: BusNotifier) -> None:
    assert ours.show("k", SAYS)
    ((name, replaces, icon, title, body, actions, hints, lasts),) = daemon.asked

    assert (name, replaces, icon, lasts) == ("Keyfob", 0, "keyfob", -1)
    assert title == SAYS.title, "a title is plain text by the specification"
    assert body == "Ended &amp; &lt;i&gt;gone&lt;/i&gt;."
    assert actions == ["default", "", "sign_in", "Sign in", "not_now", "Not now"]
    assert hints == {"desktop-entry": ("s", "keyfob"), "urgency": ("y", 1)}


def test_a_daemon_that_can_do_little(daemon: NotificationDaemon, ours: BusNotifier) -> None:
    daemon.abilities = ["body"]
    assert ours.show("k", SAYS)
    (asked,) = daemon.asked

    assert (asked[4], asked[5]) == (SAYS.body, []), "nothing is escaped where nothing is parsed"


def test_the_same_key_replaces(daemon: NotificationDaemon, ours: BusNotifier) -> None:
    for key in ("k", "other", "k"):
        assert ours.show(key, SAYS)

    assert [asked[1] for asked in daemon.asked] == [0, 0, 1]


def test_an_answer_comes_with_the_leave_to_come_forward(
    daemon: NotificationDaemon, ours: BusNotifier, answers: Answers
) -> None:
    ours.show("k", SAYS)
    daemon.tell("ActivationToken", "us", 1, "token-1")
    daemon.tell("ActionInvoked", "us", 1, "sign_in")
    daemon.tell("ActionInvoked", "us", 1, "default")
    until("both answers", lambda: len(answers.chosen) == 2)

    assert answers.chosen == [("k", "sign_in", "token-1"), ("k", "default", "")]


def test_withdrawn(daemon: NotificationDaemon, ours: BusNotifier, answers: Answers) -> None:
    ours.show("k", SAYS)
    ours.withdraw("k")
    ours.withdraw("unknown")
    ours.show("last", SAYS)
    daemon.tell("ActionInvoked", "us", 1, "sign_in")
    daemon.tell("ActionInvoked", "us", 2, "default")
    until("the last answer", lambda: answers.chosen)

    assert daemon.closed == [1]
    assert answers.chosen == [("last", "default", "")]


def test_only_the_daemon_is_believed(
    bus: PrivateBus, daemon: NotificationDaemon, ours: BusNotifier, answers: Answers
) -> None:
    ours.show("k", SAYS)
    with closing(open_dbus_connection(bus.address)) as stranger:
        emit(stranger, "ActionInvoked", "us", 1, "sign_in")
        emit(stranger, "ActionInvoked", "us", 1, "sign_in", to=daemon.owner)
        emit(stranger, "NotificationClosed", "uu", 1, 1, to=daemon.owner)
    daemon.tell("ActionInvoked", "us", 1, "default")
    until("the daemon's answer", lambda: answers.chosen)

    assert answers.chosen == [("k", "default", "")]


@pytest.mark.parametrize(
    ("signature", "body"),
    [("s", ("sign_in",)), ("ss", ("1", "sign_in")), ("uu", (1, 1)), ("usu", (1, "sign_in", 1)), ("", ())],
)
def test_signals_of_another_form_are_nothing(
    daemon: NotificationDaemon, ours: BusNotifier, answers: Answers, signature: str, body: tuple[object, ...]
) -> None:
    ours.show("k", SAYS)
    daemon.tell("ActionInvoked", signature, *body)
    daemon.tell("ActivationToken", "us", 1, "x" * 5000)
    daemon.tell("ActionInvoked", "us", 9, "sign_in")
    daemon.tell("ActionInvoked", "us", 1, "default")
    until("the good one", lambda: answers.chosen)

    assert answers.chosen == [("k", "default", "")]


def test_what_was_closed_is_over(daemon: NotificationDaemon, ours: BusNotifier, answers: Answers) -> None:
    ours.show("k", SAYS)
    ours.show("other", SAYS)
    daemon.tell("NotificationClosed", "uu", 1, 2)
    daemon.tell("ActionInvoked", "us", 1, "sign_in")
    daemon.tell("ActionInvoked", "us", 2, "default")
    until("the other answer", lambda: answers.chosen)

    assert answers.chosen == [("other", "default", "")]


def test_without_a_daemon_and_with_one_later(bus: PrivateBus, ours: BusNotifier) -> None:
    assert not ours.show("k", SAYS)
    with closing(NotificationDaemon(bus.address, *ALL)) as daemon:
        assert ours.show("k", SAYS)
        assert len(daemon.asked) == 1
    assert not ours.show("k", SAYS)


def test_without_a_bus(answers: Answers) -> None:
    with closing(BusNotifier(answers)) as ours, in_environment({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/no/such"}):
        assert not ours.show("k", SAYS)
        ours.withdraw("k")


def test_the_bus_goes_and_comes_back(tmp_path: Path, answers: Answers) -> None:
    with closing(BusNotifier(answers)) as ours:
        for number in range(2):
            bus = PrivateBus(tmp_path / f"bus{number}")
            with in_environment({"DBUS_SESSION_BUS_ADDRESS": bus.address}):
                daemon = NotificationDaemon(bus.address, *ALL)
                until("it is shown", lambda: ours.show("k", SAYS))
                assert len(daemon.asked) >= 1
                daemon.close()
                bus.close()


def test_a_daemon_that_is_stuck_is_as_good_as_none(
    daemon: NotificationDaemon, ours: BusNotifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifier, "_PATIENCE", 0.2)
    daemon.silent = True

    assert not ours.show("k", SAYS)


@pytest.mark.parametrize("odd", [("s", "1"), ("as", ["x"]), ("", None)])
def test_a_daemon_that_answers_nonsense(daemon: NotificationDaemon, ours: BusNotifier, odd: tuple[str, object]) -> None:
    daemon.odd = odd if odd[0] else ("as", [])

    assert not ours.show("k", SAYS)


def test_closing_ends_the_thread(daemon: NotificationDaemon, answers: Answers) -> None:
    ours = BusNotifier(answers)
    ours.show("k", SAYS)
    ours.close()

    assert "notifications" not in [thread.name for thread in threading.enumerate()]
