"""The pages about accounts in every state, for the gallery and the tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from desktop_app.app.texts import text
from desktop_app.ui.accounts.details_page import DetailsPage
from desktop_app.ui.accounts.import_page import ImportPage
from desktop_app.ui.accounts.name_dialog import NameDialog
from desktop_app.ui.accounts.state import DetailsView, FieldView, ImportRow, ImportView
from desktop_app.ui.gallery_samples import HOSTILE

if TYPE_CHECKING:
    from desktop_app.ui.views.main_window import MainWindow

NAMES: Final = ("accounts-import", "accounts-import-hostile", "accounts-details", "accounts-company", "accounts-rename")

_ROWS: Final = (
    ImportRow("acme", "Acme", "https://auth.acme.example", "Client keyfob-desktop"),
    ImportRow(
        "lab",
        "Lab",
        "https://id.lab.example/realms/lab",
        "Client lab-desktop",
        notes=("The file holds a client secret. It is kept in your settings file as it stands.",),
    ),
    ImportRow(
        "work",
        "Work",
        "https://auth.work.example",
        "Client w",
        on=False,
        as_name="Work 2",
        clash="There is an account of this name already. Leave it out, or give it another name.",
    ),
)


def importing() -> ImportView:
    """A file with a clash and something wrong."""
    wrong = "This file, line 14: accounts.home.issuer is missing. Add it beside the account's other settings."
    return ImportView("colleague.toml", _ROWS, (wrong,), "Left alone: settings, policy. Only accounts are imported.")


def hostile() -> ImportView:
    """A file by somebody who means ill."""
    row = ImportRow("x", HOSTILE, "https://" + "h" * 300 + ".example", HOSTILE, notes=(HOSTILE,))
    return ImportView(HOSTILE, (row, replace(row, key="y", clash=HOSTILE, as_name=HOSTILE, on=False)), (HOSTILE,))


def details(*, company: bool = False) -> DetailsView:
    """The settings of an account."""

    def one(id_: str, value: str, help_: str = "", **more: Any) -> FieldView:
        locked = company and id_ != "admin_roles"
        return FieldView(id_, text(f"accounts.{id_}"), value, help_, locked=locked, **more)

    fixed = text("accounts.fixed")
    fields = (
        one("name", "Acme", read_only=company),
        one("issuer", "https://auth.acme.example", fixed, read_only=True, mono=True),
        one("client_id", "keyfob-desktop", fixed, read_only=True, mono=True),
        one("scopes", "openid profile email offline_access", text("accounts.help_scopes")),
        one("redirect_ports", "0", text("accounts.help_redirect_ports")),
        one("roles_claim", "roles", text("accounts.help_roles_claim")),
        one("admin_roles", "admin", text("accounts.help_admin_roles")),
        one("ca_file", "", text("accounts.help_ca_file")),
    )
    if not company:
        wrong = replace(fields[4], value="0, many", error=text("accounts.wrong_redirect_ports"))
        fields = (*fields[:4], wrong, *fields[5:])
    return DetailsView("acme", "Acme", fields, text("accounts.whole_by_company") if company else "")


def show(window: MainWindow, name: str) -> None:
    """Show the page *name* in *window*."""
    window.build_now()
    if name == "accounts-rename":
        question, words = text("accounts.rename_question", name="Acme"), text("accounts.rename_text")
        NameDialog(question, words, text("accounts.rename_verb"), "Acme", lambda _name: "", window).open()
        return
    place = "import" if name.startswith("accounts-import") else "details"
    if place == "import":
        importer = ImportPage()
        window.register(place, lambda: importer)
        importer.render_page(hostile() if name.endswith("hostile") else importing())
    else:
        editor = DetailsPage()
        window.register(place, lambda: editor)
        editor.render_page(details(company=name.endswith("company")))
    window.go(place)
