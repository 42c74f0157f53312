"""A browser reduced to what the protocol sees: it keeps cookies, follows redirects, fills in forms.

It walks through a provider's own login and consent pages with plain HTTP and really fetches the redirect address at
the end, as a browser would. ``python -m tests.support.visitor URL`` does so as a program of its own (``$BROWSER``).
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests

ROOT = Path(__file__).resolve().parents[2]
#: What the visitor knows: form fields by name, of all the providers the tests sign in to.
ALICE = {"login": "alice", "username": "alice", "password": "correct horse battery"}
#: Submit buttons that say yes, by name and value; the first one that a form has is pressed.
_YES = (("answer", "accept"), ("logout", "yes"), ("answer", "logout"))


@dataclass(slots=True)
class Form:
    """An HTML form: its address, its fields, and its submit buttons that carry a value."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """Where the visitor stands.

    :param url: the address; of the redirect not followed where *left* is true.
    :param left: the provider sent the visitor away from its own origin; nothing was fetched there.
    """

    url: str
    status: int
    text: str
    left: bool = False

    @property
    def forms(self) -> list[Form]:
        """The forms of the page."""
        reader = _Forms()
        reader.feed(self.text)
        return reader.forms


class Visitor:
    """One browser profile: cookies last as long as it does. Close it (or use it as a context manager)."""

    def __init__(self, knows: Mapping[str, str] = ALICE) -> None:
        self.knows = dict(knows)
        self.session = requests.Session()
        self.session.trust_env = False

    def open(
        self, url: str, *, method: str = "GET", fields: Mapping[str, str] | None = None, within: str | None = None
    ) -> Page:
        """Go to *url* and follow redirects.

        :param within: the origin that redirects are followed in; None = anywhere.
        """
        for _ in range(20):
            answer = self.session.request(method, url, data=fields, allow_redirects=False, timeout=60)
            for cookie in self.session.cookies:
                cookie.secure = False  # to a browser, loopback is a secure place
            if answer.status_code not in (301, 302, 303, 307, 308):
                return Page(url, answer.status_code, answer.text)
            url = urljoin(url, answer.headers["Location"])
            if answer.status_code < 307:
                method, fields = "GET", None
            if within is not None and origin_of(url) != within:
                return Page(url, answer.status_code, "", left=True)
        raise AssertionError(f"a redirect loop at {origin_of(url)}")

    def submit(self, page: Page, form: Form, *, within: str | None = None) -> Page:
        """Fill in what the visitor knows and send the form; where buttons have values, the one that says yes."""
        fields = {name: self.knows.get(name, value) for name, value in form.fields.items()}
        fields |= dict([button for button in _YES if button in form.buttons][:1])
        # A page that asks who somebody is has a button for everybody.
        fields |= dict([(name, value) for name, value in form.buttons if self.knows.get(name) == value][:1])
        return self.open(urljoin(page.url, form.action), method=form.method, fields=fields, within=within)

    def walk(self, url: str) -> str:
        """Open *url*, say yes on every page, and give the address that the provider sends the visitor away to."""
        page = self._through(url, origin_of(url))
        assert page.left, f"the provider's pages end at {page.url} ({page.status}): {page.text[:2000]}"
        return page.url

    def browse(self, url: str) -> Page:
        """Open *url*, say yes on every page, follow every redirect; gives the page where it ends."""
        return self._through(url, None)

    def _through(self, url: str, within: str | None) -> Page:
        page = self.open(url, within=within)
        for _ in range(10):
            if page.left or not page.forms or page.status >= 400:
                return page
            page = self.submit(page, page.forms[-1], within=within)
        raise AssertionError(f"the pages do not end; the last is {page.url}: {page.text[:2000]}")

    def close(self) -> None:
        """Close the connections."""
        self.session.close()

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def origin_of(url: str) -> str:
    """Scheme, host and port of *url*."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def browser_command(folder: Path, knows: Mapping[str, str] = ALICE) -> str:
    """A program for ``$BROWSER`` that signs in and out by itself; ``browser.log`` in *folder* says what it met."""
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "browser"
    settings = " ".join(f"VISITOR_{name.upper()}={shlex.quote(value)}" for name, value in knows.items())
    script.write_text(
        f"#!/bin/sh\ncd {shlex.quote(str(ROOT))} && exec env {settings} {shlex.quote(sys.executable)}"
        f' -m tests.support.visitor "$1" >>{shlex.quote(str(folder / "browser.log"))} 2>&1\n',
        encoding="utf-8",
    )
    script.chmod(0o700)
    return str(script)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(values.get("action", ""), values.get("method", "get").upper()))
            self._open = True
        elif self._open and values.get("name"):
            self._field(tag, values)

    def _field(self, tag: str, values: dict[str, str]) -> None:
        kind = values.get("type", "submit" if tag == "button" else "text")
        if tag in ("input", "button") and kind == "submit":
            self.forms[-1].buttons.append((values["name"], values.get("value", "")))
        elif tag == "input" and (kind not in ("checkbox", "radio") or "checked" in values):
            self.forms[-1].fields[values["name"]] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


def main() -> int:
    """Go through the pages from the address given as the one argument."""
    prefix = "VISITOR_"
    knows = {name[len(prefix) :].lower(): value for name, value in os.environ.items() if name.startswith(prefix)}
    with Visitor(knows or ALICE) as visitor:
        page = visitor.browse(sys.argv[1])
        # The query may hold a code; the address without it is enough to see where it ended.
        print(page.status, urlsplit(page.url)._replace(query="", fragment="").geturl())
    return 0 if page.status < 400 else 1


if __name__ == "__main__":
    sys.exit(main())
