"""The Doctor page in every state, for the gallery and the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.app.doctor import Progress, Step
from desktop_app.app.doctor.check import Check, failed, fine, found
from desktop_app.errors import Code, KeyfobError
from desktop_app.ui.doctor.model import Found
from desktop_app.ui.gallery_samples import HOSTILE
from desktop_app.ui.models.inspector_state import Choice

if TYPE_CHECKING:
    from desktop_app.ui.doctor.page import DoctorPage
    from desktop_app.ui.views.main_window import MainWindow

NAMES: Final = ("doctor", "doctor-running", "doctor-fine", "doctor-stopped", "doctor-many", "doctor-hostile")
_WORK: Final = "Acme (work)"
_ISSUER: Final = "https://auth.acme.example"


def _machine() -> list[Check]:
    return [
        fine("configuration", files=2, accounts=5),
        fine("files", words="files_private"),
        fine("keychain", keychain="GNOME Keyring"),
        fine("browser", words="browser_default", browser="firefox", opener="xdg-open"),
        fine("desktop"),
    ]


def _account(name: str = _WORK) -> list[Check]:
    return [
        fine("ports", name, address="http://127.0.0.1:49152/callback"),
        fine("proxy", name, words="proxy_none"),
        fine("tls", name, words="tls_system", until="2027-03-12"),
        fine("metadata", name, seconds="0.2", issuer=_ISSUER),
        fine("clock", name),
        fine("keys", name, words="keys_hours", age=3, count=2, algorithms="RS256"),
        fine("session", name, state="signed in"),
    ]


def _versions() -> list[Check]:
    on = {"program": "1.0", "python": "3.11.7", "qt": "6.11.3", "openssl": "OpenSSL 3.0.19"}
    return [fine("versions", words="versions_window", system="Linux 6.18 x86_64", **on)]


def _troubles() -> list[Check]:
    checks = {(check.id, check.account): check for check in [*_machine(), *_account(), *_versions()]}
    changed = [
        found("ports", "fail", "doctor.port_taken_by", _WORK, action="settings", port="49152", program="ssh", pid="41"),
        found("clock", "warn", "doctor.clock_behind", _WORK, seconds=48, leeway=60),
        found("keychain", "warn", "keychain.locked", action="unlock"),
    ]
    return list((checks | {(check.id, check.account): check for check in changed}).values())


def _hostile() -> list[Check]:
    error = KeyfobError(Code.E_TLS, "network.tls_certificate", host="x" * 300, why=HOSTILE * 4)
    return [
        failed("metadata", error, HOSTILE, action="settings"),
        found("ports", "fail", "doctor.port_taken_by", HOSTILE, action="settings",
              port="1", program=HOSTILE, pid="9" * 20),
        fine("browser", opener="y" * 400),
    ]  # fmt: skip


def build_doctor(window: MainWindow, name: str) -> None:
    """Show the page in *window*."""
    from desktop_app.ui import gallery_samples as samples
    from desktop_app.ui.doctor.page import DoctorPage

    window.render_account(samples.header(), samples.session())
    page = DoctorPage()
    window.register("doctor", lambda: page)
    window.build_now()
    window.go("doctor")
    prepare(page, name)


def prepare(page: DoctorPage, name: str) -> None:
    """Show the state *name*."""
    many = name in ("doctor-many", "doctor-hostile")
    shown = Found(many=many)
    checks = _troubles()
    if name == "doctor-fine":
        checks = [*_machine(), *_account(), *_versions()]
    elif name == "doctor-many":
        checks = _machine()
        for number in range(30):
            checks += _account(f"Account {number}")
        checks.append(found("metadata", "fail", "network.timeout", "Account 7", host="b.example", seconds=15))
    elif name == "doctor-hostile":
        checks = _hostile()
    unfinished = {"doctor-running": 4, "doctor-stopped": 6}.get(name, 0)
    shown.running = name == "doctor-running"
    for number, check in enumerate(checks):
        left = len(checks) - number
        step = Step(check.id, check.account)
        if left > unfinished:
            shown.hear(Progress(step, "done", (check,)))
        else:
            shown.hear(Progress(step, "running" if left == unfinished else "waiting"))
    choices = (Choice("", "All accounts", many), Choice(_WORK, _WORK, not many))
    page.render_view(shown.view(choices, copied=name == "doctor-fine", can_act=("settings", "unlock", "sign_in")))
