"""From a strictly parsed token response to a verified token set, at sign-in and at every refresh alike.

OIDC Core §3.1.3.7 and §12.2 for the ID token, the account's ``access_token`` rule for the access token, OIDC Core
§5.3.2 for userinfo.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from desktop_app.errors import Code, KeyfobError
from desktop_app.jose import jws
from desktop_app.oidc import access_token, id_token, roles
from desktop_app.oidc.access_token import VerifiedAccessToken
from desktop_app.session.about_person import read_introspection, read_userinfo
from desktop_app.session.refresh_policy import expires_at
from desktop_app.vault.token_file import TokenSet

if TYPE_CHECKING:
    from desktop_app.jose.jwk import KeySet
    from desktop_app.oidc.id_token import FirstIdToken, VerifiedIdToken
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.oidc.token_response import TokenResponse
    from desktop_app.ports import HttpAnswer
    from desktop_app.secret import Secret
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps

T = TypeVar("T")

#: Reasons that a wrong clock explains.
_TIMES = frozenset({"exp", "iat", "auth_time"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a token response is checked against.

    :param nonce: the attempt's nonce at sign-in, None at a refresh.
    :param first: the session's first ID token's facts at a refresh, None at sign-in.
    :param held: the token set held so far; its identity carries on where a refresh brings no ID token.
    """

    nonce: str | None = None
    max_age: int | None = None
    first: FirstIdToken | None = None
    held: TokenSet | None = None


@dataclass(frozen=True, slots=True)
class CheckedTokens:
    """A verified token set, and the ID token it came with (None at a refresh without one)."""

    tokens: TokenSet
    id_token: VerifiedIdToken | None


class OtherPerson(Exception):
    """A refresh answered with tokens of another subject or issuer: quarantine."""


def check(
    deps: Deps,
    account: Account,
    metadata: ProviderMetadata,
    response: TokenResponse,
    answer: HttpAnswer,
    subject: Subject,
) -> CheckedTokens:
    """Verify what the token endpoint gave.

    :returns: the token set with generation 0; whoever stores it says which generation it is.
    :raises KeyfobError: E_ID_TOKEN, E_ACCESS_TOKEN, E_CLOCK, E_USERINFO, E_TOKEN_RESPONSE (no ID token at sign-in),
        or why the keys could not be had.
    :raises OtherPerson: at a refresh, where subject or issuer differ from the session's.
    """
    checks = _Checks(deps, account, metadata, answer)
    verified = checks.id_token(response, subject)
    if verified is None and subject.first is None:
        raise KeyfobError(Code.E_TOKEN_RESPONSE, "session.no_id_token")
    access = checks.access_token(response.access_token)
    id_claims: Mapping[str, object] = (
        verified.claims if verified is not None else (subject.held.id_claims if subject.held else {})
    )
    person = _person(verified, subject)
    obtained = answer.received
    if isinstance(access, VerifiedAccessToken):
        _same_holder(access.claims, subject)
        exp, claims, opaque = access.expires_at, access.claims, False
        found_roles = roles.roles_from(claims, account.roles_claim)
        about: Mapping[str, object] = {}
    else:
        exp, claims, opaque = None, {}, True
        about = checks.about(response.access_token, person)
        found_roles = checks.roles(response.access_token, person, about)
    return CheckedTokens(
        TokenSet(
            access_token=response.access_token,
            id_token=response.id_token or (subject.held.id_token if subject.held else None),
            token_type=response.token_type,
            expires_at=expires_at(obtained, response.expires_in, exp),
            obtained_at=obtained,
            scope=response.scope or " ".join(account.scopes),
            generation=0,
            subject=person,
            username=_named(about, id_claims, ("preferred_username", "email", "name")),
            email=_named(about, id_claims, ("email",)),
            roles=found_roles,
            opaque=opaque,
            claims=claims or about,
            id_claims=id_claims,
        ),
        verified,
    )


