"""Keeps two accounts at one provider apart in the browser: its own session there must not answer for the new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps

#: These show a list of the people the browser knows; the others ask for the password anew.
_CHOOSERS: Final = frozenset({"google", "entra", "zitadel"})
#: Whoever set one of these has decided.
_DECIDED: Final = frozenset({"none", "login", "select_account"})


def asking_who(deps: Deps, account: Account, *, has_sibling: bool) -> Mapping[str, str]:
    """What *account* adds to the authorization request; where it must, with a ``prompt`` that lets nobody in unasked
    (OpenID Connect Core §3.1.2.1).

    :param has_sibling: another account here is one of the same provider.
    """
    params = account.extra_params
    words = params.get("prompt", "").split()
    if not has_sibling or _DECIDED & set(words) or deps.states.load(account).subject is not None:
        return params
    word = "select_account" if account.provider in _CHOOSERS else "login"
    return {**params, "prompt": " ".join([word, *words])}
