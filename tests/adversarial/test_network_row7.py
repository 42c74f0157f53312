"""Every trouble a network can make at a refresh: whatever comes, the stored session survives, and its name is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.bad_network import NO_SUCH_HOST, TROUBLES, tls_troubles
from tests.support.certificates import authority, server_context
from tests.support.figures import record
from tests.support.gnome_keyring import GnomeKeyring
from tests.support.scripted_provider import Script, ScriptedProvider
from tests.support.signed_in import unlocked_keyring
from tests.support.stage import Stage, failure

#: Most of these wait for thirty seconds without using the processor.
_AT_ONCE = 12
#: What each must be called. Where the provider rotated and its answer was spoilt, the session may be lost only to
#: reuse detection; a grace time (as most providers have) keeps that out of this set.
_NAMES: Mapping[str, tuple[int, str]] = {
    "portal": (5, "E_PORTAL"),
    "portal_redirect": (5, "E_PORTAL"),
    "json_as_html": (5, "E_PORTAL"),
    "firewall_403": (5, "E_PORTAL"),
    "empty_400": (5, "E_PORTAL"),
    "empty_object_400": (5, "E_PORTAL"),
    "proxy_407": (5, "E_PROXY"),
    "rate_429": (5, "E_RATE"),
    "error_500": (5, "E_SERVER"),
    "error_502": (5, "E_SERVER"),
    "error_503": (5, "E_SERVER"),
    "drip": (5, "E_NETWORK"),
    "drip_body": (5, "E_NETWORK"),
    "hang": (5, "E_NETWORK"),
    "hang_body": (5, "E_NETWORK"),
    "cut_off": (5, "E_NETWORK"),
    "length_too_long": (5, "E_NETWORK"),
    # The ten bytes that were announced came, as application/json: no valid token response.
    "length_too_short": (4, "E_TOKEN_RESPONSE"),
    "broken_chunks": (5, "E_NETWORK"),
    "gzip_bomb": (4, "E_TOKEN_RESPONSE"),
    "reset": (5, "E_NETWORK"),
    "reset_after_head": (5, "E_NETWORK"),
    "lost_answer": (5, "E_NETWORK"),
}
_TLS = ("unknown_ca", "expired", "not_yet", "wrong_host")


@dataclass(frozen=True, slots=True)
class Met:
    """What became of a session that met a trouble.

    :param named: exit status and code of the refresh.
    :param state: of `status` right after it.
    :param kept_token: the stored access token was still given out meanwhile.
    :param went_on: the refresh after the trouble worked.
    """

    named: tuple[int, str | None]
    state: str
    kept_token: bool
    went_on: bool


@pytest.fixture(scope="module")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GnomeKeyring]:
    with unlocked_keyring(tmp_path_factory.mktemp("keyring")) as running:
        yield running


@pytest.fixture(scope="module")
def met(keyring: GnomeKeyring, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Met]:
    """All the troubles, met at the same time."""
    folder = tmp_path_factory.mktemp("network")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        # The ones that take long come first.
        slow = sorted(TROUBLES, key=lambda name: not ("drip" in name or "hang" in name))
        results = pool.map(lambda name: _meet(name, folder / name, keyring), slow)
        return dict(zip(slow, results, strict=True))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", TROUBLES)
def test_the_session_survives(name: str, met: Mapping[str, Met]) -> None:
    assert met[name].named == _NAMES[name]
    assert met[name] == Met(_NAMES[name], "offline", kept_token=True, went_on=True)


@pytest.mark.timeout(900)
def test_all_of_them(met: Mapping[str, Met]) -> None:
    survived = sum(one.went_on and one.state == "offline" for one in met.values())
    record("network troubles at a refresh: sessions that survived", f"{survived}/{len(TROUBLES)}", target="100 %")
    record(
        "network troubles at a refresh: wrong names",
        sum(met[name].named != _NAMES[name] for name in TROUBLES),
        target="0",
    )
    assert survived == len(TROUBLES) == 23


def _meet(name: str, folder: Path, keyring: GnomeKeyring) -> Met:
    with ScriptedProvider(Script(lifetime=3600, grace=600.0)) as provider:
        stage = Stage(folder, provider, keyring.bus.address)
        stage.signed_in()
        held = stage.token()
        provider.fail("refresh", TROUBLES[name])
        ended = stage.keyfob.run("refresh", "work", "--json", timeout=150)
        state = stage.status()["state"]
        kept = stage.run("token", "work")
        provider.change(faults={})
        if name in ("rate_429", "error_503"):
            _forget_the_wait(stage)
        again = stage.run("refresh", "work")
        return Met(
            failure(ended)[:2],
            state,
            kept_token=kept.exit == 0 and kept.json["access_token"] == held,
            went_on=again.exit == 0 and again.json["state"] == "signed_in",
        )


def _forget_the_wait(stage: Stage) -> None:
    """Let the time of Retry-After be over."""
    (file,) = stage.state_folder.rglob("accounts/*.json")
    state = stage.stored()
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(f'"retry_after":{state["retry_after"]}', '"retry_after":1.0'), encoding="utf-8")


# --- certificates, names, and a network that is not there -----------------------------------------------------------


@pytest.fixture
def secure(tmp_path: Path, keyring: GnomeKeyring) -> Iterator[Stage]:
    """Signed in over https, at a provider whose authority is the account's own ca_file."""
    ca_file = authority().write(tmp_path)
    with ScriptedProvider(Script(lifetime=3600), tls=server_context(tmp_path)) as provider:
        stage = Stage(tmp_path / "stage", provider, keyring.bus.address, ca_file=str(ca_file))
        stage.signed_in()
        yield stage


