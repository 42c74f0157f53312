"""What is said about the network: connections, certificates, proxies."""

_CONNECTION = "Check the connection, then try again."
_TLS = "Do not go on by another way. Ask whoever runs {host}, or your administrator."

ERRORS = {
    "address": ("{address} is not an address that Keyfob calls.", "Check the provider's address in the settings."),
    "plain_http": (
        "{host} would be called without encryption.",
        "Use an https address. Plain http is for a provider on this computer, with allow_http = true.",
    ),
    "dns": (
        "The name {host} is not known here.",
        "Check the connection and the provider's address, then try again.",
    ),
    "refused": ("{host} refused the connection.", "The provider may be out of order. Try again later."),
    "unreachable": ("{host} cannot be reached from here.", _CONNECTION),
    "reset": ("{host} broke off the connection.", _CONNECTION),
    "timeout": ("{host} did not answer within {seconds} s.", _CONNECTION),
    "cut_off": ("The answer of {host} ended too early.", _CONNECTION),
    "not_http": (
        "{host} did not answer in HTTP.",
        "Something between you and the provider may be answering instead. Check the connection.",
    ),
    "headers": (
        "The answer of {host} has more headers than Keyfob reads.",
        "Something between you and the provider may be answering instead. Check the connection.",
    ),
    "encoding": ("The answer of {host} cannot be unpacked.", _CONNECTION),
    "too_large": (
        "The answer of {host} is larger than {limit} bytes.",
        "Keyfob stopped reading. Tell whoever runs the provider.",
    ),
    "request": (
        "The request to {host} holds characters that HTTP does not carry.",
        "Check the client ID, the client secret and the further parameters in the settings.",
    ),
    "failed": ("The request to {host} did not go through.", _CONNECTION),
    "stopped": ("The request to {host} was stopped.", ""),
    "tls_unknown_ca": (
        "The certificate of {host} comes from an authority that this computer does not trust.",
        "In a company network: have its authority added to the system's store, or name it as ca_file. Elsewhere: do"
        " not go on.",
    ),
    "tls_expired": (
        "The certificate of {host} has expired.",
        "Check this computer's clock. If it is right, tell whoever runs {host}.",
    ),
    "tls_not_yet": (
        "The certificate of {host} is not valid yet.",
        "Check this computer's clock. If it is right, tell whoever runs {host}.",
    ),
    "tls_wrong_host": ("The certificate that came is not for {host}.", _TLS),
    "tls_revoked": ("The certificate of {host} was withdrawn.", _TLS),
    "tls_certificate": ("The certificate of {host} was refused: {why}.", _TLS),
    "tls_failed": ("No secure connection to {host} came about: {why}.", _TLS),
    "ca_file": (
        "The file with the extra certificate authority cannot be used: {file}.",
        "It must be a PEM file that you may read. Correct ca_file in the settings.",
    ),
    "proxy_unreachable": (
        "The proxy {proxy} cannot be reached.",
        "Check the system's proxy settings, or the variables https_proxy and no_proxy.",
    ),
    "proxy_refused": (
        "The proxy {proxy} does not let Keyfob through to {host} (status {status}).",
        "Ask your administrator to allow {host}.",
    ),
    "proxy_auth": (
        "The proxy {proxy} asks for a name and a password.",
        "Put them into the system's proxy settings, or into https_proxy.",
    ),
    "proxy_timeout": (
        "The proxy {proxy} did not answer within {seconds} s.",
        "Check the system's proxy settings, or the variables https_proxy and no_proxy.",
    ),
    "proxy_broken": (
        "The proxy {proxy} broke off before it opened the way to {host}.",
        "Check the system's proxy settings, or the variables https_proxy and no_proxy.",
    ),
    "proxy_kind": (
        "The proxy {proxy} is of a kind that Keyfob cannot use: {kind}.",
        "Use an http or https proxy.",
    ),
    "proxy_address": (
        "The address of the proxy cannot be read.",
        "Correct the system's proxy settings, or https_proxy.",
    ),
}

TEXTS: dict[str, str] = {}
