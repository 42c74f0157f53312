"""`keyfob inspect [FILE|-]`: what a token says, and whether it holds. Opens no network connection."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.app import log
from desktop_app.cli.harden import not_dumpable
from desktop_app.errors import Code, KeyfobError

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.cli.arguments import Arguments
    from desktop_app.cli.engine import Engine
    from desktop_app.cli.output import Output
    from desktop_app.inspector.model import KeyMaterial, Question


def run(arguments: Arguments, engine: Engine, output: Output) -> int:
    """Inspect what is given, and answer with the highest exit status of all tokens."""
    not_dumpable()
    log.set_up(debug=arguments.debug)
    from desktop_app.cli.commands.inspect_many import Report
    from desktop_app.cli.commands.inspect_sources import sources_of

    question = _question(arguments, engine, output)
    sources, are_many = sources_of(arguments.name)
    report = Report(output, question, are_many=are_many)
    try:
        for source in sources:
            report.take(source)
    except BaseException:
        report.broken_off()
        raise
    return report.end()


def _question(arguments: Arguments, engine: Engine, output: Output) -> Question:
    import time

    from desktop_app.inspector.model import Question

    at = arguments.values.get("--at")
    at = at if isinstance(at, float) else None
    name = _word(arguments, "--account")
    if name is None:
        question = Question(at=time.time() if at is None else at)
    else:
        question = engine.question(engine.config.account(name), at=at)
        if question.keys is None:
            from desktop_app.app.texts import text

            output.say(text("inspector.no_keys_remembered", name=name))
    given, issuer, audience = _keys(arguments), _word(arguments, "--issuer"), _word(arguments, "--audience")
    return replace(
        question,
        keys=question.keys if given is None else given,
        # Empty words (a script's variable that is not set) are asked for as well: nothing is left out unnoticed.
        issuer=question.issuer if issuer is None else issuer,
        audience=question.audience if audience is None else audience,
        # What was asked for in words is asked of every kind of token.
        client_id=question.client_id if audience is None else None,
    )


def _word(arguments: Arguments, option: str) -> str | None:
    value = arguments.values.get(option)
    return value if isinstance(value, str) else None


def _keys(arguments: Arguments) -> KeyMaterial | None:
    from desktop_app.inspector import keys

    jwks, key = _word(arguments, "--jwks"), _word(arguments, "--key")
    if jwks is not None and key is not None:
        raise KeyfobError(Code.E_USAGE, "inspector.two_keys")
    if jwks is not None:
        return _read_keys(jwks, keys.from_jwks)
    return None if key is None else _read_keys(key, keys.from_key)


def _read_keys(path: str, read: Callable[..., KeyMaterial]) -> KeyMaterial:
    from desktop_app.inspector.keys import MAX_FILE
    from desktop_app.jose.errors import JoseError

    try:
        with open(path, "rb") as file:
            data = file.read(MAX_FILE + 1)
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or "?"
        raise KeyfobError(Code.E_USAGE, "inspector.file", name=path, why=why) from None
    if len(data) > MAX_FILE:
        raise KeyfobError(Code.E_USAGE, "inspector.key_large", name=path)
    try:
        return read(data, source=os.path.basename(path))
    except JoseError as error:
        name = {"private": "inspector.key_private", "mixed": "inspector.key_mixed"}.get(error.detail)
        if name is None:
            raise KeyfobError(Code.E_USAGE, "inspector.key_neither", name=path, why=error.detail) from None
        raise KeyfobError(Code.E_USAGE, name, name=path) from None
