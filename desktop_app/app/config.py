"""The settings as the program uses them: accounts by name, the window's settings, and what is wrong with either.

Trouble of one account is kept under its name, so that the others go on working. Reading costs little: accounts become
:class:`Account` objects when somebody asks for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Final

from desktop_app.app.config_layers import Layer, LayerName, read
from desktop_app.app.config_merge import Merged, Path, beside, is_locked, locked_paths, merge_account
from desktop_app.app.config_schema import SETTINGS, Problem, check_name, is_loopback_http
from desktop_app.errors import Code, KeyfobError

if TYPE_CHECKING:
    from desktop_app.session.account import Account

_TABLES: Final = frozenset(("accounts", "policy", "settings"))


class Accounts(Mapping[str, "Account | KeyfobError"]):
    """Name → account, or what is wrong with it."""

    def __init__(self, merged: Mapping[str, Merged | KeyfobError]) -> None:
        self._merged = merged
        self._made: dict[str, Account] = {}

    def __getitem__(self, name: str) -> Account | KeyfobError:
        merged = self._merged[name]
        if isinstance(merged, KeyfobError):
            return merged
        if name not in self._made:
            self._made[name] = _account(name, merged.values)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._merged)

    def __len__(self) -> int:
        return len(self._merged)


class Config:
    """What the settings files say.

    :ivar accounts: name → account or E_CONFIG, in the order of the files.
    :ivar settings: the window's settings, every key present.
    :ivar errors: trouble that is not one account's (an unknown table, a wrong setting).
    :ivar notices: words to pass on (a file that was ignored, a value that the company has set).
    :ivar locked: what `[policy] locked` names, as paths.
    :ivar user_file: where the user's file is, or would be.
    """

    def __init__(self, user_file: str) -> None:
        self.user_file = user_file
        self.settings: dict[str, object] = {key: default for key, (_, default) in SETTINGS.items()}
        self.errors: list[KeyfobError] = []
        self.notices: list[KeyfobError] = []
        self.locked: tuple[Path, ...] = ()
        self.files: tuple[str, ...] = ()
        self._merged: dict[str, Merged | KeyfobError] = {}
        self._broken: KeyfobError | None = None
        self._again: Callable[[str | None], Config] | None = None
        #: Held while the user's file is changed, so that two processes do not undo each other's change.
        self.guard: Callable[[], AbstractContextManager[object]] = nullcontext
        self.accounts = Accounts(self._merged)

    @property
    def names(self) -> tuple[str, ...]:
        """The accounts' names, broken ones included."""
        return tuple(self._merged)

    def check_readable(self) -> None:
        """:raises KeyfobError: E_CONFIG where a whole file could not be read, so that no account is known."""
        if self._broken is not None:
            raise self._broken

    def choose(self, name: str | None) -> str:
        """The name to work with: *name*, or the only one there is.

        :raises KeyfobError: E_CONFIG (no accounts, a file that cannot be read), E_USAGE (which one?).
        """
        self.check_readable()
        if name is None:
            if len(self._merged) == 1:
                return next(iter(self._merged))
            if not self._merged:
                raise KeyfobError(Code.E_CONFIG, "config.no_accounts", file=self.user_file)
            raise KeyfobError(Code.E_USAGE, "config.which_account", names=self._listed())
        if name not in self._merged:
            if not self._merged:
                raise KeyfobError(Code.E_CONFIG, "config.no_such_account", name=name, names="-")
            raise KeyfobError(Code.E_CONFIG, "config.no_such_account", name=name, names=self._listed())
        return name

    def account(self, name: str | None = None) -> Account:
        """The account *name*, or the only one.

        :raises KeyfobError: as :meth:`choose`, or what is wrong with the account (E_CONFIG).
        """
        found = self.accounts[self.choose(name)]
        if isinstance(found, KeyfobError):
            raise found
        return found

    def values(self, name: str) -> Mapping[str, object] | KeyfobError:
        """The account's checked values without making an :class:`Account`; absent keys have their defaults."""
        merged = self._merged[name]
        return merged if isinstance(merged, KeyfobError) else merged.values

    def origin(self, name: str, key: str) -> LayerName | None:
        """The layer that the account's *key* came from; None for a default."""
        merged = self._merged.get(name)
        return merged.origins.get(key) if isinstance(merged, Merged) else None

    def is_locked(self, *path: str) -> bool:
        """Whether the company has fixed this key (or a table it lies in)."""
        return is_locked(path, self.locked)

    def reread(self, user_text: str | None = None) -> Config:
        """The settings as the files are now.

        :param user_text: look at this text as if it were the user's file (before it is written).
        """
        if self._again is None:
            return self
        again = self._again(user_text)
        again.guard = self.guard
        return again

    def _listed(self) -> str:
        return ", ".join(self._merged)

    # --- loading ---

    def load(self, layers: Sequence[Layer | KeyfobError | None]) -> None:
        """Take in *layers*, lowest first (see :func:`load`)."""
        for layer in layers:
            if isinstance(layer, KeyfobError):
                if layer.text == "config.not_trusted":
                    self.notices.append(layer)
                elif self._broken is None:
                    self._broken = layer
        found = [layer for layer in layers if isinstance(layer, Layer)]
        self.files = tuple(layer.path for layer in found)
        if self._broken is not None:
            self.errors.append(self._broken)
            return
        try:
            self.locked = locked_paths(found)
        except KeyfobError as error:  # rules we cannot read must not be broken unknowingly
            self._broken = error
            self.errors.append(error)
            return
        for layer in found:
            self._load_top(layer)
            self._load_settings(layer)
        for name in dict.fromkeys(name for layer in found for name in self._account_names(layer)):
            self._load_account(name, found)

    def _load_top(self, layer: Layer) -> None:
        self.errors += [layer.error("config.unknown_table", (key,)) for key in layer.data if key not in _TABLES]

    def _load_settings(self, layer: Layer) -> None:
        try:
            table = layer.table("settings")
        except KeyfobError as error:
            self.errors.append(error)
            return
        for key, value in table.items():
            if layer.name == "user" and is_locked(("settings", key), self.locked):
                self.notices.append(layer.error("config.is_locked", ("settings", key)))
                continue
            try:
                if key not in SETTINGS:
                    raise Problem("config.unknown_key")
                checked = SETTINGS[key][0](value)
                self.settings[key] = beside(layer, str(checked)) if key == "ca_file" and checked else checked
            except Problem as problem:
                self.errors.append(layer.error(problem.text, ("settings", key), **problem.params))

    def _account_names(self, layer: Layer) -> list[str]:
        try:
            return list(layer.table("accounts"))
        except KeyfobError as error:
            self._broken = self._broken or error
            self.errors.append(error)
            return []

    def _load_account(self, name: str, layers: Sequence[Layer]) -> None:
        with_it = [
            layer
            for layer in layers
            if isinstance(accounts := layer.data.get("accounts", {}), dict) and name in accounts
        ]
        try:
            check_name(name)
            merged, ignored = merge_account(name, with_it, self.locked)
        except Problem as problem:
            self._merged[name] = with_it[-1].error(problem.text, ("accounts", name), **problem.params)
        except KeyfobError as error:
            self._merged[name] = error
        else:
            if merged is not None:
                self._merged[name] = merged
            self.notices += [with_it[-1].error("config.is_locked", path) for path in ignored]


