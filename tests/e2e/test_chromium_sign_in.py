"""A whole session in Debian's Chromium, which the desktop's own `xdg-open` finds: sign-in, use, sign-out, a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.chromium import Chromium, chromium
from tests.support.command import ROOT, Keyfob
from tests.support.oidc_provider import OidcProvider

_SCREENSHOTS = ROOT / "build" / "e2e"


@pytest.fixture
def browser(keyfob_with_keychain: Keyfob, tmp_path: Path) -> Iterator[Chromium]:
    with chromium(keyfob_with_keychain.env, tmp_path / "chromium") as running:
        yield running


@pytest.fixture
def keyfob(browser: Chromium, npm_provider: OidcProvider) -> Keyfob:
    made = Keyfob(browser.env)
    made.add_account("work", **npm_provider.account)
    return made


def test_sign_in_use_and_sign_out(keyfob: Keyfob, browser: Chromium, npm_provider: OidcProvider) -> None:
    assert not browser.was_opened
    with keyfob.start("login", "work", "--json") as login:
        end = browser.drive(screenshots=_SCREENSHOTS / "sign-in")
        result = login.wait()

    assert browser.was_opened
    assert result.exit == 0, result.stderr
    assert (result.json["state"], result.json["subject"]) == ("signed_in", "alice")
    _is_a_page_of_ours(end)
    assert "signed in" in f"{end['title']} {end['text']}".lower()
    assert keyfob.status("work") == result.json
    token = keyfob.run("token", "work", exits=0).stdout.strip()
    assert token.count(".") == 2
    assert keyfob.run("refresh", "work", "--json", exits=0).json["generation"] == 2

    before = npm_provider.events()
    with keyfob.start("logout", "work", "--json") as logout:
        end = browser.drive(screenshots=_SCREENSHOTS / "sign-out")
        result = logout.wait()
    assert result.exit == 0, result.stdout
    assert result.json == {"local": "done", "revoke": "done", "end_session": "done"}
    _is_a_page_of_ours(end)
    assert npm_provider.events()["end_session.success"] == before["end_session.success"] + 1
    for name in ("sign-in", "sign-out"):
        assert (_SCREENSHOTS / name / "page-end.png").stat().st_size > 1000


def test_the_last_page_tells_of_a_refusal(keyfob: Keyfob, browser: Chromium, npm_provider: OidcProvider) -> None:
    """The provider signs the person in, and the tokens are refused: the browser must not say that all is well."""
    keyfob.configure("")
    # Nothing that this provider signs is allowed.
    keyfob.add_account("work", **npm_provider.account | {"id_token_algs": ["ES512"]})
    with keyfob.start("login", "work", "--json") as login:
        end = browser.drive(screenshots=_SCREENSHOTS / "refused")
        result = login.wait()
    assert (result.exit, result.code) == (4, "E_ID_TOKEN")
    assert result.json["error"]["reason"] == "alg"
    _is_a_page_of_ours(end)
    assert "you are signed in" not in end["text"].lower()
    assert result.json["error"]["message"] in end["text"].replace("\n", " ") or "E_ID_TOKEN" in end["text"]
    assert keyfob.status("work")["state"] == "signed_out"


def _is_a_page_of_ours(end: dict[str, object]) -> None:
    """On our address, with nothing of the code in the address bar, asking nobody else for anything."""
    parts = urlsplit(str(end["url"]))
    assert parts.hostname == "127.0.0.1"
    assert (parts.query, parts.fragment) == ("", "")
    assert "code" not in parts.path
    asked = end["requests"]
    assert isinstance(asked, list)
    ours = f"{parts.scheme}://{parts.netloc}"
    assert asked[asked.index(ours) :][-1] == ours
