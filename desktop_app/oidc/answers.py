"""An HTTP answer's status, looked at before its body, and its Retry-After (RFC 9110 §10.2.3)."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import Code, KeyfobError
from desktop_app.jose import strict_json
from desktop_app.jose.errors import JoseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.jose.strict_json import Overflow
    from desktop_app.ports import HttpAnswer

#: No provider keeps us waiting longer than this, seconds.
MAX_RETRY_AFTER: Final = 86_400
#: What :mod:`desktop_app.jose.strict_json` says of a text that is not JSON at all.
_NOT_JSON: Final = frozenset({"not_json", "not_utf8"})


def retry_after(answer: HttpAnswer, now: float) -> float | None:
    """When to ask again, wall-clock seconds, between *now* and a day later; None if the answer does not say.

    A date is measured against the answer's own Date where there is one, so a wrong clock here does no harm.
    """
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        delay = float(MAX_RETRY_AFTER if len(value) > 6 else int(value))
    else:
        from email.utils import parsedate_to_datetime

        try:
            moment = parsedate_to_datetime(value)
            at = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            return None
        delay = at - (now if answer.date is None else answer.date)
    return now + min(max(delay, 0.0), float(MAX_RETRY_AFTER))


def refuse_status(answer: HttpAnswer, *, now: float) -> None:
    """Raise for a status that decides by itself, whatever the body says.

    :raises KeyfobError: E_RATE (429) and E_SERVER (5xx), both with ``retry_at`` (wall-clock seconds or None),
        E_PROXY (407), E_PORTAL (3xx, and numbers that are no final status).
    """
    status = answer.status
    if status == 429:
        raise KeyfobError(Code.E_RATE, "protocol.rate", status=status, retry_at=retry_after(answer, now))
    if 500 <= status <= 599:
        raise KeyfobError(Code.E_SERVER, "protocol.server", status=status, retry_at=retry_after(answer, now))
    if status == 407:
        raise KeyfobError(Code.E_PROXY, "protocol.proxy", status=status)
    if 300 <= status <= 399:
        raise KeyfobError(Code.E_PORTAL, "protocol.redirected", status=status)
    if not 200 <= status <= 499:
        raise KeyfobError(Code.E_PORTAL, "protocol.not_the_provider", status=status)


def read_object(answer: HttpAnswer, broken: Callable[[str], KeyfobError], *, overflow: Overflow) -> dict[str, Any]:
    """The JSON object in *answer*'s body.

    :param broken: makes the error for JSON that breaks the rules, out of the rule's name.
    :param overflow: see :func:`desktop_app.jose.strict_json.loads`.
    :raises KeyfobError: E_PORTAL for a body that is not JSON at all; what *broken* makes.
    """
    try:
        return strict_json.load_object(answer.body, overflow=overflow)
    except JoseError as error:
        if error.detail in _NOT_JSON:
            raise KeyfobError(Code.E_PORTAL, "protocol.not_json", status=answer.status) from None
        raise broken(error.detail) from None
