"""Adding a provider: paste its address, see what it can do, save."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QTimer

from desktop_app.app.texts import text
from desktop_app.errors import KeyfobError
from desktop_app.providers.presets import DEFAULTS, NAMES
from desktop_app.providers.recognise import recognise
from desktop_app.providers.redirects import redirect_address
from desktop_app.ui.clipboard import copy_words
from desktop_app.ui.life import sentence
from desktop_app.ui.models import words
from desktop_app.ui.models.view_state import Ability, AddProviderView, ProviderDraft, ProviderSummary
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.session.describe import Described
    from desktop_app.ui.desk import Desk

_COPIED_FOR: Final = 3000
#: Desktop clients of these must send a client secret (it is not confidential there).
_NEEDS_SECRET: Final = frozenset({"google"})


class Adding(QObject):
    """One run through Add a provider."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._run = 0
        self._found: Described | None = None
        self._view = AddProviderView()

    def open(self) -> None:
        """The page was opened with empty fields."""
        self._run += 1
        self._found = None
        self._render(AddProviderView())

    def leave(self) -> None:
        """Cancel: a late answer changes nothing."""
        self._run += 1
        self._desk.window.go("account" if self._desk.controller.lives else "first_run")

    def read(self, typed: str) -> None:
        """Read the metadata at the address."""
        self._run += 1
        run, engine = self._run, self._desk.engine
        self._found = None
        self._render(AddProviderView(kind="reading", address=typed))
        self._desk.tasks.run(
            f"describe-{run}", lambda: engine.describe(typed), lambda done: self._read(run, typed, done)
        )

    def _read(self, run: int, typed: str, done: Done[Described]) -> None:
        if run != self._run:
            return
        if done.value is None:
            assert done.error is not None  # noqa: S101 - one of the two is there
            self._render(AddProviderView(address=typed, address_error=_about_address(done.error)))
            return
        self._found = done.value
        kind = recognise(done.value.metadata)
        name = urlsplit(done.value.metadata.token_endpoint).hostname or done.value.issuer
        scopes = DEFAULTS[kind].get("scopes")
        view = AddProviderView(
            kind="summary",
            address=typed,
            summary=summary(done.value, kind),
            name=self._free(name),
        )
        self._render(replace(view, scopes=" ".join(scopes)) if isinstance(scopes, list) else view)

    def save(self, draft: ProviderDraft, sign_in: bool) -> None:
        """Check what was typed and write the account."""
        found = self._found
        if found is None:
            self.read(draft.address)
            return
        clean = replace(self._view, client_id_error="", name_error="", error="")
        if not draft.client_id:
            self._render(replace(clean, client_id_error=text("life.needs_client_id")))
            return
        if not draft.name or draft.name in self._desk.controller.lives:
            problem = "life.name_taken" if draft.name else "life.needs_name"
            self._render(replace(clean, name_error=text(problem)))
            return
        self._render(replace(clean, kind="saving"))
        values = account_values(found, draft)
        engine, run = self._desk.engine, self._run

        def write() -> str:
            engine.add_account(draft.name, values)
            return draft.name

        self._desk.tasks.run("config", write, lambda done: self._saved(run, done, sign_in))

    def _saved(self, run: int, done: Done[str], sign_in: bool) -> None:
        if done.value is None:
            if run == self._run:
                assert done.error is not None  # noqa: S101 - one of the two is there
                self._render(replace(self._view, kind="summary", error=sentence(done.error)))
            return
        self._run += 1
        self._desk.take_in(done.value, sign_in=sign_in)

    def copy_redirect(self) -> None:
        """Copy the redirect address; the button says so for a moment."""
        if self._view.summary is None:
            return
        copy_words(self._view.summary.redirect)
        self._render(replace(self._view, copied=True))
        QTimer.singleShot(_COPIED_FOR, self, lambda: self._render(replace(self._view, copied=False)))

    def _render(self, view: AddProviderView) -> None:
        self._view = view
        self._desk.window.render_add_provider(view)

    def _free(self, name: str) -> str:
        taken = self._desk.controller.lives
        return next((one for one in (name, *(f"{name} {n}" for n in range(2, 100))) if one not in taken), name)


def account_values(found: Described, draft: ProviderDraft) -> dict[str, object]:
    """What goes into config.toml: only what differs from the defaults."""
    kind = recognise(found.metadata)
    values: dict[str, object] = {"issuer": found.issuer, "client_id": draft.client_id}
    if found.discovery_url:
        values["discovery_url"] = found.discovery_url
    if kind != "generic":
        values["provider"] = kind
    if draft.client_secret:
        values["client_secret"] = draft.client_secret
    if found.allow_http:
        values["allow_http"] = True
    scopes = draft.scopes.split()
    if scopes and scopes != ["openid", "profile", "email", "offline_access"]:
        values["scopes"] = scopes
    return values


def summary(found: Described, kind: str) -> ProviderSummary:
    """What the provider can do, and what to register there."""
    about = found.metadata
    host = urlsplit(about.token_endpoint).hostname or found.issuer
    rule = "fusionauth_rule" if kind == "fusionauth" else "redirect_rule"
    return ProviderSummary(
        kind_word=NAMES[kind],
        issuer=found.issuer,
        initials=words.initials(host),
        abilities=tuple(_abilities(found)),
        redirect=redirect_address(DEFAULTS[kind]),
        recognised=kind != "generic",
        rule=text(f"life.{rule}"),
        rule_text=text(f"life.{rule}_text"),
        needs_secret=kind in _NEEDS_SECRET,
    )


def _about_address(error: KeyfobError) -> str:
    return text("life.bad_address") if error.text == "session.bad_address" else sentence(error)


def _abilities(found: Described) -> list[Ability]:
    about = found.metadata
    pkce = about.code_challenge_methods is not None and "S256" in about.code_challenge_methods
    stays = about.scopes_supported is None or "offline_access" in about.scopes_supported
    shown = [("can_sign_in", True) if pkce else ("pkce_not_named", False)]
    shown.append(("can_stay", True) if stays else ("cannot_stay", False))
    shown.append(("can_revoke", True) if about.revocation_endpoint else ("cannot_revoke", False))
    if about.end_session_endpoint:
        shown.append(("can_logout", True))
    return [
        Ability("ok" if good else "offline", text(f"life.{name}"), text(f"life.{name}_text")) for name, good in shown
    ]
