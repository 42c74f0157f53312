"""Token requests, made by Authlib. Imported late.

Authlib builds the form and authenticates the client. What it makes of the answer never counts: its parser takes
``400 {}`` and ``403 {"message": …}`` for a token, so the answer leaves through
:meth:`_TokenSession.parse_response_token` before anything reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client
from requests.auth import AuthBase

from desktop_app.secret import Secret
from desktop_app.system.http.sessions import Plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import Response

    from desktop_app.ports import Grant
    from desktop_app.system.http.transport import Adapter

#: What Authlib is given by name; everything else goes in as a ready form, since it takes some names (``verify``,
#: ``timeout``) for options of its own.
_NAMED = ("code", "redirect_uri", "code_verifier", "refresh_token")


class _InForm(AuthBase, ClientAuth):  # type: ignore[misc]  # Authlib has no type information
    """Authlib's client authentication as requests wants it."""

    def __call__(self, request: Any) -> Any:
        """The request with the client in it."""
        request.url, request.headers, request.body = self.prepare(
            request.method, request.url, request.headers, request.body
        )
        return request


class _TokenClient(OAuth2Client):  # type: ignore[misc]  # as above
    """Authlib's client, whose answers stay raw. (Its ready-made one for requests loads OAuth 1 and JOSE too: 3 MB.)"""

    client_auth_class = _InForm
    SESSION_REQUEST_PARAMS = ("allow_redirects", "timeout", "proxies", "stream", "verify", "cert")

    def parse_response_token(self, resp: Response) -> Response:
        """The answer as it came."""
        return resp


_make: Any = _TokenClient


def post_grant(
    adapter: Adapter,
    endpoint: str,
    grant: Grant,
    *,
    client_id: str,
    client_secret: Secret | None,
    options: Mapping[str, Any],
) -> Response:
    """The streamed answer to one token request (RFC 6749 §4.1.3, §6; RFC 7636 §4.5).

    A public client sends its client_id in the form. Where a desktop client has a secret it goes into the form as well
    (``client_secret_post``, RFC 6749 §2.3.1), which is what the providers that give out such secrets document.

    :param options: what requests is told about this request (time, proxies).
    """
    session = Plain()
    session.settle(adapter)
    client = _make(
        session,
        client_id=client_id,
        client_secret=client_secret.reveal() if client_secret else None,
        token_endpoint_auth_method="client_secret_post" if client_secret else "none",
    )
    fields = {name: value.reveal() if isinstance(value, Secret) else value for name, value in grant.fields.items()}
    named = {name: fields.pop(name) for name in _NAMED if name in fields}
    answer: Response = client.fetch_token(
        endpoint, body=urlencode(fields), grant_type=grant.grant_type, **named, **options
    )
    return answer
