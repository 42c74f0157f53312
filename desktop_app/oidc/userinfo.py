"""The UserInfo response (OpenID Connect Core 1.0 §5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc.answers import read_object, refuse_status
from desktop_app.oidc.claims import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.ports import HttpAnswer


def parse(answer: HttpAnswer, *, subject: str, now: float) -> Mapping[str, object]:
    """The claims about *subject*.

    :param subject: ``sub`` of the verified ID token; an answer about anybody else is not used (§5.3.2).
    :raises KeyfobError: E_USERINFO with ``reason`` ``status``, ``signed``, ``malformed`` or ``sub``; E_PORTAL for a
        200 that is not JSON at all; E_SERVER, E_RATE, E_PROXY.
    """
    refuse_status(answer, now=now)
    if answer.status != 200:
        raise KeyfobError(Code.E_USERINFO, "protocol.userinfo_status", reason="status", status=answer.status)
    if answer.media_type == "application/jwt":
        raise KeyfobError(Code.E_USERINFO, "protocol.userinfo_signed", reason="signed")
    claims = read_object(answer, _broken, overflow="refuse")
    if claims.get("sub") != subject:
        raise KeyfobError(
            Code.E_USERINFO, "protocol.userinfo_sub", reason="sub", expected=subject, found=shown(claims.get("sub"))
        )
    return claims


def _broken(detail: str) -> KeyfobError:
    return KeyfobError(Code.E_USERINFO, "protocol.userinfo_json", reason="malformed", detail=detail)
