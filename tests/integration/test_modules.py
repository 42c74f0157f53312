"""The 48 conformance modules, played by the command line with a real keychain."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.errors import Code, exit_status
from tests.support.command import Result
from tests.support.figures import record
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.keychain_contents import items, records_of
from tests.support.provider.modules import MODULES, Module, complaints
from tests.support.scripted_provider import ScriptedProvider
from tests.support.stage import SOON, Stage, failure

#: Modules are played at the same time; more would only wait for the processors.
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a module.

    :param complaints: everything that should not have been; empty = passed.
    :param calls_after_poison: requests after the answer that must not be acted upon.
    """

    complaints: tuple[str, ...]
    calls_after_poison: int


@pytest.fixture(scope="module")
def played(
    request: pytest.FixtureRequest, shared_keyring: GnomeKeyring, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Played]:
    """Every module that is asked for in this run, played."""
    asked = {item.name.partition("[")[2].rstrip("]") for item in request.session.items}
    all_of_them = any(item.name == test_all_48_pass.__name__ for item in request.session.items)
    modules = [module for module in MODULES if all_of_them or module.name in asked]
    folder = tmp_path_factory.mktemp("modules")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        results = list(pool.map(lambda module: _play(module, folder / module.name, shared_keyring), modules))
    return {module.name: result for module, result in zip(modules, results, strict=True)}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_module(module: Module, played: Mapping[str, Played]) -> None:
    assert played[module.name].complaints == ()


@pytest.mark.timeout(900)
def test_all_48_pass(played: Mapping[str, Played]) -> None:
    passed = sum(not result.complaints for result in played.values())
    calls = sum(result.calls_after_poison for result in played.values())
    record("modules passed", f"{passed}/{len(MODULES)}", target="48/48")
    record("modules: calls after a poisoned answer", calls, target="0")
    assert (passed, calls) == (48, 0)


@pytest.mark.timeout(900)
def test_the_keychain_holds_records_alone(played: Mapping[str, Played], shared_keyring: GnomeKeyring) -> None:
    """No trial and no half of a record stays behind, whatever became of the sign-ins."""
    kept = [item for item in items(shared_keyring.bus) if not item.username.startswith("api-key-")]
    assert kept
    for item in kept:
        assert item.record["account_id"] == item.username


def _play(module: Module, folder: Path, keyring: GnomeKeyring) -> Played:
    with ScriptedProvider(module.script) as provider:
        stage = Stage(folder, provider, keyring.bus.address)
        before = records_of(keyring.bus, provider.issuer)
        stage.use_visitor()
        found: list[str] = []
        held = ""
        for step in module.steps:
            if step == "rotate-keys":
                provider.rotate_keys()
                continue
            held = stage.token() if step == "refresh" else ""
            result = _take(stage, step, module)
            refused = step == module.refused_at and not (module.may_accept and result.exit == 0)
            found += _refused(module, result) if refused else _done(module, step, result)
            if refused:
                after = [one for one in records_of(keyring.bus, provider.issuer) if one not in before]
                found += _nothing_kept(stage, step, after, held)
                break
        # As seen by the provider, once everything has ended.
        found += complaints(module, provider)
        return Played(tuple(found), provider.counters.calls_after_poison)


def _take(stage: Stage, step: str, module: Module) -> Result:
    if step == "login":
        timeouts = "E_TIMEOUT" in module.codes
        return stage.login(timeout=SOON if timeouts else 90)
    if step == "logout":
        return stage.run("logout", "work", "--timeout", str(90 if module.end_session == "done" else SOON))
    return stage.run(step, "work")


def _done(module: Module, step: str, result: Result) -> list[str]:
    if result.exit != 0:
        return [f"{step} ended with {result.exit}: {result.stdout}{result.stderr}"]
    if step == "logout":
        expected = {"local": "done", "revoke": "done", "end_session": module.end_session}
        return [] if result.json == expected else [f"logout answered {result.json}"]
    state = result.json["state"]
    return [] if state == "signed_in" else [f"{step} left the account {state}"]


def _refused(module: Module, result: Result) -> list[str]:
    if result.exit == 0:
        return ["what must be refused was accepted"]
    exit_, code, reason = failure(result)
    found = []
    if code not in module.codes:
        found.append(f"code {code}, not one of {module.codes}")
    elif exit_ != exit_status(Code(code)):
        found.append(f"exit {exit_} for {code}")
    if module.reasons and reason not in module.reasons:
        found.append(f"reason {reason}, not one of {module.reasons}")
    return found


def _nothing_kept(stage: Stage, step: str, records: list[object], held: str) -> list[str]:
    """After a refused sign-in the account is as it was before: nothing. A refused refresh keeps its one record."""
    expected = 0 if step == "login" else 1
    found = [] if len(records) == expected else [f"the keychain holds {len(records)} records"]
    status = stage.status()
    if step == "login" and (status["state"], status["saved"], status["subject"]) != ("signed_out", "none", None):
        found.append(f"after a refused sign-in: {status}")
    if step == "refresh" and status["state"] != "needs_login":
        found.append(f"after a refused refresh: {status}")
    if step == "refresh":
        given = stage.run("token", "work")
        if given.exit == 0 and given.json["access_token"] != held:
            found.append("the access token of a refused answer was given out")
    return found
