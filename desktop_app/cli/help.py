"""What `--help` prints."""

from __future__ import annotations

from desktop_app.app.texts import text, translate
from desktop_app.app.texts.cli import TEXTS
from desktop_app.cli.arguments import COMMANDS


def help_text(command: str) -> str:
    """The whole program's help, or one command's usage with its options."""
    if not command:
        return translate(TEXTS["help"])
    known = COMMANDS[command]
    words = ["keyfob", command]
    if known.positional:
        words.append(known.positional if known.needed else f"[{known.positional}]")
    if known.more:
        words.append(f"[{known.more}...]")
    words += [
        f"[{name} {option.metavar}]{'...' if option.many else ''}" if option.metavar else f"[{name}]"
        for name, option in known.options.items()
    ]
    return text("cli.usage", line="") + " ".join([*words, "[--json]", "[--debug]"])
