"""Made-up parts of the inspector's pane; see gallery_inspect."""

from __future__ import annotations

from desktop_app.ui.models.inspector_state import (
    Asked,
    ChecksView,
    CheckView,
    Choice,
    ClaimNode,
    CompareRow,
    CompareSide,
    CompareView,
    ExplainView,
    FindingView,
    FoundRow,
    Part,
    RawBlock,
    TokenText,
    Verdict,
)

NOW = 1_795_444_063.0 + 120
EXP = NOW + 177
IAT = EXP - 300
HOST = "https://auth.acme.example"
HOSTILE = "<b>admin</b> &amp; \u202egnp.exe\u202c \x1b[31m\u200b\ud800 " + "W" * 220


def token(**changes: object) -> TokenText:
    parts = (
        Part("header", "eyJhbGciOiJSUzI1NiIsImtpZCI6IjdmMzkiLCJ0eXAiOiJhdCtqd3QifQ"),
        Part("payload", "eyJhdWQiOiJhY21lLXBvcnRhbCIsImV4cCI6MTc5NTQ0NDM2MC" * 9 + "ZmxpbmVfYWNjZXNzIn0"),
        Part("signature", "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJVadQssw5c" * 4 + "NbT0Yp1Xo"),
    )
    made: dict[str, object] = {
        "title": "Access token",
        "facts": "RS256 · key 7f39c2…b81e · 812 bytes",
        "parts": parts,
    }
    return TokenText(**{**made, **changes})  # type: ignore[arg-type]  # fields of the value


def verdicts(signature: str = "ok", claims: str = "ok", trust: str = "ok") -> tuple[Verdict, ...]:
    words = {
        ("signature", "ok"): "Signature valid",
        ("signature", "bad"): "Signature invalid",
        ("signature", "neutral"): "Signature not checked",
        ("claims", "ok"): "Claims ok",
        ("claims", "bad"): "Claims failed",
        ("claims", "neutral"): "Claims not checked",
        ("trust", "ok"): "Trusted for Acme (work)",
        ("trust", "neutral"): "Not trusted",
    }
    pairs = (("signature", signature), ("claims", claims), ("trust", trust))
    return tuple(Verdict(name, words[name, tone], tone) for name, tone in pairs)  # type: ignore[arg-type]  # of the table


def claim(name: str, value: str, **more: object) -> ClaimNode:
    return ClaimNode(f"claims.{name}", "claim", name, value, **more)  # type: ignore[arg-type]  # fields of the value


def claims() -> tuple[ClaimNode, ...]:
    header = tuple(
        ClaimNode(f"header.{name}", "claim", name, value)
        for name, value in (("alg", "RS256"), ("kid", "7f39c2…b81e"), ("typ", "at+jwt"))
    )
    address = tuple(ClaimNode(f"claims.address.{n}", "claim", n, v) for n, v in (("country", "GB"), ("street", "1 St")))
    claims = (
        claim("iss", HOST),
        claim("aud", "acme-portal"),
        claim("sub", "a1b2c3d4-77e0-4c3e-9f10-5b2d"),
        claim("exp", "1795444360", at=EXP),
        claim("iat", "1795444060", at=IAT),
        claim("roles", '["admin", "user"]'),
        claim("scope", "openid profile email offline_access"),
        claim("email", "ada@acme.example", chip="personal data", chip_tone="warn"),
        claim("address", "2 members", children=address),
    )
    return (
        ClaimNode("header", "header", "Header", "3 members", children=header),
        ClaimNode("claims", "payload", "Claims", "9 claims", children=claims),
    )


def explanation() -> ExplainView:
    """The claim aud."""
    return ExplainView(
        "claims.aud",
        "aud",
        "Audience",
        "The service this token is meant for. A service must refuse a token that does not name it here.",
        "acme-portal",
        expected="acme-portal",
        verdict="Matches",
        verdict_tone="ok",
        origin="the account Acme (work)",
        source="RFC 7519 §4.1.3, RFC 9068 §2.2",
    )


def asked(**changes: object) -> Asked:
    accounts = (
        Choice("", "No account"),
        Choice("acme", "Acme (work)", True),
        Choice("lab", "Keycloak lab"),
        Choice("own", "Own values…"),
    )
    keys = (Choice("account:acme", "Keys remembered for Acme (work)", True), Choice("none", "No key"))
    wants = (Choice("access", "an access token", True), Choice("id", "an ID token"))
    made: dict[str, object] = {
        "accounts": accounts,
        "wants": wants,
        "compared": True,
        "keys": keys,
        "key_line": "Keys 3 days old",
    }
    return Asked(**{**made, **changes})  # type: ignore[arg-type]  # fields of the value