@pytest.mark.parametrize("trouble", _TLS)
def test_a_certificate_that_does_not_fit(secure: Stage, tmp_path: Path, trouble: str) -> None:
    provider = secure.provider
    good = provider.wire.tls
    provider.wire.tls = tls_troubles(tmp_path)[trouble]
    provider.wire.drop_connections()
    seen = secure.calls()

    assert secure.fails("refresh", "work")[:2] == (5, "E_TLS")

    assert secure.calls() == seen
    assert secure.status()["state"] == "offline"
    provider.wire.tls = good
    assert secure.run("refresh", "work", exits=0).json["generation"] == 2


def test_a_name_that_nobody_knows(tmp_path: Path, keyring: GnomeKeyring) -> None:
    with ScriptedProvider() as provider:
        account = {"issuer": f"https://{NO_SUCH_HOST}", "allow_http": False}
        stage = Stage(tmp_path, provider, keyring.bus.address, **account)
        assert stage.fails("login", "work", "--print-url")[:2] == (5, "E_NETWORK")


def test_a_provider_that_is_down(tmp_path: Path, keyring: GnomeKeyring) -> None:
    with ScriptedProvider(Script(lifetime=3600)) as provider:
        stage = Stage(tmp_path, provider, keyring.bus.address)
        stage.signed_in()
    assert stage.fails("refresh", "work")[:2] == (5, "E_NETWORK")
    assert stage.status()["state"] == "offline"
    assert stage.token()
    with ScriptedProvider(Script(lifetime=3600), port=provider.wire.port):
        # Another provider at the old address does not know the token: its word counts.
        assert stage.fails("refresh", "work") == (3, "E_REAUTH", "refused")


def test_a_proxy_that_is_not_there_is_named(tmp_path: Path, keyring: GnomeKeyring) -> None:
    with ScriptedProvider() as provider:
        account = {"issuer": "https://auth.example", "allow_http": False}
        stage = Stage(tmp_path, provider, keyring.bus.address, **account)
        stage.keyfob.env["https_proxy"] = "http://127.0.0.1:9"
        result = stage.run("login", "work", "--print-url", exits=5)
        assert result.code == "E_PROXY"
        assert "127.0.0.1:9" in result.json["error"]["message"]
