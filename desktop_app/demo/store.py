"""The demo provider's memory: one SQLite file that belongs to one issuer, or nothing but memory.

Codes and refresh tokens are kept as hashes. Every change is one transaction, so a killed process loses nothing that
was answered. The file is held exclusively: two providers never share one.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_app.demo.people import person_by_id
from desktop_app.demo.records import Code, Device, RefreshToken, Session, Settings

_VERSION = 1
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE sessions (
    id TEXT PRIMARY KEY, person TEXT NOT NULL, scope TEXT NOT NULL, auth_time INTEGER NOT NULL, started REAL NOT NULL,
    last_used REAL NOT NULL, expires REAL NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL, type TEXT NOT NULL,
    address TEXT NOT NULL);
CREATE TABLE refresh_tokens (
    hash TEXT PRIMARY KEY, session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, spent_at REAL);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session);
CREATE TABLE codes (
    hash TEXT PRIMARY KEY, person TEXT NOT NULL, redirect_uri TEXT NOT NULL, scope TEXT NOT NULL, nonce TEXT NOT NULL,
    challenge TEXT NOT NULL, method TEXT NOT NULL, auth_time INTEGER NOT NULL, name TEXT NOT NULL,
    description TEXT NOT NULL, type TEXT NOT NULL, address TEXT NOT NULL, expires REAL NOT NULL, session TEXT);
"""


