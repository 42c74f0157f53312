"""A client of the demo provider that a test drives by hand: its pages, its token endpoint, its session calls."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit

import requests

CLIENT_ID = "keyfob-demo"
REDIRECT_URI = "http://127.0.0.1:49152/callback"
TIMEOUT = 30.0


@dataclass(slots=True)
class Form:
    """The form of a page: where it goes, what it carries, which buttons it has."""

    action: str = ""
    method: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.form = Form()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the parts of the form."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form.action, self.form.method = values["action"], values["method"]
        elif tag == "input":
            self.form.fields[values["name"]] = values["value"]
        elif tag == "button":
            self.form.buttons.append(values["value"])


def read_form(html: str) -> Form:
    """The form of a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.form


@dataclass(slots=True)
class Attempt:
    """One authorization request."""

    url: str
    verifier: str
    nonce: str
    state: str
    redirect_uri: str


class DemoClient:
    """One program with one browser (its cookies). A context manager."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.http = requests.Session()
        self.http.trust_env = False

    def __enter__(self) -> DemoClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str, **words: Any) -> requests.Response:
        """GET without following redirects."""
        return self.http.get(urljoin(self.issuer, path), allow_redirects=False, timeout=TIMEOUT, **words)

    def post(self, path: str, fields: dict[str, str] | None = None, **words: Any) -> requests.Response:
        """POST a form without following redirects."""
        return self.http.post(urljoin(self.issuer, path), data=fields, allow_redirects=False, timeout=TIMEOUT, **words)

    def delete(self, path: str, **words: Any) -> requests.Response:
        """DELETE."""
        return self.http.delete(urljoin(self.issuer, path), timeout=TIMEOUT, **words)

    def attempt(self, **changes: str | None) -> Attempt:
        """A correct authorization request; *changes* replace parameters (None leaves one out)."""
        verifier, nonce, state = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        query: dict[str, str | None] = {
            "client_id": CLIENT_ID,
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "scope": "openid profile email offline_access",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        given = {name: value for name, value in {**query, **changes}.items() if value is not None}
        url = f"{self.issuer}/oauth2/authorize?{urlencode(given)}"
        return Attempt(url, verifier, nonce, state, given.get("redirect_uri", ""))

    def choose(self, attempt: Attempt, choice: str) -> requests.Response:
        """Load the login page and press a button; the answer is the redirect."""
        page = self.get(attempt.url)
        assert page.status_code == 200, page.text
        form = read_form(page.text)
        assert choice in form.buttons
        return self.post(form.action, {**form.fields, "choice": choice})

    def code(self, attempt: Attempt, who: str = "ada") -> str:
        """Sign in on the page; the code."""
        return callback(self.choose(attempt, who))["code"]

    def exchange(self, attempt: Attempt, code: str, /, **changes: str) -> requests.Response:
        """The code's token request."""
        fields = {
            "grant_type": "authorization_code",
            "client_id": CLIENT_ID,
            "code": code,
            "redirect_uri": attempt.redirect_uri,
            "code_verifier": attempt.verifier,
        }
        return self.post("/oauth2/token", {**fields, **changes})

    def sign_in(self, who: str = "ada", **changes: str | None) -> dict[str, Any]:
        """The whole flow; the token response."""
        attempt = self.attempt(**changes)
        answer = self.exchange(attempt, self.code(attempt, who))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def refresh(self, token: str, /, **changes: str) -> requests.Response:
        """The refresh token's token request."""
        fields = {"grant_type": "refresh_token", "client_id": CLIENT_ID, "refresh_token": token}
        return self.post("/oauth2/token", {**fields, **changes})


def callback(answer: requests.Response, redirect_uri: str = REDIRECT_URI) -> dict[str, str]:
    """The parameters a redirect carries to the program; each must be there once."""
    assert answer.status_code in (302, 303), answer.text
    target = urlsplit(answer.headers["Location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == redirect_uri
    assert all(len(values) == 1 for values in parse_qs(target.query, keep_blank_values=True).values())
    return dict(parse_qsl(target.query, keep_blank_values=True))
