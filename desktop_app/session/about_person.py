"""What the provider says of the person and the token, asked now: UserInfo (OIDC Core §5.3) and introspection
(RFC 7662). Nothing of it is used where it is about somebody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import introspection, logout, userinfo
from desktop_app.oidc.claims import shown
from desktop_app.session.finish import own_origins
from desktop_app.session.session_calls import open_calls
from desktop_app.session.token import valid_token
from desktop_app.vault.record import origin_of

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import Cancel
    from desktop_app.secret import Secret
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps
    from desktop_app.session.events import Event


def userinfo_now(
    deps: Deps, account: Account, *, notify: Callable[[Event], None], cancel: Cancel | None = None
) -> Mapping[str, object]:
    """The claims about the account's person.

    :raises KeyfobError: E_USERINFO (``reason`` ``sub``: it is about somebody else), E_METADATA (the provider has no
        such endpoint), what a refresh can end with, E_PORTAL, E_SERVER, E_RATE, E_PROXY, TransportError.
    """
    tokens = valid_token(deps, account, min_ttl=0.0, notify=notify, cancel=cancel)
    metadata = deps.metadata.recent(account)
    return read_userinfo(deps, account, metadata, tokens.access_token, tokens.subject)


def introspect_now(
    deps: Deps, account: Account, *, notify: Callable[[Event], None], cancel: Cancel | None = None
) -> Mapping[str, object]:
    """What the provider says of the access token: ``active``, and the rest where it is. FusionAuth, whose metadata
    name no endpoint for it, is asked in its own way.

    :raises KeyfobError: E_CLIENT (it answers confidential clients only), otherwise as :func:`userinfo_now`.
    """
    tokens = valid_token(deps, account, min_ttl=0.0, notify=notify, cancel=cancel)
    metadata = deps.metadata.recent(account)
    if metadata.introspection_endpoint is not None:
        return read_introspection(deps, account, metadata, tokens.access_token, tokens.subject)
    if deps.sessions is None:
        raise _no_introspection()
    found = open_calls(deps, account, notify=notify, cancel=cancel).calls.validate()
    if found is None:
        raise _no_introspection()
    _same_person(found, tokens.subject)
    return found


def read_userinfo(
    deps: Deps, account: Account, metadata: ProviderMetadata, token: Secret, subject: str
) -> Mapping[str, object]:
    """UserInfo about *subject*, asked with *token*. Raises as :func:`userinfo_now`."""
    endpoint = metadata.userinfo_endpoint
    if endpoint is None:
        raise KeyfobError(Code.E_METADATA, "sessions.no_userinfo")
    answer = deps.http.get(endpoint, trust=account.trust, bearer=token, too_large=Code.E_USERINFO)
    return userinfo.parse(answer, subject=subject, now=deps.clock.now())


def read_introspection(
    deps: Deps, account: Account, metadata: ProviderMetadata, token: Secret, subject: str
) -> Mapping[str, object]:
    """Introspection of *token*, which is *subject*'s. It is shown to nobody but the server it came from, or the
    issuer's own. Raises as :func:`introspect_now`."""
    endpoint = metadata.introspection_endpoint
    if endpoint is None or origin_of(endpoint) not in own_origins(metadata):
        raise _no_introspection()
    # RFC 7662 §2.1 has the fields of a revocation (RFC 7009 §2.1).
    fields = logout.revocation_fields(
        token, client_id=account.client_id, client_secret=account.client_secret, hint="access_token"
    )
    answer = deps.http.post_form(endpoint, fields, trust=account.trust, too_large=Code.E_USERINFO)
    if answer.status in (401, 403):
        raise KeyfobError(Code.E_CLIENT, "sessions.introspection_closed", status=answer.status)
    found = introspection.parse(answer, now=deps.clock.now())
    _same_person(found, subject)
    return found


def _same_person(found: Mapping[str, object], subject: str) -> None:
    """What names a person must name ours; an answer need not name anybody (RFC 7662 §2.2)."""
    if "sub" in found and found["sub"] != subject:
        raise KeyfobError(
            Code.E_USERINFO, "protocol.userinfo_sub", reason="sub", expected=subject, found=shown(found["sub"])
        )


def _no_introspection() -> KeyfobError:
    return KeyfobError(Code.E_METADATA, "sessions.no_introspection")
