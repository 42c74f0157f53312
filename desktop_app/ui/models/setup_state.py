"""The values of first run, of adding a provider, and of a confirmation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop_app.ui.models.row_state import Mark, Shown


@dataclass(frozen=True)
class FirstRunView(Shown):
    """No account yet. With *company* (a provider that came with the program) there is one button, for account *key*."""

    company: str = ""
    key: str = ""
    demo: bool = True
    can_import: bool = False
    inspect: bool = True


@dataclass(frozen=True)
class Ability(Shown):
    """A line of what a provider can do. *mark*: ``ok`` or ``offline`` (a warning)."""

    mark: Mark
    title: str
    text: str = ""


@dataclass(frozen=True)
class ProviderSummary(Shown):
    """What was read at the address.

    :param kind_word: "FusionAuth", "OpenID Connect". :param recognised: one that Keyfob has rules for.
    :param redirect: the address to register, exactly. :param rule: what else to set at the provider, and why.
    """

    kind_word: str
    issuer: str
    initials: str
    abilities: tuple[Ability, ...]
    redirect: str
    recognised: bool = False
    rule: str = ""
    rule_text: str = ""
    needs_secret: bool = False


@dataclass(frozen=True)
class AddProviderView(Shown):
    """Adding a provider.

    :param stage: ``address`` to be pasted, ``reading``, ``summary``, ``saving``.
    :param draft: the field's words when the page opens. Errors stand at their field.
    """

    kind: Literal["address", "reading", "summary", "saving"] = "address"
    address: str = ""
    address_error: str = ""
    summary: ProviderSummary | None = None
    client_id_error: str = ""
    name: str = ""
    name_error: str = ""
    scopes: str = "openid profile email offline_access"
    error: str = ""
    copied: bool = False


@dataclass(frozen=True)
class ProviderDraft:
    """What the person typed. Raw words, to be checked by whoever takes them; nothing here is for showing."""

    address: str
    client_id: str
    client_secret: str
    name: str
    scopes: str


@dataclass(frozen=True)
class ConfirmView(Shown):
    """A question, its consequence, the verb. Cancel is the default."""

    question: str
    consequence: str
    verb: str
    dangerous: bool = False
    details: tuple[str, ...] = ()