def checks() -> ChecksView:
    failed = (
        CheckView(
            "audience",
            "failed",
            "Audience",
            "acme-portal",
            "acme-billing",
            "The token was issued for another application. Services refuse what is not addressed to them.",
            "Ask for a token for acme-portal: sign in with that client, or set audience in the account.",
            raw=(True, True),
        ),
        CheckView(
            "roles",
            "failed",
            "Role",
            "admin",
            "user",
            "The person is known but has no role this page accepts.",
            "Give the role admin to ada@acme.example for this application, then refresh: roles come with the next "
            "token.",
            raw=(True, True),
        ),
    )
    right = (
        CheckView("issuer", "ok", "Issuer", HOST, HOST, raw=(True, True)),
        CheckView("expiry", "ok", "Expiry", "later than now", "14:32:40, in 2 min 57 s"),
        CheckView("clock", "ok", "Clock", "within 60 s", "1.2 s behind the provider"),
        CheckView("scopes", "ok", "Scopes", "openid profile", "openid profile email offline_access", raw=(True, True)),
        CheckView("key", "ok", "Key", "one the issuer publishes", "7f39c2…b81e"),
    )
    other = (CheckView("azp", "unknown", "Authorized party", "", "not named", "Only some providers name it."),)
    return ChecksView("2 of 8 fail", "bad", "", (*failed, *right, *other))


def findings() -> tuple[FindingView, ...]:
    return (
        FindingView(
            "alg_none",
            "error",
            "The header says that nothing was signed (alg none).",
            "header.alg",
            "No service may accept it. Whoever sent it tried something, or a test server is in use.",
        ),
        FindingView(
            "long_life",
            "warning",
            "It is valid for 30 days.",
            "claims.exp",
            "Access tokens usually last minutes: whoever steals it has all that time.",
        ),
        FindingView("personal_data", "warning", "It carries an email address.", "claims.email"),
        FindingView("nbf_missing", "info", "It does not say from when on it is valid.", "claims.nbf"),
    )


def compare() -> CompareView:
    times = (
        CompareRow("changed", "exp", "14:27:40", "14:32:40"),
        CompareRow("changed", "iat", "14:22:40", "14:27:40"),
        CompareRow("changed", "jti", "0f6c…91aa", "c771…02de"),
    )
    same = tuple(
        CompareRow("same", name, value, value)
        for name, value in (("iss", HOST), ("aud", "acme-portal"), ("sub", "a1b2c3d4-77e0-4c3e"))
    )
    return CompareView(
        CompareSide("Access token, before the refresh", "Acme (work) · issued 14:22:40"),
        CompareSide("Access token, after the refresh", "Acme (work) · issued 14:27:40"),
        "This refresh took the role billing away.",
        "The times and the token’s own number (jti) change at every refresh.",
        3,
        1,
        1,
        6,
        (
            CompareRow("section", "Claims"),
            CompareRow("removed", "roles[1]", '"billing"', ""),
            CompareRow("added", "amr", "", '["pwd", "otp"]'),
            *times,
            *same,
            CompareRow("section", "Header"),
            CompareRow("same", "alg", "RS256", "RS256"),
            CompareRow("same", "kid", "7f39c2…b81e", "7f39c2…b81e"),
        ),
    )


def found() -> tuple[FoundRow, ...]:
    return (
        FoundRow("0", "Access token · RS256", "access_token · line 3 · 812 characters", "2 min left", "accent"),
        FoundRow("1", "ID token · RS256", "id_token · line 3 · 1,024 characters", "expired 3 min ago", "bad"),
        FoundRow("2", "Opaque token", "refresh_token · line 3 · 64 characters"),
    )


def hostile() -> dict[str, object]:
    nodes = tuple(ClaimNode(f"c{n}", "claim", HOSTILE[n:], HOSTILE) for n in range(4))
    check = CheckView("x", "failed", HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, raw=(True, True))
    return {
        "token": token(title=HOSTILE, facts=HOSTILE, parts=(Part("rest", HOSTILE * 3),)),
        "claims": (ClaimNode("h", "header", HOSTILE, HOSTILE, children=nodes),),
        "checks": ChecksView(HOSTILE, "bad", "", (check,)),
        "findings": (FindingView(HOSTILE, "error", HOSTILE, HOSTILE, HOSTILE),),
        "asked": asked(accounts=(Choice("x", HOSTILE, True),), key_line=HOSTILE),
        "verdicts": (Verdict("signature", "Signature valid", "ok"), Verdict("claims", HOSTILE, "bad"), verdicts()[2]),
    }


def raw() -> tuple[RawBlock, ...]:
    header = '{\n  "alg": "RS256",\n  "kid": "7f39c2b81e",\n  "typ": "at+jwt"\n}'
    claims = '{\n  "iss": "https://auth.acme.example",\n  "aud": "acme-portal",\n  "roles": [\n    "admin"\n  ]\n}'
    return (
        RawBlock("header", "Header", header),
        RawBlock("payload", "Claims", claims),
        RawBlock("rest", "Token", "eyJhbGciOiJSUzI1NiIsImtpZCI6IjdmMzkiLCJ0eXAiOiJhdCtqd3QifQ.eyJhdWQi" * 8),
    )
