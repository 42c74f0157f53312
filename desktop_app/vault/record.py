"""What the keychain holds of an account: one record, and the rules by which it is read.

The text is ASCII JSON, so that its length is the same in characters, bytes and UTF-16 units. A record names the schema
it was written by; what a newer Keyfob wrote is told apart from rubbish, and neither is ever taken for "nothing there".
"""

from __future__ import annotations

import binascii
import json
from dataclasses import dataclass, field
from typing import Final, Literal

from desktop_app.secret import Secret
from desktop_app.vault import fields

SCHEMA: Final = 1
KEY_BYTES: Final = 32
#: Longer texts are not ours, and are not parsed.
MAX_TEXT: Final = 2_000_000

Trouble = Literal["rubbish", "newer"]


class RecordTrouble(Exception):
    """A stored text that is no record we can use.

    :ivar kind: ``newer``: a schema of a later Keyfob; ``rubbish``: anything else.
    """

    def __init__(self, kind: Trouble = "rubbish") -> None:
        super().__init__(kind)
        self.kind: Trouble = kind


@dataclass(frozen=True, slots=True)
class Record:
    """One signed-in account, bound to whom its refresh token may be sent to.

    :param account_id: random UUID; also the name of the keychain item.
    :param generation: grows by one at every stored token set.
    :param token_origin: origin (RFC 6454 §6.2) of the token endpoint at sign-in.
    :param subject: ``sub`` of the first ID token.
    :param key: 32 bytes, encrypts the token file.
    :param signed_in_at: wall clock of the sign-in, seconds.
    :param auth_time: ``auth_time`` of the first ID token, seconds (OIDC Core §12.2 compares it at refresh).
    :param azp: ``azp`` of the first ID token.
    :param nonce: ``nonce`` of the first ID token.
    """

    account_id: str
    generation: int
    issuer: str
    client_id: str
    token_origin: str
    subject: str
    refresh_token: Secret | None
    key: bytes = field(repr=False)
    signed_in_at: float
    auth_time: int | None
    azp: str | None
    nonce: str | None


def encode(record: Record) -> str:
    """*record* as ASCII text.

    :raises ValueError: the key is not 32 bytes long, or the generation is negative (a fault of ours).
    """
    if len(record.key) != KEY_BYTES or record.generation < 0:
        raise ValueError("a record has a 32-byte key and a generation")
    return json.dumps(
        {
            "schema": SCHEMA,
            "generation": record.generation,
            "account_id": record.account_id,
            "issuer": record.issuer,
            "client_id": record.client_id,
            "token_origin": record.token_origin,
            "subject": record.subject,
            "refresh_token": None if record.refresh_token is None else record.refresh_token.reveal(),
            "key": binascii.b2a_base64(record.key, newline=False).decode(),
            "signed_in_at": record.signed_in_at,
            "auth_time": record.auth_time,
            "azp": record.azp,
            "nonce": record.nonce,
        },
        allow_nan=False,
        separators=(",", ":"),
    )


def decode(text: str) -> Record:
    """The record in *text*.

    :raises RecordTrouble: *text* is of a newer schema, or rubbish.
    """
    return from_members(members_of(text))


def members_of(text: str) -> fields.Members:
    """The members of the JSON object *text*, its schema checked.

    :raises RecordTrouble: as :func:`decode`.
    """
    if len(text) > MAX_TEXT:
        raise RecordTrouble()
    members = fields.parse(text)
    if members is None:
        raise RecordTrouble()
    schema = members.get("schema")
    if isinstance(schema, bool) or not isinstance(schema, int) or schema < 1:
        raise RecordTrouble()
    if schema > SCHEMA:
        raise RecordTrouble("newer")
    return members


def from_members(members: fields.Members) -> Record:
    """The record with these members.

    :raises RecordTrouble: one is missing or of another type.
    """
    try:
        token = fields.text_or_none(members, "refresh_token")
        return Record(
            account_id=fields.text(members, "account_id"),
            generation=fields.count(members, "generation"),
            issuer=fields.text(members, "issuer"),
            client_id=fields.text(members, "client_id"),
            token_origin=fields.text(members, "token_origin"),
            subject=fields.text(members, "subject"),
            refresh_token=None if token is None else Secret(token),
            key=_key(fields.text(members, "key")),
            signed_in_at=fields.time(members, "signed_in_at"),
            auth_time=fields.whole_or_none(members, "auth_time"),
            azp=fields.text_or_none(members, "azp"),
            nonce=fields.text_or_none(members, "nonce"),
        )
    except fields.WrongField:
        raise RecordTrouble() from None


def _key(text: str) -> bytes:
    try:
        key = binascii.a2b_base64(text, strict_mode=True)
    except (binascii.Error, ValueError):
        raise RecordTrouble() from None
    if len(key) != KEY_BYTES:
        raise RecordTrouble()
    return key


def is_bound(record: Record, issuer: str, client_id: str, token_endpoint: str) -> bool:
    """Whether the record's refresh token may be sent to *token_endpoint* as *client_id* of *issuer*."""
    try:
        origin = origin_of(token_endpoint)
    except ValueError:
        return False
    return record.issuer == issuer and record.client_id == client_id and record.token_origin == origin


def origin_of(url: str) -> str:
    """The ASCII origin of an http(s) address (RFC 6454 §6.2): scheme, host and port, the default port left out.

    :raises ValueError: *url* has no such origin.
    """
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    defaults = {"https": 443, "http": 80}
    host, port = parts.hostname, parts.port
    if parts.scheme not in defaults or not host:
        raise ValueError("no http address")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port is None or port == defaults[parts.scheme] else f":{port}")