def digest(token: str) -> str:
    """How a code or refresh token is kept. They are long and random: a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class StoreTaken(Exception):
    """Another provider holds the file."""


class Store:
    """Sessions, codes and refresh tokens, safe to use from several threads.

    :param path: the file (made with mode 0600); None keeps everything in memory.
    :param clock: wall clock, seconds since the epoch.
    :raises StoreTaken: another process holds the file.
    :raises OSError: the file cannot be made.
    :raises sqlite3.DatabaseError: the file is damaged, or of another version.
    """

    def __init__(self, path: Path | None, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.RLock()
        if path is not None:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        name = ":memory:" if path is None else str(path)
        self._db = sqlite3.connect(name, timeout=0.5, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        try:
            self._prepare()
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One change after the other, each kept whole or not at all. May be nested; the outermost one counts."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    # --- what is made once ---------------------------------------------------------------------------------------

    def lasting(self, name: str, make: Callable[[], str]) -> str:
        """The value kept under *name*; made and kept if there is none yet."""
        with self.transaction():
            row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
            if row is not None:
                return str(row[0])
            value = make()
            self._db.execute("INSERT INTO meta VALUES (?, ?)", (name, value))
            return value

    # --- codes ---------------------------------------------------------------------------------------------------

    def add_code(self, code: Code) -> None:
        """Remember an authorization code; those long out of date are forgotten."""
        values = (
            *(code.hash, code.person.id, code.redirect_uri, code.scope, code.nonce, code.code_challenge),
            *(code.code_challenge_method, code.auth_time, code.device.name, code.device.description),
            *(code.device.type, code.device.address, code.expires, code.session_id),
        )
        with self.transaction():
            self._db.execute("DELETE FROM codes WHERE expires < ?", (self._clock() - 3600,))
            self._db.execute(f"INSERT INTO codes VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608 - marks

    def code(self, token: str) -> Code | None:
        """The code's record while it may be exchanged. A spent one ends the session it was exchanged for (RFC 6749
        §4.1.2): somebody else may hold it."""
        with self.transaction():
            row = self._db.execute("SELECT * FROM codes WHERE hash = ?", (digest(token),)).fetchone()
            if row is None:
                return None
            if row["session"] is not None:
                self.end(row["session"])
                return None
            person = person_by_id(row["person"])
            if person is None or row["expires"] <= self._clock():
                return None
            return Code(
                hash=row["hash"],
                person=person,
                redirect_uri=row["redirect_uri"],
                scope=row["scope"],
                nonce=row["nonce"],
                code_challenge=row["challenge"],
                code_challenge_method=row["method"],
                auth_time=row["auth_time"],
                device=_device(row),
                expires=row["expires"],
            )

    def spend_code(self, code: Code, session_id: str) -> None:
        """Note what *code* was exchanged for."""
        with self.transaction():
            self._db.execute("UPDATE codes SET session = ? WHERE hash = ?", (session_id, code.hash))

    # --- sessions and their refresh tokens -----------------------------------------------------------------------

    def begin(self, code: Code) -> Session:
        """Start a session; without a refresh token it ends with its access token."""
        now = self._clock()
        expires = now + self._settings.access_ttl
        session = Session(str(uuid.uuid4()), code.person, code.scope, code.auth_time, now, now, expires, code.device)
        device = code.device
        values = (
            *(session.id, session.person.id, session.scope, session.auth_time, now, now, expires),
            *(device.name, device.description, device.type, device.address),
        )
        with self.transaction():
            self._db.execute("DELETE FROM sessions WHERE expires <= ?", (now,))
            self._db.execute(
                f"INSERT INTO sessions VALUES ({', '.join('?' * len(values))})",  # noqa: S608 - marks
                values,
            )
        return session

    def add_refresh_token(self, session: Session, token: str) -> None:
        """Give *session* another refresh token; it now lives for a whole lifetime of one."""
        with self.transaction():
            self._db.execute("INSERT INTO refresh_tokens VALUES (?, ?, NULL)", (digest(token), session.id))
            self._db.execute(
                "UPDATE sessions SET expires = ? WHERE id = ?", (self._clock() + self._settings.refresh_ttl, session.id)
            )

    def refresh_token(self, token: str) -> RefreshToken | None:
        """What is known of *token*, spent or not, while its session lives."""
        with self.transaction():
            row = self._db.execute(
                "SELECT session, spent_at FROM refresh_tokens WHERE hash = ?", (digest(token),)
            ).fetchone()
            session = None if row is None else self.session(row[0])
            return None if session is None else RefreshToken(digest(token), session, row[1])

    def usable_refresh_token(self, token: str) -> RefreshToken | None:
        """*token* if it may be used. One that was spent longer ago than the grace period ends its whole session (RFC
        9700 §4.14.2): two parties hold it."""
        with self.transaction():
            known = self.refresh_token(token)
            if known is None or known.spent_at is None:
                return known
            if self._clock() - known.spent_at < self._settings.grace:
                return known
            self.end(known.session.id)
            return None

    def spend(self, token: RefreshToken, address: str) -> None:
        """The token was used, from *address*."""
        now = self._clock()
        with self.transaction():
            self._db.execute(
                "UPDATE refresh_tokens SET spent_at = coalesce(spent_at, ?) WHERE hash = ?", (now, token.hash)
            )
            self._db.execute(
                "UPDATE sessions SET last_used = ?, address = ? WHERE id = ?", (now, address, token.session.id)
            )

    def session(self, id_: str) -> Session | None:
        """The session *id_* while it lives."""
        found = self._sessions("id = ?", id_)
        return found[0] if found else None

    def sessions_of(self, person_id: str) -> list[Session]:
        """The living sessions of a person, oldest first."""
        return self._sessions("person = ?", person_id)

    def end(self, session_id: str) -> bool:
        """End a session; its refresh tokens are forgotten. Whether there was one."""
        with self.transaction():
            return self._db.execute("DELETE FROM sessions WHERE id = ?", (session_id,)).rowcount > 0

    def end_all(self, person_id: str | None = None) -> int:
        """End every session (of one person); how many there were."""
        with self.transaction():
            if person_id is None:
                return self._db.execute("DELETE FROM sessions").rowcount
            return self._db.execute("DELETE FROM sessions WHERE person = ?", (person_id,)).rowcount

    def _sessions(self, where: str, value: str) -> list[Session]:
        with self._lock:
            rows = self._db.execute(
                f"SELECT * FROM sessions WHERE {where} AND expires > ? ORDER BY started",  # noqa: S608 - our own words
                (value, self._clock()),
            ).fetchall()
        found = (_session(row) for row in rows)
        return [session for session in found if session is not None]

    def _prepare(self) -> None:
        db = self._db
        try:
            # Held from the first read on; SQLite then needs no shared-memory file either.
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise StoreTaken from error
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            for statement in filter(str.strip, _SCHEMA.split(";")):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {_VERSION}")
        elif version != _VERSION:
            raise sqlite3.DatabaseError("another version")
        db.execute("COMMIT")
        if self.lasting("issuer", lambda: self._settings.issuer) != self._settings.issuer:
            raise sqlite3.DatabaseError("another issuer")


def _device(row: sqlite3.Row) -> Device:
    return Device(row["name"], row["description"], row["type"], row["address"])


def _session(row: sqlite3.Row) -> Session | None:
    person = person_by_id(row["person"])
    if person is None:
        return None
    return Session(
        id=row["id"],
        person=person,
        scope=row["scope"],
        auth_time=row["auth_time"],
        started=row["started"],
        last_used=row["last_used"],
        expires=row["expires"],
        device=_device(row),
    )
