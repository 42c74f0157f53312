"""Asks a provider to describe itself, for an account that does not exist yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from desktop_app.errors import Code, KeyfobError
from desktop_app.oidc import addresses, metadata
from desktop_app.oidc.answers import read_object, refuse_status
from desktop_app.ports import Trust

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.ports import Clock, Http

_WELL_KNOWN: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Described:
    """What is at an address.

    :param discovery_url: ``""`` where it follows from the issuer.
    """

    issuer: str
    discovery_url: str
    allow_http: bool
    metadata: ProviderMetadata


def describe(http: Http, clock: Clock, typed: str) -> Described:
    """Read the metadata at what a person typed: an issuer, a host, or the document's own address.

    The issuer is the one the document names; the person sees it before anything is saved. From then on it is pinned.

    :raises KeyfobError: E_CONFIG (no address), E_METADATA, E_ISSUER (another provider's name), E_PORTAL,
        TransportError.
    """
    address = typed.strip()
    if "://" not in address:
        address = f"https://{address}"
    allow_http = addresses.is_loopback_http(address)
    if addresses.problem(address, allow_http=allow_http, query=True):
        raise KeyfobError(Code.E_CONFIG, "session.bad_address")
    document = address if address.endswith(_WELL_KNOWN) else address.rstrip("/") + _WELL_KNOWN
    answer = http.get(document, trust=Trust(allow_http=allow_http), too_large=Code.E_METADATA)
    now = clock.now()
    refuse_status(answer, now=now)
    if answer.status != 200:
        raise KeyfobError(Code.E_METADATA, "session.no_description", status=answer.status, address=document)
    body = read_object(
        answer, lambda rule: KeyfobError(Code.E_METADATA, "session.bad_description", rule=rule), overflow="refuse"
    )
    issuer = body.get("issuer")
    if not isinstance(issuer, str) or not issuer:
        raise KeyfobError(Code.E_METADATA, "session.bad_description", rule="issuer")
    if "://" in issuer and not same_origin(issuer, document):
        # A document may give its provider a bare name, not the name of somebody else's (Discovery §4.3).
        raise KeyfobError(Code.E_ISSUER, "session.others_issuer", issuer=issuer[:200], address=document)
    allow_http = allow_http and addresses.is_loopback_http(issuer)
    found = metadata.parse(answer, issuer=issuer, allow_http=allow_http, now=now)
    follows = "://" in issuer and issuer.removesuffix("/") + _WELL_KNOWN == document
    return Described(issuer, "" if follows else document, allow_http, found)


def same_origin(one: str, other: str) -> bool:
    """Whether two absolute addresses have one scheme, host and port."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.scheme, first.netloc.lower()) == (second.scheme, second.netloc.lower())
