"""The Devices tab in every state, for the gallery and the tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from desktop_app.app.texts import text
from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import ListedSession, Offers
from desktop_app.session.end_sessions import EndResult, Failure
from desktop_app.session.list_sessions import SessionList
from desktop_app.ui.gallery_samples import HOST, HOSTILE
from desktop_app.ui.models.devices_state import DevicesView, EndingView, KeyView
from desktop_app.ui.models.view_state import Action
from desktop_app.ui.projection import devices as project

if TYPE_CHECKING:
    from desktop_app.ui.devices.page import DevicesPage

NAMES: Final = (
    "devices",
    "devices-selected",
    "devices-many",
    "devices-filtered",
    "devices-ending",
    "devices-failed",
    "devices-ended",
    "devices-empty",
    "devices-loading",
    "devices-trouble",
    "devices-no-list",
    "devices-offline",
    "devices-this-unknown",
    "devices-admin",
    "devices-admin-hint",
    "devices-application",
    "devices-key",
    "devices-key-refused",
    "devices-role-lost",
    "devices-signed-out",
    "devices-hostile",
)
NOW: Final = 1_795_444_060.0
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0
PORTAL: Final = "acme-portal"


def _one(
    number: int, device: str, application: str, address: str, used: float, started: float, ends: float, **more: object
) -> ListedSession:
    return ListedSession(
        f"{number:08d}-2222-4333-8444-555555555555",
        device=device,
        application=application,
        address=address,
        last_used=NOW - used,
        started=NOW - started,
        expires=NOW + ends,
        user="ada",
        **more,  # type: ignore[arg-type]  # fields of the value
    )


def sessions() -> tuple[ListedSession, ...]:
    """Eight devices, the first one this."""
    return (
        _one(1, "ada-thinkpad", PORTAL, "10.20.4.17", 5, 5 * _HOUR, 30 * _DAY, current=True),
        _one(2, "Firefox/142, Windows 11", PORTAL, "10.20.4.90", 12 * _MINUTE, 2 * _DAY, 29 * _DAY),
        _one(3, "Pixel 9, Chrome on Android", "acme-mobile", "84.112.7.3", 2 * _HOUR, 8 * _DAY, 25 * _DAY),
        _one(4, "Chrome/141, macOS 15", PORTAL, "10.20.9.201", _DAY, 14 * _DAY, 19 * _DAY, kind="sso"),
        _one(5, "build-runner-07.internal.acme.example", "acme-deploy", "10.20.1.6", 3 * _DAY, 24 * _DAY, 9 * _DAY),
        _one(6, "iPhone, Safari on iOS", "acme-mobile", "2001:db8::8a2e:370:7334:8f", 9 * _DAY, 27 * _DAY, 6 * _DAY),
        _one(7, "Edge/140, Windows 10", "acme-billing", "10.20.4.33", 16 * _DAY, 32 * _DAY, _DAY, kind="offline"),
        ListedSession("8", application=PORTAL, address="203.0.113.9", last_used=NOW - 21 * _DAY, user="ada"),
    )


def many(count: int = 10_000) -> tuple[ListedSession, ...]:
    """*count* devices, the first one this."""
    devices = (
        "Firefox/142, Windows 11",
        "Pixel 9, Chrome on Android",
        "laptop-{n}.example.com",
        "Edge/140, Windows 10",
    )
    return tuple(
        _one(
            n,
            devices[n % 4].format(n=n),
            f"application-{n % 7}",
            f"192.0.2.{n % 250}",
            60.0 * n,
            90.0 * n,
            _DAY,
            current=n == 0,
        )
        for n in range(count)
    )


def hostile() -> tuple[ListedSession, ...]:
    """What others would like to be shown."""
    bad = HOSTILE
    return tuple(
        ListedSession(f"h{n}", n == 0, bad, bad, bad, NOW - 5, NOW - 9, 9e9 + n, bad, "session") for n in range(3)
    )


def _list(note: str = "", *, complete: bool = True, page: str | None = None, **offers: object) -> SessionList:
    made = Offers(note=note, **offers)  # type: ignore[arg-type]  # fields of the value
    return SessionList(sessions(), made, complete, 0, note, page, "ada")


def shown(name: str) -> tuple[ListedSession, ...]:
    """The sessions behind the picture *name*."""
    if name == "devices-many":
        return many()
    if name in ("devices-empty", "devices-signed-out", "devices-loading", "devices-trouble"):
        return ()
    if name == "devices-no-list":
        return sessions()[:1]
    if name == "devices-hostile":
        return hostile()
    if name == "devices-this-unknown":
        return tuple(replace(one, current=False) for one in sessions())
    if name == "devices-application":
        return ()
    return sessions()


def view(name: str) -> DevicesView:
    """The value behind the picture *name*."""
    lists: dict[str, DevicesView] = {
        "devices-ending": DevicesView(kind="list", ending=EndingView(134, 500, 2)),
        "devices-failed": DevicesView(kind="list", banner=project.outcome(_failed())),
        "devices-ended": DevicesView(kind="list", banner=project.outcome(EndResult(("3", "5", "6"), gone=("7",)))),
        "devices-no-list": DevicesView(
            kind="list",
            can_select=False,
            notes=project.notes(
                _list("fusionauth_no_key", complete=False, api_key="wanted", everywhere=True), own=True
            ),
        ),
        "devices-this-unknown": DevicesView(
            kind="list",
            this_known=False,
            notes=project.notes(replace(_list(), this_known=False), own=True),
        ),
        "devices-offline": DevicesView(kind="list", notes=project.notes(_list("keycloak_offline"), own=True)),
        "devices-admin": DevicesView(
            kind="list",
            scope="person",
            may_others=True,
            notes=project.notes(_list("fusionauth_key", api_key="known"), own=False),
        ),
        "devices-admin-hint": DevicesView(
            kind="hint",
            scope="person",
            may_others=True,
            title=text("devices.person_hint_title"),
            text=text("devices.person_hint_text"),
        ),
        "devices-application": DevicesView(
            kind="unlisted",
            scope="application",
            may_others=True,
            title=text("devices.unlisted_title"),
            text=text("devices.unlisted_text", application=PORTAL),
            actions=(Action("end_all", text("devices.unlisted_end")),),
        ),
        "devices-key": DevicesView(kind="list", can_select=False, key=KeyView()),
        "devices-key-refused": DevicesView(
            kind="list", can_select=False, key=KeyView(" ".join(project.trouble(_refused())))
        ),
        "devices-role-lost": DevicesView(kind="list", banner=project.role_lost("admin")),
        "devices-loading": DevicesView(
            title=text("devices.loading_title"),
            text=text("devices.loading_text", host=HOST),
            actions=(Action("cancel", text("devices.cancel")),),
        ),
        "devices-trouble": DevicesView(
            kind="trouble",
            title=text("devices.trouble_title"),
            text=project.trouble(KeyfobError(Code.E_DENIED, "sessions.refused", status=403))[0],
            hint=project.trouble(KeyfobError(Code.E_DENIED, "sessions.refused", status=403))[1],
            actions=(Action("reload", text("devices.try_again"), primary=True),),
        ),
        "devices-signed-out": DevicesView(
            kind="signed_out",
            title=text("devices.signed_out_title"),
            text=text("devices.signed_out_text"),
            actions=(Action("sign_in", text("window.sign_in"), primary=True),),
        ),
    }
    return lists.get(name, DevicesView(kind="list"))


def _refused() -> KeyfobError:
    return KeyfobError(Code.E_DENIED, "sessions.key_refused", reason="401", status=401)


def _failed() -> EndResult:
    why = KeyfobError(Code.E_DENIED, "sessions.refused", reason="403", status=403)
    return EndResult(("3",), (Failure("5", why), Failure("6", why)))


def prepare(page: DevicesPage, name: str) -> None:
    """Bring *page* into the state of the picture *name*."""
    from desktop_app.ui.devices.model import prepare as make_ready

    page.show_list(make_ready(shown(name), PORTAL), NOW)

    def told() -> None:
        chosen = page.model.chosen()
        page.set_consequence(project.consequence(chosen, page.model.current, 300))

    page.selection_changed.connect(told)
    page.render_view(view(name))
    page.table.sort_by("last_used")
    page.table.sort_by("last_used")
    if name in ("devices-selected", "devices-filtered"):
        page.model.toggle([2, 4, 5])
    if name == "devices-filtered":
        page.tools.field.line.setText("nobody has this")
    if name == "devices-ending":
        page.render_view(view(name))