class _Checks:
    """The checks of one token response; the keys are fetched once, and once more for an unknown kid."""

    def __init__(self, deps: Deps, account: Account, metadata: ProviderMetadata, answer: HttpAnswer) -> None:
        self._deps = deps
        self._account = account
        self._metadata = metadata
        self._answer = answer
        self._keys: KeySet | None = None
        self._algs = id_token.allowed_algs(account.id_token_algs, metadata.id_token_signing_algs)

    def id_token(self, response: TokenResponse, subject: Subject) -> VerifiedIdToken | None:
        token = response.id_token
        if token is None:
            return None
        expected = id_token.Expectation(
            issuer=self._account.issuer,
            client_id=self._account.client_id,
            allowed_algs=self._algs,
            nonce=subject.nonce,
            leeway=self._account.leeway_seconds,
            access_token=response.access_token,
            max_age=subject.max_age,
            first=subject.first,
        )
        try:
            return self._with_clock(
                lambda now: self._with_keys(token, lambda keys: id_token.verify(token, keys, expected, now=now))
            )
        except KeyfobError as refused:
            if subject.first is not None and refused.reason in ("sub", "iss"):
                raise OtherPerson from refused
            raise

    def access_token(self, token: Secret) -> VerifiedAccessToken | access_token.OpaqueAccessToken:
        account = self._account

        def verify(keys: KeySet | None, now: float) -> VerifiedAccessToken | access_token.OpaqueAccessToken:
            return access_token.verify(
                token,
                keys,
                rule=account.access_token,
                issuer=account.issuer,
                audience=account.audience,
                client_id=account.client_id,
                provider=account.provider,
                allowed_algs=self._algs,
                leeway=account.leeway_seconds,
                now=now,
            )

        if account.access_token == "opaque" or not _looks_like_jwt(token):  # noqa: S105 - a rule's name
            return verify(None, self._answer.received)
        return self._with_clock(lambda now: self._with_keys(token, lambda keys: verify(keys, now)))

    def about(self, token: Secret, person: str) -> Mapping[str, object]:
        """Claims about the person for an opaque access token: userinfo's, or none where it cannot be asked."""
        if self._metadata.userinfo_endpoint is None:
            return {}
        try:
            return read_userinfo(self._deps, self._account, self._metadata, token, person)
        except KeyfobError as trouble:
            if trouble.code is Code.E_USERINFO:
                raise
            return {}

    def roles(self, token: Secret, person: str, about: Mapping[str, object]) -> tuple[str, ...]:
        """Roles for an opaque access token: userinfo's, or else introspection's; none where neither has any."""
        paths = self._account.roles_claim
        found = roles.roles_from(about, paths)
        if found or not paths or self._metadata.introspection_endpoint is None:
            return found
        try:
            said = read_introspection(self._deps, self._account, self._metadata, token, person)
        except KeyfobError:
            return ()  # most providers answer confidential clients only: no roles, which is no
        return roles.roles_from(said, paths)

    def _with_keys(self, token: Secret, verify: Callable[[KeySet], T]) -> T:
        keys = self._keys or self._fetch(None)
        try:
            found = verify(keys)
        except KeyfobError as refused:
            if not _another_set_may_help(token, refused):
                raise
            newer = self._fetch(keys.fetched_at)
            if newer.fetched_at == keys.fetched_at:
                raise
            return verify(newer)
        if isinstance(found, access_token.OpaqueAccessToken) and found.why == "no_key":
            newer = self._fetch(keys.fetched_at)
            return found if newer.fetched_at == keys.fetched_at else verify(newer)
        return found

    def _fetch(self, newer_than: float | None) -> KeySet:
        self._keys = self._deps.keys.keys(
            self._account.issuer, self._metadata.jwks_uri, self._account.trust, newer_than=newer_than
        )
        return self._keys

    def _with_clock(self, verify: Callable[[float], T]) -> T:
        """Verify now; where only the clock is at fault (the provider's Date says so), say E_CLOCK."""
        now = self._answer.received
        try:
            return verify(now)
        except KeyfobError as refused:
            offset = clock_offset(self._answer)
            if refused.reason not in _TIMES or offset is None or abs(offset) <= self._account.leeway_seconds:
                raise
            try:
                verify(now + offset)
            except KeyfobError:
                raise refused from None
            raise clock_error(offset) from refused


def clock_offset(answer: HttpAnswer) -> float | None:
    """Provider's time minus ours, seconds, by the Date header (RFC 9110 §6.6.1); None without one."""
    return None if answer.date is None else answer.date - answer.received


def clock_error(offset: float) -> KeyfobError:
    """E_CLOCK, in the direction and size a person can set right."""
    behind, minutes = offset > 0, max(1, round(abs(offset) / 60))
    if minutes < 100:
        return KeyfobError(Code.E_CLOCK, "session.clock_behind" if behind else "session.clock_ahead", minutes=minutes)
    hours = round(minutes / 60)
    if hours < 48:
        name = "session.clock_hours_behind" if behind else "session.clock_hours_ahead"
        return KeyfobError(Code.E_CLOCK, name, hours=hours)
    name = "session.clock_days_behind" if behind else "session.clock_days_ahead"
    return KeyfobError(Code.E_CLOCK, name, days=round(hours / 24))


def _another_set_may_help(token: Secret, refused: KeyfobError) -> bool:
    if refused.reason == "kid":
        return True
    if refused.reason != "signature":
        return False
    # Without a kid nothing names the key, so a rotation shows as a bad signature.
    return "kid" not in jws.parse(token.reveal()).header


def _looks_like_jwt(token: Secret) -> bool:
    return token.reveal().count(".") == 2


def _person(verified: VerifiedIdToken | None, subject: Subject) -> str:
    if verified is not None:
        return verified.subject
    assert subject.first is not None  # noqa: S101 - check() refused the other case
    return subject.first.subject


def _same_holder(claims: Mapping[str, object], subject: Subject) -> None:
    """A refreshed access token of ours must name whom the one before it named (or the session's subject)."""
    if subject.first is None:
        return
    known = {subject.first.subject}
    if subject.held is not None and isinstance(before := subject.held.claims.get("sub"), str):
        known.add(before)
    now = claims.get("sub")
    if isinstance(now, str) and now not in known:
        raise OtherPerson


def _named(about: Mapping[str, object], id_claims: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    for name in names:
        for claims in (id_claims, about):
            value = claims.get(name)
            if isinstance(value, str) and value:
                return value[:300]
    return None
