"""A look at a file with certificate authorities, before it is taken into use."""

from __future__ import annotations

import os
import stat
from typing import Final

from desktop_app.errors import Code, KeyfobError

#: Those of a whole system together are shorter, bytes.
_LONGEST: Final = 5_000_000


def check(path: str) -> None:
    """Whether *path* can be read and holds a certificate.

    :raises KeyfobError: E_CONFIG.
    """
    content = _content(path)
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        # Words around the certificates may be of any language; the standard library takes ASCII alone.
        words = content.decode("ascii", "replace").replace("\N{REPLACEMENT CHARACTER}", "?")
        context.load_verify_locations(cadata=words)
        has_one = context.cert_store_stats()["x509"] > 0
    except (ValueError, OSError):  # ssl.SSLError is an OSError
        has_one = False
    if not has_one:
        raise KeyfobError(Code.E_CONFIG, "settings.ca_no_certificate", file=path)


def _content(path: str) -> bytes:
    try:
        # Not blocking: a named pipe must not hold the program.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        why = os.strerror(getattr(error, "errno", 0) or 0)
        raise KeyfobError(Code.E_CONFIG, "settings.ca_unreadable", file=path, why=why) from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LONGEST:
            raise KeyfobError(Code.E_CONFIG, "settings.ca_no_file", file=path)
        with os.fdopen(os.dup(handle), "rb") as file:
            return file.read(_LONGEST)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise KeyfobError(Code.E_CONFIG, "settings.ca_unreadable", file=path, why=why) from None
    finally:
        os.close(handle)
