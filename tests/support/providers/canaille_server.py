"""Canaille (through pytest-iam) as a provider for the tests, in an environment of its own.

``canaille_server.py REDIRECT_URI POST_LOGOUT_REDIRECT_URI``: one public client with exactly these; one person, alice.
The first line of output is JSON: issuer, client_id. It ends with its standard input.
"""

import datetime
import json
import os
import socket
import sys
import threading

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from canaille import create_app
from canaille.backends import Backend
from joserfc.jwk import JWKRegistry
from pytest_iam import Server


def settings(port: int) -> dict:
    key = JWKRegistry.generate_key("RSA", 2048)
    key.ensure_kid()
    quiet = {"version": 1, "handlers": {"none": {"class": "logging.NullHandler"}}}
    return {
        "TESTING": True,
        "ENV_FILE": None,
        "SECRET_KEY": "only for the tests",
        "WTF_CSRF_ENABLED": False,
        "PREFERRED_URL_SCHEME": "http",
        "SERVER_NAME": f"localhost:{port}",
        "CANAILLE": {
            "DATABASE": "memory",
            "JAVASCRIPT": False,
            "ACL": {"DEFAULT": {"PERMISSIONS": ["use_oidc"]}},
            "LOGGING": quiet,
        },
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)]},
    }


def main() -> None:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    app = create_app(config=settings(port))
    server = Server(app, port, Backend.instance)
    with app.app_context():
        models = server.models
        server.backend.save(
            models.User(
                user_name="alice",
                given_name="Alice",
                family_name="Liddell",
                formatted_name="Alice Liddell",
                emails=["alice@example.test"],
                password="correct horse battery",
            )
        )
        client = models.Client(
            client_id="keyfob",
            client_name="Keyfob",
            client_id_issued_at=datetime.datetime.now(datetime.UTC),
            token_endpoint_auth_method="none",
            grant_types=["authorization_code", "refresh_token"],
            response_types=["code"],
            redirect_uris=[sys.argv[1]],
            post_logout_redirect_uris=[sys.argv[2]],
            scope=["openid", "profile", "email", "offline_access"],
        )
        server.backend.save(client)
        client.audience = [client]  # its own id tokens are for it; known only once it is saved
        server.backend.save(client)
    threading.Thread(target=server.httpd.serve_forever, daemon=True).start()
    print(json.dumps({"issuer": f"http://localhost:{port}", "client_id": "keyfob"}), flush=True)
    sys.stdin.read()  # until whoever started us is gone
    server.httpd.shutdown()


if __name__ == "__main__":
    main()
