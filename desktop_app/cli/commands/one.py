"""What the commands on one account share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.app import log
from desktop_app.cli.commands.status import account_text
from desktop_app.cli.harden import not_dumpable

if TYPE_CHECKING:
    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output
    from desktop_app.session.account import Account


def begin(arguments: Arguments, engine: Engine) -> Account:
    """The account that is meant, with the process made ready for secrets.

    :raises KeyfobError: E_CONFIG, E_USAGE.
    """
    account = engine.config.account(arguments.name)
    not_dumpable()
    log.set_up(debug=arguments.debug)
    return account


def account_answer(engine: Engine, name: str, output: Output) -> None:
    """Answer with the account's object, as in `status`."""
    accounts = engine.status([name])["accounts"]
    assert isinstance(accounts, list)  # noqa: S101 - narrows the type
    output.answer(accounts[0], account_text(accounts[0]))
