"""Claims that say something about a person: told as such in the tree, and masked when a token is shared."""

from __future__ import annotations

from typing import Final

PERSONAL: Final = frozenset(
    {
        *("sub", "sub_id", "username", "login_hint"),
        *("name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "also_known_as"),
        *("birth_family_name", "birth_given_name", "birth_middle_name", "salutation", "title", "gender"),
        *("birthdate", "place_of_birth", "nationalities", "verified_claims"),
        *("profile", "picture", "website", "email", "phone_number", "msisdn", "address", "location"),
        # Microsoft Entra
        *("unique_name", "upn", "oid", "puid", "onprem_sid", "home_oid", "ipaddr", "fwd"),
        *("emails", "verified_primary_email", "verified_secondary_email"),
        # Okta, authentik; Keycloak
        *("uid", "clientAddress", "clientHost"),
    }
)
