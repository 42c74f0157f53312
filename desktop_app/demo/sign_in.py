"""The pages of signing in and out, and the OAuth endpoints beside them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from flask import Blueprint, Response, make_response, request

from desktop_app.demo import pages
from desktop_app.demo.client import LoopbackAddresses, form_target
from desktop_app.demo.people import CLIENT_ID, person_by_login

if TYPE_CHECKING:
    from desktop_app.demo.oauth import DemoServer

_PATH: Final = "/oauth2/authorize"


def sign_in(server: DemoServer) -> Blueprint:
    """The blueprint of everything below ``/oauth2/``."""
    views = Blueprint("sign_in", __name__)
    forms = _Forms(server.settings.port)

    @views.get(_PATH)
    def ask() -> Response:
        refused = _unanswerable()
        if refused is not None:
            return refused
        try:
            server.get_consent_grant(end_user=None)
        except OAuth2Error as error:
            return _refused(server, error)
        return forms.page()

    @views.post(_PATH)
    def answer() -> Response:
        refused = _unanswerable()
        if refused is not None:
            return refused
        choice = request.form.get("choice", "")
        person = person_by_login(choice)
        if not forms.is_ours() or (person is None and choice != "cancel"):
            return _page(400, "demo.trouble_title", "demo.trouble_form")
        try:
            grant = server.get_consent_grant(end_user=person)
        except OAuth2Error as error:
            return _refused(server, error)
        response: Response = server.create_authorization_response(grant=grant, grant_user=person)
        return response

    @views.post("/oauth2/token")
    def token() -> Response:
        # RFC 6749 §3.2: parameters come in the body, each once.
        if request.query_string or _repeated():
            error = InvalidRequestError("Parameters come once each, in the body of the request.")
            return _as_response(server.handle_error_response(None, error))
        return server.token_response()

    @views.route("/oauth2/userinfo", methods=["GET", "POST"])
    def userinfo() -> Response:
        return _as_response(server.create_endpoint_response("userinfo"))

    @views.post("/oauth2/revoke")
    def revoke() -> Response:
        return _as_response(server.create_endpoint_response("revocation"))

    @views.post("/oauth2/introspect")
    def introspect() -> Response:
        return _as_response(server.create_endpoint_response("introspection"))

    @views.route("/oauth2/logout", methods=["GET", "POST"])
    def logout() -> Response:
        try:
            asked = server.validate_endpoint_request("end_session")
        except OAuth2Error as error:
            return _page(400, "demo.logout_title", "demo.trouble_request", details=_details(error))
        response = server.create_endpoint_response("end_session", asked)
        if response is not None:
            return _as_response(response)
        if asked.needs_confirmation:
            return _page(200, "demo.nothing_title", "demo.nothing_text")
        return _page(200, "demo.signed_out_title", "demo.signed_out_text")

    return views


class _Forms:
    """The login form, protected against being sent by another page: its token is bound to a cookie and to the request
    it answers. Kept in memory: after a restart the page must be loaded again."""

    def __init__(self, port: int) -> None:
        # Cookies do not know ports: the name keeps two providers on one computer apart.
        self._cookie = f"keyfob_demo_{port}"
        self._key = secrets.token_bytes(32)

    def page(self) -> Response:
        """The login page for the request under way."""
        from desktop_app.demo.app import policy

        cookie = request.cookies.get(self._cookie, "")
        if not 20 <= len(cookie) <= 100:
            cookie = secrets.token_urlsafe(24)
        redirect_uri = request.args["redirect_uri"]
        html = pages.choose(
            query=request.query_string.decode("ascii"),
            csrf=self._token(cookie),
            device=request.args.get("metaData.device.description", ""),
            host=urlsplit(redirect_uri).netloc,
            stays="offline_access" in request.args.get("scope", "").split(),
            hinted=person_by_login(request.args.get("login_hint", "")),
        )
        response = make_response(html)
        response.headers["Content-Security-Policy"] = policy(form_target(redirect_uri))
        response.set_cookie(self._cookie, cookie, path=_PATH, httponly=True, samesite="Lax")
        return response

    def is_ours(self) -> bool:
        """Whether the form came from our page, in the browser that got it."""
        cookie = request.cookies.get(self._cookie, "")
        given = request.form.get("csrf", "").encode("utf-8", "replace")
        return bool(cookie) and hmac.compare_digest(given, self._token(cookie).encode())

    def _token(self, cookie: str) -> str:
        words = cookie.encode("utf-8", "replace") + b"\n" + request.query_string
        return hmac.new(self._key, words, hashlib.sha256).hexdigest()


def _unanswerable() -> Response | None:
    """The page for a request that must not be answered by a redirect (RFC 6749 §4.1.2.1), None where there is no
    reason for one."""
    if not request.query_string.isascii() or _repeated():
        return _page(400, "demo.trouble_title", "demo.trouble_request", details="repeated or unreadable parameters")
    if request.args.get("client_id") != CLIENT_ID:
        return _page(400, "demo.trouble_title", "demo.trouble_client", details=request.args.get("client_id", ""))
    if request.args.get("redirect_uri") not in LoopbackAddresses():
        details = request.args.get("redirect_uri", "redirect_uri is missing")
        return _page(400, "demo.trouble_title", "demo.trouble_redirect", details=details)
    return None


def _repeated() -> bool:
    values = request.values
    return any(len(values.getlist(name)) > 1 for name in values)


def _refused(server: DemoServer, error: OAuth2Error) -> Response:
    if error.redirect_uri:
        return server.refuse(error)
    return _page(400, "demo.trouble_title", "demo.trouble_request", details=_details(error))


def _details(error: OAuth2Error) -> str:
    return f"{error.error}: {error.description or ''}"


def _page(status: int, title: str, words: str, details: str = "") -> Response:
    hint = "demo.trouble_hint" if status >= 400 else ""
    return make_response(pages.message(title, words, hint=hint, details=details), status)


def _as_response(response: object) -> Response:
    assert isinstance(response, Response)  # noqa: S101 - tells mypy what Authlib, untyped, gives back
    return response
