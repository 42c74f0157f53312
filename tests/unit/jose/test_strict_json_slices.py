"""A long text is looked at in slices; what is found is what one look over all of it would find."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.jose import strict_json
from desktop_app.jose.errors import JoseError

ODD = st.text(alphabet='"\\[]{},: ax', max_size=60)


def found(text: str, monkeypatch: pytest.MonkeyPatch, *, size: int) -> str:
    with monkeypatch.context() as changed:
        changed.setattr(strict_json, "_LONG", -1 if size else 10**9)
        changed.setattr(strict_json, "_SLICE", size or 1)
        return strict_json._brackets(text)


@given(ODD, st.integers(1, 9))
def test_slices_change_nothing(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        assert found(text, patch, size=size) == found(text, patch, size=0)


@pytest.mark.parametrize("text", ['"' + '\\"' * 9, '["a\\', "{}" * 9 + '"[[[', '"\\\\"[', '"]"]'])
def test_strings_that_do_not_end(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        whole = found(text, patch, size=0)
        assert [found(text, patch, size=size) for size in range(1, 12)] == [whole] * 11


def test_a_long_text_is_read_all_the_same() -> None:
    value = {"many": [{"words": f'[{{\\"{number}', "n": number} for number in range(40_000)]}
    text = json.dumps(value).encode()

    assert len(text) > 1_000_000
    assert strict_json.loads(text, limit=32_000_000) == value


def test_a_long_text_that_is_too_deep() -> None:
    text = b'["' + b"x" * 1_200_000 + b'",' + b"[" * 90 + b"]" * 90 + b"]"

    with pytest.raises(JoseError) as refused:
        strict_json.loads(text, limit=32_000_000)
    assert refused.value.detail == "too_deep"
