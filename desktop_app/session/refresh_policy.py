"""When to refresh, how long to wait after trouble, and how often at most. Pure: the time and chance are parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from desktop_app.errors import Code, exit_status

if TYPE_CHECKING:
    from desktop_app.vault.token_file import TokenSet

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

#: How often a locked keychain is looked at (without a prompt), seconds.
LOCKED_EVERY: Final = 20.0

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


def believable(due: float, now: float, *, code: Code | None, ends: float | None, waits_until: float | None) -> float:
    """*due* as it was stored, or soon where no plan of ours lies so far ahead: it was made by a clock that was fast.

    :param code: of the trouble after which it was planned, None where there was none.
    :param ends: when the access token ends, None where nobody says.
    :param waits_until: until when nothing may be sent (Retry-After), None where nothing is asked.
    """
    as_usual = now + UNKNOWN_LIFETIME if ends is None else ends
    latest = as_usual if code is None else now + _steps(code)[-1]
    return due if due <= max(latest, waits_until or 0.0) else now + _NETWORK_STEPS[0]


def is_doubtful(tokens: TokenSet, now: float, leeway: float) -> bool:
    """Whether nobody can say by our clock when *tokens* end: they came at a time that lies ahead, so it was set back
    since. A JWT names its end itself, and that holds where our clock was fast then and is right now; but if even its
    beginning, which is the provider's time, lies ahead, our clock is behind now (1970 at boot), and a token that has
    long ended would look good."""
    if tokens.obtained_at <= now + leeway:
        return False
    if tokens.opaque or "exp" not in tokens.claims:
        return True
    begun = tokens.claims.get("iat")
    return isinstance(begun, int | float) and not isinstance(begun, bool) and begun > now + leeway


def back_off(attempts: int, code: Code, chance: float) -> float:
    """How long to wait after the *attempts*-th unsuccessful refresh in a row (1 = the first), seconds.

    Trouble on the way or on this machine is looked at again within a minute of its end. A provider out of order, or one
    whose answers are refused, is given up to five.
    """
    steps = _steps(code)
    step = steps[min(max(attempts, 1), len(steps)) - 1]
    return step * (1 - JITTER * chance)


def _steps(code: Code) -> tuple[float, ...]:
    return _SERVER_STEPS if code in _PROVIDERS else _NETWORK_STEPS


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
