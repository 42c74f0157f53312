"""Signing in through the desktop's own opener, with a real browser on the provider's own pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.chromium import Chromium, chromium
from tests.support.command import Keyfob
from tests.support.figures import record
from tests.support.oidc_provider import OidcProvider


@pytest.fixture
def browser(keyfob_with_keychain: Keyfob, tmp_path: Path) -> Iterator[Chromium]:
    with chromium(keyfob_with_keychain.env, tmp_path / "chromium") as running:
        yield running


def test_sign_in_through_xdg_open(
    keyfob_with_keychain: Keyfob, browser: Chromium, npm_provider: OidcProvider, tmp_path: Path
) -> None:
    keyfob = Keyfob(browser.env)
    keyfob.add_account("work", **npm_provider.account)

    with keyfob.start("login", "work", "--json") as login:
        end = browser.drive(screenshots=tmp_path / "screenshots")
        result = login.wait()

    assert result.exit == 0, result.stderr
    assert result.json["state"] == "signed_in"
    # The browser ends on a page of ours that says so, and the code is gone from the address bar.
    assert urlsplit(end["url"]).hostname == "127.0.0.1"
    assert urlsplit(end["url"]).query == ""
    assert "signed in" in f"{end['title']} {end['text']}".lower()
    ours = f"{urlsplit(end['url']).scheme}://{urlsplit(end['url']).netloc}"
    asked = end["requests"]
    assert asked[asked.index(ours) :] == [ours], "the last page asked somebody else for something"
    assert keyfob.run("token", "work", exits=0).stdout.strip()
    record("sign-in by a real browser: pages photographed", len(list((tmp_path / "screenshots").glob("*.png"))))
