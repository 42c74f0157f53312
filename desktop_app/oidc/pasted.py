"""A pasted address: what a person copied where the browser could not come back by itself."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

from desktop_app.errors import Code, KeyfobError

MAX_PASTED: Final = 16_384
#: What surrounds an address in mails, terminals and chats.
_AROUND: Final = " \t\r\n\f\v\u00a0\u200b\ufeff\"'`<>\u201c\u201d\u2018\u2019\u00ab\u00bb"
_BARE: Final = re.compile(r"\??(?:code|state|error|error_description|error_uri|iss|session_state|scope)=")
_ASCII: Final = "".join(map(chr, range(0x21, 0x7F)))


def pasted_query(address: str, redirect_uri: str) -> str:
    """The query of the authorization response in *address*, raw, without the question mark.

    :param address: the whole redirect address, with or without ``http://``, or its query alone; spaces and quotes
        around it are tolerated. ``https`` counts as ``http``: a browser that insists on it is why people paste.
    :param redirect_uri: the address the provider was given; host, port and path must be its own.
    :raises KeyfobError: E_CALLBACK: too long, another address, or no answer in it.
    """
    if len(address) > MAX_PASTED:
        raise KeyfobError(Code.E_CALLBACK, "browser.pasted_too_long")
    text = address.strip(_AROUND).partition("#")[0]
    if any(ch.isspace() or not ch.isprintable() for ch in text):
        raise KeyfobError(Code.E_CALLBACK, "browser.pasted_not_an_address")
    query = text.removeprefix("?") if _BARE.match(text) else _query_of(text, redirect_uri)
    if not re.search(r"(?:^|&)(?:code|error|state)=", query):
        raise KeyfobError(Code.E_CALLBACK, "browser.pasted_no_answer")
    return quote(query, safe=_ASCII)


def _query_of(text: str, redirect_uri: str) -> str:
    with_scheme = text if "://" in text.partition("?")[0] else f"http://{text}"
    try:
        pasted, ours = urlsplit(with_scheme), urlsplit(redirect_uri)
        same = pasted.scheme in ("http", "https") and _place(pasted, 80) == _place(ours, 80)
    except ValueError:
        raise KeyfobError(Code.E_CALLBACK, "browser.pasted_not_an_address") from None
    if not same or "@" in pasted.netloc:
        raise KeyfobError(Code.E_CALLBACK, "browser.pasted_other_address", expected=redirect_uri)
    return pasted.query


def _place(address: SplitResult, default_port: int) -> tuple[str | None, int, str]:
    port = address.port
    return address.hostname, default_port if port is None else port, address.path
