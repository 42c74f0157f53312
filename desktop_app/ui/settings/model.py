"""What the Settings page shows: plain frozen values. Texts are safe to be shown; the value of a field is untouched."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.ui.models.inspector_state import Choice
from desktop_app.ui.models.row_state import Shown


@dataclass(frozen=True)
class Head(Shown):
    """The words of a row.

    :param key: the setting. :param help: below the label; may be empty.
    :param locked: the company has set it: nothing can be changed. :param error: why the last change did not hold.
    """

    key: str
    label: str
    help: str = ""
    locked: bool = False
    error: str = ""


@dataclass(frozen=True)
class FieldView:
    """A field below a row.

    :param value: what the settings say. :param error: the sentence below it.
    """

    label: str
    help: str
    value: str = ""
    error: str = ""


@dataclass(frozen=True)
class ChoiceRow:
    """One of several. *field*: for a value of one's own."""

    head: Head
    choices: tuple[Choice, ...]
    field: FieldView | None = None


@dataclass(frozen=True)
class SwitchRow:
    """On or off."""

    head: Head
    on: bool


@dataclass(frozen=True)
class FileRow:
    """A file. *named*: whether there is one, which can be removed."""

    head: Head
    named: bool


Row = ChoiceRow | SwitchRow | FileRow


@dataclass(frozen=True)
class CardView(Shown):
    """A card of rows."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Trouble(Shown):
    """A line that cannot be used. *key*: the path of its file, ``""`` for none; *name*: the file, to be shown."""

    sentence: str
    hint: str
    key: str = ""
    name: str = ""
    mild: bool = False


@dataclass(frozen=True)
class Troubles(Shown):
    """All that is wrong; *more* says how many are left out."""

    title: str
    text: str
    items: tuple[Trouble, ...]
    more: str = ""


@dataclass(frozen=True)
class SettingsView(Shown):
    """The page. *kept_in*: the sentence at its foot; *key*: the path of the file."""

    cards: tuple[CardView, ...]
    kept_in: str
    key: str
    troubles: Troubles | None = None
