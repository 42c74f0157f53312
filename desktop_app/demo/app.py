"""The web program: its guards, its documents, and which address leads where."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, Response, jsonify, request

from desktop_app.demo import pages
from desktop_app.demo.keys import Keys
from desktop_app.demo.metadata import discovery
from desktop_app.demo.oauth import DemoServer
from desktop_app.demo.records import Settings
from desktop_app.demo.session_calls import session_calls
from desktop_app.demo.sign_in import sign_in
from desktop_app.demo.store import Store
from desktop_app.demo.style import CSS_SOURCE, ICON

if TYPE_CHECKING:
    from types import TracebackType

    from werkzeug.exceptions import HTTPException

MAX_BODY: Final = 64 * 1024
MAX_QUERY: Final = 16 * 1024


class DemoApp(Flask):
    """Flask without tracebacks: they would show what requests carried."""

    def log_exception(
        self, exc_info: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> None:
        """Say on stderr what went wrong and where, no values."""
        kind, _, trace = exc_info
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = "" if trace is None else f" in {trace.tb_frame.f_code.co_qualname}, line {trace.tb_lineno}"
        if sys.stderr is not None:
            print(f"demo provider: {'fault' if kind is None else kind.__name__}{place}", file=sys.stderr, flush=True)


def make_app(settings: Settings, store: Store, *, api_key: str) -> DemoApp:
    """The whole provider as a WSGI program."""
    app = DemoApp("desktop_app.demo", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_MEMORY_SIZE=MAX_BODY, MAX_FORM_PARTS=100)
    keys = Keys(store, settings.issuer)
    server = DemoServer(app, settings, store, keys)
    _guard(app, settings)

    @app.get("/")
    def start() -> str:
        return pages.start(issuer=settings.issuer, api_key=api_key)

    @app.get("/icon.svg")
    def icon() -> Response:
        return Response(ICON, mimetype="image/svg+xml")

    @app.get("/.well-known/openid-configuration")
    def metadata() -> Response:
        return jsonify(discovery(settings.issuer))

    @app.get("/.well-known/jwks.json")
    def jwks() -> Response:
        return jsonify(keys.public())

    app.register_blueprint(sign_in(server))
    app.register_blueprint(session_calls(server, api_key))
    return app


def _guard(app: Flask, settings: Settings) -> None:
    hosts = {f"{name}:{settings.port}" for name in ("127.0.0.1", "localhost", "[::1]")}

    @app.before_request
    def admit() -> Response | None:
        # Another name here is a page elsewhere that made its own name point at this computer (DNS rebinding).
        if request.environ.get("HTTP_HOST") not in hosts:
            return Response("This address is not served here.\n", 421, mimetype="text/plain")
        if len(request.query_string) > MAX_QUERY:
            return Response("Too long.\n", 414, mimetype="text/plain")
        return None

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy())
        for name, value in (
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
        ):
            response.headers[name] = value
        return response

    def trouble(error: HTTPException) -> tuple[Any, int]:
        status = error.code or 500
        if request.path.startswith("/api/"):
            return "", status
        if status == 404:
            return pages.message("demo.not_found_title", "demo.not_found_text"), status
        if status == 500:
            return pages.message("demo.fault_title", "demo.fault_text"), status
        return Response(f"{error.name}\n", status, mimetype="text/plain"), status

    for status in (400, 404, 405, 413, 414, 415, 500):
        app.register_error_handler(status, trouble)


def policy(form_target: str = "") -> str:
    """The Content-Security-Policy: our style sheet and picture, no script. *form_target*: where a form of the page
    may end after redirects, besides here."""
    form = f"form-action 'self' {form_target}" if form_target else "form-action 'none'"
    return (
        f"default-src 'none'; style-src {CSS_SOURCE}; img-src 'self'; {form}; base-uri 'none'; frame-ancestors 'none'"
    )
