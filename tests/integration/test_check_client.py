"""The client is checked before the first sign-in, at providers written by others and at one that says everything."""

from __future__ import annotations

import pytest

from desktop_app.errors import Code
from desktop_app.ports import Trust
from desktop_app.secret import Secret
from desktop_app.session.check_client import ClientCheck, check_client
from desktop_app.session.describe import describe
from desktop_app.system.clock import SystemClock
from desktop_app.system.http import HttpClient
from tests.support.demo_provider import demo_provider
from tests.support.keycloak import Keycloak
from tests.support.oidc_provider import OidcProvider
from tests.support.scripted_provider import Fault, ScriptedProvider


def check(issuer: str, client_id: str, secret: str | None = None) -> ClientCheck:
    http, clock = HttpClient(), SystemClock()
    found = describe(http, clock, issuer)
    given = None if secret is None else Secret(secret)
    trust = Trust(allow_http=True)
    return check_client(
        http, clock, found.metadata, client_id=client_id, client_secret=given, trust=trust, provider="p"
    )


def test_keycloak(keycloak_provider: Keycloak) -> None:
    assert check(keycloak_provider.issuer, "keyfob").finding == "ready"
    assert check(keycloak_provider.issuer, "nobody").finding == "unknown"


def test_npm_oidc_provider(npm_provider: OidcProvider) -> None:
    assert check(npm_provider.issuer, "keyfob").finding == "ready"
    assert check(npm_provider.issuer, "nobody").finding == "unknown"
    assert check(npm_provider.issuer, "keyfob-secret", "wrong").finding == "unknown"
    assert check(npm_provider.issuer, "keyfob-secret", "the secret of the desktop client").finding == "ready"


def test_the_demo() -> None:
    with demo_provider() as provider:
        assert check(provider.issuer, "keyfob-demo").finding == "ready"
        assert check(provider.issuer, "nobody").finding == "unknown"


@pytest.mark.parametrize(
    ("fault", "finding", "code"),
    [
        (
            Fault(
                status=401,
                body='{"error": "invalid_client", "error_description": "x",'
                ' "error_reason": "client_authentication_missing"}',
            ),
            "secret",
            Code.E_CLIENT,
        ),
        (Fault(status=400, body='{"error": "unsupported_grant_type"}'), "no_refresh", Code.E_CLIENT),
        (Fault(status=400, body='{"error": "invalid_request"}'), "unclear", Code.E_CLIENT),
        (Fault(status=503, body=""), "unclear", Code.E_SERVER),
        (Fault(status=200, body="<p>", media_type="text/html"), "unclear", Code.E_PORTAL),
        (Fault(drop="reset"), "unclear", Code.E_NETWORK),
    ],
    ids=["fusionauth-policy", "no-refresh", "other", "503", "portal", "reset"],
)
def test_what_the_answers_mean(provider: ScriptedProvider, fault: Fault, finding: str, code: Code) -> None:
    provider.fail("refresh", fault)
    found = check(provider.issuer, "keyfob-tests")
    assert found.finding == finding
    assert found.error is not None
    assert found.error.code is code
    if finding == "secret":
        assert found.error.text == "protocol.refresh_client_authentication"
