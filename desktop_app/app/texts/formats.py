"""How numbers and lists are written: translated with the rest, each by its id."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # between thousands, and before decimals
    "group": ",",
    "decimal": ".",
    # a list: all but the last two, the last two, and two alone
    "list_more": "{first}, {second}",
    "list_end": "{first} and {second}",
    "list_two": "{first} and {second}",
    # sizes
    "bytes_one": "{n} byte",
    "bytes": "{n} bytes",
    "kilobytes": "{n} kB",
    "megabytes": "{n} MB",
}
