"""A token made safe to share: no signature, nothing of the token as it was written, what concerns a person masked.

What is masked at one place is masked wherever else it appears, inside other words too; so are e-mail addresses and
whatever looks like a token. It masks too much rather than too little.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop_app.inspector import private
from desktop_app.inspector.known_claims.personal import PERSONAL
from desktop_app.inspector.model import InspectedToken
from desktop_app.inspector.values import scalar

#: Stands for what was masked.
MASK: Final = "[masked]"
#: What is masked unless somebody chooses: persons, sessions, and numbers by which a token can be recognised.
DEFAULT_MASK: Final = PERSONAL | frozenset(
    {
        *("sid", "session_state", "jti", "uti", "nonce", "cnonce", "eat_nonce", "state", "txn", "deviceid"),
        *("at_hash", "c_hash", "s_hash", "ath", "sd_hash", "urn:openid:params:jwt:claim:rt_hash", "code_challenge"),
        *("urn:openid:params:jwt:claim:auth_req_id", "aio", "rh", "ip", "ip_address", "client_ip", "phone", "mobile"),
        *("disclosures", "kb_jwt", "_sd", "ak_proxy", "urn:zitadel:iam:user:metadata"),
    }
)
#: Names of other claims that concern a person or a secret, by what is in them.
_TELLING: Final = re.compile(
    r"e[-_]?mail|phone|mobile|user_?name|first_?name|last_?name|full_?name|surname|birth|address|passwor|secret|token"
    r"|api_?key|social|passport",
    re.IGNORECASE,
)
#: Words about addresses and tokens that concern nobody.
_HARMLESS: Final = frozenset({"email_verified", "phone_number_verified", "token_type", "token_use", "allowed-origins"})
_EMAIL: Final = re.compile(r"[^\s@<>\"'(),:;\[\]]{1,64}@[^\s@<>\"'(),:;\[\]]{1,255}")
#: It begins a run of its letters, so that one long run is looked through once.
_TOKEN: Final = re.compile(
    r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{8,}+(?:\.[A-Za-z0-9_-]*+){2,4}|v[1-4]\.(?:local|public)\.[A-Za-z0-9_.-]+"
)
_JWT_PART: Final = re.compile(r"eyJ[A-Za-z0-9_-]{8,}")
#: Shorter values are masked elsewhere only where they are the whole value.
_MIN_WORD: Final = 4
#: More masked values than this that stand elsewhere too: then nothing is told at all.
_MAX_WORDS: Final = 500
_MAX_SECRETS: Final = 2_000
_MAX_PART: Final = 64
#: Longer numbers are shared by their size.
_MAX_BITS: Final = 3_400
_MAX_DEPTH: Final = 64
_MAX_VALUES: Final = 10_000
_MAX_STRING: Final = 4_000


@dataclass(frozen=True, slots=True)
class Redacted:
    """What may be shared.

    :param header: None where the token has none that can be read. *claims*: likewise.
    :param masked: places that were masked, in their order: ``claims.sub``. Masked themselves where need be.
    """

    kind: str
    header: Mapping[str, object] | None = field(repr=False)
    claims: Mapping[str, object] | None = field(repr=False)
    masked: tuple[str, ...] = field(repr=False)


def redact(token: InspectedToken, mask: Iterable[str] = DEFAULT_MASK, *, guess: bool = True) -> Redacted:
    """What may be shared of *token*.

    :param mask: names of claims and header parameters to mask, at any depth, whatever their case.
    :param guess: mask too what only looks like a person's: names such as ``user_email``, e-mail addresses.
    """
    redactor = _Redactor(token, frozenset(name.casefold() for name in mask), guess)
    header = None if token.header is None else redactor.members("header", token.header)
    claims = None if token.claims is None else redactor.members("claims", token.claims)
    return Redacted(token.kind, header, claims, tuple(redactor.masked))


class _Redactor:
    def __init__(self, token: InspectedToken, names: frozenset[str], guess: bool) -> None:
        self._names = names
        self._guess = guess
        self._room = _MAX_VALUES
        self.masked: list[str] = []
        secrets: set[str] = set()
        told: list[str] = []
        for members in (token.header or {}, token.claims or {}):
            self._sort(members, secrets, told)
        self._whole = frozenset(secrets)
        # The token's own parts; of long ones the beginning, up to where a word of that alphabet ends.
        parts = [part for part in re.split(r"[.~\s]", token.raw.reveal()) if len(part) >= 2 * _MIN_WORD]
        patterns = [re.escape(part[:_MAX_PART]) + "[A-Za-z0-9_-]*" * (len(part) > _MAX_PART) for part in parts[:20]]
        # Few of what is masked stand anywhere else: only those are looked for, however many there are.
        text = "\n".join(told).lower()
        long = [word for word in secrets if len(word) >= _MIN_WORD]
        found = [word for word in long if word.lower() in text] if len(long) <= _MAX_SECRETS else long
        self._all = len(found) > _MAX_WORDS
        patterns += [] if self._all else map(re.escape, sorted(found, key=len, reverse=True))
        self._words = re.compile("|".join(patterns), re.IGNORECASE) if patterns else None

    def members(self, place: str, members: Mapping[str, object], depth: int = 0) -> dict[str, object]:
        shown: dict[str, object] = {}
        alike: Counter[str] = Counter()
        keys = private.hidden_members(members)
        for name, value in members.items():
            if self._room <= 0:
                shown["…"] = "…"
                break
            label = self._string(name)
            alike[label] += 1
            if alike[label] > 1 or label in shown:  # names may look alike once they are masked
                label = f"{label} ({max(alike[label], len(shown) + 1)})"
            here = f"{place}.{label}"
            if name in keys or self._concerns(name):
                self._room -= 1
                self.masked.append(here)
                shown[label] = MASK
            else:
                shown[label] = self._value(here, value, depth + 1)
        return shown

    def _value(self, place: str, value: object, depth: int) -> object:
        self._room -= 1
        if self._room <= 0 or (depth > _MAX_DEPTH and isinstance(value, dict | list)):
            return "…"
        if isinstance(value, dict):
            return self.members(place, value, depth)
        if isinstance(value, list):
            return [self._value(place, one, depth + 1) for one in value[: self._room]]
        if isinstance(value, str):
            return self._string(value)
        return self._other(value)

    def _string(self, value: str) -> str:
        if value in self._whole or self._all:
            return MASK
        value = private.without_pem(value[:_MAX_STRING])
        value = _TOKEN.sub(_masked_unless_host, value)
        if self._words is not None:
            value = self._words.sub(MASK, value)
        value = _JWT_PART.sub(MASK, value)
        return _EMAIL.sub(MASK, value) if self._guess else value

    def _other(self, value: object) -> object:
        if isinstance(value, float) and not math.isfinite(value):
            return scalar(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            written = scalar(value)
            if written in self._whole:
                return MASK
            return value if isinstance(value, float) or value.bit_length() <= _MAX_BITS else written
        return value if value is None or isinstance(value, bool) else self._string(repr(value))

    def _concerns(self, name: str) -> bool:
        if name.casefold() in self._names:
            return True
        return self._guess and name not in _HARMLESS and _TELLING.search(name) is not None

    def _sort(self, members: Mapping[str, object], secrets: set[str], told: list[str]) -> None:
        """Every value below a masked name to *secrets*, all other words to *told*. Not recursive: the depth is not
        ours."""
        todo: list[tuple[bool, object]] = [(False, members)]
        while todo:
            hidden, value = todo.pop()
            if isinstance(value, Mapping):
                keys = private.hidden_members(value)
                for name, member in value.items():
                    told.append(name)
                    todo.append((hidden or name in keys or self._concerns(name), member))
            elif isinstance(value, list):
                todo += [(hidden, member) for member in value]
            elif isinstance(value, str) and value.strip():
                if hidden:
                    secrets.update((value, value.strip()))
                else:
                    told.append(value[:_MAX_STRING])
            elif hidden and isinstance(value, int | float) and not isinstance(value, bool):
                secrets.add(scalar(value))


def _masked_unless_host(found: re.Match[str]) -> str:
    """A host's name has dots too, but no part of it is as long as a token's."""
    return MASK if max(map(len, found[0].split("."))) >= 20 else found[0]
