"""Members read with their types checked: what is wrong is named, its value is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop_app.vault import fields
from desktop_app.vault.fields import Members, WrongField

READERS: list[tuple[Callable[[Members, str], object], object, tuple[object, ...]]] = [
    (fields.text, "x", (None, 1, True, ["x"])),
    (fields.text_or_none, None, (1, True, ["x"])),
    (fields.whole, -1, (None, "1", 1.0, True)),
    (fields.whole_or_none, None, ("1", 1.0, True)),
    (fields.count, 0, (None, -1, 1.0, True)),
    (fields.time, -1.5, (None, "1", True, 10**400)),
    (fields.time_or_none, None, ("1", True, float("inf"))),
    (fields.flag, False, (None, 0, 1, "true")),
    (fields.members, {"a": 1}, (None, [], "{}")),
]


@pytest.mark.parametrize(("read", "good", "wrongs"), READERS)
def test_a_member_of_another_type(
    read: Callable[[Members, str], object], good: object, wrongs: tuple[object, ...]
) -> None:
    assert read({"m": good}, "m") == good
    for members in ({}, *({"m": wrong} for wrong in wrongs)):
        with pytest.raises(WrongField) as refused:
            read(members, "m")
        assert str(refused.value) == "m"


@pytest.mark.parametrize("wrong", [None, {}, "ab", [1], ["a", 1], [None]], ids=repr)
def test_texts_are_an_array_of_strings(wrong: object) -> None:
    assert fields.texts({"m": ["a", ""]}, "m") == ("a", "")
    assert fields.texts({"m": []}, "m") == ()
    with pytest.raises(WrongField, match=r"^m$"):
        fields.texts({"m": wrong}, "m")


@pytest.mark.parametrize("data", ["", "[]", "1", "null", '{"a":NaN}', '{"a":[-Infinity]}', b"\xff", "[" * 100_000])
def test_what_is_no_object_is_nothing(data: str | bytes) -> None:
    assert fields.parse(data) is None
    assert fields.parse('{"a":[1.5,null]}') == {"a": [1.5, None]}
