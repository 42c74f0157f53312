"""Looks at a server's certificate the way a request would: the same store, the same proxy; nothing is asked for."""

from __future__ import annotations

import http.client
import ssl
from base64 import b64encode
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from desktop_app.errors import Code, TransportError
from desktop_app.ports import Certificate
from desktop_app.system.around.proxy import where
from desktop_app.system.http.address import checked
from desktop_app.system.http.exchange import Exchange, Stage
from desktop_app.system.http.proxies import proxy_for

#: A file of certificate authorities is read so far, bytes.
_MOST: Final = 4_000_000

if TYPE_CHECKING:
    from desktop_app.ports import Trust
    from desktop_app.system.http.address import Address
    from desktop_app.system.http.network import Network
    from desktop_app.system.http.proxies import Proxy


def look(url: str, trust: Trust, network: Network, seconds: float) -> Certificate | None:
    """The certificate of the server at *url*; None where none can be seen.

    :param network: what the settings say about the network.
    :param seconds: how long each step may take.
    :raises TransportError: E_TLS where it is not good, E_NETWORK and E_PROXY where nobody answers.
    """
    address = checked(url, trust)
    proxy = proxy_for(address, network.proxy)
    if address.scheme == "http" or (proxy is not None and not proxy.url.startswith("http://")):
        return None
    exchange = Exchange(address.host, seconds)
    exchange.proxy = proxy.name if proxy is not None else ""
    try:
        return _handshake(address, proxy, (network.ca_file, trust.ca_file), exchange)
    except TransportError:
        raise
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        from desktop_app.system.http.faults import fault_of

        fault = fault_of(error, exchange)
    raise fault


def _handshake(address: Address, proxy: Proxy | None, ca_files: tuple[str, str], exchange: Exchange) -> Certificate:
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    common, own = ca_files
    for ca_file in filter(None, ca_files):
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ValueError):
            if ca_file == own:
                raise TransportError(Code.E_TLS, "network.ca_file", maybe_delivered=False, file=own) from None
            # As for requests: without the one for all accounts the rest goes on.
            exchange.unused_ca = common
    host, port = (address.host, address.port) if proxy is None else where(proxy)
    exchange.enter(Stage.CONNECT)
    connection = http.client.HTTPConnection(host, port, timeout=exchange.seconds)
    with closing(connection):
        if proxy is not None:
            connection.set_tunnel(address.host, address.port, _credentials(proxy))
        connection.connect()
        exchange.enter(Stage.HANDSHAKE)
        # The socket is the wrapped one's from here on.
        with context.wrap_socket(connection.sock, server_hostname=address.host) as wrapped:
            leaf = wrapped.getpeercert(binary_form=True)
            root = _root(wrapped, [file for file in ca_files if file and file != exchange.unused_ca])
    if leaf is None:  # nobody shows TLS 1.2 without a certificate to a client that wants one
        raise TransportError(Code.E_TLS, "network.tls_failed", maybe_delivered=False, host=address.host, why="")
    from cryptography import x509

    return Certificate(x509.load_der_x509_certificate(leaf).not_valid_after_utc.timestamp(), root)


def _credentials(proxy: Proxy) -> dict[str, str]:
    """What requests would send to the proxy (RFC 9110 §11.7.1)."""
    parts = urlsplit(proxy.url)
    if parts.username is None:
        return {}
    words = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
    return {"Proxy-Authorization": f"Basic {b64encode(words).decode('ascii')}"}


def _root(wrapped: ssl.SSLSocket, ca_files: list[str]) -> Any:
    """Where the end of the chain stands: "extra" for one of *ca_files*, else "system"."""
    if not ca_files:
        return "system"
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    inner = getattr(wrapped, "_sslobj", None)  # the socket itself has get_verified_chain from Python 3.13 on
    chain = inner.get_verified_chain() if inner is not None and hasattr(inner, "get_verified_chain") else None
    if not chain:
        return "system"
    known = set()
    for ca_file in ca_files:
        with open(ca_file, "rb") as file:
            known |= {one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(file.read(_MOST))}
    last = chain[-1].public_bytes(1)  # _ssl.ENCODING_PEM
    return "extra" if ssl.PEM_cert_to_DER_cert(last) in known else "system"
