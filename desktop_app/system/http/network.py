"""What a person's settings say about the network, for all accounts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Network:
    """Checked already.

    :param proxy: ``""`` for the environment's and the system's, ``none``, or ``http://HOST:PORT``.
    :param ca_file: a PEM file with more certificate authorities, beside the system's and the account's own.
    """

    proxy: str = ""
    ca_file: str = ""
