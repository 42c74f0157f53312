"""What a provider says of itself (OpenID Connect Discovery 1.0 §3-4, RFC 8414, RFC 9207 §3), checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import addresses
from desktop_app.oidc.addresses import is_reserved, query_names
from desktop_app.oidc.answers import read_object, refuse_status

if TYPE_CHECKING:
    from desktop_app.ports import HttpAnswer

_WELL_KNOWN: Final = "/.well-known/openid-configuration"
_REQUIRED: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_OPTIONAL: Final = ("userinfo_endpoint", "revocation_endpoint", "introspection_endpoint", "end_session_endpoint")
#: What we add to these addresses: a query that brings one already would send it twice (RFC 6749 §3.1).
_OURS: Final[Mapping[str, Callable[[str], bool]]] = {
    "authorization_endpoint": is_reserved,
    "end_session_endpoint": frozenset(("id_token_hint", "client_id", "post_logout_redirect_uri", "state")).__contains__,
}
_MAX_WORDS: Final = 1_000
#: How much of another issuer's name is told, characters.
_MAX_FOUND: Final = 200


@dataclass(frozen=True, slots=True)
class ProviderMetadata:
    """The members we use. Endpoints are absolute https addresses (or http on loopback where that is allowed).

    :param id_token_signing_algs: as named, empty if none are.
    :param iss_parameter_supported: every authorization response carries ``iss`` (RFC 9207 §3).
    :param code_challenge_methods: None if the provider does not say; S256 is sent either way.
    """

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    revocation_endpoint: str | None = None
    introspection_endpoint: str | None = None
    end_session_endpoint: str | None = None
    id_token_signing_algs: tuple[str, ...] = ()
    iss_parameter_supported: bool = False
    code_challenge_methods: tuple[str, ...] | None = None
    scopes_supported: tuple[str, ...] | None = None

    def to_json(self) -> dict[str, object]:
        """A JSON object to keep."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, document: object) -> ProviderMetadata | None:
        """What :meth:`to_json` gave, read back from JSON; None if it is anything else."""
        if not isinstance(document, Mapping) or set(document) != {one.name for one in fields(cls)}:
            return None
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in document.items()
        }
        lists = ("id_token_signing_algs", "code_challenge_methods", "scopes_supported")
        sound = (
            all(isinstance(values[name], str) for name in ("issuer", *_REQUIRED))
            and all(values[name] is None or isinstance(values[name], str) for name in _OPTIONAL)
            and all(isinstance(values[name], tuple) or (values[name] is None and name != lists[0]) for name in lists)
            and all(isinstance(word, str) for name in lists for word in values[name] or ())
            and isinstance(values["iss_parameter_supported"], bool)
        )
        return cls(**values) if sound else None


def discovery_address(issuer: str, discovery_url: str, *, allow_http: bool) -> str:
    """Where the metadata is: *discovery_url*, or below the issuer (Discovery 1.0 §4).

    :param allow_http: plain http is allowed if the issuer itself is http on loopback, and only there.
    :raises KeyfobError: E_CONFIG.
    """
    http = allow_http and addresses.is_loopback_http(issuer)
    if discovery_url:
        if not issuer or not issuer.isprintable():
            raise KeyfobError(Code.E_CONFIG, "protocol.address_text", member="issuer")
        wrong = addresses.problem(discovery_url, allow_http=http)
        if wrong:
            raise KeyfobError(Code.E_CONFIG, f"protocol.address_{wrong}", member="discovery_url")
        return discovery_url
    if "://" not in issuer:
        raise KeyfobError(Code.E_CONFIG, "protocol.bare_issuer", issuer=issuer)
    wrong = addresses.problem(issuer, allow_http=http, query=False)
    if wrong:
        raise KeyfobError(Code.E_CONFIG, f"protocol.address_{wrong}", member="issuer")
    return issuer.removesuffix("/") + _WELL_KNOWN


def parse(answer: HttpAnswer, *, issuer: str, allow_http: bool, now: float) -> ProviderMetadata:
    """The provider's metadata, which must name *issuer* exactly (Discovery 1.0 §4.3).

    :raises KeyfobError: E_ISSUER; E_METADATA (JSON that breaks the rules, another status than 200 with JSON in it);
        E_PORTAL (not JSON at all), E_SERVER, E_RATE, E_PROXY.
    """
    refuse_status(answer, now=now)
    document = read_object(answer, _not_by_the_rules, overflow="infinity")
    if answer.status != 200:
        raise KeyfobError(Code.E_METADATA, "protocol.metadata_status", status=answer.status)
    named = document.get("issuer")
    if not isinstance(named, str):
        raise _refused("issuer", "text")
    if named != issuer:
        raise KeyfobError(Code.E_ISSUER, "protocol.issuer", expected=issuer, found=named[:_MAX_FOUND])
    http = allow_http and addresses.is_loopback_http(issuer)
    required = {name: _endpoint(document, name, http=http) for name in _REQUIRED}
    optional = {name: _endpoint(document, name, http=http) for name in _OPTIONAL if document.get(name) is not None}
    response_types = _words(document, "response_types_supported")
    if response_types is not None and "code" not in response_types:
        raise KeyfobError(Code.E_METADATA, "protocol.metadata_no_code")
    methods = _words(document, "code_challenge_methods_supported")
    if methods is not None and "S256" not in methods:
        raise KeyfobError(Code.E_METADATA, "protocol.metadata_no_s256")
    iss = document.get("authorization_response_iss_parameter_supported", False)
    if not isinstance(iss, bool):
        raise _refused("authorization_response_iss_parameter_supported", "text")
    return ProviderMetadata(
        issuer=named,
        authorization_endpoint=required["authorization_endpoint"],
        token_endpoint=required["token_endpoint"],
        jwks_uri=required["jwks_uri"],
        userinfo_endpoint=optional.get("userinfo_endpoint"),
        revocation_endpoint=optional.get("revocation_endpoint"),
        introspection_endpoint=optional.get("introspection_endpoint"),
        end_session_endpoint=optional.get("end_session_endpoint"),
        id_token_signing_algs=_words(document, "id_token_signing_alg_values_supported") or (),
        iss_parameter_supported=iss,
        code_challenge_methods=methods,
        scopes_supported=_words(document, "scopes_supported"),
    )


def _endpoint(document: Mapping[str, Any], name: str, *, http: bool) -> str:
    address = document.get(name)
    wrong = addresses.problem(address, allow_http=http)
    if wrong:
        raise _refused(name, wrong)
    endpoint = str(address)
    ours = _OURS.get(name)
    if ours is not None and any(ours(key) for key in query_names(endpoint)):
        raise _refused(name, "query")
    return endpoint


def _words(document: Mapping[str, Any], name: str) -> tuple[str, ...] | None:
    value = document.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or len(value) > _MAX_WORDS or not all(isinstance(word, str) for word in value):
        raise _refused(name, "words")
    return tuple(value)


def _not_by_the_rules(detail: str) -> KeyfobError:
    return KeyfobError(Code.E_METADATA, "protocol.metadata_json", detail=detail)


def _refused(member: str, wrong: str) -> KeyfobError:
    return KeyfobError(Code.E_METADATA, f"protocol.address_{wrong}", member=member)
