"""Where an account's provider has its own interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.ports import Place
from desktop_app.vault.record import origin_of

if TYPE_CHECKING:
    from desktop_app.oidc.metadata import ProviderMetadata
    from desktop_app.session.account import Account
    from desktop_app.session.deps import Deps


def place_of(account: Account, metadata: ProviderMetadata | None) -> Place:
    """The place, as far as it is known without *metadata*."""
    return Place(
        provider=account.provider,
        issuer=account.issuer,
        client_id=account.client_id,
        trust=account.trust,
        token_endpoint="" if metadata is None else metadata.token_endpoint,
        end_session_endpoint=None if metadata is None else metadata.end_session_endpoint,
        client_secret=account.client_secret,
    )


def where_of(deps: Deps, account: Account) -> str | None:
    """Where a person can do at the provider what we could not: that page, or else the provider's own address."""
    known = page_of(deps, account)
    if known is not None or "://" in account.issuer:
        return known or account.issuer
    return origin_of(account.discovery_url) if account.discovery_url else None


def page_of(deps: Deps, account: Account) -> str | None:
    """Where a person can end their sessions in the browser, None where no such page is known. No network."""
    return None if deps.sessions is None else deps.sessions.own_page(place_of(account, None))
