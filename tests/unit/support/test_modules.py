"""The conformance modules: as many as there should be, and each script does what its name says."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import jwt
import pytest
import requests

from tests.support.provider.careless import CarelessClient
from tests.support.provider.modules import CLIENT_ID, EXTRA, MODULES, Module
from tests.support.provider.provider import ScriptedProvider


def test_there_are_48_modules_with_names_of_their_own() -> None:
    names = [module.name for module in (*MODULES, *EXTRA)]
    assert len(MODULES) == 48
    assert len(set(names)) == len(names)
    assert sum(name.startswith("oidcc-client-test") for name in names) == 30
    for module in MODULES:
        assert (module.refused_at is None) == (not module.codes)
        assert module.is_poisoned == (module.refused_at is not None and not module.may_accept)


@pytest.mark.parametrize("module", [*MODULES, *EXTRA], ids=lambda module: module.name)
def test_each_module_does_something_of_its_own(module: Module) -> None:
    """A script that changes an answer changes it where the module says; the honest ones change nothing."""
    with ScriptedProvider(module.script) as provider:
        client = CarelessClient(provider)
        if module.script.poisoned == "discovery":
            assert client.metadata["issuer"] != provider.issuer
            return
        redirect = client.authorize()
        honest_redirect = redirect.get("state") == ["the-state-of-it"] and redirect.get("iss") == [provider.issuer]
        assert honest_redirect == (module.script.poisoned != "authorize")
        tokens = client.redeem(redirect["code"][0]).json()
        # An algorithm that the metadata does not name makes no token unsound.
        sound = module.script.poisoned != "token" or "id_token_signing_alg_values_supported" in module.script.metadata
        assert _is_honest(client, tokens) == sound
        refreshed = client.refresh(tokens["refresh_token"]).json()
        assert _is_honest(client, refreshed, nonce=None) == (module.script.poisoned != "refresh")


def _is_honest(client: CarelessClient, tokens: dict[str, Any], nonce: str | None = "the-nonce") -> bool:
    """What a careful client would say of the ID token, whatever the metadata allows."""
    token = tokens["id_token"]
    kid = jwt.get_unverified_header(token).get("kid")
    keys = jwt.PyJWKSet.from_dict(requests.get(client.metadata["jwks_uri"], timeout=30).json()).keys
    for key in keys:
        if key.key_type != "RSA" or kid not in (None, key.key_id):
            continue
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=CLIENT_ID,
                issuer=client.provider.issuer,
                options={"require": ["exp", "iat", "sub", "aud", "iss"]},
            )
        except jwt.InvalidTokenError:
            continue
        digest = base64.urlsafe_b64encode(hashlib.sha256(tokens["access_token"].encode()).digest()[:16])
        return (
            claims["sub"] == "alice"
            and claims.get("nonce") == nonce
            and claims["at_hash"] == digest.rstrip(b"=").decode()
            and claims["aud"] in (CLIENT_ID, [CLIENT_ID])
        )
    return False
