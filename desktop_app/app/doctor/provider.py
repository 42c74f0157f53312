"""Looks at an account's provider: proxy, certificate, metadata, clock, keys. Accounts at one provider share them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from desktop_app.app.doctor.check import Check, failed, fine, found
from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import metadata

if TYPE_CHECKING:
    from desktop_app.jose.jwk import Key, KeySet
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import HttpAnswer, Surroundings
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps

T = TypeVar("T")

#: A certificate that ends sooner is worth a word, seconds.
SOON: Final = 14 * 86_400.0
#: How long connecting to a proxy, and each step of a handshake, may take, seconds.
CONNECT: Final = 5.0
_DAY: Final = 86_400.0
_HOUR: Final = 3_600.0


@dataclass(frozen=True, slots=True)
class _Read:
    """The provider's answer for its metadata. :param trouble: why *found* is None. :param seconds: how long it took."""

    answer: HttpAnswer | None
    found: ProviderMetadata | None
    trouble: KeyfobError | None
    seconds: float


class _Once(Generic[T]):
    """Looks once; those who ask while a first look hangs (it was given up) hear what it raised: nothing came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._begun = False
        self._value: T | None = None
        self._error: KeyfobError | None = None

    def get(self, look: Callable[[], T], given_up: KeyfobError) -> T:
        """What *look* finds, or found before. Raises what it raises."""
        with self._guard:
            first, self._begun = not self._begun, True
        if first:
            try:
                self._value = look()
            except KeyfobError as error:
                self._error = error
        if self._error is not None:
            raise self._error
        if self._value is None:
            raise given_up
        return self._value


class Provider:
    """What the accounts of one provider share: :func:`key_of` is the same for them.

    :param surroundings: None leaves proxy and certificate out.
    """

    def __init__(self, deps: Deps, account: Account, surroundings: Surroundings | None) -> None:
        self._deps = deps
        self._account = account
        self._around = surroundings
        self._read: _Once[_Read] = _Once()
        self._keys: _Once[KeySet] = _Once()
        self._proxy: _Once[Check] = _Once()
        self._certificate: _Once[Check] = _Once()

    @property
    def _address(self) -> str:
        account = self._account
        return metadata.discovery_address(account.issuer, account.discovery_url, allow_http=account.allow_http)

    def _late(self) -> KeyfobError:
        return KeyfobError(Code.E_NETWORK, "doctor.given_up")

    # --- metadata, clock, keys ---------------------------------------------------------------------------------------

    def metadata(self, account: Account) -> Sequence[Check]:
        """Metadata and the scopes it offers."""
        read = self._read.get(self._read_metadata, self._late())
        if read.found is None or read.trouble is not None:
            return [failed("metadata", read.trouble or self._late(), account.name)]
        seconds = f"{read.seconds:.1f}"
        checks = [fine("metadata", account.name, seconds=seconds, issuer=account.issuer)]
        offered = read.found.scopes_supported or account.scopes
        missing = [scope for scope in account.scopes if scope not in offered]
        if missing:
            scopes = ", ".join(missing)
            checks.append(found("scopes", "warn", "doctor.scopes", account.name, action="settings", scopes=scopes))
        return checks

    def _read_metadata(self) -> _Read:
        account, deps = self._account, self._deps
        begun, answer = deps.clock.monotonic(), None
        try:
            answer = deps.http.get(self._address, trust=account.trust, too_large=Code.E_METADATA)
            took = deps.clock.monotonic() - begun
            parsed = metadata.parse(answer, issuer=account.issuer, allow_http=account.allow_http, now=deps.clock.now())
        except KeyfobError as trouble:
            return _Read(answer, None, trouble, 0.0)
        return _Read(answer, parsed, None, took)

    def clock(self, account: Account) -> Sequence[Check]:
        """How far the clock here is off the provider's, by the answer's Date (RFC 9110 §6.6.1)."""
        name, leeway = account.name, account.leeway_seconds
        answer = self._read.get(self._read_metadata, self._late()).answer
        if answer is None:
            return [found("clock", "skip", "doctor.needs_metadata", name)]
        if answer.date is None:
            return [found("clock", "skip", "doctor.no_date", name)]
        off = round(answer.date - answer.received)
        if abs(off) <= max(leeway / 2, 5):
            return [fine("clock", name, words="clock_ok" if abs(off) <= 1 else "clock_near", seconds=abs(off))]
        word = "clock_behind" if off > 0 else "clock_ahead"
        if abs(off) <= leeway:
            return [found("clock", "warn", f"doctor.{word}", name, seconds=abs(off), leeway=leeway)]
        return [found("clock", "fail", f"doctor.{word}_far", name, seconds=abs(off), leeway=leeway)]

    def keys(self, account: Account) -> Sequence[Check]:
        """The signing keys: how many, of which algorithms, since when they are known."""
        name = account.name
        read = self._read.get(self._read_metadata, self._late())
        if read.found is None:
            return [found("keys", "skip", "doctor.needs_metadata", name)]
        address = read.found.jwks_uri
        keys = self._keys.get(lambda: self._deps.keys.keys(account.issuer, address, account.trust), self._late())
        if not keys.keys:
            return [found("keys", "fail", "doctor.no_keys", name)]
        algorithms = ", ".join(dict.fromkeys(_algorithm(key) for key in keys.keys))
        age = max(0.0, self._deps.clock.now() - keys.fetched_at)
        word, number = ("now", 0) if age < 60 else ("minutes", round(age / 60))
        if age >= _HOUR:
            word, number = ("hours", round(age / _HOUR)) if age < _DAY else ("days", round(age / _DAY))
        return [fine("keys", name, words=f"keys_{word}", age=number, count=len(keys.keys), algorithms=algorithms)]

    # --- the way there -----------------------------------------------------------------------------------------------

    def proxy(self, account: Account) -> Sequence[Check]:
        """Which proxy is used, who says so, and whether it is there."""
        check = self._proxy.get(self._look_at_proxy, self._late())
        return [_for(check, "proxy", account)]

    def _look_at_proxy(self) -> Check:
        if self._around is None:
            return found("proxy", "skip", "doctor.needs_metadata")
        trust = self._account.trust
        try:
            proxy = self._around.proxy(self._address, trust=trust)
            if proxy is None:
                return fine("proxy", words="proxy_none")
            self._around.reach_proxy(self._address, trust=trust, seconds=CONNECT)
        except KeyfobError as trouble:
            return failed("proxy", trouble, action="settings" if trouble.code is Code.E_PROXY else "")
        if proxy.source == "settings":
            return fine("proxy", words="proxy_settings", proxy=proxy.name)
        if proxy.source:
            return fine("proxy", words="proxy_variable", proxy=proxy.name, variable=proxy.source)
        return fine("proxy", proxy=proxy.name)

    def certificate(self, account: Account) -> Sequence[Check]:
        """Until when the server's certificate is good, and on whose authority it rests."""
        check = self._certificate.get(self._look_at_certificate, self._late())
        return [_for(check, "tls", account)]

    def _look_at_certificate(self) -> Check:
        if self._around is None:
            return found("tls", "skip", "doctor.needs_metadata")
        try:
            seen = self._around.certificate(self._address, trust=self._account.trust, seconds=CONNECT)
        except KeyfobError as trouble:
            if trouble.code is Code.E_TLS:
                return failed("tls", trouble)
            # Why there is no connection is told elsewhere.
            return found("tls", "skip", "doctor.no_connection")
        if seen is None:
            plain = self._address.startswith("http://")
            return found("tls", "skip", "doctor.plain_http" if plain else "doctor.certificate_unseen")
        until = datetime.fromtimestamp(seen.ends_at, UTC).strftime("%Y-%m-%d")
        left = seen.ends_at - self._deps.clock.now()
        if left < SOON:
            return found("tls", "warn", "doctor.certificate_ends", days=max(1, ceil(left / _DAY)), until=until)
        return fine("tls", words=f"tls_{seen.root}", until=until)


def key_of(account: Account) -> tuple[str, str, str, bool]:
    """Accounts with the same key have the same provider, asked in the same way."""
    return account.issuer, account.discovery_url, account.ca_file, account.allow_http


def _for(check: Check, id_: str, account: Account) -> Check:
    """The same finding for another account."""
    from dataclasses import replace

    from desktop_app.app.doctor.check import named

    return replace(check, name=named(id_, account.name), account=account.name)


def _algorithm(key: Key) -> str:
    """What a key is for: its own word, else its kind."""
    return key.alg or key.crv or key.kty
