"""Authorization codes, and families of refresh tokens: rotation, reuse detection, grace (RFC 9700 §4.14.2)."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field

from tests.support.provider.record import Counters


class Refused(Exception):
    """An OAuth error."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description


@dataclass(slots=True)
class Family:
    """Everything that came from one sign-in.

    :param current: the refresh token that is good now, None before the first.
    :param spent: the ones before it, with the time of their use.
    """

    id: str
    subject: str
    client_id: str
    scope: str
    nonce: str
    auth_time: int
    current: str | None = None
    spent: dict[str, float] = field(default_factory=dict)
    access_tokens: dict[str, float] = field(default_factory=dict)
    revoked: bool = False


@dataclass(slots=True)
class _Code:
    family: Family
    redirect_uri: str
    challenge: str
    until: float
    used: bool = False


class Grants:
    """The provider's memory of codes and families."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._codes: dict[str, _Code] = {}
        self.families: dict[str, Family] = {}

    def new_code(self, family: Family, redirect_uri: str, challenge: str, now: float) -> str:
        """A code for *family*, good for a minute."""
        code = secrets.token_urlsafe(24)
        self._codes[code] = _Code(family, redirect_uri, challenge, now + 60)
        self.families[family.id] = family
        self._counters.codes_issued += 1
        return code

    def redeem(self, code: str, redirect_uri: str, client_id: str, verifier: str, now: float) -> Family:
        """Turn a code into its family (RFC 6749 §4.1.3, RFC 7636 §4.6). Raises :class:`Refused`."""
        known = self._codes.get(code)
        if known is None or now > known.until:
            raise Refused("invalid_grant", "no such code")
        if known.used:
            self.revoke(known.family)
            raise Refused("invalid_grant", "the code was used before")
        if known.redirect_uri != redirect_uri or known.family.client_id != client_id:
            raise Refused("invalid_grant", "the code belongs to another request")
        digest = hashlib.sha256(verifier.encode("ascii", "replace")).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != known.challenge:
            self._counters.pkce_failures += 1
            raise Refused("invalid_grant", "the code verifier does not fit")
        known.used = True
        return known.family

    def issue(self, family: Family, length: int, now: float) -> str:
        """A new refresh token; the one before counts as spent."""
        if family.current is not None:
            family.spent[family.current] = now
        family.current = secrets.token_urlsafe(max(24, length))[: max(24, length)]
        self._counters.refresh_tokens_issued += 1
        return family.current

    def spend(self, token: str, client_id: str, grace: float, now: float) -> tuple[Family, bool]:
        """Use a refresh token. Raises :class:`Refused`.

        :returns: its family, and whether it is the current one (False: spent, but within *grace*).
        """
        family = next((one for one in self.families.values() if token == one.current or token in one.spent), None)
        if family is None or family.client_id != client_id:
            raise Refused("invalid_grant", "no such refresh token")
        if family.revoked:
            self._counters.uses_after_revocation += 1
            raise Refused("invalid_grant", "the session has ended")
        if token == family.current:
            return family, True
        if grace > 0 and now - family.spent[token] <= grace:
            self._counters.grace_uses += 1
            return family, False
        self._counters.reuse_events += 1
        self.revoke(family)
        raise Refused("invalid_grant", "the refresh token was used before")

    def revoke(self, family: Family) -> None:
        """End a family."""
        if not family.revoked:
            family.revoked = True
            self._counters.families_revoked += 1

    def of_token(self, token: str) -> Family | None:
        """The family an access or refresh token belongs to."""
        return next(
            (
                one
                for one in self.families.values()
                if token == one.current or token in one.spent or token in one.access_tokens
            ),
            None,
        )
