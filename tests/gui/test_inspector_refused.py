"""Why was I refused? Each case is answered from the pane alone: the failing row first, what it means, what to do."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.ui.inspect.refused import CheckRow
from tests.gui.controlled import desk
from tests.support import minted
from tests.support.engine_double import EngineDouble, account
from tests.support.inspector_stage import Stage, remember_keys, token


@pytest.fixture
def engine() -> Iterator[EngineDouble]:
    made = EngineDouble(account())
    remember_keys(made)
    yield made
    assert made.on_main == [], "files were read on the main thread"


@pytest.fixture
def stage(qtbot: QtBot, engine: EngineDouble) -> Iterator[Stage]:
    shown = desk(qtbot, engine)
    made = Stage(qtbot, shown)
    yield made
    shown.end()
    made.settle()


@dataclass(frozen=True)
class Case:
    """:param row: the check that fails. :param says: words of its meaning and of what to do."""

    given: str
    row: str
    says: tuple[str, ...]
    verdicts: tuple[str, ...]
    roles: str = ""
    offset: float | None = None
    others: frozenset[str] = field(default_factory=frozenset)


def cases() -> dict[str, Case]:
    now = int(time.time())
    trusted = ("Signature valid", "Claims ok", "Trusted for work")
    failed = ("Signature valid", "Claims failed", "Not trusted")
    return {
        "expired": Case(
            token(iat=now - 600, exp=now - 300),
            "expiry",
            ("The token expired 5 minutes", "ago", "Refresh to get a new one"),
            failed,
        ),
        "wrong-audience": Case(
            token(aud="acme-billing", client_id=None),
            "audience",
            ("issued for another application", "Ask for a token for desktop", "acme-billing"),
            failed,
        ),
        "wrong-issuer": Case(
            token(iss="https://other.example"),
            "issuer",
            ("Another provider issued this token", "Sign in at https://p.example", "https://other.example"),
            failed,
        ),
        "missing-role": Case(
            token(roles=["user"]),
            "roles",
            ("has no role this page accepts", "Give the role admin to ada@p.example", "then refresh"),
            trusted,
            roles="admin",
        ),
        "missing-scope": Case(
            token(scope="openid"),
            "scopes",
            ("lacks profile email", "Add profile email to the account's scopes"),
            trusted,
        ),
        "key-rotated": Case(
            token(key="rsa-2"),
            "key",
            ("rsa-2 is not among those remembered here", "3 days old", "Refresh once online"),
            ("Signature invalid", "Claims ok", "Not trusted"),
        ),
        "hs256-fusionauth": Case(
            token("HS256", key=b"0123456789abcdef0123456789abcdef", applicationId="desktop"),
            "algorithm",
            ("FusionAuth signed it with a secret that only the server knows (HS256)", "choose an RS256 or ES256 key"),
            ("Signature invalid", "Claims ok", "Not trusted"),
        ),
        "id-token": Case(
            token(typ="JWT", nonce="n", at_hash="x", scope=None, roles=None),
            "type",
            ("This is an ID token", "Send the access token instead"),
            trusted,
        ),
        "clock-four-minutes": Case(
            token(iat=now + 235, nbf=now + 235, exp=now + 535),
            "not_before",
            ("This computer's clock is 4 minutes", "behind", "Turn on automatic time"),
            failed,
            offset=240.0,
            others=frozenset({"clock"}),
        ),
    }


@pytest.mark.parametrize("name", sorted(cases()))
def test_the_pane_says_why(stage: Stage, engine: EngineDouble, name: str) -> None:
    case = cases()[name]
    engine.clock_offset = case.offset
    life = stage.desk.controller.lives["work"]
    if name == "hs256-fusionauth":
        life.account = replace(life.account, provider="fusionauth")
    stage.give(case.given)
    stage.ask("work")
    bodies = stage.pane.bodies
    bodies.show_body("refused")
    stage.settle()
    if case.roles:
        bodies.ask.fields["roles"].set_text(case.roles)
        bodies.ask.fields["roles"].submitted.emit()
        stage.settle()
    stage.picture(f"refused-{name}")

    rows = bodies.refused.rows
    failing = [row for row in rows if row.check.kind == "failed"]
    assert failing, "nothing fails"
    assert rows[: len(failing)] == failing, "the failing ones come first"
    assert {row.check.id for row in failing} == {case.row} | case.others
    row = next(row for row in failing if row.check.id == case.row)
    for words in case.says:
        assert words in row.accessibleName(), row.accessibleName()
    assert (row.check.expected, row.check.found) != ("", "")
    assert tuple(stage.words()) == case.verdicts
    assert bodies.ask._count.text().startswith(f"{len(failing)} of ")


def test_an_honest_token_of_the_account_is_trusted(stage: Stage) -> None:
    stage.give(token())

    assert stage.words() == ["Signature valid", "Claims ok", "Trusted for work"]
    stage.pane.bodies.show_body("refused")
    stage.settle()
    stage.picture("refused-nothing")
    assert {row.check.kind for row in stage.pane.bodies.refused.rows} <= {"ok", "unknown"}
    assert "Keys 3 days old" in stage.said()


def test_the_account_is_found_by_the_issuer_and_can_be_taken_away(stage: Stage) -> None:
    stage.give(token(aud="else"))
    assert stage.words()[1] == "Claims failed"
    stage.ask("")

    assert stage.words() == ["Signature not checked", "Claims ok", "Not trusted"]
    stage.give(token(aud="else"))
    assert stage.words()[1] == "Claims ok", "the person's choice stays"


def test_own_values_are_compared(stage: Stage) -> None:
    stage.give(token(iss="https://else.example"))
    stage.ask("own")
    ask = stage.pane.bodies.ask
    stage.pane.bodies.show_body("refused")
    stage.settle()
    for name, value in (
        ("issuer", "https://else.example"),
        ("audience", "api"),
        ("scopes", "write"),
        ("roles", "boss"),
    ):
        ask.fields[name].set_text(value)
        ask.fields[name].submitted.emit()
    stage.settle()
    stage.picture("refused-own-values")

    kinds = {row.check.id: row.check.kind for row in stage.pane.bodies.refused.rows}
    assert (kinds["issuer"], kinds["audience"], kinds["scopes"], kinds["roles"]) == ("ok", "failed", "failed", "failed")
    assert stage.words()[1:] == ["Claims failed", "Not trusted"]


def test_how_it_looked_then(stage: Stage) -> None:
    now = int(time.time())
    stage.give(token(iat=now - 9000, exp=now - 8000))
    assert stage.words()[1] == "Claims failed"
    ask = stage.pane.bodies.ask
    stage.pane.bodies.show_body("refused")
    ask.time.chosen.emit("other")
    ask.when.set_text("not a time")
    ask.when.submitted.emit()
    assert ask.when.error() == "Write it like 2026-11-23T14:30:00Z."
    ask.when.set_text(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - 8500)))
    ask.when.submitted.emit()
    stage.settle()

    assert ask.when.error() == ""
    assert stage.words() == ["Signature valid", "Claims ok", "Trusted for work"]
    ask.time.chosen.emit("")
    stage.settle()
    assert stage.words()[1] == "Claims failed"


def test_an_id_token_is_right_where_one_is_wanted(stage: Stage) -> None:
    stage.give(token(typ="JWT", nonce="n", at_hash="x"))
    stage.pane.bodies.show_body("refused")
    stage.pane.bodies.ask.wants.chosen.emit("id")
    stage.settle()

    assert [row.check.id for row in stage.pane.bodies.refused.rows if row.check.kind == "failed"] == []


def test_rows_are_rendered_once_for_each_answer(stage: Stage) -> None:
    stage.give(token())
    stage.pane.bodies.show_body("refused")
    stage.settle()
    before = list(stage.pane.bodies.refused.rows)
    stage.looking.redraw()

    assert stage.pane.bodies.refused.rows == before
    assert all(isinstance(row, CheckRow) for row in before)


@pytest.mark.parametrize("alg", ["RS256", "PS384", "ES256", "EdDSA"])
def test_a_key_given_here_checks(stage: Stage, engine: EngineDouble, alg: str) -> None:
    engine.keys.clear()
    name = minted.KEY_OF_ALG[alg]
    stage.give(token(alg))
    assert stage.words()[0] == "Signature not checked"
    assert "No keys remembered for work" in stage.said()
    stage.pane.key_given.emit("text", json.dumps({"keys": [minted.jwk(name)]}))
    stage.settle()

    assert stage.words()[0] == "Signature valid"
    stage.pane.key_given.emit("none", "")
    stage.settle()
    assert stage.words()[0] == "Signature not checked"
