"""Header parameters."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "alg": (
        "Algorithm",
        "How the token is signed or its key encrypted; a service decides which ones it takes, not the token.",
    ),
    "jku": ("Key address", "Where the token says its keys are; Keyfob does not go there, and no service should."),
    "jwk": ("Embedded key", "A key inside the token itself: anybody can write one, so it proves nothing."),
    "kid": ("Key ID", "The name of the key that signed this token, among the keys the issuer publishes."),
    "x5u": ("Certificate address", "Where the token says its certificate is; Keyfob does not go there."),
    "x5c": (
        "Certificates",
        "Certificates inside the token itself; they prove nothing unless somebody trusts their root.",
    ),
    "x5t": ("Certificate fingerprint", "The SHA-1 fingerprint of the certificate of the signing key."),
    "x5t#S256": ("Certificate fingerprint", "The SHA-256 fingerprint of the certificate of the signing key."),
    "typ": ("Type", "What kind of token this is: at+jwt is an access token, JWT says nothing more."),
    "cty": ("Content type", "What the content is; JWT means another token inside."),
    "crit": ("Critical", "Header parameters that must be understood, or the token be refused."),
    "enc": ("Encryption", "How the content is encrypted."),
    "zip": ("Compression", "How the content was compressed before it was encrypted."),
    "epk": ("Ephemeral key", "The sender's public key, made for this one message."),
    "apu": ("Sender's mark", "Words about the sender that go into the key agreement."),
    "apv": ("Recipient's mark", "Words about the recipient that go into the key agreement."),
    "iv": ("Initial value", "The initial value with which the key was encrypted."),
    "tag": ("Tag", "Protects the encrypted key against change."),
    "p2s": ("Salt", "The salt with which a key was made from a password."),
    "p2c": ("Rounds", "How many rounds it takes to make the key from a password."),
    "iss": ("Issuer", "The issuer, repeated where it can be read although the content is encrypted."),
    "sub": ("Subject", "The subject, repeated where it can be read although the content is encrypted."),
    "aud": ("Audience", "The audience, repeated where it can be read although the content is encrypted."),
    "b64": ("Encoded content", "Whether the content is written as base64url; false is rare and easily misread."),
    "ppt": ("PASSporT type", "Which kind of telephone token (PASSporT) this is."),
    "url": ("Address", "The address that this signed request was sent to (ACME)."),
    "nonce": (
        "Nonce",
        "Makes a signed request good for one time only (ACME); Microsoft uses it in tokens for its own services.",
    ),
    "svt": ("Signature validation", "Statements that this signature was checked before."),
    "trust_chain": ("Trust chain", "Statements of a federation that lead to somebody who is trusted."),
    "disclosures": ("Disclosures", "The claims that the holder discloses."),
    "kb_jwt": ("Holder's proof", "The proof that who shows the credential is its holder."),
}
