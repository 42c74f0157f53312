"""What the inspector says of a token. Its types stay apart from those of `oidc`: nothing inspected grants access."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from desktop_app.jose.jwk import KeySet
from desktop_app.jose.jws import ParsedJws
from desktop_app.secret import Secret

Severity = Literal["error", "warning", "info"]
Kind = Literal["jws", "jwe", "opaque", "sd-jwt", "paseto"]
#: ``compact``, ``json`` (JWS and JWE JSON serialisation), a PASETO's ``v4.public``, ``""`` for opaque.
Form = str
SignatureVerdict = Literal["valid", "invalid", "not_checked"]
ClaimsVerdict = Literal["ok", "failed", "not_checked"]
TrustVerdict = Literal["trusted", "not_trusted"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reviewer of tokens would want to know. Its sentence is in the catalogue, by *code*.

    :param code: a stable word, such as ``alg_none``.
    :param where: the place: ``header``, ``header.alg``, ``claims.exp``, ``signature``, ``token``, ``key`` …; names of
        others in it are raw: escape them where they are shown.
    :param params: values for the sentence; words of others allowed, secrets are not.
    """

    code: str
    severity: Severity
    where: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """One token found in what was given.

    :param label: what it was called there: ``access_token``, ``Bearer``, a cookie's name …; ``""`` without one.
    :param start: first character in the input; *end*: the one after the last.
    :param line: line number, from 1.
    """

    text: Secret
    start: int
    end: int
    label: str
    line: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """Characters of the token and of its parts as they are written."""

    total: int
    header: int = 0
    payload: int = 0
    signature: int = 0


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A claim an SD-JWT discloses (RFC 9901 §4.2). :param name: None for an element of an array."""

    name: str | None
    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Nested:
    """A token inside a token. :param where: ``payload`` (RFC 7519 §5.2, cty) or the claim, ``claims.vp``."""

    where: str
    token: InspectedToken


@dataclass(frozen=True, slots=True)
class InspectedToken:
    """A token taken apart for reading. Nothing in it is believed.

    :param raw: the token as it was found.
    :param header: its header as far as it can be read, None where there is none (or it is no object).
    :param claims: its content where that is a JSON object, as far as it can be read, else None.
    :param header_text: the header's JSON as it was written (bytes that are no UTF-8 as ``\\udcXX``: escape it).
    :param payload_text: the same for the content, also where it is no JSON.
    :param problems: how its form breaks the rules, and what was refused.
    :param parsed: the strict reading, None where the form breaks the rules: only with it can a signature be checked.
    :param refused: over a limit: not read any further.
    """

    kind: Kind
    form: Form
    raw: Secret
    header: Mapping[str, Any] | None = field(default=None, repr=False)
    claims: Mapping[str, Any] | None = field(default=None, repr=False)
    header_text: str = field(default="", repr=False)
    payload_text: str = field(default="", repr=False)
    signature: bytes = field(default=b"", repr=False)
    sizes: Sizes = field(default_factory=lambda: Sizes(0))
    nested: tuple[Nested, ...] = ()
    problems: tuple[Finding, ...] = ()
    parsed: ParsedJws | None = field(default=None, repr=False)
    disclosures: tuple[Disclosure, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class KeyMaterial:
    """Keys to check signatures with: all public, or all secrets.

    :param source: where they come from, for people (a file's name, an address).
    :param age_seconds: how old they are, None where that means nothing.
    :param secret: they are shared secrets (HS*), not public keys.
    :param problems: what was wrong with the ones that are not among *keys*.
    :param named: False for one key that was given by itself without a name: the token's ``kid`` is then not compared.
    :param loaded: the ready-made objects, made when first needed (a cache; nobody else's business).
    """

    keys: KeySet
    source: str
    age_seconds: float | None = None
    secret: bool = False
    problems: tuple[Finding, ...] = ()
    named: bool = True
    loaded: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class KeyUsed:
    """The key a signature was checked with."""

    kid: str | None
    alg: str
    source: str
    age_seconds: float | None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a token.

    :param at: the time it is judged at, wall-clock seconds.
    :param issuer: the issuer it must have, None where nobody asks. *audience* likewise.
    :param client_id: the audience an ID token must have instead, and the one an ``azp`` may be compared with; None
        where no account is asked about.
    :param azp_counts: ``azp`` = *client_id* serves as the audience of an access token (Keycloak).
    :param leeway: seconds that clocks may differ.
    :param clock_offset: how far this clock is behind the provider's (seconds to add), None where not measured.
    """

    at: float
    keys: KeyMaterial | None = None
    issuer: str | None = None
    audience: str | None = None
    client_id: str | None = None
    azp_counts: bool = False
    leeway: int = 60
    clock_offset: float | None = None


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Three words that are never mixed.

    :param trust: ``trusted`` only where the signature is valid, the claims are ok, and issuer and audience were both
        asked for and equal.
    """

    signature: SignatureVerdict
    claims: ClaimsVerdict
    trust: TrustVerdict


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything said of one token.

    :param findings: the worst first.
    :param label: what the token was called where it was found (of a nested one: its place in the outer token).
    :param line: where it was found, from 1.
    :param nested: the tokens inside it, judged by themselves: they change nothing about this one.
    """

    token: InspectedToken
    verdicts: Verdicts
    findings: tuple[Finding, ...]
    key: KeyUsed | None
    label: str = ""
    line: int = 1
    nested: tuple[Inspection, ...] = ()

    @property
    def exit_status(self) -> int:
        """The command line's exit status for it (0, 10, 11 or 12)."""
        if self.token.kind == "opaque" or self.token.refused:
            return 12
        if self.verdicts.signature == "invalid" or self.verdicts.claims == "failed":
            return 10
        return 0 if self.verdicts.signature == "valid" else 11
