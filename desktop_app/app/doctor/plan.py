"""What is looked at, in which order it is told, and what does not wait for what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from desktop_app.app.doctor import account as accounts
from desktop_app.app.doctor import machine
from desktop_app.app.doctor.check import Check, Progress, Step, failed
from desktop_app.app.doctor.provider import Provider, key_of
from desktop_app.app.doctor.report import without_home
from desktop_app.app.doctor.run import Line, Look, Run
from desktop_app.errors import KeyfobError

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.ports import Cancel, Listener, Surroundings
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps

#: How long a look may take, seconds.
_QUICK: Final = 10.0
_NETWORK: Final = 35.0
_CONNECT: Final = 15.0
_KEYCHAIN: Final = 30.0


def examine(
    config: Config,
    deps: Deps,
    names: Sequence[str],
    *,
    listener: Listener | None = None,
    opener: Callable[[], str | None] | None = None,
    surroundings: Surroundings | None = None,
    on_check: Callable[[Check], None] = lambda _check: None,
    progress: Callable[[Progress], None] = lambda _progress: None,
    cancel: Cancel | None = None,
) -> list[Check]:
    """Check the program's surroundings, then each account of *names*, side by side.

    :param listener: binds an account's redirect ports for a moment; None leaves that out.
    :param opener: names the program that opens the browser (None: there is none); None leaves that out.
    :param surroundings: looks at what the other ports do not see; None leaves it out.
    :param on_check: told of each check as it is done. :param progress: told how far each step is, all of them first.
    :param cancel: set to stop: what is done then is the answer.
    :returns: the checks in an order that is always the same.
    """
    plan = _Plan(config, deps, listener, opener, surroundings)
    plan.add_machine()
    for name in names:
        plan.add_account(name)
    plan.add_versions()

    def tell(word: Progress) -> None:
        word = replace(word, checks=tuple(map(_tidied, word.checks)))
        progress(word)
        for check in word.checks:
            on_check(check)

    for step in plan.steps:
        progress(Progress(step, "waiting"))
    run = Run(plan.lines(), tell)
    run.run(cancel)
    return [_tidied(check) for step in plan.steps for check in run.done.get(step, ())]


def _tidied(check: Check) -> Check:
    return replace(check, message=without_home(check.message), hint=without_home(check.hint))


class _Plan:
    """Steps in the order they are told, and the lines they are done in."""

    def __init__(
        self,
        config: Config,
        deps: Deps,
        listener: Listener | None,
        opener: Callable[[], str | None] | None,
        surroundings: Surroundings | None,
    ) -> None:
        self._config = config
        self._deps = deps
        self._listener = listener
        self._opener = opener
        self._around = surroundings
        self._providers: dict[tuple[str, str, str, bool], Provider] = {}
        self._lines: dict[object, list[Look]] = {}
        self.steps: list[Step] = []

    def lines(self) -> tuple[Line, ...]:
        """What can be done side by side."""
        return tuple(self._lines.values())

    def add_machine(self) -> None:
        """What is no account's."""
        self._add("configuration", partial(machine.configuration, self._config))
        self._add("files", partial(machine.files, self._deps, self._around))
        self._add("keychain", partial(machine.keychain, self._deps), seconds=_KEYCHAIN)
        if self._around is not None:
            self._add("browser", partial(machine.browser, self._around))
            self._add("desktop", partial(machine.desktop, self._around))
        elif self._opener is not None:
            self._add("browser", partial(machine.browser_by_name, self._opener))

    def add_versions(self) -> None:
        """What the program runs on."""
        if self._around is not None:
            self._add("versions", partial(machine.versions, self._around))

    def add_account(self, name: str) -> None:
        """The account *name*."""
        account = self._config.accounts[name]
        if isinstance(account, KeyfobError):
            broken = failed("account", account, name, action="settings")
            self._add("account", lambda: [broken], name, line="settings")
            return
        provider = self._providers.setdefault(key_of(account), Provider(self._deps, account, self._around))
        asked, seen = ("asked", key_of(account)), ("seen", key_of(account))
        if account.ca_file:
            self._add("ca_file", partial(accounts.ca_file, account), name, line="disk")
        if self._listener is not None and (self._around is not None or account.redirect_ports != (0,)):
            # Two accounts may have the same port: one after the other.
            look = partial(accounts.ports, account, self._listener, self._around)
            self._add("ports", look, name, line="ports")
        if self._around is not None:
            self._add("proxy", partial(provider.proxy, account), name, line=seen, seconds=_CONNECT)
            self._add("tls", partial(provider.certificate, account), name, line=seen, seconds=_CONNECT)
        self._add("metadata", partial(provider.metadata, account), name, line=asked, seconds=_NETWORK)
        self._add("clock", partial(provider.clock, account), name, line=asked)
        self._add("keys", partial(provider.keys, account), name, line=asked, seconds=_NETWORK)
        self._add("session", partial(_session, self._deps, account), name, line="disk")

    def _add(
        self,
        id_: str,
        work: Callable[[], Sequence[Check]],
        account: str = "",
        *,
        line: object = None,
        seconds: float = _QUICK,
    ) -> None:
        step = Step(id_, account)
        self.steps.append(step)
        self._lines.setdefault(step if line is None else line, []).append(Look(step, work, seconds))


def _session(deps: Deps, account: Account) -> Sequence[Check]:
    return accounts.session(deps, account)
