"""What a provider does differently. Everything is plain data, so that a script can come as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, Literal, get_type_hints

Endpoint = Literal[
    "discovery", "jwks", "authorize", "token", "refresh", "userinfo", "revoke", "introspect", "end_session", "other"
]


@dataclass(frozen=True, slots=True)
class Jwt:
    """How one kind of token differs from an honest one.

    :param claims: put over the honest claims; *without* names the ones left out.
    :param times: claims that are times, as seconds from now.
    :param header: put over the honest header; *header_without* likewise.
    :param key: ``current``, ``other`` (a key that is in no key set), or the kid of a published one.
    :param hs_secret: for HS*: ``client_id``, or ``public_key`` (the public key's PEM text).
    :param raw: this text instead of a token.
    """

    claims: Mapping[str, Any] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    header: Mapping[str, Any] = field(default_factory=dict)
    header_without: tuple[str, ...] = ()
    alg: str = "RS256"
    key: str = "current"
    hs_secret: Literal["client_id", "public_key"] = "client_id"
    signature: Literal["good", "corrupt", "missing"] = "good"
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """The token endpoint's answer to one kind of grant.

    :param fields: put over the honest members; *without* names the ones left out.
    :param at_hash: whether the ID token has one, and a right one.
    """

    id_token: Jwt = Jwt()
    access_token: Jwt = Jwt()
    at_hash: Literal["right", "wrong", "none"] = "right"
    fields: Mapping[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    error: tuple[str, str] | None = None
    error_status: int = 400


@dataclass(frozen=True, slots=True)
class Redirect:
    """The authorization response (and the one after logout).

    :param state: what the redirect carries as state; *iss* likewise (RFC 9207).
    :param extra: further parameters; *repeat* names the ones that come twice, the second time with another value.
    """

    state: Literal["right", "other", "none"] = "right"
    iss: Literal["right", "other", "none"] = "right"
    extra: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    repeat: tuple[str, ...] = ()
    error: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with an endpoint's answers, *times* times (None: for good).

    :param process: the endpoint does its work first, and *its* answer suffers the rest; otherwise *status*, *headers*
        and *body* are the answer.
    :param delay: seconds before the answer.
    :param hang: no answer at all (``before``), or a head and no body (``body``).
    :param drop: the connection closes without an answer (``close``), with a reset (``reset``), or after the head
        (``head``) or after *cut_at* bytes of the body.
    :param drip: seconds between the bytes of head and body (``drip_body`` alone: of the body).
    :param declared: the Content-Length that is claimed.
    :param gzip_bomb: that many spaces, compressed.
    :param chunked: in chunks; ``broken``: with a size that is none.
    """

    process: bool = False
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    media_type: str | None = None
    delay: float = 0.0
    hang: Literal["", "before", "body"] = ""
    drop: Literal["", "close", "reset", "head"] = ""
    cut_at: int | None = None
    declared: int | None = None
    drip: float = 0.0
    drip_body: bool = False
    gzip_bomb: int = 0
    chunked: Literal["", "right", "broken"] = ""
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """Everything about a provider that can differ.

    :param subject: ``sub`` of the person who signs in.
    :param roles: of that person, in the access token and in userinfo.
    :param access: the form of the access tokens.
    :param lifetime: of access and ID tokens, seconds.
    :param rotation: each refresh gives a new refresh token; ``same``: the old one again; ``omit``: none.
    :param grace: seconds in which a spent refresh token still works.
    :param poisoned: the endpoint whose answers a client must not act upon: calls after one are counted.
    :param jwks: the key set's text instead of the right one; *extra_keys* are added to the right one.
    :param rotate_before_signing: new keys are made just before the next ID token is signed.
    """

    name: str = "honest"
    subject: str = "alice"
    roles: tuple[str, ...] = ("user",)
    user: Mapping[str, Any] = field(
        default_factory=lambda: {
            "preferred_username": "alice",
            "name": "Alice Example",
            "email": "alice@example.test",
            "email_verified": True,
        }
    )
    access: Literal["jwt", "opaque"] = "jwt"
    lifetime: int = 300
    rotation: Literal["rotate", "same", "omit"] = "rotate"
    refresh_token_length: int = 43
    grace: float = 0.0
    sign_in: TokenAnswer = TokenAnswer()
    refresh: TokenAnswer = TokenAnswer()
    redirect: Redirect = Redirect()
    logout: Redirect = Redirect()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    metadata_without: tuple[str, ...] = ()
    jwks: str | None = None
    extra_keys: tuple[Mapping[str, Any], ...] = ()
    keys_without: tuple[str, ...] = ()
    second_rsa_key: bool = False
    rotate_before_signing: bool = False
    userinfo: Mapping[str, Any] = field(default_factory=dict)
    userinfo_without: tuple[str, ...] = ()
    faults: Mapping[str, Fault] = field(default_factory=dict)
    poisoned: str = ""

    def but(self, **changes: Any) -> Script:
        """A copy with some things different."""
        return replace(self, **changes)

    def with_fault(self, endpoint: Endpoint, fault: Fault) -> Script:
        """A copy in which *endpoint* fails so."""
        return replace(self, faults={**self.faults, endpoint: fault})


def both(id_token: Jwt) -> dict[str, TokenAnswer]:
    """The same ID token trouble at sign-in and at refresh, as arguments of :class:`Script`."""
    return {"sign_in": TokenAnswer(id_token=id_token), "refresh": TokenAnswer(id_token=id_token)}


def script_from_json(data: Mapping[str, Any]) -> Script:
    """A script from parsed JSON; unknown names are an error."""
    script = _built(Script, data)
    assert isinstance(script, Script)
    return script


def _built(kind: Any, data: Any) -> Any:
    if not (is_dataclass(kind) and isinstance(data, Mapping)):
        return tuple(data) if isinstance(data, list) else data
    make: Any = kind
    hints = get_type_hints(make)
    known = {one.name for one in fields(make)}
    assert set(data) <= known, f"unknown: {sorted(set(data) - known)}"
    built = {name: _built(hints[name], value) for name, value in data.items()}
    if "faults" in built:
        built["faults"] = {name: _built(Fault, fault) for name, fault in built["faults"].items()}
    return make(**built)
