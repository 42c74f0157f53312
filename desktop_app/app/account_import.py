"""Accounts out of somebody else's TOML file: what it would add, what clashes, what is wrong. The file is hostile: it is
bounded, strictly read by the schema of the settings, and nothing of it counts but `[accounts.…]`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from desktop_app.app.config_layers import Layer, dotted, read
from desktop_app.app.config_merge import merge_account
from desktop_app.app.config_schema import Problem, check_name
from desktop_app.errors import Code, KeyfobError

if TYPE_CHECKING:
    from desktop_app.app.config import Config

#: More than this in one file is no list of a person's accounts.
MAX_ACCOUNTS: Final = 200
#: Of how many wrong accounts the line is told.
MAX_PROBLEMS: Final = 50
Clash = Literal["", "name", "company"]


class Found:
    """One account of the file that could be added.

    :ivar clash: why it cannot be added under its own name: ``name`` (there is one), ``company`` (kept by the company).
    :ivar same_as: an account here that is the same client of the same provider, ``""`` for none.
    :ivar suggested: a name that is free. :ivar has_secret: the file holds a client secret for it.
    :ivar ca_file: a certificate of its own, ``""`` for none.
    """

    __slots__ = ("_values", "ca_file", "clash", "client_id", "has_secret", "issuer", "name", "provider", "same_as",
                 "suggested")  # fmt: skip

    def __init__(self, name: str, checked: Mapping[str, object], values: Mapping[str, object]) -> None:
        self.name = name
        self.issuer = str(checked.get("issuer", ""))
        self.client_id = str(checked.get("client_id", ""))
        self.provider = str(checked.get("provider", "generic"))
        self.ca_file = str(checked.get("ca_file", ""))
        self.has_secret = bool(checked.get("client_secret"))
        self.clash: Clash = ""
        self.same_as = ""
        self.suggested = name
        self._values = values

    def table(self) -> dict[str, object]:
        """The table's keys as they are written into the settings; a certificate's place does not depend on the file."""
        return {**self._values, **({"ca_file": self.ca_file} if self.ca_file else {})}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file offers.

    :param problems: accounts that cannot be added, with line and key.
    :param ignored: tables that are left alone (``settings``, ``policy``, unknown ones).
    """

    file: str
    found: tuple[Found, ...]
    problems: tuple[KeyfobError, ...]
    ignored: tuple[str, ...]

    def account(self, name: str) -> Found:
        """The account *name* of the file.

        :raises KeyfobError: E_CONFIG: there is none, or what is wrong with it.
        """
        for found in self.found:
            if found.name == name:
                return found
        for problem in self.problems:
            if str(problem.params.get("key", "")).startswith(dotted(("accounts", name))):
                raise problem
        raise KeyfobError(Code.E_CONFIG, "accounts.not_in_file", name=name, file=self.file)


def read_plan(config: Config, path: str) -> Plan:
    """Read the file at *path* and say what it would add to *config*. Reads files; signs nobody in.

    :raises KeyfobError: E_CONFIG (no such file, too long, not TOML, no accounts in it, too many).
    """
    layer = read("user", path)
    if isinstance(layer, KeyfobError):
        raise layer
    if layer is None:
        raise KeyfobError(Code.E_CONFIG, "accounts.no_file", file=path)
    tables = layer.table("accounts")
    if not tables:
        raise KeyfobError(Code.E_CONFIG, "accounts.none_in_file", file=path)
    if len(tables) > MAX_ACCOUNTS:
        raise KeyfobError(Code.E_CONFIG, "accounts.too_many", file=path, most=MAX_ACCOUNTS)
    found: list[Found] = []
    problems: list[KeyfobError] = []
    taken = {*config.names, *tables}
    for name in tables:
        try:
            one = _found(layer, name)
        except KeyfobError as problem:
            problems += [problem] if len(problems) < MAX_PROBLEMS else []
            continue
        _compare(config, one, taken)
        taken.add(one.suggested)
        found.append(one)
    ignored = tuple(key for key in layer.data if key != "accounts")
    return Plan(path, tuple(found), tuple(problems), ignored)


def add_chosen(config: Config, plan: Plan, chosen: Mapping[str, str]) -> Config:
    """Write what was chosen: all of it, or nothing.

    :param chosen: name in the file → name it gets here.
    :returns: the settings as they are then.
    :raises KeyfobError: E_CONFIG.
    """
    from desktop_app.app.account_edit import add_accounts

    names = list(chosen.values())
    for name in names:
        if names.count(name) > 1:
            raise KeyfobError(Code.E_CONFIG, "accounts.twice", name=name)
    return add_accounts(config, {new: plan.account(old).table() for old, new in chosen.items()})


def free_name(wanted: str, taken: set[str] | frozenset[str]) -> str:
    """*wanted*, or with a number behind it, so that nobody has it yet."""
    if wanted not in taken:
        return wanted
    return next(name for number in range(2, len(taken) + 3) if (name := f"{wanted[:58]} {number}") not in taken)


def _found(layer: Layer, name: str) -> Found:
    try:
        check_name(name)
    except Problem as problem:
        raise layer.error(problem.text, ("accounts", name), **problem.params) from None
    merged, _ = merge_account(name, [layer], ())
    assert merged is not None  # noqa: S101 - nothing is locked
    values = dict(layer.table("accounts", name))
    checked = dict(merged.values)
    if checked.get("ca_file"):
        checked["ca_file"] = os.path.abspath(str(checked["ca_file"]))
    return Found(name, checked, values)


def _compare(config: Config, one: Found, taken: set[str]) -> None:
    if one.name in config.names:
        one.clash = "name"
    elif config.is_locked("accounts", one.name):
        one.clash = "company"
    if one.clash:
        one.suggested = free_name(one.name, taken)
    for name in config.names:
        values = config.values(name)
        if not isinstance(values, KeyfobError) and (values.get("issuer"), values.get("client_id")) == (
            one.issuer,
            one.client_id,
        ):
            one.same_as = name
            return
