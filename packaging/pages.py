"""The man page and the shells' completions, from what the program itself says of its commands.

Usage: pages.py FOLDER
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from desktop_app import __version__  # noqa: E402 - the checkout must be found first
from desktop_app.app.texts.cli import TEXTS  # noqa: E402 - as above
from desktop_app.cli.arguments import COMMANDS, GLOBAL_FLAGS, WINDOW, Command  # noqa: E402 - as above
from desktop_app.errors import Code, exit_status  # noqa: E402 - as above

#: Options with a value that is one of a few words, or a file.
_FILES = ("--ca-file", "--jwks", "--key")
_SHELL_ACCOUNTS = "keyfob status --json 2>/dev/null | tr '{' '\\n' | sed -n 's/^\"name\": \"\\([^\"\\\\]*\\)\".*/\\1/p'"
_EXITS = {
    0: "Done.",
    1: "A fault of the program's own.",
    2: "Wrong usage or configuration.",
    3: "Not signed in, or a new login is needed.",
    4: "Refused: by the provider, or by Keyfob's validation.",
    5: "For now: network, provider out of order, local trouble; the session is kept.",
    6: "Keychain.",
    7: "The sign-in timed out or was cancelled.",
    10: "inspect: invalid.",
    11: "inspect: decoded, the signature was not checked.",
    12: "inspect: not a token that Keyfob reads.",
}
_FILES_TOLD = {
    "$XDG_CONFIG_HOME/keyfob/config.toml": "Your settings.",
    "/etc/xdg/keyfob/config.toml": "The machine's settings; they count if only root can write them.",
    "$XDG_STATE_HOME/keyfob/": "State, activity, encrypted tokens. Nothing in it is secret in the clear.",
}


def summaries() -> dict[str, str]:
    """Command ("" is the window) → what it does, from the help text."""
    found = {}
    for line in TEXTS["help"].splitlines():
        *usage, told = re.split(r" {2,}", line.strip())
        if line.startswith("  keyfob") and usage:
            words = [word for word in " ".join(usage).split()[1:] if word[0].islower() or word[0] == "-"]
            found[" ".join(words)] = re.sub(r" \([^()]*\)$", "", told)
    return found


def man_page(date: str) -> str:
    """keyfob(1) in man(7) macros. :param date: as it is shown, ``2026-11-23``."""
    head = TEXTS["help"].splitlines()[0].partition(": ")[2]
    told = summaries()
    lines = [f'.TH KEYFOB 1 "{date}" "keyfob {__version__}"', ".SH NAME", f"keyfob \\- {_man(head.rstrip('.'))}"]
    lines += [".SH SYNOPSIS", ".B keyfob", "[\\-\\-demo]", ".br", ".B keyfob", ".I COMMAND", "[OPTION...]"]
    lines += [".SH DESCRIPTION", "Without a command the window opens.", _man(_notes()), ".SH COMMANDS"]
    for name, command in COMMANDS.items():
        if name in told:
            lines += [".TP", f"\\fBkeyfob {_man(name)}\\fR {_arguments(command)}", _man(_sentence(told[name]))]
    lines += [".SH OPTIONS", ".TP", "\\fB\\-\\-json\\fR", "The last line of standard output is one JSON value."]
    lines += [".TP", "\\fB\\-\\-debug\\fR", "Tell everything on standard error, without secrets."]
    lines += [".TP", "\\fB\\-\\-help\\fR, \\fB\\-\\-version\\fR", "Tell how it is used; tell the version."]
    lines += [".TP", "\\fB\\-\\-selfcheck\\fR", _man(_sentence(told["--selfcheck"]))]
    lines += [".SH EXIT STATUS"]
    for status, words in _EXITS.items():
        codes = " ".join(code.value for code in Code if exit_status(code) == status)
        lines += [".TP", f"\\fB{status}\\fR", _man(f"{words} {codes}".rstrip())]
    lines += [".SH FILES"]
    for place, words in _FILES_TOLD.items():
        lines += [".TP", f"\\fI{_man(place)}\\fR", _man(words)]
    lines += [".SH ENVIRONMENT", ".TP", "\\fBBROWSER\\fR", "What opens addresses, instead of the desktop's browser."]
    return "\n".join(lines) + "\n"


def bash() -> str:
    """Completion for bash."""
    lines = [
        "# bash completion for keyfob",
        "_keyfob() {",
        "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} words=",
        f"    local -a globals=({' '.join(GLOBAL_FLAGS)})",
        '    case "$before" in',
        f'        {"|".join(_FILES)}) COMPREPLY=($(compgen -f -- "$word")); return ;;',
        f"        {'|'.join(sorted(_valued() - set(_FILES)))}) return ;;",
        "    esac",
        '    [ "$COMP_CWORD" -gt 1 ] || command=',
    ]
    subs = _subcommands()
    for first, seconds in subs.items():
        lines.append(f'    if [ "$command" = {first} ] && [ "$COMP_CWORD" -gt 2 ]; then')
        chosen = f'command="{first} ${{COMP_WORDS[2]}}"'
        lines.append(f'        case "${{COMP_WORDS[2]}}" in {"|".join(seconds)}) {chosen} ;; esac')
        lines.append("    fi")
    lines += ['    case "$command" in', f'        "") words="{" ".join(_first_words())} {" ".join(WINDOW.options)}" ;;']
    for name, command in COMMANDS.items():
        options = " ".join(command.options)
        more = "$(_keyfob_accounts)" if _takes_account(name, command) else " ".join(subs.get(name, ()))
        lines.append(f'        "{name}") words="{" ".join(filter(None, (options, more)))}" ;;')
    lines += [
        "    esac",
        '    [ "$command" = demo-provider ] && globals=(--port)',
        '    COMPREPLY=($(compgen -W "$words ${globals[*]}" -- "$word"))',
        "}",
        "_keyfob_accounts() {",
        f"    {_SHELL_ACCOUNTS}",
        "}",
        "complete -F _keyfob keyfob",
    ]
    return "\n".join(lines) + "\n"


def zsh() -> str:
    """Completion for zsh."""
    told = summaries()
    lines = ["#compdef keyfob", "_keyfob_accounts() {", "    local -a names"]
    lines.append(f'    names=(${{(f)"$({_SHELL_ACCOUNTS})"}})')
    lines += ["    compadd -a names", "}", "_keyfob() {", "    local -a commands globals", "    commands=("]
    lines += [f"        {_quoted(f'{first}:{told.get(first, first)}')}" for first in _first_words()]
    lines += ["    )", f"    globals=({' '.join(GLOBAL_FLAGS)})", "    if (( CURRENT == 2 )); then"]
    lines += ["        _describe command commands", f"        compadd -- {' '.join(WINDOW.options)} $globals"]
    lines += ["        return", "    fi"]
    lines += ["    case $words[CURRENT-1] in", f"        {'|'.join(_FILES)}) _files; return ;;"]
    lines += [
        f"        {'|'.join(sorted(_valued() - set(_FILES)))}) return ;;",
        "    esac",
        "    local command=$words[2]",
    ]
    subs = _subcommands()
    for first, seconds in subs.items():
        one_of = f"CURRENT -gt 3 && $words[3] == ({'|'.join(seconds)})"
        lines.append(f'    [[ $command == {first} && {one_of} ]] && command="{first} $words[3]"')
    lines.append("    case $command in")
    for name, command in COMMANDS.items():
        if name == "demo-provider":
            lines.append("        demo-provider) compadd -- --port; return ;;")
            continue
        parts = [f"compadd -- {' '.join(command.options)}"] if command.options else []
        parts += ["_keyfob_accounts"] if _takes_account(name, command) else []
        parts += [f"compadd -- {' '.join(subs[name])}"] if name in subs else []
        lines.append(f"        {_quoted(name)}) {'; '.join(parts) or ':'} ;;")
    lines += ["    esac", "    compadd -- $globals", "}", '_keyfob "$@"']
    return "\n".join(lines) + "\n"


def fish() -> str:
    """Completion for fish."""
    told = summaries()
    lines = ["# fish completion for keyfob", "complete -c keyfob -f"]
    lines += ["function __keyfob_accounts", f"    {_SHELL_ACCOUNTS}", "end"]
    none = "__fish_use_subcommand"
    for first in _first_words():
        lines.append(f"complete -c keyfob -n {none} -a {first} -d {_quoted(told.get(first, first))}")
    for option in WINDOW.options:
        lines.append(f"complete -c keyfob -n {none} -l {option[2:]}")
    for flag in GLOBAL_FLAGS:
        lines.append(f"complete -c keyfob {'-l ' + flag[2:] if flag.startswith('--') else '-s ' + flag[1:]}")
    for name, command in COMMANDS.items():
        seen = _quoted(" and ".join(f"__fish_seen_subcommand_from {word}" for word in name.split()))
        for option, value in command.options.items():
            needs = " -r -F" if option in _FILES else " -x" if value.metavar else ""
            lines.append(f"complete -c keyfob -n {seen} -l {option[2:]}{needs}")
        if _takes_account(name, command):
            lines.append(f"complete -c keyfob -n {seen} -a '(__keyfob_accounts)'")
        for second in _subcommands().get(name, ()):
            lines.append(f"complete -c keyfob -n {seen} -a {second} -d {_quoted(told.get(f'{name} {second}', second))}")
    return "\n".join(lines) + "\n"


def _first_words() -> list[str]:
    return list(dict.fromkeys(name.split()[0] for name in COMMANDS))


def _subcommands() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in COMMANDS:
        first, _, second = name.partition(" ")
        if second:
            found.setdefault(first, []).append(second)
    return found


def _valued() -> set[str]:
    return {option for command in COMMANDS.values() for option, value in command.options.items() if value.metavar}


def _takes_account(name: str, command: Command) -> bool:
    return command.positional == "ACCOUNT" or name == "accounts remove"


def _arguments(command: Command) -> str:
    name = f"\\fI{_man(command.positional)}\\fR"
    words = [name if command.needed else f"[{name}]"] if command.positional else []
    for name, option in command.options.items():
        shown = _man(f"{name} {option.metavar}".rstrip())
        words.append(f"[{shown}]{'...' if option.many else ''}")
    return " ".join(words)


def _notes() -> str:
    return " ".join(TEXTS["help"].rpartition("\n\n")[2].split())


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + ("" if words.endswith(".") else ".")


def _man(words: str) -> str:
    escaped = words.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "'\\''") + "'"


def write(folder: Path, date: str) -> None:
    """Write all four to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {"keyfob.1": man_page(date), "keyfob.bash": bash(), "_keyfob": zsh(), "keyfob.fish": fish()}
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
