"""FusionAuth's session calls: every call of its reference as it goes over the wire, and what its answers become."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop_app.errors import Code, KeyfobError
from desktop_app.ports import HttpAnswer, ListedSession
from desktop_app.providers.fusionauth_sessions import FusionAuthSessions
from desktop_app.providers.session_answers import LIST_LIMIT
from desktop_app.providers.session_providers import Providers
from desktop_app.secret import Secret
from tests.support.openapi import faults
from tests.support.port_doubles import ClockDouble
from tests.support.session_calls import FUSIONAUTH, MINE, OTHER, USER, SendDouble, credentials, reply

SESSION = "aaaaaaaa-2222-4333-8444-555555555555"
APPLICATION = "bbbbbbbb-2222-4333-8444-555555555555"
TENANT = "cccccccc-2222-4333-8444-555555555555"
KEY = "key-of-the-administrator"
BASE = "https://auth.example"


def entry(id_: str = SESSION, **more: object) -> dict[str, object]:
    """A session as FusionAuth lists it, with the raw token that its list carries."""
    return {
        "applicationId": APPLICATION,
        "id": id_,
        "insertInstant": 1_700_000_000_000,
        "startInstant": 1_700_000_000_500,
        "tenantId": TENANT,
        "userId": USER,
        "token": "raw-refresh-token-of-somebody",
        "metaData": {
            "device": {
                "name": "Firefox",
                "description": "ada-laptop",
                "type": "DESKTOP",
                "lastAccessedAddress": "192.0.2.7",
                "lastAccessedInstant": 1_700_000_100_000,
            },
            "scopes": ["openid"],
        },
    } | more


def calls(*answers: HttpAnswer | KeyfobError, key: str | None = KEY, tenant: str | None = TENANT, **place: str):  # type: ignore[no-untyped-def]  # a pair
    http = SendDouble(*answers)
    who = credentials(api_key=key, tenant=tenant)
    return http, FusionAuthSessions(http, ClockDouble(), replace(FUSIONAUTH, **place), who)


def test_the_list_by_the_api_key() -> None:
    listed = {"refreshTokens": [entry(), entry(MINE)]}
    assert faults(listed, "RefreshTokenResponse") == [], "the test's own entry is as the vendor describes it"
    http, client = calls(reply(listed))

    first, second = client.own().sessions

    (sent,) = http.sent
    assert (sent.method, sent.url) == ("GET", f"{BASE}/api/jwt/refresh?userId={USER}")
    assert (sent.authorization, sent.headers, sent.limit) == (KEY, {"X-FusionAuth-TenantId": TENANT}, LIST_LIMIT)
    assert first == ListedSession(
        id=SESSION,
        current=False,
        device="ada-laptop",
        application=APPLICATION,
        address="192.0.2.7",
        started=1_700_000_000.5,
        last_used=1_700_000_100.0,
        expires=None,
        user=USER,
    )
    assert second.current
    assert "raw-refresh-token" not in repr(client.own.__self__) + repr((first, second))


def test_a_session_of_no_application_is_the_browsers() -> None:
    bare = entry(metaData={}, startInstant=None)
    del bare["applicationId"]
    _, client = calls(reply({"refreshTokens": [bare]}))
    (session,) = client.own().sessions
    assert (session.kind, session.application, session.device, session.last_used) == ("sso", "", "", None)
    assert session.started == 1_700_000_000.0, "the time it was stored at, where nothing says when it began"


def test_an_absent_list_is_an_empty_one() -> None:
    _, client = calls(reply({}))
    assert client.own().sessions == ()


def test_without_an_api_key_there_is_no_list_and_nobody_is_asked() -> None:
    http, client = calls(key=None)
    listed = client.own()
    assert ([one.id for one in listed.sessions], listed.complete) == ([MINE], False)
    assert client.offers.note == "fusionauth_no_key"
    assert (client.offers.api_key, client.offers.everywhere, client.offers.others) == ("wanted", True, False)
    for work in (lambda: client.of(OTHER, None), lambda: client.find_user("max"), lambda: client.end_by(USER, None)):
        with pytest.raises(KeyfobError) as refused:
            work()
        assert (refused.value.code, refused.value.text) == (Code.E_USAGE, "sessions.key_wanted")
    assert http.sent == []


def test_one_session_by_its_id() -> None:
    http, client = calls(reply({"refreshToken": entry()}), reply(status=404), reply({"refreshToken": []}))
    assert client.find(SESSION).id == SESSION
    assert client.find(SESSION) is None
    with pytest.raises(KeyfobError, match="malformed"):
        client.find(SESSION)
    assert http.sent[0].url == f"{BASE}/api/jwt/refresh/{SESSION}"


@pytest.mark.parametrize(
    ("key", "authorization"), [(KEY, KEY), (None, "Bearer the.access.token")], ids=["api-key", "owner"]
)
def test_ending_one(key: str | None, authorization: str) -> None:
    http, client = calls(reply(), reply(status=404), key=key)
    assert client.end(ListedSession(SESSION, user=USER)) is True
    assert client.end(ListedSession(SESSION, user=USER)) is False
    sent = http.sent[0]
    assert (sent.method, sent.url) == ("DELETE", f"{BASE}/api/jwt/refresh/{SESSION}")
    assert sent.authorization == authorization


@pytest.mark.parametrize(
    ("user", "application", "query"),
    [
        (USER, None, f"userId={USER}"),
        (None, APPLICATION, f"applicationId={APPLICATION}"),
        (USER, APPLICATION, f"userId={USER}&applicationId={APPLICATION}"),
    ],
)
def test_ending_by_criteria(user: str | None, application: str | None, query: str) -> None:
    http, client = calls(reply())
    assert client.end_by(user, application) is True
    assert (http.sent[0].method, http.sent[0].url) == ("DELETE", f"{BASE}/api/jwt/refresh?{query}")


def test_ending_by_no_criteria_never_leaves() -> None:
    http, client = calls(reply())
    with pytest.raises(ValueError, match="nothing"):
        client.end_by(None, None)
    for user, application in ((USER, ""), ("", APPLICATION)):
        with pytest.raises(ValueError, match="nothing"):
            client.end_by(user, application)
    assert http.sent == []


def test_our_own_session_without_a_known_id_ends_by_its_refresh_token() -> None:
    http, client = calls(reply())
    with pytest.raises(KeyfobError) as revoked:  # what the credentials of these tests do when they revoke
        client.end(ListedSession("current", current=True, user=USER))
    assert revoked.value.params["status"] == 599
    assert http.sent == []


def test_everywhere_is_proved_by_the_refresh_token_alone() -> None:
    http, client = calls(reply(), key=None)
    client.everywhere()
    (sent,) = http.sent
    assert (sent.method, sent.url, sent.authorization) == ("POST", f"{BASE}/api/logout", None)
    assert sent.body == {"global": True, "refreshToken": "the-refresh-token"}
    assert faults(sent.body, "LogoutRequest") == []


def test_revoking_in_its_own_way() -> None:
    http = SendDouble(reply())
    way = Providers(http, ClockDouble()).own_revocation(FUSIONAUTH)
    assert way is not None
    way(Secret("old"))
    assert http.sent[0].body == {"global": False, "refreshToken": "old"}


def test_validate() -> None:
    http, client = calls(reply({"jwt": {"sub": USER, "active": False}}), reply(status=401), reply({}), key=None)
    assert client.validate() == {"sub": USER, "active": True}, "what the token says of itself is not the answer"
    assert client.validate() == {"active": False}
    with pytest.raises(KeyfobError, match="malformed"):
        client.validate()
    assert http.sent[0].authorization == "Bearer the.access.token"
    assert http.sent[0].url == f"{BASE}/api/jwt/validate"


def test_a_person_by_id_or_login() -> None:
    found = {"user": {"id": OTHER, "email": "max@demo.example"}}
    http, client = calls(reply(found), reply(found), reply(status=404), reply({"user": {"id": "../x"}}))
    assert (client.find_user(OTHER), client.find_user("max+1@demo.example")) == (OTHER, OTHER)
    with pytest.raises(KeyfobError) as nobody:
        client.find_user("nobody")
    assert (nobody.value.code, nobody.value.text) == (Code.E_USAGE, "sessions.nobody")
    with pytest.raises(KeyfobError, match="malformed"):
        client.find_user("max")
    assert [sent.url for sent in http.sent[:2]] == [
        f"{BASE}/api/user/{OTHER}",
        f"{BASE}/api/user?loginId=max%2B1%40demo.example",
    ]


def test_another_persons_in_one_application() -> None:
    _, client = calls(reply({"refreshTokens": [entry(), entry(MINE, applicationId=TENANT)]}))
    assert [one.id for one in client.of(OTHER, APPLICATION).sessions] == [SESSION]


def test_an_application_has_no_list() -> None:
    http, client = calls()
    with pytest.raises(KeyfobError) as refused:
        client.of(None, APPLICATION)
    assert refused.value.text == "sessions.no_application_list"
    assert http.sent == []


@pytest.mark.parametrize(
    ("endpoint", "url", "tenant"),
    [
        (f"{BASE}/oauth2/token", f"{BASE}/api/jwt/refresh?userId={USER}", None),
        (f"{BASE}/{TENANT}/oauth2/token", f"{BASE}/api/jwt/refresh?userId={USER}", TENANT),
        (f"{BASE}/idp/oauth2/token", f"{BASE}/idp/api/jwt/refresh?userId={USER}", None),
    ],
    ids=["plain", "tenant-in-path", "below-a-path"],
)
def test_where_the_interface_is(endpoint: str, url: str, tenant: str | None) -> None:
    http, client = calls(reply({}), tenant="not-a-uuid\r\nX-Evil: 1", token_endpoint=endpoint)
    client.own()
    assert http.sent[0].url == url
    assert http.sent[0].headers.get("X-FusionAuth-TenantId") == tenant


@pytest.mark.parametrize("endpoint", [f"{BASE}/token", f"{BASE}/oauth2/token?x=1", "", f"{BASE}/x?/oauth2/token"])
def test_not_fusionauth(endpoint: str) -> None:
    with pytest.raises(KeyfobError) as refused:
        calls(token_endpoint=endpoint)
    assert refused.value.code is Code.E_METADATA


# --- bad answers -----------------------------------------------------------------------------------------------------

HTML = b"<!doctype html><title>Sign in to the network</title>"
BAD_LISTS = [
    (reply(HTML, media_type="text/html"), Code.E_PORTAL, None),
    (reply(HTML), Code.E_PORTAL, None),
    (reply(b'{"refreshTokens": [{"id": "x"'), Code.E_PORTAL, None),
    (reply(b"\xff\xfe{}"), Code.E_PORTAL, None),
    (reply(), Code.E_PORTAL, None),
    (reply(status=401), Code.E_DENIED, "401"),
    (reply(status=403), Code.E_DENIED, "403"),
    (reply(status=404), Code.E_METADATA, None),
    (reply(status=400), Code.E_USERINFO, "status"),
    (reply(status=500), Code.E_SERVER, None),
    (reply(HTML, 503, "text/html"), Code.E_SERVER, None),
    (reply(status=429), Code.E_RATE, None),
    (reply(status=302), Code.E_PORTAL, None),
    (reply(status=407), Code.E_PROXY, None),
    (reply([]), Code.E_USERINFO, "malformed"),
    (reply(b"7"), Code.E_USERINFO, "malformed"),
    (reply({"refreshTokens": {"id": SESSION}}), Code.E_USERINFO, "malformed"),
    (reply(b'{"refreshTokens": [], "refreshTokens": []}'), Code.E_USERINFO, "malformed"),
    (reply(b"[" * 70 + b"]" * 70), Code.E_USERINFO, "malformed"),
    (reply({"refreshTokens": [1] * 100_001}), Code.E_USERINFO, "too_large"),
]


@pytest.mark.parametrize(("answer", "code", "reason"), BAD_LISTS)
def test_a_bad_list_is_a_clear_word(answer: HttpAnswer, code: Code, reason: str | None) -> None:
    _, client = calls(answer)
    with pytest.raises(KeyfobError) as refused:
        client.own()
    assert (refused.value.code, refused.value.reason) == (code, reason)


def test_a_refused_key_is_told_as_such() -> None:
    _, client = calls(reply(status=401), reply(status=401), reply(status=403), key=KEY)
    works: list[Callable[[], object]] = [
        client.own,
        lambda: client.end(ListedSession(SESSION)),
        lambda: client.end_by(USER, None),
    ]
    for work in works:
        with pytest.raises(KeyfobError) as refused:
            work()
        assert refused.value.text == "sessions.key_refused"


def test_entries_that_cannot_be_read_are_counted_and_the_others_shown() -> None:
    bad: list[object] = [
        7,
        None,
        [],
        {},
        {"id": 3},
        {"id": "../../user"},
        {"id": ".."},
        {"id": "a/b"},
        {"id": "x" * 201},
    ]
    _, client = calls(reply({"refreshTokens": [*bad, entry()]}))
    listed = client.own()
    assert ([one.id for one in listed.sessions], listed.unreadable) == ([SESSION], len(bad))


@pytest.mark.parametrize("time", [True, "1700000000000", -5, 0, 1e400, 10**30, None, [], {}], ids=repr)
def test_hostile_times_are_unknown(time: object) -> None:
    device = {"lastAccessedInstant": time}
    body = json.dumps({"refreshTokens": [entry(startInstant=time, insertInstant=time, metaData={"device": device})]})
    _, client = calls(reply(body.replace("Infinity", "1e400").encode()))
    (session,) = client.own().sessions
    assert (session.started, session.last_used) == (None, None)


def test_hostile_words_are_bounded_and_unknown_members_ignored() -> None:
    hostile = "\u202eevil\ud800\x00" + "x" * 10_000
    device = {"description": hostile, "lastAccessedAddress": ["1.2.3.4"], "name": 7, "newMember": {}}
    _, client = calls(
        reply({"refreshTokens": [entry(metaData={"device": device}, userId=hostile, surprise=[1])], "total": 1})
    )
    (session,) = client.own().sessions
    assert (len(session.device), session.address, len(session.user)) == (300, "", 300)


@pytest.mark.parametrize("id_", ["..", ".", "", "a/../b", "a b", "a?b", "a#b", "é", "a\n", "x" * 201])
def test_an_id_that_is_none_goes_nowhere(id_: str) -> None:
    http, client = calls(reply())
    with pytest.raises(KeyfobError) as refused:
        client.end(ListedSession(id_))
    assert (refused.value.code, refused.value.text) == (Code.E_USAGE, "sessions.bad_id")
    assert http.sent == []


@pytest.mark.parametrize("answer", [reply(HTML, media_type="text/html"), reply(b"ok", media_type="text/plain")])
def test_a_page_with_200_is_nobodys_yes(answer: HttpAnswer) -> None:
    _, client = calls(answer, answer, answer)
    works: list[Callable[[], object]] = [
        lambda: client.end(ListedSession(SESSION)),
        lambda: client.end_by(USER, None),
        client.everywhere,
    ]
    for work in works:
        with pytest.raises(KeyfobError) as refused:
            work()
        assert refused.value.code is Code.E_PORTAL
