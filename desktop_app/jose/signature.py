"""Is the signature good? The mathematics are PyJWT's and cryptography's; the policy is not theirs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_app.jose.algorithms import ALGORITHMS, EDDSA
from desktop_app.jose.policy import fits

if TYPE_CHECKING:
    from jwt.algorithms import Algorithm

    from desktop_app.jose.jwk import Key
    from desktop_app.jose.jws import ParsedJws


#: Judges tokens of one algorithm with one key.
Checker = Callable[["ParsedJws"], bool]


def verify(parsed: ParsedJws, key: Key) -> bool:
    """Whether *key* made the signature of *parsed* (RFC 7515 §5.2).

    False also for an algorithm we do not know, a key that is not for it, or one that makes no sense (a point beside
    its curve). Never raises. Which key may be used at all is :func:`desktop_app.jose.policy.choose`'s business.
    """
    check = checker(key, parsed.alg)
    return check is not None and check(parsed)


def checker(key: Key, alg: str) -> Checker | None:
    """:func:`verify` for one key and one algorithm, the key made ready once; None where it would always be False.

    What comes back judges tokens of *alg* alone: the caller looks at the header first.
    """
    if alg not in ALGORITHMS or not fits(key, alg):
        return None
    from cryptography.exceptions import UnsupportedAlgorithm
    from jwt.exceptions import PyJWTError

    algorithm = _implementations()["EdDSA" if alg in EDDSA else alg]
    entry = {"kty": key.kty, **key.members}
    if key.crv is not None:
        entry["crv"] = key.crv
    try:
        ready = algorithm.from_jwk(entry)
    except (ValueError, PyJWTError, UnsupportedAlgorithm):
        return None

    def check(parsed: ParsedJws) -> bool:
        try:
            return algorithm.verify(parsed.signing_input, ready, parsed.signature)
        except (ValueError, PyJWTError, UnsupportedAlgorithm):
            return False

    return check


@functools.cache
def _implementations() -> dict[str, Algorithm]:
    from jwt.algorithms import get_default_algorithms

    return get_default_algorithms()
