"""Who the demo provider knows: two people, one application, one tenant. Their ids never change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: The one client: public, native, PKCE required.
CLIENT_ID: Final = "keyfob-demo"
#: The same application as the session calls name it (they want a UUID).
APPLICATION_ID: Final = "5b0c6c1e-6f0e-4f43-9a43-2d6d0c6f7a01"
TENANT_ID: Final = "5b0c6c1e-6f0e-4f43-9a43-2d6d0c6f7a02"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in. *id* is the subject (a UUID), *key* the word the login form uses."""

    key: str
    id: str
    username: str
    given_name: str
    family_name: str
    email: str
    roles: tuple[str, ...]

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def initials(self) -> str:
        """Two letters for the round picture."""
        return self.given_name[0] + self.family_name[0]


ADA: Final = Person(
    "ada",
    "8f3f6f0a-3c52-4f0e-8c52-6d1f5a0e1a01",
    "ada",
    "Ada",
    "Admin",
    "ada@demo.example",
    ("admin", "user"),
)
MAX: Final = Person(
    "max", "8f3f6f0a-3c52-4f0e-8c52-6d1f5a0e1a02", "max", "Max", "Member", "max@demo.example", ("user",)
)
PEOPLE: Final = (ADA, MAX)


def person_by_id(id_: str) -> Person | None:
    """The person with that subject."""
    return next((person for person in PEOPLE if person.id == id_), None)


def person_by_login(words: str) -> Person | None:
    """The person whose key, user name or e-mail address is *words*, whatever the case."""
    wanted = words.casefold()
    return next((p for p in PEOPLE if wanted in (p.key, p.username.casefold(), p.email.casefold())), None)


def is_application(id_: str) -> bool:
    """Whether *id_* names the one application (its UUID, or its client id as FusionAuth would have it)."""
    return id_ in (APPLICATION_ID, CLIENT_ID)
