"""Adding a provider: paste its address, see what it can do, save."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QTimer

from desktop_app.app.texts import text
from desktop_app.errors import KeyfobError
from desktop_app.providers.facts import FACTS
from desktop_app.providers.presets import DEFAULTS, NAMES
from desktop_app.providers.recognise import recognise
from desktop_app.providers.redirects import redirect_address, redirect_values
from desktop_app.secret import Secret
from desktop_app.ui.clipboard import copy_words
from desktop_app.ui.life import sentence
from desktop_app.ui.models import words
from desktop_app.ui.models.view_state import Ability, AddProviderView, ProviderDraft, ProviderSummary
from desktop_app.ui.tasks import Done

if TYPE_CHECKING:
    from desktop_app.session.check_client import ClientCheck
    from desktop_app.session.describe import Described
    from desktop_app.ui.desk import Desk

_COPIED_FOR: Final = 3000
#: What the check of a client can find that will hinder signing in, or staying so.
_HINDERS: Final = frozenset({"secret", "unknown", "no_refresh"})
#: Kinds whose own sentences name the address for signing out.
_NAMES_LOGOUT: Final = frozenset({"keycloak"})


class Adding(QObject):
    """One run through Add a provider."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._run = 0
        self._found: Described | None = None
        self._view = AddProviderView()
        self._doubted: tuple[str, str] | None = None

    def open(self) -> None:
        """The page was opened with empty fields."""
        self._run += 1
        self._found = self._doubted = None
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
        client = (draft.client_id, draft.client_secret)
        if client == self._doubted:
            self._write(found, draft, sign_in)
            return
        engine, run = self._desk.engine, self._run
        secret = Secret(draft.client_secret) if draft.client_secret else None
        self._desk.tasks.run(
            f"check-{run}",
            lambda: engine.check_client(found, client_id=draft.client_id, client_secret=secret),
            lambda done: self._checked(run, done, found, draft, sign_in),
        )

    def _checked(
        self, run: int, done: Done[ClientCheck], found: Described, draft: ProviderDraft, sign_in: bool
    ) -> None:
        """The provider's no is told once: who saves again knows better. What could not be asked hinders nothing."""
        if run != self._run:
            return
        checked = done.value
        if checked is None or checked.error is None or checked.finding not in _HINDERS:
            self._write(found, draft, sign_in)
            return
        self._doubted = (draft.client_id, draft.client_secret)
        why = f"{sentence(checked.error)} {text('life.save_all_the_same')}"
        self._render(replace(self._view, kind="summary", client_id_error=why))

    def _write(self, found: Described, draft: ProviderDraft, sign_in: bool) -> None:
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
    if not FACTS[kind].any_port:
        values["redirect_ports"] = redirect_values(kind)["redirect_ports"]
    scopes = draft.scopes.split()
    if scopes and scopes != ["openid", "profile", "email", "offline_access"]:
        values["scopes"] = scopes
    return values


def summary(found: Described, kind: str) -> ProviderSummary:
    """What the provider can do, and what to register there."""
    about = found.metadata
    host = urlsplit(about.token_endpoint).hostname or found.issuer
    rule, more = _rules(found, kind)
    return ProviderSummary(
        kind_word=NAMES[kind],
        issuer=found.issuer,
        initials=words.initials(host),
        abilities=tuple(_abilities(found)),
        redirect=redirect_address(redirect_values(kind)),
        recognised=kind != "generic",
        rule=rule,
        rule_text="\n".join(more),
        needs_secret=FACTS[kind].needs_secret,
    )


def _rules(found: Described, kind: str) -> tuple[str, list[str]]:
    """The first thing to set at the provider, and the others."""
    facts = FACTS[kind]
    redirect = text(facts.redirect)
    if kind == "fusionauth":
        first = text("life.fusionauth_rule")
        rest = [text("life.fusionauth_rule_text"), *(text(id_) for id_ in facts.register[1:]), redirect]
    elif kind == "generic":
        first, rest = text("life.redirect_rule"), [text("life.redirect_rule_text"), redirect]
    else:
        first, rest = text(facts.register[0]), [*(text(id_) for id_ in facts.register[1:]), redirect]
    if found.metadata.end_session_endpoint and kind not in _NAMES_LOGOUT:
        address = redirect_address(redirect_values(kind) | {"redirect_path": "/logged-out"})
        rest.append(text("life.register_logout", address=address))
    return first, rest


def _about_address(error: KeyfobError) -> str:
    return text("life.bad_address") if error.text == "session.bad_address" else sentence(error)


def _abilities(found: Described) -> list[Ability]:
    about = found.metadata
    pkce = about.code_challenge_methods is not None and "S256" in about.code_challenge_methods
    stays = about.scopes_supported is None or "offline_access" in about.scopes_supported
    shown = [("can_sign_in", True) if pkce else ("pkce_not_named", False)]
    shown.append(("can_stay", True) if stays else ("cannot_stay", False))
    own = FACTS[recognise(about)].revocation == "own"
    shown.append(("can_revoke", True) if own or about.revocation_endpoint else ("cannot_revoke", False))
    if about.end_session_endpoint:
        shown.append(("can_logout", True))
    said = {name: text(f"life.{name}_text") for name, _ in shown}
    if own and not about.revocation_endpoint:
        said["can_revoke"] = text("life.can_revoke_own_text")
    return [Ability("ok" if good else "offline", text(f"life.{name}"), said[name]) for name, good in shown]
