"""Why was I refused? One test for each answer a support engineer needs, from the checklist and its words alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop_app.app.token_words import RowWords, row_words
from desktop_app.inspector.checklist import KEYS, Checklist, Expected, Row, check
from desktop_app.inspector.model import InspectedToken
from desktop_app.secret import Secret
from tests.support import minted

NOW = minted.NOW
ISSUER = "https://auth.acme.example"
CLAIMS = {
    "iss": ISSUER,
    "aud": "acme-portal",
    "azp": "desktop",
    "sub": "a1b2",
    "email": "ada@acme.example",
    "iat": NOW - 120,
    "exp": NOW + 180,
    "scope": "openid profile email",
    "roles": ["admin", "user"],
}
HEADER = {"alg": "RS256", "kid": "rsa", "typ": "at+jwt"}
EXPECTED = Expected(
    at=NOW,
    provider="fusionauth",
    issuer=ISSUER,
    audience="acme-portal",
    client_id="desktop",
    scopes=("openid", "profile", "offline_access"),
    roles=("admin",),
    clock_offset=1.2,
    keys=minted.key_set(),
    keys_age=3 * 86_400.0,
    signature="valid",
)


def token(header: dict[str, Any] | None = None, **changes: object) -> InspectedToken:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    return InspectedToken("jws", "compact", Secret("a.b.c"), header={**HEADER, **(header or {})}, claims=claims)


def look(found: InspectedToken, **changes: Any) -> Checklist:
    return check(found, replace(EXPECTED, **changes))


def words(row: Row) -> RowWords:
    return row_words(row, lambda at: f"at {at:.0f}")


def the_one_that_fails(checklist: Checklist, key: str) -> RowWords:
    assert [row.key for row in checklist.rows if row.verdict == "fail"] == [key]
    assert checklist.rows[0].key == key
    return words(checklist.rows[0])


def test_all_is_well() -> None:
    checklist = look(token())

    assert checklist.failed == 0
    assert checklist.asked == 11
    assert [row.key for row in checklist.rows] == list(KEYS)
    assert {row.verdict for row in checklist.rows} == {"pass"}
    assert all(words(row).meaning == words(row).todo == "" for row in checklist.rows)
    assert words(checklist["clock"]) == RowWords("Clock", "within 1 minute", "1 second behind the provider", "", "")
    assert words(checklist["key"]).expected == "one the issuer publishes"
    assert words(checklist["expiry"]).found == f"at {NOW + 180}"


def test_expired() -> None:
    row = the_one_that_fails(look(token(exp=NOW - 180)), "expiry")

    assert row.meaning == "The token expired 3 minutes ago. Services refuse it from that time on."
    assert row.todo.startswith("Refresh")
    assert (row.expected, row.found) == ("later than now", f"at {NOW - 180}")


def test_the_wrong_audience() -> None:
    row = the_one_that_fails(look(token(aud="acme-billing")), "audience")

    assert (row.expected, row.found) == ("acme-portal", "acme-billing")
    assert row.meaning == (
        "The token was issued for another application. Services refuse what is not addressed to them."
    )
    assert row.todo == "Ask for a token for acme-portal: sign in with that client, or set audience in the account."


def test_the_wrong_issuer() -> None:
    row = the_one_that_fails(look(token(iss="https://login.other.example")), "issuer")

    assert (row.expected, row.found) == (ISSUER, "https://login.other.example")
    assert "Another provider" in row.meaning
    assert ISSUER in row.todo


def test_a_missing_role() -> None:
    row = the_one_that_fails(look(token(roles=["user"])), "roles")

    assert (row.expected, row.found) == ("admin", "user")
    assert row.meaning == "The person is known but has no role this page accepts."
    assert row.todo == (
        "Give the role admin to ada@acme.example for this application, then refresh: roles come with the next token."
    )


def test_a_missing_scope() -> None:
    row = the_one_that_fails(look(token(), scopes=("openid", "orders:read", "orders:write")), "scopes")

    assert row.found == "openid profile email"
    assert row.meaning == "The application may not do this: the token lacks orders:read orders:write."
    assert "sign in again" in row.todo


def test_the_key_was_rotated() -> None:
    newer = look(token(header={"kid": "2027-01"}), signature="invalid")
    row = the_one_that_fails(newer, "key")

    assert row.found == "2027-01"
    assert row.meaning == "The key 2027-01 is not among those remembered here: they are 3 days old, the token is newer."
    assert "fetches the new keys" in row.todo

    older = look(token(header={"kid": "2025-01"}), signature="invalid", keys_age=60.0)
    row = the_one_that_fails(older, "key")

    assert "no longer published" in row.meaning
    assert row.todo.startswith("Refresh")


def test_hs256_from_fusionauth() -> None:
    checklist = look(token(header={"alg": "HS256"}), signature="not_checked")
    row = the_one_that_fails(checklist, "algorithm")

    assert row.found == "HS256"
    assert row.expected == "one with a public key"
    assert "FusionAuth signed it with a secret that only the server knows (HS256)" in row.meaning
    assert "JWT" in row.todo
    assert "RS256 or ES256 key" in row.todo
    assert checklist["key"].reason == "key_shared"
    assert checklist["key"].verdict == "unknown"


def test_an_id_token_instead_of_an_access_token() -> None:
    sent = token(header={"typ": "JWT"}, scope=None, at_hash="x", nonce="y", aud="acme-portal")
    checklist = look(sent, roles=())
    row = the_one_that_fails(checklist, "type")

    assert (row.expected, row.found) == ("an access token", "an ID token")
    assert "services want the access token" in row.meaning
    assert "Send the access token" in row.todo
    assert checklist["scopes"].reason == "scopes_id_token"


def test_an_id_token_has_no_roles() -> None:
    sent = token(header={"typ": "JWT"}, scope=None, roles=None, at_hash="x")
    checklist = look(sent)

    assert [row.key for row in checklist.rows if row.verdict == "fail"] == ["roles", "type"]
    assert words(checklist["roles"]).todo == "Send the access token."


def test_the_clock_is_4_minutes_behind() -> None:
    # This computer still takes the token, the service does not.
    checklist = look(token(exp=NOW + 120), clock_offset=240.0)
    expiry, clock = words(checklist["expiry"]), words(checklist["clock"])

    assert [row.key for row in checklist.rows if row.verdict == "fail"] == ["expiry", "clock"]
    assert expiry.meaning == (
        "By the provider's clock the token has expired. This computer's clock is 4 minutes behind."
    )
    assert clock.meaning.startswith("Your clock is 4 minutes behind.")
    assert clock.todo == "Turn on automatic time."
    assert clock.found == "4 minutes behind the provider"


def test_the_clock_is_4_minutes_ahead() -> None:
    checklist = look(token(iat=NOW - 900, exp=NOW - 100), clock_offset=-240.0)

    assert [row.key for row in checklist.rows if row.verdict == "fail"] == ["expiry", "clock"]
    assert "By the provider's clock the token is still valid." in words(checklist["expiry"]).meaning
    assert words(checklist["clock"]).meaning.startswith("Your clock is 4 minutes ahead.")


def test_a_new_token_comes_too_early_for_a_clock_behind() -> None:
    checklist = look(token(iat=NOW + 200, exp=NOW + 500), clock_offset=240.0)

    assert checklist["not_before"].reason == "not_before_clock"
    assert "valid already" in words(checklist["not_before"]).meaning


def test_a_clock_within_the_leeway_changes_nothing() -> None:
    assert look(token(exp=NOW + 10), clock_offset=59.0).failed == 0
    assert look(token(exp=NOW - 59), clock_offset=0.0).failed == 0
    assert look(token(exp=NOW - 60), clock_offset=0.0).failed == 1


def test_several_at_once_stand_in_the_order_of_the_page() -> None:
    sent = token(
        header={"kid": "gone", "typ": "JWT"},
        **{"iss": f"{ISSUER}/", "aud": "other", "azp": "web", "exp": NOW - 999, "nonce": "n", "roles": ["guest"]},
        scope="openid",
    )
    checklist = look(sent, signature="invalid", clock_offset=240.0)
    failing = [row.key for row in checklist.rows if row.verdict == "fail"]

    assert failing == ["issuer", "audience", "party", "expiry", "clock", "scopes", "roles", "key", "type"]
    assert [row.key for row in checklist.rows[: len(failing)]] == failing
    assert (checklist.failed, checklist.asked) == (9, 11)
    assert "slash" in words(checklist["issuer"]).meaning


def test_every_failing_row_says_what_it_means_and_what_to_do() -> None:
    sent = [
        token(iss=None, aud=None, exp="x"),
        token(header={"alg": "none"}),
        token(header={"alg": 5}),
        token(typ="ID"),
    ]
    for one in sent:
        for row in look(one, signature="invalid").rows:
            said = words(row)

            assert (row.verdict in ("fail", "unknown")) == bool(row.reason)
            assert bool(said.meaning) == bool(said.todo) == bool(row.reason)
            assert "…" not in said.meaning + said.todo


def test_nothing_is_asked_without_an_account() -> None:
    checklist = check(token(), Expected(at=NOW))

    assert [row.key for row in checklist.rows if row.verdict == "not_asked"] == [
        *("issuer", "audience", "party", "clock", "scopes", "roles"),
    ]
    assert checklist.failed == 0


@pytest.mark.parametrize(
    ("kind", "reason"), [("opaque", "type_opaque"), ("paseto", "type_opaque"), ("jwe", "type_encrypted")]
)
def test_what_cannot_be_read_is_not_called_wrong(kind: Any, reason: str) -> None:
    unread = InspectedToken(kind, "", Secret("x"))
    checklist = check(unread, EXPECTED)

    assert (checklist.failed, checklist.asked) == (0, 1)
    assert checklist.rows[0].reason == reason
    assert words(checklist.rows[0]).meaning
    assert check(unread, replace(EXPECTED, wants="id")).failed == 1


def test_a_row_is_found_by_its_key() -> None:
    with pytest.raises(KeyError):
        look(token())["colour"]
