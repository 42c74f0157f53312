"""What must be known and set for each kind of provider."""

TEXTS: dict[str, str] = {
    # --- redirect addresses ---
    "redirect_ask": "Register the address exactly as it stands here, or with any port where the provider allows that.",
    "redirect_any_port": "Register the address without a port: any port of this computer is then accepted.",
    "redirect_exact": (
        "Addresses are compared exactly, with their port: name a port in redirect_ports and register the address with"
        " it."
    ),
    "redirect_keycloak": (
        "Register the address without a port (http://127.0.0.1/callback): any port is then accepted. This does not hold"
        " for [::1]."
    ),
    "redirect_entra": (
        "Register http://localhost/callback under Mobile and desktop applications. The port is not compared."
    ),
    "redirect_authentik": "Register the address as a regular expression that allows any port, or with one fixed port.",
    # --- what must be set ---
    "register_public": "A public (native) client: no client secret, PKCE required.",
    "register_offline": "Allow refresh tokens (the scope offline_access).",
    "register_fusionauth_client": (
        "Client Authentication: Not required. PKCE: Required. With “Not required when using PKCE” signing in works, but"
        " every refresh fails: a refresh has no PKCE."
    ),
    "register_fusionauth_refresh": "Enabled grants: Authorization Code and Refresh Token. Generate refresh tokens: on.",
    "register_fusionauth_logout": "Authorized redirect URLs: the address for signing in, and the one for signing out.",
    "register_fusionauth_key": (
        "To list sessions, an API key limited to /api/jwt/refresh, and /api/user for other people's sessions."
    ),
    "register_keycloak_logout": "Valid post logout redirect URIs: http://127.0.0.1/logged-out.",
    "register_entra": "Authentication, Advanced settings: Allow public client flows.",
    "register_google": "A client of the type Desktop app. Its client secret must be entered here; it is no secret.",
    "register_auth0_audience": "For roles in the access token: an API, and its identifier as the audience.",
    "register_okta": "A custom authorization server: the tokens of the org server cannot be verified here.",
    "register_zitadel": "An application of the type Native. For roles, turn on Assert Roles on Authentication.",
}
