"""The times in a token (RFC 7519 §4.1.4-6, OIDC Core §2): whether it is valid at a moment, and what is odd."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from desktop_app.inspector.codes import finding
from desktop_app.inspector.model import Finding, Question
from desktop_app.oidc.claims import MAX_TIME, time_of

#: Access and ID tokens that live longer are worth a word, seconds.
LONG_LIFE: Final = 86_400
#: A number of this size is milliseconds since 1970 rather than seconds.
_MILLISECONDS: Final = (5e11, 1e14)
_NAMES: Final = ("exp", "nbf", "iat", "auth_time")

Times = dict[str, float | None]


def check(claims: Mapping[str, Any], question: Question, found: list[Finding]) -> tuple[bool, bool]:
    """Judge ``exp`` and ``nbf`` at the time asked for, and say what is odd about all times.

    :returns: whether there was anything to check, and whether it held.
    """
    times = {name: _read(claims, name, found) for name in _NAMES if name in claims}
    checked = "exp" in claims or "nbf" in claims
    good = True
    at, leeway = question.at, question.leeway
    expires_at, begins_at = times.get("exp"), times.get("nbf")
    if "exp" in claims and expires_at is None or "nbf" in claims and begins_at is None:
        good = False
    if expires_at is not None and at >= expires_at + leeway:
        good = False
        found.append(finding("expired", "claims.exp", seconds=int(at - expires_at), at=int(at), exp=int(expires_at)))
    if begins_at is not None and begins_at > at + leeway:
        good = False
        found.append(finding("not_yet_valid", "claims.nbf", seconds=int(begins_at - at)))
    _odd(times, at + leeway, found)
    _clock(times, good, question, found)
    return checked, good


def _read(claims: Mapping[str, Any], name: str, found: list[Finding]) -> float | None:
    value = claims[name]
    try:
        time = time_of(claims, name)
    except ValueError:
        found.append(finding("time_type", f"claims.{name}", name=name))
        return None
    if _MILLISECONDS[0] <= value <= _MILLISECONDS[1]:
        found.append(finding("time_milliseconds", f"claims.{name}", name=name))
    elif not 0 <= value <= MAX_TIME:
        found.append(finding("time_far", f"claims.{name}", name=name))
    return time


def _odd(times: Mapping[str, float | None], latest: float, found: list[Finding]) -> None:
    expires_at, begins_at, made_at = times.get("exp"), times.get("nbf"), times.get("iat")
    signed_in_at = times.get("auth_time")
    if made_at is not None and made_at > latest:
        found.append(finding("iat_future", "claims.iat", seconds=int(made_at - latest)))
    if signed_in_at is not None and signed_in_at > latest:
        found.append(finding("auth_time_future", "claims.auth_time"))
    if expires_at is None:
        return
    if made_at is not None and expires_at <= made_at:
        found.append(finding("exp_before_iat", "claims.exp"))
    if begins_at is not None and expires_at <= begins_at:
        found.append(finding("exp_before_nbf", "claims.exp"))
    begins = made_at if made_at is not None else begins_at
    if begins is not None and expires_at - begins > LONG_LIFE:
        found.append(finding("long_life", "claims.exp", hours=int((expires_at - begins) // 3600)))


def _clock(times: Mapping[str, float | None], good: bool, question: Question, found: list[Finding]) -> None:
    """The measured clock: it may be the reason, or at least be wrong."""
    offset = question.clock_offset
    if offset is None or abs(offset) <= question.leeway:
        return
    minutes = max(1, round(abs(offset) / 60))
    there = question.at + offset
    expires_at, begins_at = times.get("exp"), times.get("nbf")
    holds_there = (expires_at is None or there < expires_at + question.leeway) and (
        begins_at is None or begins_at <= there + question.leeway
    )
    if not good and holds_there and (expires_at is not None or begins_at is not None):
        found.append(finding("clock_explains", "token", minutes=minutes))
    else:
        found.append(finding("clock_off", "token", minutes=minutes))
