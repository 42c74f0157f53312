"""UserInfo and introspection on demand, and the roles they give where the access token cannot be read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from desktop_app.errors import Code
from desktop_app.session.about_person import introspect_now, userinfo_now
from tests.support.provider.script import Fault, Script
from tests.support.workbench import Bench, code_of, failing, workbench

Ask = Callable[[Bench], Mapping[str, object]]


def userinfo(bench: Bench) -> Mapping[str, object]:
    return userinfo_now(bench.deps, bench.account, notify=bench.events.append)


def introspection(bench: Bench) -> Mapping[str, object]:
    return introspect_now(bench.deps, bench.account, notify=bench.events.append)


def says(**members: object) -> Fault:
    return Fault(status=200, body=json.dumps(members))


def test_userinfo_is_asked_with_the_access_token(signed_in: Bench) -> None:
    found = userinfo(signed_in)
    assert (found["sub"], found["email"]) == ("alice", "alice@example.test")
    tokens = signed_in.tokens
    assert tokens is not None
    (asked,) = signed_in.provider.calls("userinfo")
    assert asked.headers["authorization"] == f"Bearer {tokens.access_token.reveal()}"


def test_introspection_is_asked_about_the_access_token(signed_in: Bench) -> None:
    signed_in.provider.fail("introspect", says(active=True, sub="alice", scope="openid"))
    assert introspection(signed_in)["scope"] == "openid"
    tokens = signed_in.tokens
    assert tokens is not None
    (asked,) = signed_in.provider.calls("introspect")
    assert asked.value("token") == tokens.access_token.reveal()
    assert asked.value("token_type_hint") == "access_token"


def test_an_ended_token_is_refreshed_first(signed_in: Bench) -> None:
    signed_in.expire()
    assert userinfo(signed_in)["sub"] == "alice"
    assert signed_in.provider.count("refresh") == 1


@pytest.mark.parametrize(("endpoint", "ask"), [("userinfo", userinfo), ("introspect", introspection)])
@pytest.mark.parametrize(
    ("fault", "code", "reason"),
    [
        (says(active=True, sub="mallory"), Code.E_USERINFO, "sub"),
        (says(active=True, sub=["alice"]), Code.E_USERINFO, "sub"),
        (Fault(status=200, body="<p>", media_type="text/html"), Code.E_PORTAL, None),
        (Fault(status=200, body='{"sub": "al'), Code.E_PORTAL, None),
        (Fault(status=200, body="[]"), Code.E_USERINFO, "malformed"),
        (Fault(status=404, body=""), Code.E_USERINFO, "status"),
        (Fault(status=500, body=""), Code.E_SERVER, None),
        (Fault(drop="reset"), Code.E_NETWORK, None),
    ],
    ids=["somebody-else", "no-word", "html", "half", "array", "404", "500", "reset"],
)
def test_a_bad_answer_is_not_used(
    signed_in: Bench, endpoint: str, ask: Ask, fault: Fault, code: Code, reason: str | None
) -> None:
    signed_in.provider.fail(endpoint, fault)
    before = signed_in.stored()
    assert code_of(lambda: ask(signed_in)) == (code, reason)
    assert signed_in.stored() == before


def test_what_says_inactive_says_nothing_else(signed_in: Bench) -> None:
    signed_in.provider.fail("introspect", says(active=False, sub="alice", roles=["admin"]))
    assert introspection(signed_in) == {"active": False}


def test_a_provider_without_them_says_so(tmp_path: Path) -> None:
    script = Script(metadata_without=("userinfo_endpoint", "introspection_endpoint"))
    with workbench(tmp_path, script) as bench:
        bench.sign_in()
        assert failing(lambda: userinfo(bench)).text == "sessions.no_userinfo"
        assert failing(lambda: introspection(bench)).text == "sessions.no_introspection"


def test_the_token_is_shown_to_no_other_server(tmp_path: Path) -> None:
    script = Script(metadata={"introspection_endpoint": "https://elsewhere.example/introspect"})
    with workbench(tmp_path, script) as bench:
        bench.sign_in()
        assert failing(lambda: introspection(bench)).text == "sessions.no_introspection"


# --- roles of an opaque token ----------------------------------------------------------------------------------------


@pytest.fixture
def opaque(tmp_path: Path) -> Script:
    """Opaque access tokens, and a UserInfo that names no roles."""
    return Script(access="opaque", roles=("user",), userinfo_without=("roles",))


def test_roles_come_from_introspection_where_userinfo_names_none(opaque: Script, tmp_path: Path) -> None:
    with workbench(tmp_path, opaque) as bench:
        bench.provider.fail("introspect", says(active=True, sub="alice", roles=["editor", "user"]))
        assert bench.sign_in().tokens.roles == ("editor", "user")
        assert bench.refresh().tokens.roles == ("editor", "user"), "and again at every refresh"


@pytest.mark.parametrize(
    "fault",
    [
        says(active=True, sub="mallory", roles=["admin"]),
        says(active=False, roles=["admin"]),
        Fault(status=401, body='{"error": "invalid_client"}'),
        Fault(status=500, body=""),
        Fault(drop="reset"),
    ],
    ids=["somebody-else", "inactive", "closed", "500", "reset"],
)
def test_otherwise_there_are_none_and_the_sign_in_goes_on(opaque: Script, tmp_path: Path, fault: Fault) -> None:
    with workbench(tmp_path, opaque) as bench:
        bench.provider.fail("introspect", fault)
        assert bench.sign_in().tokens.roles == ()


def test_nobody_is_asked_where_userinfo_has_them_or_no_path_is_set(tmp_path: Path) -> None:
    with workbench(tmp_path / "a", Script(access="opaque")) as bench:
        assert bench.sign_in().tokens.roles == ("user",)
        assert bench.provider.count("introspect") == 0
    script = Script(access="opaque", userinfo_without=("roles",))
    with workbench(tmp_path / "b", script, roles_claim=()) as bench:
        assert bench.sign_in().tokens.roles == ()
        assert bench.provider.count("introspect") == 0


@pytest.mark.parametrize(
    ("claim", "roles"),
    [
        ("admin user", ("admin", "user")),
        (7, ()),
        (None, ()),
        ({"admin": 1}, ()),
        ([["admin"], {"a": 1}, None, "user"], ("user",)),
        (["\ud800admin", "\u202euser"], ("\ud800admin", "\u202euser")),
        (["r" * 10_000, "ok"], ("ok",)),
        (["admin"] * 10_000, ("admin",)),
    ],
    ids=["words", "number", "null", "nested", "mixed", "hostile", "long", "many"],
)
def test_whatever_form_roles_have(tmp_path: Path, claim: object, roles: tuple[str, ...]) -> None:
    """A role that only looks like one is none: nothing is normalised, so nothing is granted by it."""
    script = Script(access="opaque", userinfo={"roles": claim})
    with workbench(tmp_path, script) as bench:
        assert bench.sign_in().tokens.roles == roles
        assert bench.refresh().tokens.roles == roles


def test_several_paths_and_a_namespaced_claim(tmp_path: Path) -> None:
    script = Script(access="opaque", userinfo={"realm": {"roles": ["a"]}, "https://acme.example/roles": "b c"})
    paths = ("realm.roles", "https://acme\\.example/roles", "nothing.here")
    with workbench(tmp_path, script, roles_claim=paths) as bench:
        assert bench.sign_in().tokens.roles == ("a", "b", "c")


def test_roles_survive_a_refresh(signed_in: Bench) -> None:
    """The web example takes the ID token's claims after a refresh, and they name no roles."""
    before = signed_in.tokens
    assert before is not None
    assert "roles" not in before.id_claims
    for _ in range(2):
        tokens = signed_in.refresh().tokens
        assert "roles" not in tokens.id_claims
        assert tokens.roles == before.roles == ("user",)
    assert signed_in.state.roles == ("user",)


def test_losing_a_role_is_seen_at_the_next_refresh(signed_in: Bench) -> None:
    signed_in.provider.change(roles=())
    assert signed_in.refresh().tokens.roles == ()
    assert signed_in.state.roles == ()
