"""The issuers' signing keys, shared by all processes: fetched seldom, served stale rather than not at all.

Implements ``KeySource`` of :mod:`desktop_app.session.stored`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeGuard

from desktop_app.errors import Code, KeyfobError, TransportError
from desktop_app.jose import jwk
from desktop_app.jose.errors import JoseError

if TYPE_CHECKING:
    from desktop_app.jose.jwk import KeySet
    from desktop_app.ports import Clock, Files, Http, HttpAnswer, Locks, Trust

#: Keys older than this are fetched again, seconds.
MAX_AGE: Final = 86_400.0
#: At most this many fetches an issuer within :data:`WINDOW` seconds, over all processes.
MAX_FETCHES: Final = 2
WINDOW: Final = 60.0
#: One exchange takes at most 30 s; who waits for somebody else's waits a little longer.
LOCK_WAIT: Final = 35.0
_VERSION: Final = 1
_MAX_SIZE: Final = 4_000_000
#: What :mod:`desktop_app.jose.strict_json` says of a text that is not JSON at all.
_NOT_JSON: Final = frozenset(("not_json", "not_utf8"))
#: Not the provider's word about its keys: what is remembered serves on.
_FOR_NOW: Final = frozenset((Code.E_SERVER, Code.E_RATE, Code.E_PORTAL, Code.E_PROXY))


@dataclass(frozen=True, slots=True)
class CachedKeys:
    """A cache file's content.

    :param jwks: the document as it came, None where there is none yet.
    :param fetches: wall-clock times of the last fetches, successful or not.
    :param retry_at: nothing is fetched before this time (the provider asked for it).
    """

    issuer: str
    jwks_uri: str = ""
    jwks: str | None = None
    fetched_at: float = 0.0
    fetches: tuple[float, ...] = ()
    retry_at: float | None = None

    def key_set(self) -> KeySet | None:
        """The keys; None where there are none."""
        if self.jwks is None:
            return None
        try:
            return jwk.parse_key_set(self.jwks.encode(), fetched_at=self.fetched_at, source=self.jwks_uri)
        except JoseError:
            return None


class KeyCache:
    """The cache over ``keys/<hash of the issuer>.json``."""

    def __init__(self, files: Files, http: Http, locks: Locks, clock: Clock) -> None:
        self._files = files
        self._http = http
        self._locks = locks
        self._clock = clock

    def cached(self, issuer: str) -> KeySet | None:
        """What is remembered of *issuer*'s keys, of whatever age, without asking anybody."""
        return remembered(self._files, issuer)

    def keys(self, issuer: str, jwks_uri: str, trust: Trust, *, newer_than: float | None = None) -> KeySet:
        """The issuer's keys, fetched if none are cached, or the cached ones are older than a day.

        :param newer_than: the caller met an unknown kid with the set fetched at this time: fetch again, unless a newer
            one is cached.
        :raises KeyfobError: E_JWKS, E_PORTAL, E_SERVER, E_RATE, E_LOCK, E_DISK or a TransportError, where no cached set
            can serve.
        """
        cached = self._usable(self._read(issuer), jwks_uri)
        if cached is not None and self._is_enough(cached, newer_than):
            return cached
        try:
            held = self._locks.acquire(f"keys-{_hash(issuer)}", timeout=LOCK_WAIT)
        except KeyfobError:
            if cached is None or newer_than is not None:
                raise
            return cached
        with held:
            entry = self._read(issuer)
            cached = self._usable(entry, jwks_uri)
            if cached is not None and self._is_enough(cached, newer_than):
                return cached
            wait_until = self._wait_until(entry)
            if wait_until is None:
                return self._fetch(entry, jwks_uri, trust, cached, newer_than)
            if cached is None:
                raise KeyfobError(Code.E_RATE, "keys.rate", issuer=issuer, retry_at=wait_until)
            return cached

    # --- fetching ---

    def _fetch(
        self, entry: CachedKeys, jwks_uri: str, trust: Trust, cached: KeySet | None, newer_than: float | None
    ) -> KeySet:
        now = self._clock.now()
        recent = tuple(at for at in entry.fetches if 0 <= now - at < WINDOW)
        entry = replace(entry, fetches=(*recent, now), retry_at=None)
        self._write(entry)  # counted before it is made: a process that dies meanwhile has asked, too
        try:
            answer = self._http.get(jwks_uri, trust=trust, too_large=Code.E_JWKS)
            found = self._parse(answer, jwks_uri)
        except KeyfobError as trouble:
            self._keep_retry_time(entry, trouble)
            for_now = isinstance(trouble, TransportError) and trouble.code is not Code.E_JWKS
            if cached is None or newer_than is not None or not (for_now or trouble.code in _FOR_NOW):
                raise
            return cached
        text = answer.body.decode("utf-8")
        self._remember(replace(entry, jwks_uri=jwks_uri, jwks=text, fetched_at=found.fetched_at))
        return found

    def _parse(self, answer: HttpAnswer, jwks_uri: str) -> KeySet:
        from desktop_app.oidc.answers import refuse_status

        now = self._clock.now()
        refuse_status(answer, now=now)
        try:
            found = jwk.parse_key_set(answer.body, fetched_at=now, source=jwks_uri)
        except JoseError as error:
            if error.detail in _NOT_JSON:
                raise KeyfobError(Code.E_PORTAL, "keys.not_json", address=jwks_uri) from None
            if answer.status == 200:
                raise KeyfobError(Code.E_JWKS, "keys.rules", address=jwks_uri, why=error.detail) from None
        else:
            if answer.status == 200:
                return found
        raise KeyfobError(Code.E_JWKS, "keys.status", address=jwks_uri, status=answer.status)

    def _keep_retry_time(self, entry: CachedKeys, trouble: KeyfobError) -> None:
        retry_at = trouble.params.get("retry_at")
        if isinstance(retry_at, int | float):
            self._remember(replace(entry, retry_at=float(retry_at)))

    def _remember(self, entry: CachedKeys) -> None:
        """Write what came; a disk that does not take it costs another fetch later, not this answer."""
        try:
            self._write(entry)
        except KeyfobError as trouble:
            if trouble.code is not Code.E_DISK:
                raise

    def _wait_until(self, entry: CachedKeys) -> float | None:
        now = self._clock.now()
        if entry.retry_at is not None and now < entry.retry_at <= now + MAX_AGE:
            return entry.retry_at
        recent = sorted(at for at in entry.fetches if 0 <= now - at < WINDOW)
        return recent[-MAX_FETCHES] + WINDOW if len(recent) >= MAX_FETCHES else None

    # --- the file ---

    def _usable(self, entry: CachedKeys, jwks_uri: str) -> KeySet | None:
        return entry.key_set() if entry.jwks_uri == jwks_uri else None

    def _is_enough(self, cached: KeySet, newer_than: float | None) -> bool:
        age = self._clock.now() - cached.fetched_at
        # A set from the future was fetched under another clock: its age is not known.
        return 0 <= age < MAX_AGE if newer_than is None else cached.fetched_at > newer_than

    def _read(self, issuer: str) -> CachedKeys:
        return _read(self._files, issuer)

    def _write(self, entry: CachedKeys) -> None:
        shown = {
            "version": _VERSION,
            "issuer": entry.issuer,
            "jwks_uri": entry.jwks_uri,
            "jwks": entry.jwks,
            "fetched_at": entry.fetched_at,
            "fetches": list(entry.fetches),
            "retry_at": entry.retry_at,
        }
        self._files.write(_file(entry.issuer), json.dumps(shown).encode("ascii"))


