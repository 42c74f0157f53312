"""The double keeps the contract it stands in for."""

from __future__ import annotations

import pytest

from desktop_app.errors import Code, KeychainTimeout, KeyfobError
from tests.integration.keychain_contract import KeychainContract
from tests.support.keychain_double import KeychainDouble


class DoubleBench:
    """The double."""

    def __init__(self) -> None:
        self.keychain = KeychainDouble()

    def put_twin(self, item: str, value: str) -> None:
        """A second value under the same name."""
        self.keychain.put_twin(item, value)

    def lock(self) -> None:
        """Dialogs are dismissed."""
        self.keychain.state = "locked"

    def vanish(self) -> None:
        """Gone."""
        self.keychain.state = "missing"


@pytest.fixture
def bench() -> DoubleBench:
    return DoubleBench()


class TestKeychainDouble(KeychainContract):
    """In memory."""


def test_a_person_unlocks() -> None:
    double = KeychainDouble()
    double.state, double.person = "locked", "unlocks"
    double.write("a", "v", prompt=True, timeout=1)
    assert double.dialogs == 1
    assert double.read("a", prompt=False, timeout=1) == ["v"]


def test_nobody_answers_the_dialog() -> None:
    double = KeychainDouble()
    double.state, double.person = "locked", "absent"
    with pytest.raises(KeychainTimeout) as caught:
        double.read("a", prompt=True, timeout=120)
    assert caught.value.finished.is_set()


def test_a_late_call_takes_effect_when_it_comes_back() -> None:
    double = KeychainDouble()
    double.never_answers = True
    with pytest.raises(KeychainTimeout) as caught:
        double.write("a", "late", prompt=False, timeout=10)
    assert not caught.value.finished.is_set()
    assert "a" not in double.items
    double.finish()
    assert caught.value.finished.is_set()
    assert double.items["a"] == ["late"]


@pytest.mark.parametrize(
    ("trouble", "code"),
    [("denies", Code.E_KEYCHAIN_DENIED), ("forgets", Code.E_KEYCHAIN_LOST), ("garbles", Code.E_KEYCHAIN_LOST)],
)
def test_troubles_of_a_write(trouble: str, code: Code) -> None:
    double = KeychainDouble()
    setattr(double, trouble, True)
    with pytest.raises(KeyfobError) as caught:
        double.write("a", "v", prompt=False, timeout=1)
    assert caught.value.code is code


def test_it_dies_between_calls() -> None:
    double = KeychainDouble()
    double.dies_after = 1
    double.write("a", "v", prompt=False, timeout=1)
    with pytest.raises(KeyfobError) as caught:
        double.read("a", prompt=False, timeout=1)
    assert caught.value.code is Code.E_KEYCHAIN_MISSING


@pytest.mark.parametrize(("value", "fits"), [("x" * 1280, True), ("x" * 1281, False), ("\U0001f511" * 641, False)])
def test_its_limit_counts_utf16_units(value: str, fits: bool) -> None:
    double = KeychainDouble(max_utf16_units=1280)
    if fits:
        double.write("a", value, prompt=False, timeout=1)
        assert double.items["a"] == [value]
    else:
        with pytest.raises(KeyfobError) as caught:
            double.write("a", value, prompt=False, timeout=1)
        assert caught.value.code is Code.E_KEYCHAIN_FULL
