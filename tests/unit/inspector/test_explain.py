"""Claims and header parameters explained: every one has its words, and hostile ones harm nobody."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.app.texts import claims as claim_texts
from desktop_app.inspector import explain as tree_module
from desktop_app.inspector.claims import Explanation, explain, guess_provider
from desktop_app.inspector.explain import MAX_DEPTH, MAX_NODES, Node, flat, tree
from desktop_app.inspector.known_claims import common, header, rare, vendors

KINDS = {"text", "id", "address", "digest", "key", "time", "duration", "words", "list", "object", "flag", "number"}
TABLES = {
    "": {**common.REGISTERED, **common.SPECIFIED, **common.OWN, **rare.REGISTERED},
    "header:": header.REGISTERED,
    **{f"{vendor}:": table for vendor, table in vendors.VENDORS.items()},
    **{f"header:{vendor}:": table for vendor, table in vendors.HEADER.items()},
}
KEYS = [(before, key) for before, table in TABLES.items() for key in table]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=6,
)


def test_every_known_name_has_a_label_and_one_sentence_and_none_is_left_over() -> None:
    wanted = {f"{before}{key}{end}" for before, key in KEYS for end in ("", "_label")}
    own_words = {name for name in claim_texts.TEXTS if name in _WORDS_OF_ITS_OWN}

    assert set(claim_texts.TEXTS) - wanted == own_words
    assert wanted <= set(claim_texts.TEXTS)


_WORDS_OF_ITS_OWN = {
    *("registered", "registered_header", "specified", "own", "vendor", "vendors", "said_by"),
    *("unknown", "unknown_text", "part_of", "part_of_text"),
    *("time_not_a_number", "time_text", "time_milliseconds", "time_out_of_range"),
}


@pytest.mark.parametrize(("before", "key"), KEYS, ids=[f"{before}{key}" for before, key in KEYS])
def test_words_are_short_plain_and_end_as_sentences_do(before: str, key: str) -> None:
    source, kind = TABLES[before][key]
    sentence, label = (claim_texts.TEXTS[f"{before}{key}{end}"] for end in ("", "_label"))

    assert sentence.endswith(".")
    assert len(sentence) <= 125
    assert sentence.count(". ") <= 1
    assert not set("!{}") & set(sentence + label)
    assert 2 <= len(label) <= 30
    assert not label.endswith(".")
    assert len(source) > 6
    assert kind in KINDS


def test_the_registry_is_covered() -> None:
    # A selection from every document that registers claims or header parameters.
    claims = """iss sub aud exp nbf iat jti name email updated_at azp nonce auth_time at_hash c_hash acr amr sub_jwk cnf
    sip_from_tag orig dest mky events toe txn rph sid vot vtm attest origid act scope client_id may_act jcard at_use_nbr
    div opt vc vp sph ace_profile cnonce exi roles groups entitlements token_introspection eat_nonce ueid eat_profile
    submods cdniv cdnistd sig_val_claims authorization_details verified_claims msisdn htm htu ath atc sub_id rcd rcdi
    crn msgi _claim_names _claim_sources rdap_allowed_purposes _sd ... _sd_alg sd_hash vct status ttl jwks metadata
    producerPlmnId resOwnerId geohash""".split()  # noqa: SIM905 - a list of words
    parameters = """alg jku jwk kid x5u x5c x5t x5t#S256 typ cty crit enc zip epk apu apv iv tag p2s p2c iss sub aud b64
    ppt url nonce svt trust_chain""".split()  # noqa: SIM905 - a list of words

    assert [name for name in claims if _origin(explain((name,))) != "registered"] == []
    assert [name for name in parameters if _origin(explain((name,), part="header")) != "registered"] == []


def _origin(explanation: Explanation) -> str:
    return explanation.meanings[0].origin if explanation.meanings else "unknown"


def test_a_registered_claim_names_its_source() -> None:
    found = explain(("aud",))

    assert found.meanings[0].text == "claims.aud"
    assert found.meanings[0].source == "RFC 7519 §4.1.3, RFC 9068 §2.2"
    assert found.sure


def test_a_header_parameter_is_not_a_claim() -> None:
    assert explain(("kid",), part="header").meanings[0].text == "claims.header:kid"
    assert explain(("kid",)).meanings == ()
    assert explain(("exp",), part="header").meanings == ()


def test_a_provider_s_claim_is_told_as_its_own() -> None:
    unknown = explain(("tid",))
    entra = explain(("tid",), provider="entra")

    assert [known.vendor for known in unknown.meanings] == ["fusionauth", "entra"]
    assert not unknown.sure
    assert entra.meanings[0].text == "claims.entra:tid"
    assert entra.sure


def test_a_provider_s_own_meaning_goes_before_the_registered_one() -> None:
    assert explain(("sid",)).meanings[0].text == "claims.sid"
    assert explain(("sid",), provider="fusionauth").meanings[0].text == "claims.fusionauth:sid"
    assert explain(("sid",), provider="keycloak").meanings[0].text == "claims.sid"


def test_nested_claims() -> None:
    assert explain(("realm_access", "roles", 3)).meanings[0].text == "claims.keycloak:realm_access.roles"
    assert explain(("resource_access", "my.app", "roles")).meanings[0].text == "claims.keycloak:resource_access.*.roles"
    assert explain(("cnf", "x5t#S256")).meanings[0].source == "RFC 8705 §3.1"
    assert explain(("events", "http://schemas.openid.net/event/backchannel-logout")).meanings[0].origin == "specified"
    assert explain(("address", "planet")) == Explanation((), parent="address")


def test_unknown_names() -> None:
    assert explain(("colour",)) == Explanation(())
    assert explain(("colour", "exp")) == Explanation(())
    assert explain(("https://acme.example/roles",)).meanings[0].text == "claims.https://*"
    assert explain(("https://acme.example/roles",), provider="auth0").meanings[0].text == "claims.auth0:https://*"
    assert explain(()) == Explanation(())


@pytest.mark.parametrize(
    ("claims", "provider"),
    [
        ({"iss": "https://login.microsoftonline.com/1/v2.0"}, "entra"),
        ({"iss": "https://acme.eu.auth0.com/"}, "auth0"),
        ({"iss": "https://acme.okta.com"}, "okta"),
        ({"iss": "https://accounts.google.com"}, "google"),
        ({"iss": "https://sso.acme.example/realms/acme"}, "keycloak"),
        ({"iss": "acme.com", "applicationId": "1"}, "fusionauth"),
        ({"iss": "https://id.acme.example", "urn:zitadel:iam:org:id": "1"}, "zitadel"),
        ({"realm_access": {}}, "keycloak"),
        ({"iss": "https://evilauth0.com"}, ""),
        ({"iss": "https://auth0.com.evil.example"}, ""),
        ({"iss": ["https://acme.okta.com"]}, ""),
        ({}, ""),
        (None, ""),
    ],
)
def test_the_provider_is_guessed(claims: dict[str, object] | None, provider: str) -> None:
    assert guess_provider(claims) == provider


def node(name: str, value: object, part: str = "claims", provider: str = "") -> Node:
    (found,) = tree({name: value}, part="header" if part == "header" else "claims", provider=provider)
    return found


def test_times_are_read() -> None:
    found = node("exp", 1_795_444_360)

    assert found.kind == "time"
    assert found.moment is not None
    assert found.moment.at == 1_795_444_360
    assert found.shown == "1795444360"


def test_scopes_are_split_and_lists_too() -> None:
    assert node("scope", "openid profile openid").words == ("openid", "profile")
    assert node("aud", ["a", "b"]).words == ("a", "b")
    assert node("aud", "just-one").shown == "just-one"
    assert node("roles", ["admin", 5]).words == ("admin",)


def test_lengths_of_time_are_read() -> None:
    assert node("pwd_exp", "3600", provider="entra").seconds == 3600
    assert node("exi", -1).seconds is None


def test_personal_data_is_marked_with_what_is_inside() -> None:
    address = node("address", {"locality": "Ghent"})

    assert address.personal
    assert address.children[0].personal
    assert not node("iss", "https://op.example").personal
    assert not node("sub", "x", part="header").personal


def test_the_tree_is_bounded() -> None:
    wide = tree({"a": list(range(3 * MAX_NODES))}, part="claims")
    deep: object = 1
    for _ in range(5 * MAX_DEPTH):
        deep = {"a": deep}

    assert len(list(flat(wide))) == MAX_NODES
    assert wide[0].left_out == 2 * MAX_NODES + 1
    assert wide[0].shown.endswith("…")
    assert len(wide[0].shown) == 300
    assert max(len(one.path) for one in flat(tree({"b": deep}, part="claims"))) == MAX_DEPTH


@settings(max_examples=300)
@given(st.dictionaries(st.text(max_size=12) | st.sampled_from([key for _, key in KEYS]), JSON, max_size=5))
def test_no_value_makes_it_raise(members: dict[str, object]) -> None:
    for part in ("claims", "header"):
        nodes = list(flat(tree(members, part="header" if part == "header" else "claims", provider="entra")))

        assert len([one for one in nodes if len(one.path) == 1]) == len(members)
        assert all(len(one.shown) <= 300 for one in nodes)
        assert all(one.moment is not None or one.kind != "time" or one.count is not None for one in nodes)


def test_no_known_path_is_longer_than_the_search_goes() -> None:
    assert max(key.count(".") for _, key in KEYS if not key.startswith(("events", "..."))) == 2


def test_the_limits_are_those_of_the_reader() -> None:
    assert (tree_module.MAX_NODES, tree_module.MAX_DEPTH) == (10_000, 64)
