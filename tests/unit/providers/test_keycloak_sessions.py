"""Keycloak's session calls, as they go over the wire (the real one is met in tests/integration)."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import HttpAnswer, ListedSession, Place, Trust
from desktop_app.providers.keycloak_sessions import KeycloakSessions, realm_of
from desktop_app.providers.session_providers import Providers
from desktop_app.secret import Secret
from tests.support.port_doubles import ClockDouble
from tests.support.session_calls import KEYCLOAK, MINE, OTHER, USER, SendDouble, credentials, reply

ACCOUNT = "https://kc.example/realms/r/account/sessions"
ADMIN = "https://kc.example/admin/realms/r"
DEVICES = [
    {
        "os": "Linux",
        "osVersion": "Unknown",
        "device": "Other",
        "sessions": [
            {
                "id": MINE,
                "ipAddress": "192.0.2.1",
                "started": 1_700_000_000,
                "lastAccess": 1_700_000_060,
                "expires": 1_700_036_000,
                "browser": "Firefox/140",
                "clients": [{"clientId": "app", "clientName": "App"}, {"clientId": "web"}],
            },
            {"id": "s2", "current": True, "browser": "Other/Unknown"},
        ],
    },
]


def calls(*answers: HttpAnswer | KeyfobError) -> tuple[SendDouble, KeycloakSessions]:
    http = SendDouble(*answers)
    return http, KeycloakSessions(http, ClockDouble(), KEYCLOAK, credentials())


def admin_entry(id_: str, **more: Any) -> dict[str, object]:
    return {
        "id": id_,
        "userId": OTHER,
        "ipAddress": "192.0.2.9",
        "start": 1_700_000_000_000,
        "lastAccess": 1_700_000_060_000,
        "clients": {"uuid": "app"},
    } | more


def test_ones_own_with_times_in_seconds() -> None:
    http, client = calls(reply(DEVICES))
    first, second = client.own().sessions
    assert http.sent[0].url == f"{ACCOUNT}/devices"
    assert http.sent[0].authorization == "Bearer the.access.token"
    assert first == ListedSession(
        id=MINE,
        current=True,
        device="Firefox/140, Linux",
        application="app, web",
        address="192.0.2.1",
        started=1_700_000_000.0,
        last_used=1_700_000_060.0,
        expires=1_700_036_000.0,
        user=USER,
    )
    assert (second.current, second.device, second.application) == (True, "Linux", "")


def test_anothers_with_times_in_milliseconds_and_the_offline_ones_of_our_application() -> None:
    http, client = calls(
        reply([{"id": "client-uuid", "clientId": "app"}]), reply([admin_entry("s1")]), reply([admin_entry("s1")])
    )
    first, second = client.of(OTHER, None).sessions
    assert [sent.url.removeprefix(ADMIN) for sent in http.sent] == [
        "/clients?clientId=app",
        f"/users/{OTHER}/sessions",
        f"/users/{OTHER}/offline-sessions/client-uuid",
    ]
    assert (first.kind, second.kind) == ("session", "offline")
    assert (first.started, first.last_used, first.user) == (1_700_000_000.0, 1_700_000_060.0, OTHER)


def test_without_the_right_to_look_clients_up_the_offline_ones_are_missing() -> None:
    _, client = calls(reply(status=403), reply([admin_entry("s1")]))
    assert [one.kind for one in client.of(OTHER, None).sessions] == ["session"]


def test_an_applications_sessions_come_in_pages() -> None:
    pages = [reply([admin_entry(f"s{n}") for n in range(500)]), reply([admin_entry("last")])]
    http, client = calls(reply([{"id": "client-uuid", "clientId": "app"}]), *pages)
    assert len(client.of(None, "app").sessions) == 501
    assert [sent.url.partition("?")[2] for sent in http.sent[1:]] == ["first=0&max=500", "first=500&max=500"]


def test_an_application_nobody_knows() -> None:
    for user in (None, OTHER):
        other = {"id": "client-uuid", "clientId": "nothing-else"}
        answers = [reply([other])] if user is None else [reply([other]), reply([])]
        _, client = calls(*answers)
        with pytest.raises(KeyfobError) as refused:
            client.of(user, "nothing")
        assert (refused.value.code, refused.value.text) == (Code.E_USAGE, "sessions.no_application")


def test_ones_own_end_by_the_account_interface_and_others_by_the_administrations() -> None:
    http, client = calls(reply(status=204), reply(status=204), reply(status=204), reply(status=404))
    assert client.end(ListedSession("s1", user=USER))
    assert client.end(ListedSession("s2", user=OTHER))
    assert client.end(ListedSession("s3", user=OTHER, kind="offline"))
    assert client.end(ListedSession("s4")) is False
    assert [(sent.method, sent.url) for sent in http.sent] == [
        ("DELETE", f"{ACCOUNT}/s1"),
        ("DELETE", f"{ADMIN}/sessions/s2"),
        ("DELETE", f"{ADMIN}/sessions/s3?isOffline=true"),
        ("DELETE", f"{ADMIN}/sessions/s4"),
    ]


def test_our_own_offline_session_ends_by_its_refresh_token() -> None:
    http, client = calls()
    with pytest.raises(KeyfobError) as revoked:  # what the credentials of these tests do when they revoke
        client.end(ListedSession(MINE, current=True, user=USER, kind="offline"))
    assert revoked.value.params["status"] == 599
    assert http.sent == []


def test_all_of_somebody() -> None:
    http, client = calls(reply(status=204), reply(status=204), reply(status=404))
    assert client.end_by(OTHER, None)
    assert client.end_by(USER, None)
    assert not client.end_by(None, "app")
    assert not client.end_by(OTHER, "app")
    with pytest.raises(KeyfobError) as nobody:
        client.end_by("nobody", None)
    assert nobody.value.text == "sessions.nobody"
    assert [(sent.method, sent.url) for sent in http.sent[:2]] == [
        ("POST", f"{ADMIN}/users/{OTHER}/logout"),
        ("DELETE", f"{ACCOUNT}?current=true"),
    ]


def test_a_person_by_id_name_or_address() -> None:
    someone = {"id": OTHER, "username": "max", "email": "Max@kc.example"}
    longer = {"id": USER, "username": "maximilian", "email": "a@b.example.org"}
    http, client = calls(
        reply(someone), reply(status=404), reply([longer, someone]), reply([someone]), reply([]), reply([longer])
    )
    assert client.find_user(OTHER) == OTHER
    assert client.find_user("max") == OTHER
    assert client.find_user("max@kc.example") == OTHER
    for _ in range(2):
        with pytest.raises(KeyfobError) as nobody:
            client.find_user("a@b.example")
        assert nobody.value.text == "sessions.nobody"
    assert [sent.url.removeprefix(f"{ADMIN}/users") for sent in http.sent[:4]] == [
        f"/{OTHER}",
        "/max",
        "?username=max&exact=true",
        "?email=max%40kc.example&exact=true",
    ]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (reply(b"<html>", media_type="text/html"), Code.E_PORTAL),
        (reply(status=401), Code.E_DENIED),
        (reply(status=403), Code.E_DENIED),
        (reply(status=404), Code.E_METADATA),
        (reply(status=500), Code.E_SERVER),
        (reply(b'[{"os": "Lin'), Code.E_PORTAL),
        (reply({"sessions": []}), Code.E_USERINFO),
    ],
)
def test_a_bad_list_is_a_clear_word(answer: HttpAnswer, code: Code) -> None:
    _, client = calls(answer)
    with pytest.raises(KeyfobError) as refused:
        client.own()
    assert refused.value.code is code


def test_entries_that_cannot_be_read_are_counted() -> None:
    _, client = calls(reply([7, {"sessions": 7}, {"sessions": [{}, {"id": "ok", "clients": [7, {"clientId": 8}]}]}]))
    listed = client.own()
    assert ([one.id for one in listed.sessions], listed.unreadable) == (["ok"], 3)


def test_logging_out_by_refresh_token_where_there_is_no_revocation() -> None:
    http = SendDouble(reply(status=204))
    way = Providers(http, ClockDouble()).own_revocation(KEYCLOAK)
    assert way is not None
    way(Secret("old"))
    assert http.forms == [(KEYCLOAK.end_session_endpoint, {"client_id": "app", "refresh_token": "old"})]


def test_not_keycloak() -> None:
    for endpoint in ("https://kc.example/token", "https://kc.example/protocol/openid-connect/token", ""):
        with pytest.raises(KeyfobError):
            realm_of(endpoint)


# --- the others ------------------------------------------------------------------------------------------------------


def test_any_other_provider_ends_this_session_and_says_what_there_is_not() -> None:
    place = Place("generic", "https://p.example", "app", Trust())
    http = SendDouble()
    providers = Providers(http, ClockDouble())
    client = providers.calls(place, credentials())
    listed = client.own()
    assert ([one.id for one in listed.sessions], listed.complete, client.offers.note) == ([MINE], False, "generic")
    assert (client.find("x"), client.validate(), client.end_by(USER, None)) == (None, None, False)
    for work in (
        lambda: client.of(OTHER, None),
        lambda: client.find_user("x"),
        lambda: client.end(ListedSession("other")),
        client.everywhere,
    ):
        with pytest.raises(KeyfobError) as refused:
            work()
        assert refused.value.code is Code.E_USAGE
    with pytest.raises(KeyfobError) as revoked:
        client.end(ListedSession(MINE, current=True))
    assert revoked.value.params["status"] == 599
    assert (providers.own_revocation(place), providers.has_api_key("generic")) == (None, False)
    assert http.sent == []


@pytest.mark.parametrize(
    ("provider", "issuer", "page"),
    [
        ("keycloak", "https://kc.example/realms/r/", "https://kc.example/realms/r/account/device-activity"),
        ("google", "https://accounts.google.com", "https://myaccount.google.com/device-activity"),
        ("entra", "https://login.microsoftonline.com/t/v2.0", "https://mysignins.microsoft.com/"),
        ("okta", "https://acme.okta.com/oauth2/default", "https://acme.okta.com/enduser/settings"),
        ("zitadel", "https://acme.zitadel.cloud", "https://acme.zitadel.cloud/ui/console/users/me"),
        ("authentik", "https://a.example/application/o/app/", "https://a.example/if/user/"),
        ("fusionauth", "acme.com", None),
        ("auth0", "https://acme.auth0.com/", None),
        ("generic", "https://p.example", None),
        ("okta", "acme", None),
        ("zitadel", "javascript://x", None),
        ("zitadel", "https://a@b.example", None),
    ],
)
def test_the_providers_own_page(provider: str, issuer: str, page: str | None) -> None:
    place = Place(provider, issuer, "app", Trust())
    assert Providers(SendDouble(), ClockDouble()).own_page(place) == page
