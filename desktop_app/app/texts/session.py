"""Sentences about a session: sign-in, refresh, sign-out."""

ERRORS = {
    "other_version": (
        "Another version of Keyfob noted what is wrong with this session, in words that this one does not know.",
        "Try again. If it stays so, sign in again.",
    ),
    "revocation_elsewhere": (
        "The provider's revocation address is on another server. Your refresh token was not sent there.",
        "Check with whoever runs the provider, and end the session on its own page.",
    ),
    "no_id_token": (
        "The provider sent no ID token.",
        "Ask for the scope openid, and check that this is an OpenID Connect provider.",
    ),
    "clock_behind": (
        "Your clock is {minutes} minutes behind.",
        "Turn on automatic time, then try again. Your session is kept.",
    ),
    "clock_behind_one": (
        "Your clock is {minutes} minute behind.",
        "Turn on automatic time, then try again. Your session is kept.",
    ),
    "clock_ahead": (
        "Your clock is {minutes} minutes ahead.",
        "Turn on automatic time, then try again. Your session is kept.",
    ),
    "clock_ahead_one": (
        "Your clock is {minutes} minute ahead.",
        "Turn on automatic time, then try again. Your session is kept.",
    ),
    "clock_hours_behind": (
        "Your clock is {hours} hours behind.",
        "Turn on automatic time and check the time zone, then try again. Your session is kept.",
    ),
    "clock_hours_ahead": (
        "Your clock is {hours} hours ahead.",
        "Turn on automatic time and check the time zone, then try again. Your session is kept.",
    ),
    "clock_days_behind": (
        "Your clock is {days} days behind.",
        "Turn on automatic time, then try again. Your session is kept.",
    ),
    "clock_days_ahead": (
        "Your clock is {days} days ahead.",
        "Turn on automatic time, then try again. Your session is kept.",
    ),
    "no_refresh_token": (
        "The provider gave no refresh token, and the access token has ended.",
        "Sign in again. To stay signed in, the provider must allow the scope offline_access.",
    ),
    "refresh_off": (
        "The access token has ended, and this account is set not to refresh.",
        "Sign in again, or set refresh = true for this account.",
    ),
    "other_endpoint": (
        "The provider's token address has moved to another server. Your refresh token was not sent there.",
        "Check with whoever runs the provider, then sign in again.",
    ),
    "other_issuer": (
        "This account now points to another provider or client. The stored session was not sent there.",
        "Sign in again.",
    ),
    "record_newer": (
        "The stored session was written by a newer Keyfob. It was left alone.",
        "Use the newer Keyfob, or sign in again with this one.",
    ),
    "record_unreadable": (
        "What the keychain holds for this account cannot be read. It was set aside, not deleted.",
        "Sign in again.",
    ),
    "record_gone": ("The keychain holds no session for this account.", "Sign in."),
    "not_signed_in": ("You are not signed in to this account.", "Sign in."),
    "retry_later": (
        "The provider asked to wait. Keyfob goes on in {seconds} s.",
        "Wait, then try again. You are still signed in.",
    ),
    "too_many_calls": (
        "The tokens of this provider end too soon: Keyfob has asked often enough for this minute.",
        "Keyfob goes on by itself in a few seconds.",
    ),
    "quarantine": (
        "The provider answered with tokens of somebody else. They were not used.",
        "Sign in again, and tell whoever runs the provider.",
    ),
    "not_provider": (
        "{count} answers in a row did not come from your provider.",
        "Check the network (a sign-in page, a proxy), then sign in again. Your session is kept.",
    ),
    "signed_out_meanwhile": ("This account was signed out meanwhile.", "Sign in again if you need it."),
    "unsaved": (
        "Your session could not be saved ({cause}). The provider gave a new refresh token, and the old one is dead.",
        "Unlock or start the keychain. If this program ends first, you must sign in again.",
    ),
    "cancelled": ("The sign-in was cancelled.", "Sign in when you are ready."),
    "timed_out": (
        "Nobody came back from the browser in {minutes} minutes.",
        "Try again. If the browser shows an error at the end, copy the address from its address bar and paste it.",
    ),
    "timed_out_one": (
        "Nobody came back from the browser in {minutes} minute.",
        "Try again. If the browser shows an error at the end, copy the address from its address bar and paste it.",
    ),
    "timed_out_seconds": (
        "Nobody came back from the browser in {seconds} s.",
        "Try again. If the browser shows an error at the end, copy the address from its address bar and paste it.",
    ),
    "other_subject": (
        "Somebody else signed in. This account belongs to {known}, and their session was kept.",
        "Sign in as {known}, or add another account.",
    ),
    "login_running": (
        "Another sign-in of this account is under way.",
        "Finish or cancel it, then try again.",
    ),
    "no_revocation": (
        "The provider offers no way to revoke a token.",
        "End the session on the provider's own page.",
    ),
    "end_session_unconfirmed": (
        "Signed out here. The browser did not come back, so nobody knows whether the provider's session ended.",
        "End the session on the provider's page.",
    ),
    "too_short_lived": (
        "You asked for {asked} s, and the provider's tokens last {lifetime} s.",
        "Ask for less, or have the provider give longer tokens.",
    ),
    "no_known_end": (
        "You asked for {asked} s, and the provider does not say how long its tokens last.",
        "Leave out --min-ttl.",
    ),
    "bad_address": (
        "This is no address of a provider.",
        "It looks like https://auth.example.com. Plain http works on this computer alone.",
    ),
    "others_issuer": (
        "The description at {address} belongs to another provider: {issuer}.",
        "Type the address of the provider itself, or ask whoever runs it.",
    ),
    "no_description": (
        "There is no description of a provider at {address} (status {status}).",
        "Ask whoever runs the provider for its issuer or its discovery address.",
    ),
    "bad_description": (
        "What is at this address does not describe a provider ({rule}).",
        "Ask whoever runs the provider for its issuer or its discovery address.",
    ),
}

TEXTS: dict[str, str] = {}