def remembered(files: Files, issuer: str) -> KeySet | None:
    """What is remembered of *issuer*'s keys, of whatever age: for those who will not ask anybody, ever."""
    return _read(files, issuer).key_set()


def _read(files: Files, issuer: str) -> CachedKeys:
    data = files.read(_file(issuer), _MAX_SIZE)
    return (None if data is None else _decode(data, issuer)) or CachedKeys(issuer)


def _decode(data: bytes, issuer: str) -> CachedKeys | None:
    try:
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("version") != _VERSION or found.get("issuer") != issuer:
        return None
    jwks_uri, jwks, fetches = found.get("jwks_uri"), found.get("jwks"), found.get("fetches")
    fetched_at, retry_at = found.get("fetched_at"), found.get("retry_at")
    if not (isinstance(jwks_uri, str) and (jwks is None or isinstance(jwks, str)) and isinstance(fetches, list)):
        return None
    if not (_is_time(fetched_at) and (retry_at is None or _is_time(retry_at)) and all(map(_is_time, fetches))):
        return None
    return CachedKeys(issuer, jwks_uri, jwks, fetched_at, tuple(fetches[-10:]), retry_at)


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and -(2**53) < value < 2**53


def _hash(issuer: str) -> str:
    return hashlib.sha256(issuer.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _file(issuer: str) -> str:
    return f"keys/{_hash(issuer)}.json"
