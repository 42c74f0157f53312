"""Reads the command line. Small and of our own: `keyfob status` runs in shell prompts, where argparse would cost a
fifth of the time; and wrong usage must come out as JSON where JSON was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from desktop_app.cli.values import moment, number, pair, ports, span, whole
from desktop_app.errors import Code, KeyfobError

GLOBAL_FLAGS: Final = ("--json", "--debug", "--help", "-h", "--version")


class Option:
    """An option with a value, or a flag.

    :param metavar: what the value is called; ``""`` makes it a flag.
    :param read: turns the word into the value; raises ValueError with the text id of what is wrong.
    :param many: it may be given more than once, and the values make a list.
    """

    __slots__ = ("many", "metavar", "read")

    def __init__(self, metavar: str = "", read: Callable[[str], object] = str, *, many: bool = False) -> None:
        self.metavar = metavar
        self.read = read
        self.many = many


class Command:
    """One command.

    :param module: where its `run(arguments, engine, output)` is, below `desktop_app.cli.commands`.
    :param positional: name of its one positional argument, ``""`` if it takes none.
    :param needed: whether that argument must be given.
    :param more: name of further ones, which go into ``rest`` together with it; ``""`` if it takes none.
    """

    __slots__ = ("module", "more", "needed", "options", "positional")

    def __init__(
        self,
        module: str,
        positional: str = "",
        options: Mapping[str, Option] | None = None,
        *,
        needed: bool = False,
        more: str = "",
    ) -> None:
        self.module = module
        self.positional = positional
        self.options = options or {}
        self.needed = needed
        self.more = more


class Arguments:
    """What was asked for.

    :ivar command: name of the command, ``""`` for the window.
    :ivar name: the positional argument, None if it was left out.
    :ivar values: option → value, for those given.
    """

    __slots__ = ("command", "debug", "help", "json", "name", "rest", "values", "version")

    def __init__(self) -> None:
        self.command = ""
        self.name: str | None = None
        self.values: dict[str, object] = {}
        self.rest: list[str] = []
        self.json = self.debug = self.help = self.version = False

    def flag(self, option: str) -> bool:
        """Whether a flag was given."""
        return bool(self.values.get(option, False))

    def seconds(self, option: str, default: float) -> float:
        """The value of an option that is a time."""
        value = self.values.get(option, default)
        return value if isinstance(value, float) else default


def parse(words: Sequence[str]) -> Arguments:
    """Read the words after the program's name.

    :raises KeyfobError: E_USAGE.
    """
    found = Arguments()
    if words and words[0] == "demo-provider":  # it has a parser of its own
        found.command, found.rest = words[0], list(words[1:])
        return found
    rest = _take_global_flags(found, list(words))
    command = _take_command(found, rest)
    if found.help or found.version:
        return found
    _take_options(found, command, rest)
    if command.needed and found.name is None:
        raise _usage("cli.missing", what=command.positional)
    return found


def wants_json(words: Sequence[str]) -> bool:
    """Whether errors in *words* are to be told in JSON."""
    before = words[: words.index("--")] if "--" in words else words
    return "--json" in before


def _take_global_flags(found: Arguments, words: list[str]) -> list[str]:
    end = words.index("--") if "--" in words else len(words)
    rest: list[str] = []
    for at, word in enumerate(words):
        if at >= end or word not in GLOBAL_FLAGS:
            rest.append(word)
        elif word in ("--help", "-h"):
            found.help = True
        else:
            setattr(found, word[2:], True)
    return rest


def _take_command(found: Arguments, rest: list[str]) -> Command:
    if not rest or rest[0].startswith("-"):
        return WINDOW
    two = " ".join(rest[:2])
    name = two if two in COMMANDS else rest[0]
    if name not in COMMANDS:
        if found.help or found.version:
            return WINDOW
        raise _usage("cli.unknown_command", word=rest[0])
    found.command = name
    del rest[: 2 if name == two and " " in two else 1]
    return COMMANDS[name]


def _take_options(found: Arguments, command: Command, rest: list[str]) -> None:
    words = iter(rest)
    only_names = False
    for word in words:
        if word == "--" and not only_names:
            only_names = True
        elif word.startswith("-") and word != "-" and not only_names:
            _take_option(found, command, word, words)
        elif command.more:
            found.rest.append(word)
        elif not command.positional or found.name is not None:
            raise _usage("cli.too_many", word=word)
        else:
            found.name = word


def _take_option(found: Arguments, command: Command, word: str, words: object) -> None:
    name, equals, value = word.partition("=")
    option = command.options.get(name)
    if option is None:
        raise _usage("cli.unknown_option", word=name)
    if not option.metavar:
        if equals:
            raise _usage("cli.no_value", word=name)
        found.values[name] = True
        return
    if not equals:
        following = next(words, None)  # type: ignore[call-overload]  # an iterator of words
        if following is None:
            raise _usage("cli.value_missing", word=name, what=option.metavar)
        value = following
    try:
        read = option.read(value)
    except ValueError as error:
        raise _usage(str(error), word=name, value=value) from None
    if option.many:
        earlier = found.values.get(name)
        found.values[name] = [*earlier, read] if isinstance(earlier, list) else [read]
    elif name in found.values:
        raise _usage("cli.twice", word=name)
    else:
        found.values[name] = read


def _usage(text: str, **params: str | int) -> KeyfobError:
    error = KeyfobError(Code.E_USAGE, text)
    error.params.update(params)
    return error


_ACCOUNT: Final = "ACCOUNT"
_ADD: Final = {
    "--issuer": Option("URL"),
    "--client-id": Option("ID"),
    "--discovery-url": Option("URL"),
    "--provider": Option("NAME"),
    "--scopes": Option('"S S"', str.split),
    "--redirect-host": Option("HOST"),
    "--redirect-ports": Option("N,N", ports),
    "--redirect-path": Option("PATH"),
    "--id-token-alg": Option("ALG", many=True),
    "--access-token": Option("RULE"),
    "--audience": Option("NAME"),
    "--roles-claim": Option("PATH", many=True),
    "--no-refresh": Option(),
    "--leeway-seconds": Option("N", whole),
    "--ca-file": Option("FILE"),
    "--admin-role": Option("ROLE", many=True),
    "--allow-http": Option(),
    "--extra-param": Option("NAME=VALUE", pair, many=True),
    "--token-param": Option("NAME=VALUE", pair, many=True),
}
_IMPORT: Final = {
    "--dry-run": Option(),
    "--only": Option("NAME", many=True),
    "--skip": Option("NAME", many=True),
    "--as": Option("NAME=OTHER", pair, many=True),
}
#: Which sessions.
_PICK: Final = {
    "--user": Option("ID|EMAIL"),
    "--application": Option("ID"),
    "--device": Option("NAME"),
    "--unused-for": Option("S", number),
}
WINDOW: Final = Command("", options={"--demo": Option(), "--hidden": Option(), "--selfcheck": Option()})
COMMANDS: Final[Mapping[str, Command]] = {
    "login": Command("login", _ACCOUNT, {"--timeout": Option("S", span), "--print-url": Option()}),
    "status": Command("status", _ACCOUNT),
    "token": Command("token", _ACCOUNT, {"--min-ttl": Option("S", number)}),
    "refresh": Command("refresh", _ACCOUNT),
    "logout": Command(
        "logout", _ACCOUNT, {"--local": Option(), "--everywhere": Option(), "--timeout": Option("S", span)}
    ),
    "sessions": Command("sessions", _ACCOUNT, _PICK),
    "sessions list": Command("sessions", _ACCOUNT, _PICK),
    "sessions end": Command(
        "sessions_end",
        _ACCOUNT,
        {**_PICK, "--others": Option(), "--all": Option(), "--yes": Option()},
        more="ID",
    ),
    "sessions key": Command("sessions_key", _ACCOUNT, {"--forget": Option()}),
    "accounts": Command("accounts"),
    "accounts list": Command("accounts"),
    "accounts add": Command("accounts", "NAME", _ADD, needed=True),
    "accounts remove": Command("accounts", "NAME", needed=True),
    "accounts rename": Command("accounts_rename", "OLD", more="NEW"),
    "accounts import": Command("accounts_import", "FILE", _IMPORT, needed=True),
    "inspect": Command(
        "inspect",
        "FILE",
        {
            "--jwks": Option("FILE"),
            "--key": Option("FILE"),
            "--account": Option(_ACCOUNT),
            "--issuer": Option("URL"),
            "--audience": Option("NAME"),
            "--at": Option("TIME", moment),
        },
    ),
    "doctor": Command("doctor", _ACCOUNT),
    "demo-provider": Command(""),
}
