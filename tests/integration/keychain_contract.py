"""What every keychain must do, the real ones and the double alike. Subclasses give the fixture ``bench``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import Keychain

ITEM = "5e0e1c1e-0000-4000-8000-000000000001"
#: Non-BMP characters, quotes, line ends, a combining mark.
ODD_TEXT = "\U0001f511 \"quoted\" 'too'\r\n\tz\u0301 \u202e\u4f60\u597d"


class Bench(Protocol):
    """A keychain, and what a test does to it from outside."""

    keychain: Keychain

    def put_twin(self, item: str, value: str) -> None:
        """Store a second value under the same name, as another program can."""
        ...

    def lock(self) -> None:
        """Lock it; a dialog that is raised is dismissed."""
        ...

    def vanish(self) -> None:
        """No keychain any more."""
        ...


class KeychainContract:
    """The contract of :class:`desktop_app.ports.Keychain`."""

    def test_nothing_is_there_at_first(self, bench: Bench) -> None:
        assert list(_read(bench, ITEM)) == []
        assert bench.keychain.condition() == "ready"
        assert bench.keychain.name

    @pytest.mark.parametrize(
        "value", ["", "x", ODD_TEXT, "n" * 1000], ids=["empty", "short", "odd characters", "1,000 characters"]
    )
    def test_what_is_written_is_read(self, bench: Bench, value: str) -> None:
        _write(bench, ITEM, value)
        assert list(_read(bench, ITEM)) == [value]

    def test_items_do_not_mix(self, bench: Bench) -> None:
        _write(bench, ITEM, "one")
        _write(bench, ITEM + ".a.0", "two")
        assert list(_read(bench, ITEM)) == ["one"]
        assert list(_read(bench, ITEM + ".a.0")) == ["two"]

    def test_a_second_write_replaces(self, bench: Bench) -> None:
        _write(bench, ITEM, "old")
        _write(bench, ITEM, "new")
        assert list(_read(bench, ITEM)) == ["new"]

    def test_twins_are_all_read(self, bench: Bench) -> None:
        _write(bench, ITEM, "ours")
        bench.put_twin(ITEM, "twin")
        assert sorted(_read(bench, ITEM)) == ["ours", "twin"]

    def test_a_write_ends_twins(self, bench: Bench) -> None:
        _write(bench, ITEM, "ours")
        bench.put_twin(ITEM, "twin")
        _write(bench, ITEM, "new")
        assert list(_read(bench, ITEM)) == ["new"]

    def test_deleting_ends_twins(self, bench: Bench) -> None:
        _write(bench, ITEM, "ours")
        bench.put_twin(ITEM, "twin")
        bench.keychain.delete(ITEM, prompt=False, timeout=60)
        assert list(_read(bench, ITEM)) == []

    def test_deleting_nothing_is_fine(self, bench: Bench) -> None:
        bench.keychain.delete(ITEM, prompt=False, timeout=60)
        assert list(_read(bench, ITEM)) == []

    @pytest.mark.parametrize("prompt", [False, True])
    def test_locked_is_not_empty(self, bench: Bench, prompt: bool) -> None:
        _write(bench, ITEM, "kept")
        bench.lock()
        assert bench.keychain.condition() == "locked"
        read = _trouble(lambda: bench.keychain.read(ITEM, prompt=prompt, timeout=60))
        other = _trouble(lambda: bench.keychain.read("never-written", prompt=prompt, timeout=60))
        write = _trouble(lambda: bench.keychain.write(ITEM, "new", prompt=prompt, timeout=60))
        delete = _trouble(lambda: bench.keychain.delete(ITEM, prompt=prompt, timeout=60))
        assert {read, other, write, delete} == {Code.E_KEYCHAIN_LOCKED}

    def test_missing(self, bench: Bench) -> None:
        _write(bench, ITEM, "kept")
        bench.vanish()
        assert bench.keychain.condition() == "missing"
        read = _trouble(lambda: bench.keychain.read(ITEM, prompt=True, timeout=60))
        write = _trouble(lambda: bench.keychain.write(ITEM, "new", prompt=True, timeout=60))
        delete = _trouble(lambda: bench.keychain.delete(ITEM, prompt=True, timeout=60))
        assert {read, write, delete} == {Code.E_KEYCHAIN_MISSING}


def _read(bench: Bench, item: str) -> list[str]:
    return list(bench.keychain.read(item, prompt=False, timeout=60))


def _write(bench: Bench, item: str, value: str) -> None:
    bench.keychain.write(item, value, prompt=False, timeout=60)


def _trouble(call: Callable[[], object]) -> Code:
    with pytest.raises(KeyfobError) as caught:
        call()
    return caught.value.code
