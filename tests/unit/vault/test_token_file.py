"""The token file: opens for its own account, key and generation alone."""

from __future__ import annotations

import math
import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.secret import Secret
from desktop_app.vault import token_file
from desktop_app.vault.token_file import TokenSet

KEY = bytes(range(32))
TOKENS = TokenSet(
    access_token=Secret("access-token"),
    id_token=Secret("id-token"),
    token_type="Bearer",
    expires_at=1_700_000_000.25,
    obtained_at=1_699_999_000.0,
    scope="openid profile",
    generation=7,
    subject="ada \U0001f511 \ud800",
    username="Ada",
    email=None,
    roles=("admin", "user"),
    opaque=False,
    claims={"sub": "ada", "nested": {"list": [1, None, True, 2.5]}, "big": 2**80},
    id_claims={"iss": "https://issuer.example"},
)
SEALED = token_file.seal(TOKENS, KEY, "account")


@pytest.mark.parametrize(
    "tokens",
    [
        TOKENS,
        replace(TOKENS, id_token=None, expires_at=None, username=None, email="ada@example", roles=(), opaque=True),
        replace(TOKENS, claims={}, id_claims={}, generation=0),
    ],
)
def test_round_trip(tokens: TokenSet) -> None:
    data = token_file.seal(tokens, KEY, "account")
    assert token_file.unseal(data, KEY, "account", tokens.generation) == tokens


def test_nothing_is_readable_in_it() -> None:
    for word in (b"access-token", b"id-token", b"ada", b"openid", b"account"):
        assert word not in SEALED
    assert "access-token" not in repr(TOKENS)
    assert "nested" not in repr(TOKENS)
    assert "issuer.example" not in repr(TOKENS)


def test_every_seal_has_its_own_nonce() -> None:
    nonces = {token_file.seal(TOKENS, KEY, "account")[4:16] for _ in range(50)}
    assert len(nonces) == 50


@pytest.mark.parametrize(
    ("key", "account", "generation"),
    [(bytes(32), "account", 7), (KEY, "another", 7), (KEY, "account", 6), (KEY, "account", 8), (KEY, "", 7)],
)
def test_bound_to_key_account_and_generation(key: bytes, account: str, generation: int) -> None:
    assert token_file.unseal(SEALED, key, account, generation) is None


def test_any_changed_byte_is_noticed() -> None:
    for place in range(len(SEALED)):
        changed = bytearray(SEALED)
        changed[place] ^= 1
        assert token_file.unseal(bytes(changed), KEY, "account", 7) is None


def test_any_cut_is_noticed() -> None:
    assert [cut for cut in range(len(SEALED)) if token_file.unseal(SEALED[:cut], KEY, "account", 7)] == []
    assert token_file.unseal(SEALED + b"\0", KEY, "account", 7) is None


def test_a_file_over_the_limit_is_not_opened() -> None:
    assert token_file.unseal(SEALED[:4] + bytes(token_file.MAX_BYTES), KEY, "account", 7) is None


@given(st.binary(max_size=200))
def test_rubbish(data: bytes) -> None:
    assert token_file.unseal(data, KEY, "account", 7) is None
    assert token_file.unseal(b"KFT1" + data, KEY, "account", 7) is None


@pytest.mark.parametrize("plain", [b"", b"[]", b"{}", b'{"access_token": 1}', b"\xff", b"[" * 50_000])
def test_rubbish_under_the_right_key(plain: bytes) -> None:
    """Only a fault of ours could have written it; it costs one refresh, not the program."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    bound = b"keyfob tokens\0KFT1\0account\x007"
    assert token_file.unseal(b"KFT1" + nonce + AESGCM(KEY).encrypt(nonce, plain, bound), KEY, "account", 7) is None


def test_a_file_of_an_earlier_release_opens() -> None:
    """Made by hand: magic, nonce, AES-256-GCM over the JSON, bound to account and generation."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    plain = (
        b'{"access_token":"at","id_token":null,"token_type":"Bearer","expires_at":2.5,"obtained_at":1.5,"scope":"s",'
        b'"subject":"ada","username":null,"email":null,"roles":["r"],"opaque":false,"claims":{},"id_claims":{"a":1}}'
    )
    bound = b"keyfob tokens\0KFT1\0\xed\xa0\x80\x007"
    data = b"KFT1" + bytes(12) + AESGCM(KEY).encrypt(bytes(12), plain, bound)
    expected = TokenSet(Secret("at"), None, "Bearer", 2.5, 1.5, "s", 7, "ada", None, None, ("r",), False, {}, {"a": 1})

    assert token_file.unseal(data, KEY, "\ud800", 7) == expected
    assert len(token_file.seal(expected, KEY, "\ud800")) == len(data)


def test_the_longest_file() -> None:
    room = token_file.MAX_BYTES - len(SEALED)
    longest = token_file.seal(replace(TOKENS, scope=TOKENS.scope + "x" * room), KEY, "account")

    assert len(longest) == token_file.MAX_BYTES
    opened = token_file.unseal(longest, KEY, "account", 7)
    assert opened is not None
    assert len(opened.scope) == len(TOKENS.scope) + room


@pytest.mark.parametrize("number", [math.inf, math.nan])
def test_a_claim_that_is_no_json_is_not_written(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        token_file.seal(replace(TOKENS, claims={"x": number}), KEY, "account")
