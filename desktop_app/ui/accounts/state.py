"""What the pages about accounts show: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.ui.models.row_state import Shown


@dataclass(frozen=True)
class ImportRow(Shown):
    """An account of the file.

    :param key: its name in the file. :param on: whether it is ticked. :param as_name: its name here, to be chosen
        where *clash* says why its own cannot be; :param notes: what else is to be known of it.
    """

    key: str
    name: str
    issuer: str
    client: str
    on: bool = True
    as_name: str = ""
    clash: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportView(Shown):
    """A file of accounts. :param problems: what is wrong, with its line. :param ignored: what is left alone."""

    file: str = ""
    rows: tuple[ImportRow, ...] = ()
    problems: tuple[str, ...] = ()
    ignored: str = ""
    error: str = ""
    busy: bool = False


@dataclass(frozen=True)
class FieldView(Shown):
    """A field of an account.

    :param help: below it, what may stand there, or why it cannot be changed. :param locked: the company has set it.
    """

    id: str
    label: str
    value: str
    help: str = ""
    error: str = ""
    read_only: bool = False
    locked: bool = False
    mono: bool = False


@dataclass(frozen=True)
class DetailsView(Shown):
    """An account's settings."""

    key: str
    name: str
    fields: tuple[FieldView, ...] = ()
    note: str = ""
    error: str = ""
    busy: bool = False
