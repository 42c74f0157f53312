"""Looks at the settings that a company wants to ship with its build, before it is built.

Usage: company.py FILE

Whoever has the installer has the file: nothing in it is secret. So a file that seems to hold a secret is refused. The
one exception is an account's client_secret, where a provider insists on one for desktop clients (RFC 8252 §8.5).
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: The file's name inside the program, beside the resources.
INSIDE = "company.toml"
#: What a name of a parameter says of its value.
_SECRET_NAME = re.compile(r"secret|passw|passphrase|assertion|api_?key|private|credential|(?:^|_)(?:pwd|token)$", re.I)
_SECRET_TEXT = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    "a token": re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\."),
    "an address with a password in it": re.compile(r"[a-z][a-z0-9+.-]*://[^/\s\"'@]*:[^/\s\"'@]*@", re.I),
    "a password": re.compile(r"^\s*#?\s*(?:password|passwd|pwd|pass)\s*[:=]\s*\S", re.I | re.M),
}
_CLIENT_NOTE = (
    "{name}: its client_secret goes into the installer, where everybody can read it. That is right only for a client "
    "that the provider registered as a desktop (native) one; it does not count as confidential (RFC 8252 section 8.5)."
)


def problems(file: Path) -> tuple[list[str], list[str]]:
    """What is wrong with *file* (then nothing is built), and words to pass on."""
    try:
        text = file.read_text("utf-8")
        data = tomllib.loads(text)
    except (OSError, ValueError) as error:
        return [f"{file}: {error}"], []
    wrong = [f"{file}: it seems to hold {what}." for what, form in _SECRET_TEXT.items() if form.search(text)]
    wrong += [f"{file}: {'.'.join(path)} seems to be a secret." for path in _secret_values(data)]
    told, notes = _settings(file)
    accounts = data.get("accounts", {})
    if not isinstance(accounts, Mapping) or not accounts:
        wrong.append(f"{file}: there is no account in it: [accounts.acme] with issuer and client_id.")
        accounts = {}
    for name, account in accounts.items():
        if isinstance(account, Mapping) and account.get("client_secret"):
            notes.append(_CLIENT_NOTE.format(name=name))
        if isinstance(account, Mapping) and account.get("ca_file"):
            told += _certificates(file, name, str(account["ca_file"]))
    return wrong + told, notes


def certificates(file: Path) -> dict[str, Path]:
    """The certificate files that the accounts name: name inside the program → file."""
    accounts = tomllib.loads(file.read_text("utf-8")).get("accounts", {})
    named = {str(account["ca_file"]) for account in accounts.values() if account.get("ca_file")}
    return {name: file.parent / name for name in sorted(named)}


def _secret_values(table: Mapping[str, object], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in table.items():
        here = (*path, key)
        if isinstance(value, Mapping):
            yield from _secret_values(value, here)
        elif isinstance(value, str) and value and _SECRET_NAME.search(key) and not _is_settings(here):
            yield here


def _is_settings(path: tuple[str, ...]) -> bool:
    """Keys of an account that sound like secrets: client_secret is told of, access_token is a rule ("jwt")."""
    return len(path) == 3 and path[0] == "accounts" and path[2] in ("client_secret", "access_token")


def _settings(file: Path) -> tuple[list[str], list[str]]:
    """What the program itself would say of the file."""
    sys.path.insert(0, str(ROOT))
    from desktop_app.app.config import load
    from desktop_app.app.texts import error_texts
    from desktop_app.errors import KeyfobError

    config = load("", "", str(file), machine_trusted=lambda _path: True)
    errors = [*config.errors, *(found for found in config.accounts.values() if isinstance(found, KeyfobError))]
    told = [" ".join(error_texts(error.text, error.params)) for error in dict.fromkeys(errors)]
    return told, [" ".join(error_texts(notice.text, notice.params)) for notice in config.notices]


def _certificates(file: Path, name: str, ca_file: str) -> list[str]:
    if Path(ca_file).name != ca_file:
        return [f"{file}: {name}: ca_file goes into the installer: give the name of a file beside {file.name}."]
    path = file.parent / ca_file
    if not path.is_file():
        return [f"{file}: {name}: there is no file {path}."]
    text = path.read_text("utf-8", "replace")
    if "PRIVATE KEY" in text:
        return [f"{path}: it holds a private key."]
    return [] if "-----BEGIN CERTIFICATE-----" in text else [f"{path}: it holds no certificate in PEM form."]


def main(words: list[str]) -> int:
    """Tell; 1 where something is wrong."""
    wrong, notes = problems(Path(words[0]))
    for line in notes:
        print(f"company: note: {line}", file=sys.stderr)
    for line in wrong:
        print(f"company: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
