"""What was looked at, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desktop_app.app.texts import error_texts, text
from desktop_app.errors import KeyfobError, Param

CheckStatus = Literal["ok", "warn", "fail", "skip"]
#: What a window can do about it: open the settings, unlock the keychain, sign in.
ActionId = Literal["", "settings", "unlock", "sign_in"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    :param name: what it is called, for a person.
    :param message: what was found.
    :param hint: what to do, ``""`` where there is nothing to do.
    :param action: what a window can do about it. :param account: the account it is about, ``""`` for the machine.
    :param id: what was looked at, as in :class:`Step`.
    """

    name: str
    status: CheckStatus
    message: str
    hint: str = ""
    action: ActionId = ""
    account: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to look at: several checks may come of it, or none.

    :param id: ``"metadata"``, ``"keychain"``, …. :param account: the account it is about, ``""`` for the machine.
    """

    id: str
    account: str = ""

    @property
    def name(self) -> str:
        """What it is called, for a person."""
        return named(self.id, self.account)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is. *checks* are there when it is done."""

    step: Step
    state: Literal["waiting", "running", "done"]
    checks: tuple[Check, ...] = ()


def named(id_: str, account: str = "") -> str:
    """What the look *id_* is called."""
    shown = text(f"doctor.{id_}")
    return text("doctor.of_account", what=shown, account=account) if account else shown


def fine(id_: str, account: str = "", *, words: str = "", **params: Param) -> Check:
    """All is well. :param words: the text's name, ``<id>_ok`` unless given."""
    return Check(named(id_, account), "ok", text(f"doctor.{words or f'{id_}_ok'}", **params), account=account, id=id_)


def found(
    id_: str, status: CheckStatus, error_text: str, account: str = "", *, action: ActionId = "", **params: Param
) -> Check:
    """The sentence and the hint of *error_text* (an id of the catalogue)."""
    message, hint = error_texts(error_text, params)
    return Check(named(id_, account), status, message, hint, action, account, id_)


def failed(
    id_: str, error: KeyfobError, account: str = "", *, status: CheckStatus = "fail", action: ActionId = ""
) -> Check:
    """What went wrong, in the error's own words."""
    message, hint = error_texts(error.text, error.params)
    return Check(named(id_, account), status, message, hint, action, account, id_)
