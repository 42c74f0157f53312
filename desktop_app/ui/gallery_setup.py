"""Made-up values for first run and for adding a provider; the rest is in gallery_samples."""

from __future__ import annotations

from desktop_app.ui.gallery_samples import HOST
from desktop_app.ui.models.setup_state import Ability, AddProviderView, FirstRunView, ProviderSummary


def summary() -> ProviderSummary:
    """What was read at a FusionAuth's address."""
    abilities = (
        Ability("ok", "Sign-in with PKCE (S256)"),
        Ability("ok", "Stays signed in (refresh tokens)", "Keyfob asks for offline_access."),
        Ability("ok", "Signs out in the browser too"),
        Ability("offline", "No revocation address", "Keyfob ends the session through FusionAuth’s own call instead."),
        Ability("ok", "2 signing keys, RS256"),
    )
    return ProviderSummary(
        "FusionAuth",
        "acme.com",
        "A",
        abilities,
        "http://127.0.0.1:49152/callback",
        recognised=True,
        rule="Client Authentication: Not required. PKCE: Required.",
        rule_text="With “Not required when using PKCE” signing in works and refreshing fails.",
    )


def add_pages() -> dict[str, AddProviderView]:
    """Name of a picture → stage of Add a provider."""
    address = f"https://{HOST}"
    wrong = "Use https. Plain http is only for this computer."
    return {
        "add-provider-address": AddProviderView(),
        "add-provider-error": AddProviderView(address="http://acme.example", address_error=wrong),
        "add-provider-reading": AddProviderView("reading", address),
        "add-provider": AddProviderView("summary", address, summary=summary(), name="Acme (work)"),
        "add-provider-id-error": AddProviderView(
            "summary", address, summary=summary(), name="Acme (work)", client_id_error="Paste the client ID here."
        ),
    }


def first_runs() -> dict[str, FirstRunView]:
    """Name of a picture → first run."""
    return {
        "first-run": FirstRunView(can_import=True),
        "first-run-company": FirstRunView(company="Acme", key="acme"),
    }
