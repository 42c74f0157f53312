"""Keeps records in the keychain: one item an account, in pieces only where the keychain is too small for it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import Code, KeychainTimeout, KeyfobError
from desktop_app.vault import chunks, record
from desktop_app.vault.record import Record, RecordTrouble, Trouble

if TYPE_CHECKING:
    from desktop_app.ports import Keychain
    from desktop_app.vault.chunks import ChunkSet


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the keychain holds of an account.

    :param record: the newest generation that can be read, None if there is none.
    :param trouble: why there is no record although something is stored; None where a record was found or nothing is
        there at all.
    :param twins: how many values were stored under the one name (1 when all is well).
    """

    record: Record | None
    trouble: Trouble | None
    twins: int


@dataclass(frozen=True, slots=True)
class _Present:
    """The values of one item, sorted out."""

    loaded: Loaded
    chunk_set: ChunkSet | None
    unreadable: tuple[tuple[Trouble, str], ...]


class RecordStore:
    """Records, kept in *keychain*. Every method raises the E_KEYCHAIN_* errors; *prompt* and *timeout* are those of
    :class:`desktop_app.ports.Keychain` and hold for each call to it."""

    def __init__(self, keychain: Keychain) -> None:
        self._keychain = keychain

    def load(self, account_id: str, *, prompt: bool, timeout: float) -> Loaded:
        """The account's record. Nothing is changed, whatever is found."""
        return self._look(account_id, prompt, timeout).loaded

    def save(self, new: Record, *, prompt: bool, timeout: float) -> None:
        """Replace the account's record. A crash at any moment leaves the old one or the new one, whole.

        What cannot be read is moved aside before it is replaced, not deleted.

        :raises KeyfobError: E_KEYCHAIN_FULL also where the record is too long even in pieces.
        """
        present = self._look(new.account_id, prompt, timeout)
        self._set_aside(new.account_id, present.unreadable, prompt, timeout)
        text = record.encode(new)
        limit = self._keychain.max_utf16_units
        if limit is None:
            self._keychain.write(new.account_id, text, prompt=prompt, timeout=timeout)
            return
        used: dict[ChunkSet, int] = {}
        if len(text) > limit:
            chunk_set: ChunkSet = "b" if present.chunk_set == "a" else "a"
            pieces = chunks.split(text, limit)
            head = chunks.head_of(new.account_id, new.generation, chunk_set, pieces)
            text = chunks.encode(head)
            if len(text) > limit or len(pieces) > chunks.MAX_CHUNKS:
                raise KeyfobError(Code.E_KEYCHAIN_FULL, "keychain.full")
            for name, piece in zip(head.names(), pieces, strict=True):
                self._keychain.write(name, piece, prompt=prompt, timeout=timeout)
            used[chunk_set] = len(pieces)
        self._keychain.write(new.account_id, text, prompt=prompt, timeout=timeout)
        try:
            self._sweep(new.account_id, used, prompt, timeout)
        except KeychainTimeout:
            raise
        except KeyfobError:
            # The new record is stored; the old one's pieces go at the next save.
            return

    def remove(self, account_id: str, *, prompt: bool, timeout: float) -> None:
        """Forget the account: its record, all pieces, and what was set aside."""
        self._keychain.delete(account_id, prompt=prompt, timeout=timeout)
        if self._keychain.max_utf16_units is not None:
            self._sweep(account_id, {}, prompt, timeout)
        self._keychain.delete(_aside(account_id), prompt=prompt, timeout=timeout)

    def trial(self, account_id: str, *, prompt: bool, timeout: float) -> None:
        """Write something that is no secret, read it back and remove it: a sign-in is worth starting."""
        name = _trial(account_id)
        self._keychain.write(name, os.urandom(32).hex(), prompt=prompt, timeout=timeout)
        self._keychain.delete(name, prompt=prompt, timeout=timeout)

    def remove_trial(self, account_id: str, *, prompt: bool, timeout: float) -> None:
        """Remove what a trial that was cut short left behind."""
        self._keychain.delete(_trial(account_id), prompt=prompt, timeout=timeout)

    def _look(self, account_id: str, prompt: bool, timeout: float) -> _Present:
        values = self._keychain.read(account_id, prompt=prompt, timeout=timeout)
        found: Record | None = None
        chunk_set: ChunkSet | None = None
        troubles: set[Trouble] = set()
        unreadable: list[tuple[Trouble, str]] = []
        for value in values:
            try:
                candidate, its_set = self._whole(account_id, value, prompt, timeout)
            except RecordTrouble as trouble:
                troubles.add(trouble.kind)
                unreadable.append((trouble.kind, value))
                continue
            if found is None or candidate.generation > found.generation:
                found, chunk_set = candidate, its_set
        kind: Trouble | None = None
        if found is None and troubles:
            kind = "newer" if "newer" in troubles else "rubbish"
        return _Present(Loaded(found, kind, len(values)), chunk_set, tuple(unreadable))

    def _whole(self, account_id: str, value: str, prompt: bool, timeout: float) -> tuple[Record, ChunkSet | None]:
        """The record that *value* is, or whose head it is."""
        members = record.members_of(value)
        if not chunks.is_head(members):
            return _own(record.from_members(members), account_id), None
        head = chunks.from_members(members)
        if head.account_id != account_id:
            raise RecordTrouble()
        pieces = []
        for name, digest in zip(head.names(), head.digests, strict=True):
            stored = self._keychain.read(name, prompt=prompt, timeout=timeout)
            fitting = [piece for piece in stored if chunks.digest(piece) == digest]
            if not fitting:
                raise RecordTrouble()
            pieces.append(fitting[0])
        whole = _own(record.decode("".join(pieces)), account_id)
        if whole.generation != head.generation:
            raise RecordTrouble()
        return whole, head.chunk_set

    def _set_aside(
        self, account_id: str, unreadable: tuple[tuple[Trouble, str], ...], prompt: bool, timeout: float
    ) -> None:
        """Keep a copy of what cannot be read: of one value, a newer Keyfob's rather than rubbish."""
        if not unreadable:
            return
        _, value = min(unreadable, key=lambda one: one[0] != "newer")
        try:
            self._keychain.write(_aside(account_id), value, prompt=prompt, timeout=timeout)
        except KeyfobError as trouble:
            # A living refresh token is worth more than a copy of what nobody can read.
            if trouble.code not in (Code.E_KEYCHAIN_FULL, Code.E_KEYCHAIN_LOST):
                raise

    def _sweep(self, account_id: str, used: dict[ChunkSet, int], prompt: bool, timeout: float) -> None:
        """Remove all pieces but the *used* ones (set → how many, from 0)."""
        for chunk_set in chunks.SETS:
            first = end = used.get(chunk_set, 0)
            while end < chunks.MAX_CHUNKS and self._keychain.read(
                chunks.item_name(account_id, chunk_set, end), prompt=prompt, timeout=timeout
            ):
                end += 1
            for number in range(end - 1, first - 1, -1):
                self._keychain.delete(chunks.item_name(account_id, chunk_set, number), prompt=prompt, timeout=timeout)


def _own(found: Record, account_id: str) -> Record:
    """*found*, if it is this account's: a record moved to another item is not used."""
    if found.account_id != account_id:
        raise RecordTrouble()
    return found


def _aside(account_id: str) -> str:
    return f"{account_id}.aside"


def _trial(account_id: str) -> str:
    return f"{account_id}.trial"
