"""The keychain the tests share: what one leaves there is not met by the next, whose provider may get the same port."""

from __future__ import annotations

from tests.support.gnome_keyring import GnomeKeyring
from tests.support.keychain_contents import forget, records_of
from tests.support.stage import Stage


def test_only_the_records_of_one_issuer_are_seen_and_forgotten(stage: Stage, shared_keyring: GnomeKeyring) -> None:
    stage.use_visitor()
    stage.signed_in()
    issuer = stage.provider.issuer
    assert len(records_of(shared_keyring.bus, issuer)) == 1
    assert records_of(shared_keyring.bus, issuer[:-1]) == [], "a port that begins alike"

    forget(shared_keyring.bus, issuer[:-1])
    assert len(records_of(shared_keyring.bus, issuer)) == 1
    forget(shared_keyring.bus, issuer)
    assert records_of(shared_keyring.bus, issuer) == []
