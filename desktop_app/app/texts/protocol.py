"""What is said about the protocol: what the provider says of itself, the answer from the browser, tokens."""

_PROVIDER = "Tell whoever runs the provider. Nothing was sent to it beyond this."
_CLIENT = "Check this application's entry at the provider: client ID, redirect address, and that it is a public client."
_AGAIN = "Try again. If it stays like this, tell whoever runs the provider."
_PORTAL = "This network answered instead of your provider. Sign in to the network first, then try again."
_ADDRESS = "Correct it in the settings, or, if the provider gave it, tell whoever runs the provider."
_IDENTITY = "Nobody was signed in with it. Tell whoever runs the provider."
_ACCESS = 'Tell whoever runs the provider, or set access_token = "auto" for this account.'
_CLOCK = "Compare this computer's clock with the real time, and turn on automatic time."

ERRORS: dict[str, tuple[str, str]] = {
    # --- any answer ---
    "rate": ("The provider says that it was asked too often (HTTP {status}).", "Keyfob waits as long as it asks."),
    "server": ("The provider is out of order for now (HTTP {status}).", "Try again later. A session you have is kept."),
    "proxy": (
        "A proxy on the way asks for a sign-in of its own (HTTP {status}).",
        "Put its name and password into the system's proxy settings, or into https_proxy.",
    ),
    "redirected": ("The answer sends Keyfob somewhere else (HTTP {status}), where it does not go.", _PORTAL),
    "not_the_provider": ("An answer came that is not the provider's (HTTP {status}).", _PORTAL),
    "not_json": (
        "A page came where the provider's data should be (HTTP {status}).",
        "Check the provider's address. Or this network answered instead of it: sign in to the network first.",
    ),
    # --- addresses and metadata ---
    "bare_issuer": (
        "The issuer {issuer} is a name and not an address.",
        "Add discovery_url: the address of the provider's .well-known/openid-configuration.",
    ),
    "address_text": ("{member} is missing, or it is not of the kind it should be.", _ADDRESS),
    "address_words": ("{member} is not a list of words.", _ADDRESS),
    "address_characters": ("{member} holds characters that do not belong in an address.", _ADDRESS),
    "address_scheme": (
        "{member} is not an https address.",
        "Use https. Plain http is for a provider on this computer alone, with allow_http = true.",
    ),
    "address_userinfo": ("{member} has a name or password before its host.", _ADDRESS),
    "address_host": ("{member} has no proper host.", _ADDRESS),
    "address_port": ("{member} has no proper port.", _ADDRESS),
    "address_fragment": ("{member} has a fragment (#), which cannot be sent.", _ADDRESS),
    "address_query": ("{member} has a query that Keyfob cannot send along.", _ADDRESS),
    "issuer": (
        "The provider calls itself {found}, but the account is for {expected}.",
        "Both must be the same, character by character. Correct the issuer, or ask whoever runs the provider.",
    ),
    "metadata_json": ("The provider's description of itself is not proper JSON ({detail}).", _PROVIDER),
    "metadata_status": (
        "The provider has no description of itself at this address (HTTP {status}).",
        "Check the issuer, and discovery_url if there is one.",
    ),
    "metadata_no_code": ("The provider does not offer the sign-in that Keyfob uses (response type code).", _PROVIDER),
    "metadata_no_s256": (
        "The provider offers only unsafe kinds of PKCE.",
        "Keyfob uses S256 and nothing weaker. Ask whoever runs the provider to turn it on.",
    ),
    "no_end_session": ("The provider has no address for ending its session.", "End the session on its own page."),
    # --- the answer from the browser ---
    "state": ("This answer belongs to another sign-in.", "Go on in the browser window that opened last."),
    "callback_undecodable": ("The answer from the browser cannot be read.", _AGAIN),
    "callback_repeated": ("The answer from the browser says something twice.", _AGAIN),
    "callback_no_code": ("The answer from the browser has no code in it.", _AGAIN),
    "callback_code": ("The code in the answer from the browser is none.", _AGAIN),
    "callback_code_and_error": ("The answer from the browser is a yes and a no at once.", _AGAIN),
    "callback_error": ("The provider did not sign you in: {words}.", _AGAIN),
    "iss_missing": (
        "The answer does not say which provider it is from, though {expected} always does.",
        "Somebody may have stood in between. Start again, and only from here.",
    ),
    "iss_other": (
        "The answer came from {found}, but {expected} was asked.",
        "Somebody may have stood in between. Start again, and only from here.",
    ),
    "denied": ("The provider refused: {words}.", "Ask whoever runs the provider for access, or sign in as another."),
    "client": ("The provider does not accept this client: {words}.", _CLIENT),
    # --- the token endpoint ---
    "client_authentication": (
        "The provider wants this client to prove itself with a secret, which a desktop application cannot keep.",
        'Set Client Authentication to "Not required" at the provider, and PKCE to "Required".',
    ),
    "code_refused": ("The provider did not take its own code back: {words}.", _AGAIN),
    "code_error": ("The provider gave no tokens: {words}.", _AGAIN),
    "token_response": ("The provider's answer with the tokens breaks the rules ({detail}).", _PROVIDER),
    "refresh_refused": ("Please sign in again. The provider ended this session: {words}.", "Sign in again."),
    "refresh_lost_answer": (
        "Please sign in again. An answer of the provider got lost on the way, and the old token counts no more.",
        "Sign in again. Nobody did anything wrong.",
    ),
    "refresh_client_authentication": (
        'Signing in works, refreshing will not: set Client Authentication to "Not required".',
        "Do so at the provider, in this application's entry, then sign in again.",
    ),
    "refresh_client": ("The provider no longer accepts this client: {words}.", _CLIENT),
    "refresh_error": ("The provider refused to refresh the session: {words}.", "Sign in again, or try once more."),
    "revocation_refused": (
        "The provider did not revoke the session: {words}.",
        "End the session on the provider's own page.",
    ),
    # --- the ID token ---
    "id_token_malformed": ("The ID token is not well formed ({detail}).", _IDENTITY),
    "id_token_alg": (
        "The ID token is signed in a way that is not allowed here, or there is no key for it ({detail}).",
        "Set the provider to sign ID tokens with RS256 or ES256, or name its way in id_token_algs.",
    ),
    "id_token_kid": ("The ID token names a key that the provider does not publish ({detail}).", _IDENTITY),
    "id_token_signature": ("The ID token's signature is wrong: somebody else made it or changed it.", _IDENTITY),
    "id_token_typ": ("What came is another kind of token and not an ID token ({found}).", _IDENTITY),
    "id_token_iss": ("The ID token is from {found} and not from {expected}.", _IDENTITY),
    "id_token_aud": ("The ID token is for {found} and not for {expected} alone.", _IDENTITY),
    "id_token_azp": ("The ID token was issued to {found} and not to {expected}.", _IDENTITY),
    "id_token_nonce": ("The ID token belongs to another sign-in.", "Start again, and only from here."),
    "id_token_exp": ("The ID token has expired, or does not say when it does (exp {found}, now {now}).", _CLOCK),
    "id_token_iat": ("The ID token is too old, or from the future (iat {found}, now {now}).", _CLOCK),
    "id_token_sub": ("The ID token names nobody, or somebody else ({found}).", _IDENTITY),
    "id_token_at_hash": ("The ID token and the access token do not belong together.", _IDENTITY),
    "id_token_auth_time": (
        "The provider signed you in from an older sign-in than allowed, or does not say when ({found}).",
        "Sign in again, and with the provider too.",
    ),
    # --- the access token ---
    "access_token_not_a_jwt": ("The access token is not a JWT, and this account wants one.", _ACCESS),
    "access_token_encrypted": ("The access token is encrypted for somebody else.", _ACCESS),
    "access_token_malformed": ("The access token is not well formed.", _ACCESS),
    "access_token_hmac": (
        "The access token is signed with a secret only the server knows. It cannot be verified here.",
        "Have the provider sign access tokens with a key pair (RS256, ES256).",
    ),
    "access_token_alg": ("The access token is signed in a way that is not allowed here.", _ACCESS),
    "access_token_no_key": ("There is no published key for the access token.", _ACCESS),
    "access_token_typ": ("What came is another kind of token and not an access token ({found}).", _ACCESS),
    "access_token_id_token": ("What came as the access token is another kind of token.", _ACCESS),
    "access_token_bad_signature": ("The access token's signature is wrong.", _ACCESS),
    "access_token_other_issuer": ("The access token is from {found} and not from {expected}.", _ACCESS),
    "access_token_other_audience": (
        "The access token is for {found} and not for {expected}.",
        "Set audience to what the provider writes into its access tokens, or ask it for that audience.",
    ),
    "access_token_exp": ("The access token has expired already (exp {found}, now {now}).", _CLOCK),
    "access_token_iat": ("The access token is not valid yet (from {found}, now {now}).", _CLOCK),
    # --- userinfo and introspection ---
    "userinfo_status": ("The provider does not tell about you (HTTP {status}).", _AGAIN),
    "userinfo_signed": (
        "The provider signs what it tells about you, which Keyfob does not read.",
        "Have the provider answer with plain JSON.",
    ),
    "userinfo_json": ("What the provider tells about you breaks the rules ({detail}).", _PROVIDER),
    "userinfo_sub": ("The provider tells about {found} and not about {expected}.", _PROVIDER),
    "introspection_status": ("The provider does not tell about the token (HTTP {status}).", _AGAIN),
    "introspection_json": ("What the provider tells about the token breaks the rules ({detail}).", _PROVIDER),
}

#: Why an access token is treated as opaque.
TEXTS: dict[str, str] = {
    "opaque_configured": "The settings say not to look into it.",
    "opaque_not_a_jwt": "It is not a JWT.",
    "opaque_encrypted": "It is encrypted for somebody else.",
    "opaque_malformed": "It looks like a JWT but breaks its rules.",
    "opaque_hmac": "It is signed with a secret only the server knows; it cannot be verified here.",
    "opaque_alg": "It is signed in a way that is not allowed here.",
    "opaque_no_key": "The provider publishes no key for it.",
    "opaque_typ": "It is another kind of token.",
    "opaque_id_token": "It looks like an ID token, and must not pass for an access token.",
    "opaque_bad_signature": "Its signature is wrong.",
    "opaque_other_issuer": "It is from another issuer.",
    "opaque_other_audience": "It is for somebody else: its audience is another.",
}
