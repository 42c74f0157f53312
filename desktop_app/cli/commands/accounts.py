"""`keyfob accounts`, `keyfob accounts add NAME …`, `keyfob accounts remove NAME`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from desktop_app.app.escape import escape
from desktop_app.app.texts import error_json, text
from desktop_app.cli.interrupt import cancellable
from desktop_app.errors import Code, KeyfobError

if TYPE_CHECKING:
    from desktop_app.app.config import Config
    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output

#: Options that are written otherwise than the key they set.
_KEYS: Final = {
    "--id-token-alg": "id_token_algs",
    "--admin-role": "admin_roles",
    "--extra-param": "extra_params",
    "--token-param": "token_params",
}


def run(arguments: Arguments, engine: Engine, output: Output) -> int:
    """List, add or remove."""
    config = engine.config
    if arguments.command == "accounts add":
        _add(arguments, config, output)
    elif arguments.command == "accounts remove":
        _remove(arguments, engine, output)
    else:
        config.check_readable()
        shown = [_object(config, name) for name in config.names]
        lines = "\n".join(escape(_line(account)) for account in shown)
        output.answer({"accounts": shown}, lines or text("cli.no_accounts"))
    return 0


def _add(arguments: Arguments, config: Config, output: Output) -> None:
    from desktop_app.app.config_edit import add_account

    name = arguments.name or ""
    for option in ("--issuer", "--client-id"):
        if option not in arguments.values:
            raise KeyfobError(Code.E_USAGE, "cli.missing", what=option)
    changed = add_account(config, name, _values(arguments.values))
    output.answer(_object(changed, name), text("cli.added", name=name, file=config.user_file))


def _remove(arguments: Arguments, engine: Engine, output: Output) -> None:
    from desktop_app.app.config_edit import refuse_removal, remove_account

    name = arguments.name or ""
    refuse_removal(engine.config, name)
    account = engine.config.accounts[name]
    if not isinstance(account, KeyfobError):  # what is stored goes first: afterwards nobody would know its name
        cancellable(lambda _cancel: engine.forget(account))
    remove_account(engine.config, name)
    output.answer({"removed": name}, text("cli.removed", name=name))


def _values(given: Mapping[str, object]) -> dict[str, object]:
    values: dict[str, object] = {}
    for option, value in given.items():
        if option == "--no-refresh":
            values["refresh"] = False
            continue
        key = _KEYS.get(option, option[2:].replace("-", "_"))
        values[key] = dict(value) if key.endswith("_params") and isinstance(value, list) else value
    return values


def _object(config: Config, name: str) -> dict[str, object]:
    values = config.values(name)
    known: Mapping[str, object] = {} if isinstance(values, KeyfobError) else values
    return {
        "name": name,
        "issuer": known.get("issuer", ""),
        "client_id": known.get("client_id", ""),
        "provider": known.get("provider", "generic"),
        "source": config.origin(name, "issuer"),
        "locked": config.is_locked("accounts", name),
        "error": error_json(values) if isinstance(values, KeyfobError) else None,
    }


def _line(account: Mapping[str, object]) -> str:
    error = account["error"]
    if isinstance(error, Mapping):
        return f"{account['name']}: {error['message']} ({error['code']})"
    return f"{account['name']}: {account['issuer']} ({account['client_id']})"
