"""What the session calls of all providers have in common: statuses, bounded JSON, and members read by their type."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from desktop_app.errors import Code, KeyfobError
from desktop_app.jose import strict_json
from desktop_app.jose.errors import JoseError
from desktop_app.oidc.answers import refuse_status
from desktop_app.oidc.claims import MAX_TIME

if TYPE_CHECKING:
    from desktop_app.ports import HttpAnswer

#: The longest list of sessions, bytes.
LIST_LIMIT: Final = 32_000_000
#: What an answer over its limit is called.
TOO_LARGE: Final = Code.E_USERINFO
#: No list of sessions that people read is longer.
MAX_SESSIONS: Final = 100_000
MAX_WORDS: Final = 300
_ID: Final = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9._~+=-]{1,200}", re.ASCII)
#: What strict_json says of a text that is no JSON at all.
_NOT_JSON: Final = frozenset({"not_json", "not_utf8"})


def refuse(answer: HttpAnswer, now: float, *, denied: str = "sessions.refused") -> None:
    """Raise for every status but 2xx and 404.

    :param denied: the sentence for 401 and 403.
    :raises KeyfobError: E_DENIED with ``reason`` ``401`` or ``403``, E_USERINFO with ``reason`` ``status`` for other
        4xx, E_RATE, E_SERVER, E_PROXY, E_PORTAL.
    """
    refuse_status(answer, now=now)
    if answer.status in (401, 403):
        raise KeyfobError(Code.E_DENIED, denied, reason=str(answer.status), status=answer.status)
    if answer.status >= 400 and answer.status != 404:
        raise KeyfobError(Code.E_USERINFO, "sessions.status", reason="status", status=answer.status)


def read(answer: HttpAnswer, now: float, *, denied: str = "sessions.refused") -> object:
    """The JSON value of an answer that must have one.

    :raises KeyfobError: what :func:`refuse` raises; E_METADATA for a 404 (there are no such calls here); E_PORTAL for
        what is not JSON at all; E_USERINFO with ``reason`` ``malformed``.
    """
    refuse(answer, now, denied=denied)
    if answer.status == 404:
        raise KeyfobError(Code.E_METADATA, "sessions.no_calls")
    try:
        return strict_json.loads(answer.body, limit=LIST_LIMIT, overflow="infinity")
    except JoseError as error:
        if error.detail in _NOT_JSON:
            raise KeyfobError(Code.E_PORTAL, "protocol.not_json", status=answer.status) from None
        raise malformed(error.detail) from None


def ended(answer: HttpAnswer, now: float, *, denied: str = "sessions.refused") -> bool:
    """Whether a call that ends something did so; False for a 404. A yes is empty, or JSON: a page with 200 is nobody's.

    :raises KeyfobError: what :func:`refuse` raises; E_PORTAL.
    """
    refuse(answer, now, denied=denied)
    if answer.status == 404:
        return False
    if answer.body.strip() and answer.media_type != "application/json":
        raise KeyfobError(Code.E_PORTAL, "protocol.not_json", status=answer.status)
    return True


def malformed(detail: str) -> KeyfobError:
    """The answer breaks the rules."""
    return KeyfobError(Code.E_USERINFO, "sessions.malformed", reason="malformed", detail=detail)


def entries(value: object, detail: str) -> list[Any]:
    """*value* as an array of a length that can be shown. Raises E_USERINFO."""
    if not isinstance(value, list):
        raise malformed(detail)
    if len(value) > MAX_SESSIONS:
        raise KeyfobError(Code.E_USERINFO, "sessions.too_many", reason="too_large", count=len(value))
    return value


def words(members: Mapping[str, object], name: str) -> str:
    """A string, bounded; ``""`` where there is none."""
    value = members.get(name)
    return value[:MAX_WORDS] if isinstance(value, str) else ""


def instant(members: Mapping[str, object], name: str, unit: float) -> float | None:
    """A time as wall-clock seconds; None where there is none that could be shown.

    :param unit: how many of the provider's units make a second.
    """
    value = members.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value / unit if 0 < value <= MAX_TIME * unit else None


def is_id(value: object) -> bool:
    """Whether *value* can be a session's id: it goes into the path of an address."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def in_path(id_: str) -> str:
    """An id as a part of a path.

    :raises KeyfobError: E_USAGE, it is none.
    """
    if not is_id(id_):
        raise KeyfobError(Code.E_USAGE, "sessions.bad_id", id=id_[:MAX_WORDS])
    return quote(id_, safe="")
