"""`keyfob status [ACCOUNT]`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output


def run(arguments: Arguments, engine: Engine, output: Output) -> int:
    """Show what is known without asking anybody."""
    found = engine.status(None if arguments.name is None else [arguments.name])
    for trouble in engine.config.errors:  # beside the accounts: it hides none of them
        from desktop_app.app.texts import error_texts

        output.say(" ".join(error_texts(trouble.text, trouble.params)))
    if output.json:
        output.answer(found, "")
        return 0
    accounts = found["accounts"]
    shown = [account_text(account) for account in accounts] if isinstance(accounts, list) else []
    output.line("\n\n".join(shown) or _no_accounts())
    return 0


def account_text(account: Mapping[str, object]) -> str:
    """One account's object as lines of text."""
    from desktop_app.app.escape import escape
    from desktop_app.app.locale_words import listed
    from desktop_app.app.texts import text

    state = text("cli.state_" + str(account["state"]))
    lines = [f"{account['name']}: {state}"]
    if account["unsaved"]:
        lines.append(text("cli.unsaved"))
    if account["username"] or account["subject"]:
        lines.append(text("cli.person", name=str(account["username"] or account["subject"])))
    roles = account["roles"]
    if isinstance(roles, list) and roles:
        lines.append(text("cli.roles", roles=listed([str(role) for role in roles])))
    for key in ("access_token_expires_at", "next_refresh_at"):
        if account[key] is not None:
            lines.append(text(f"cli.{key}", time=str(account[key])))
    if account["issuer"]:
        lines.append(text("cli.provider", issuer=str(account["issuer"]), client_id=str(account["client_id"])))
    error = account["error"]
    if isinstance(error, Mapping):
        lines.append(f"{error['message']} {error['hint']} ({error['code']})")
    return "\n  ".join(escape(line) for line in lines)


def _no_accounts() -> str:
    from desktop_app.app.texts import text

    return text("cli.no_accounts")
