"""`keyfob accounts import FILE [--dry-run] [--only NAME]… [--skip NAME]… [--as NAME=OTHER]…`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.app.escape import escape
from desktop_app.app.texts import error_json, error_texts, text
from desktop_app.errors import Code, KeyfobError

if TYPE_CHECKING:
    from desktop_app.app.account_import import Found, Plan
    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output


def run(arguments: Arguments, engine: Engine, output: Output) -> int:
    """Show what the file would add; add what was chosen, all of it or nothing."""
    plan = engine.plan_import(arguments.name or "")
    renamed = _pairs(arguments)
    wanted = _wanted(arguments, plan, renamed)
    if arguments.flag("--dry-run"):
        _answer(plan, wanted, output, written=False)
        unclear = any(one.clash for one in plan.found if wanted.get(one.name) == one.name)
        return 2 if unclear or _broken(arguments, plan) else 0
    broken = _broken(arguments, plan)
    if broken is not None:
        raise broken
    for name, new in wanted.items():
        one = plan.account(name)
        if one.clash == "name" and new == name:
            raise KeyfobError(Code.E_CONFIG, "accounts.clash", name=name)
    engine.import_accounts(plan, wanted)
    _answer(plan, wanted, output, written=True)
    return 0


def _pairs(arguments: Arguments) -> dict[str, str]:
    given = arguments.values.get("--as", [])
    return dict(given) if isinstance(given, list) else {}


def _names(arguments: Arguments, option: str) -> list[str]:
    given = arguments.values.get(option, [])
    return [str(name) for name in given] if isinstance(given, list) else []


def _wanted(arguments: Arguments, plan: Plan, renamed: Mapping[str, str]) -> dict[str, str]:
    """Name in the file → name here."""
    only, skip = _names(arguments, "--only"), _names(arguments, "--skip")
    for name in (*only, *renamed):
        plan.account(name)
    chosen = [one.name for one in plan.found if (not only or one.name in only) and one.name not in skip]
    return {name: renamed.get(name, name) for name in chosen}


def _broken(arguments: Arguments, plan: Plan) -> KeyfobError | None:
    """What is wrong with an account that was not left out."""
    if _names(arguments, "--only"):
        return None
    from desktop_app.app.config_layers import dotted

    skipped = tuple(dotted(("accounts", name)) for name in _names(arguments, "--skip"))
    for problem in plan.problems:
        key = str(problem.params.get("key", ""))
        if not any(key == one or key.startswith(f"{one}.") for one in skipped):
            return problem
    return None


def _answer(plan: Plan, wanted: Mapping[str, str], output: Output, *, written: bool) -> None:
    shown = [_object(one, wanted) for one in plan.found]
    lines = [escape(_line(one, wanted)) for one in plan.found]
    for problem in plan.problems:
        message, hint = error_texts(problem.text, problem.params)
        lines.append(escape(f"{message} {hint}".strip()))
    if plan.ignored:
        lines.append(text("accounts.ignored", names=", ".join(plan.ignored)))
    if any(one.has_secret for one in plan.found if one.name in wanted):
        lines.append(text("accounts.holds_secret"))
    clear = [one for one in plan.found if one.name in wanted and not (one.clash and wanted[one.name] == one.name)]
    lines.append(text("accounts.added_count" if written else "accounts.nothing_written", count=len(clear)))
    answer = {
        "file": plan.file,
        "accounts": shown,
        "problems": [error_json(problem) for problem in plan.problems],
        "ignored": list(plan.ignored),
        "written": written,
    }
    output.answer(answer, "\n".join(lines))


def _object(one: Found, wanted: Mapping[str, str]) -> dict[str, object]:
    return {
        "name": one.name,
        "issuer": one.issuer,
        "client_id": one.client_id,
        "provider": one.provider,
        "ca_file": one.ca_file,
        "client_secret": one.has_secret,
        "clash": one.clash or None,
        "same_as": one.same_as or None,
        "as": wanted.get(one.name),
    }


def _line(one: Found, wanted: Mapping[str, str]) -> str:
    new = wanted.get(one.name)
    if new is None:
        return text("accounts.line_skipped", name=one.name, issuer=one.issuer, client=one.client_id)
    if one.clash and new == one.name:
        return text("accounts.line_clash", name=one.name, issuer=one.issuer, client=one.client_id)
    return text("accounts.line_added", name=new, issuer=one.issuer, client=one.client_id)