def load(
    user: str,
    machine: str = "",
    company: str = "",
    *,
    machine_trusted: Callable[[str], bool],
    user_text: str | None = None,
) -> Config:
    """Read the layers that exist. Never raises: trouble is in the result.

    :param user: path of the user's file; *machine*, *company*: of the others, ``""`` where there is no such place.
    :param machine_trusted: whether root/Administrators own the file and nobody else can write it.
    :param user_text: look at this text as if it were the user's file (before it is written).
    """
    config = Config(user)
    config._again = lambda text: load(user, machine, company, machine_trusted=machine_trusted, user_text=text)
    config.load(
        (
            read("company", company) if company else None,
            read("machine", machine, trusted=machine_trusted) if machine else None,
            read("user", user, text=user_text),
        )
    )
    return config


def _account(name: str, values: Mapping[str, object]) -> Account:
    from typing import Any, cast

    from desktop_app.providers.presets import DEVICE_PARAMETER
    from desktop_app.secret import Secret
    from desktop_app.session.account import Account

    fields = cast("dict[str, Any]", dict(values))
    secret = fields.pop("client_secret", "")
    # It says something about an issuer on this computer alone; elsewhere it allows nothing.
    fields["allow_http"] = bool(fields.get("allow_http")) and is_loopback_http(str(fields["issuer"]))
    fields["client_secret"] = Secret(secret) if secret else None
    label = DEVICE_PARAMETER.get(str(fields.get("provider")))
    if label is not None:
        import platform

        # So that this session can be told from others in the provider's own list.
        fields["extra_params"] = {label: platform.node() or "desktop", **fields.get("extra_params", {})}
    return Account(name=name, **fields)
