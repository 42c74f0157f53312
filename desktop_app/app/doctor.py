"""Looks at everything Keyfob needs and says what works, what does not, and what to do. Nothing is changed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from desktop_app.app.texts import error_texts, text
from desktop_app.errors import Code, KeyfobError, Param
from desktop_app.oidc import metadata
from desktop_app.session.outcome import raised

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import HttpAnswer, Listener
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps

CheckStatus = Literal["ok", "warn", "fail", "skip"]
_KEYCHAIN: Final[dict[str, tuple[CheckStatus, str]]] = {
    "ready": ("ok", ""),
    "locked": ("warn", "keychain.locked"),
    "missing": ("fail", "keychain.missing"),
    "timed_out": ("fail", "keychain.timeout"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    :param name: what it is called, for a person.
    :param message: what was found.
    :param hint: what to do, ``""`` where there is nothing to do.
    """

    name: str
    status: CheckStatus
    message: str
    hint: str = ""


def examine(
    config: Config,
    deps: Deps,
    names: Sequence[str],
    *,
    listener: Listener | None = None,
    opener: Callable[[], str | None] | None = None,
    on_check: Callable[[Check], None] = lambda _check: None,
) -> list[Check]:
    """Check the program's surroundings, then each account of *names*.

    :param listener: binds an account's fixed redirect ports for a moment; None leaves that out.
    :param opener: names the program that opens the browser (None: there is none); None leaves that out.
    :param on_check: told of each check as it is done, for a window that shows progress.
    """
    checks: list[Check] = []

    def note(check: Check) -> None:
        checks.append(check)
        on_check(check)

    for check in _configuration(config):
        note(check)
    note(_files(deps))
    note(_keychain(deps))
    if opener is not None:
        found = opener()
        note(_ok("browser", opener=found) if found else _from("browser", "fail", "doctor.no_browser"))
    for name in names:
        account = config.accounts[name]
        if isinstance(account, KeyfobError):
            note(_failed("account", account, account=name))
            continue
        _Account(deps, account, note).examine(listener)
    return checks


def _configuration(config: Config) -> list[Check]:
    checks = [_failed("configuration", error) for error in config.errors]
    checks += [_failed("configuration", notice, status="warn") for notice in config.notices]
    return checks or [_ok("configuration", files=len(config.files), accounts=len(config.names))]


def _files(deps: Deps) -> Check:
    probe, content = "doctor/probe", secrets.token_bytes(16)
    try:
        deps.files.write(probe, content)
        same = deps.files.read(probe) == content
        deps.files.remove(probe)
    except KeyfobError as trouble:
        return _failed("files", trouble)
    return _ok("files") if same else _from("files", "fail", "doctor.files_differ")


def _keychain(deps: Deps) -> Check:
    status, trouble = _KEYCHAIN[deps.keychain.condition()]
    return _from("keychain", status, trouble) if trouble else _ok("keychain", keychain=deps.keychain.name)


class _Account:
    def __init__(self, deps: Deps, account: Account, note: Callable[[Check], None]) -> None:
        self._deps = deps
        self._account = account
        self._note = note

    def examine(self, listener: Listener | None) -> None:
        self._ca_file()
        if listener is not None:
            self._ports(listener)
        found = self._metadata()
        if found is None:
            self._note(_from("keys", "skip", "doctor.needs_metadata", account=self._account.name))
        else:
            self._keys(found)
        self._session()

    def _ca_file(self) -> None:
        path = self._account.ca_file
        if path and not os.access(path, os.R_OK):
            self._note(_from("ca_file", "fail", "doctor.no_ca_file", account=self._account.name, file=path))

    def _ports(self, listener: Listener) -> None:
        account = self._account
        if account.redirect_ports == (0,):
            return
        try:
            listening = listener.listen(
                host=account.redirect_host, ports=account.redirect_ports, path=account.redirect_path
            )
        except KeyfobError as trouble:
            self._note(_failed("ports", trouble, account=account.name))
            return
        shown = listening.redirect_uri
        listening.close()
        self._note(_ok("ports", account=account.name, address=shown))

    def _metadata(self) -> ProviderMetadata | None:
        account, name = self._account, self._account.name
        try:
            address = metadata.discovery_address(account.issuer, account.discovery_url, allow_http=account.allow_http)
            answer = self._deps.http.get(address, trust=account.trust, too_large=Code.E_METADATA)
            found = metadata.parse(
                answer, issuer=account.issuer, allow_http=account.allow_http, now=self._deps.clock.now()
            )
        except KeyfobError as trouble:
            self._note(_failed("metadata", trouble, account=name))
            return None
        self._note(_ok("metadata", account=name, issuer=account.issuer))
        self._clock(answer)
        missing = [scope for scope in account.scopes if scope not in (found.scopes_supported or account.scopes)]
        if missing:
            self._note(_from("scopes", "warn", "doctor.scopes", account=name, scopes=", ".join(missing)))
        return found

    def _clock(self, answer: HttpAnswer) -> None:
        name, leeway = self._account.name, self._account.leeway_seconds
        if answer.date is None:
            self._note(_from("clock", "skip", "doctor.no_date", account=name))
            return
        off = round(answer.date - answer.received)
        if abs(off) <= max(leeway / 2, 5):
            self._note(_ok("clock", account=name))
            return
        word = "doctor.clock_behind" if off > 0 else "doctor.clock_ahead"
        self._note(_from("clock", "warn" if abs(off) <= leeway else "fail", word, account=name, seconds=abs(off)))

    def _keys(self, found: ProviderMetadata) -> None:
        account = self._account
        try:
            keys = self._deps.keys.keys(account.issuer, found.jwks_uri, account.trust)
        except KeyfobError as trouble:
            self._note(_failed("keys", trouble, account=account.name))
            return
        if keys.keys:
            self._note(_ok("keys", account=account.name, count=len(keys.keys)))
        else:
            self._note(_from("keys", "fail", "doctor.no_keys", account=account.name))

    def _session(self) -> None:
        try:
            state = self._deps.states.load(self._account)
        except KeyfobError as trouble:
            self._note(_failed("session", trouble, account=self._account.name))
            return
        if state.error is not None and state.state in ("needs_login", "offline", "locked"):
            self._note(_failed("session", raised(state.error), status="warn", account=self._account.name))
        else:
            word = text(f"cli.state_{state.state}")
            self._note(_ok("session", account=self._account.name, state=word))


def _ok(name: str, **params: Param) -> Check:
    return Check(_name(name, params), "ok", text(f"doctor.{name}_ok", **params))


def _from(name: str, status: CheckStatus, error_text: str, **params: Param) -> Check:
    message, hint = error_texts(error_text, params)
    return Check(_name(name, params), status, message, hint)


def _failed(name: str, error: KeyfobError, *, status: CheckStatus = "fail", account: str = "") -> Check:
    message, hint = error_texts(error.text, error.params)
    return Check(_name(name, {"account": account} if account else {}), status, message, hint)


def _name(name: str, params: dict[str, Param]) -> str:
    shown = text(f"doctor.{name}")
    account = params.get("account")
    return text("doctor.of_account", what=shown, account=account) if account else shown
