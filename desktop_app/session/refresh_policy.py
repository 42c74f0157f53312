"""When to refresh, how long to wait after trouble, and how often at most. Pure: the time and chance are parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop_app.errors import Code, exit_status

MAX_LEAD: Final = 300.0
MIN_LEAD: Final = 30.0
LEAD_SHARE: Final = 0.2
JITTER: Final = 0.1
#: A token whose end nobody named is refreshed after this long, seconds.
UNKNOWN_LIFETIME: Final = 1800.0
CALLS_A_MINUTE: Final = 4
#: Answers in a row that are not the provider's, after which the person is asked.
FOREIGN_LIMIT: Final = 10
#: Retry-After is believed up to this long, seconds; without one a 429 counts for DEFAULT_RETRY_AFTER.
MAX_RETRY_AFTER: Final = 86_400.0
DEFAULT_RETRY_AFTER: Final = 60.0

_PROVIDERS: Final = frozenset(
    {code for code in Code if exit_status(code) == 4} - {Code.E_CLOCK} | {Code.E_SERVER, Code.E_RATE, Code.E_PORTAL}
)
_NETWORK_STEPS: Final = (5.0, 10.0, 20.0, 40.0, 55.0)
_SERVER_STEPS: Final = (30.0, 60.0, 120.0, 240.0, 290.0)


def lead(lifetime: float) -> float:
    """How long before its end a token of *lifetime* seconds is refreshed: 20 % of it, between 30 s and 5 minutes,
    half of it for short ones."""
    if lifetime <= 0:
        return 0.0
    return min(max(lifetime * LEAD_SHARE, MIN_LEAD), MAX_LEAD, lifetime / 2)


def due_at(obtained_at: float, expires_at: float | None, chance: float) -> float:
    """The wall-clock time of the next refresh.

    :param chance: a random number in [0, 1), so that many clients do not come at once.
    """
    if expires_at is None:
        return obtained_at + UNKNOWN_LIFETIME
    lifetime = expires_at - obtained_at
    full = lead(lifetime)
    return max(expires_at - max(full * (1 - JITTER * chance), min(MIN_LEAD, full)), obtained_at)


def back_off(attempts: int, code: Code, chance: float) -> float:
    """How long to wait after the *attempts*-th unsuccessful refresh in a row (1 = the first), seconds.

    Trouble on the way or on this machine is looked at again within a minute of its end. A provider out of order, or one
    whose answers are refused, is given up to five.
    """
    steps = _SERVER_STEPS if code in _PROVIDERS else _NETWORK_STEPS
    step = steps[min(max(attempts, 1), len(steps)) - 1]
    return step * (1 - JITTER * chance)


def calls_in_the_last_minute(calls: Sequence[float], now: float) -> tuple[float, ...]:
    """The calls that still count. Times from the future (the clock was set back) do not."""
    return tuple(call for call in calls if now - 60.0 < call <= now)


def may_call(calls: Sequence[float], now: float) -> bool:
    """Whether an unattended token call is allowed now."""
    return len(calls_in_the_last_minute(calls, now)) < CALLS_A_MINUTE


def expires_at(obtained_at: float, expires_in: float | None, exp: float | None) -> float | None:
    """The earlier of what the token response and the verified token say (RFC 6749 §5.1, RFC 7519 §4.1.4).

    :returns: None where neither says anything.
    """
    ends = [end for end in (None if expires_in is None else obtained_at + expires_in, exp) if end is not None]
    return min(ends) if ends else None
