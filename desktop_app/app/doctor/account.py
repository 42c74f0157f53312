"""Looks at what an account needs of this machine: its CA file, its redirect address; and its session's state."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from desktop_app.app.doctor.check import Check, failed, fine, found
from desktop_app.app.texts import text
from desktop_app.errors import KeyfobError
from desktop_app.session.outcome import raised

if TYPE_CHECKING:
    from desktop_app.ports import Listener, PortHolder, Surroundings
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps

_ANY: Final = (0,)


def ca_file(account: Account) -> Sequence[Check]:
    """Whether the extra CA can be read."""
    path = account.ca_file
    if path and not os.access(path, os.R_OK):
        return [found("ca_file", "fail", "doctor.no_ca_file", account.name, action="settings", file=path)]
    return []


def ports(account: Account, listener: Listener, surroundings: Surroundings | None) -> Sequence[Check]:
    """Whether the redirect address can be had, by having it for a moment; who has it where it cannot."""
    name = account.name
    if account.redirect_ports == _ANY and surroundings is None:
        return []
    try:
        listening = listener.listen(
            host=account.redirect_host, ports=account.redirect_ports, path=account.redirect_path
        )
    except KeyfobError as trouble:
        holder = _holder(account, surroundings)
        if holder is None:
            return [failed("ports", trouble, name, action="settings")]
        port, who = holder
        if who.ours:
            return [found("ports", "warn", "doctor.port_ours", name, port=str(port))]
        word = "port_taken_by" if who.program else "port_taken"
        return [
            found("ports", "fail", f"doctor.{word}", name, action="settings",
                  port=str(port), program=who.program, pid=str(who.pid))
        ]  # fmt: skip
    shown = listening.redirect_uri
    listening.close()
    if account.redirect_ports == _ANY:
        return [fine("ports", name, words="ports_any")]
    return [fine("ports", name, address=shown)]


def _holder(account: Account, surroundings: Surroundings | None) -> tuple[int, PortHolder] | None:
    if surroundings is not None:
        for port in account.redirect_ports:
            who = surroundings.holder(port) if port else None
            if who is not None:
                return port, who
    return None


def session(deps: Deps, account: Account) -> Sequence[Check]:
    """The session's state, by its state file alone."""
    state = deps.states.load(account)
    if state.error is not None and state.state in ("needs_login", "offline", "locked"):
        action = "sign_in" if state.state == "needs_login" else "unlock" if state.state == "locked" else ""
        return [failed("session", raised(state.error), account.name, status="warn", action=action)]  # type: ignore[arg-type]  # one of its words
    return [fine("session", account.name, state=text(f"cli.state_{state.state}"))]
