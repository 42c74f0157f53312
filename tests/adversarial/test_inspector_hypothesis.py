"""Row 3 for the inspector: anything at all is given to it, and whatever it says is written in every form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.app.inspection import inspection_json
from desktop_app.cli.commands.inspect_text import full_text, row
from desktop_app.inspector import keys
from desktop_app.inspector.inspect import inspect
from desktop_app.inspector.model import Inspection, Question
from desktop_app.jose import base64url
from desktop_app.jose.errors import JoseError
from tests.adversarial import hostile
from tests.adversarial.judge import Tally
from tests.support import minted
from tests.unit.inspector import finding_examples as made

pytestmark = pytest.mark.timeout(1_800)

MATERIAL = made.material()
QUESTION = Question(
    at=minted.NOW,
    keys=MATERIAL,
    issuer=minted.ISSUER,
    audience=minted.CLIENT,
    client_id=minted.CLIENT,
    clock_offset=240.0,
)
GOOD = minted.jws(minted.claims(), alg="ES256")
HEADER = {"alg": "ES256", "kid": "p256", "typ": "JWT", "cty": "JWT", "jwk": minted.jwk("p256-2"), "crit": ["exp"]}
CLAIMS = minted.claims(nbf=minted.NOW, auth_time=minted.NOW, azp="x", scope="a b", email="a@b.example", events={})
#: The soak set in full; a part of it otherwise, since every answer is written in three forms.
EXAMPLES = settings() if settings().max_examples > 2_000 else settings(max_examples=700)


def _told(text: str) -> list[Inspection]:
    """Inspect, and write the answers in every form: each must be safe to show."""
    found = list(inspect(text, QUESTION))
    assert found
    for one in found:
        shown = json.dumps(inspection_json(one, file="f"), ensure_ascii=True, allow_nan=False)
        assert json.loads(shown)["kind"] == one.token.kind
        for line in (*full_text(one, minted.NOW).split("\n"), row(1, one, "f")):
            assert line.isprintable(), line
        assert one.exit_status in (0, 10, 11, 12)
    return found


def _only_the_good_one_is_trusted(text: str, tally: Tally) -> None:
    kept: list[Inspection] = []
    outcome = tally.run(lambda: kept.extend(_told(text)), text)
    assert not outcome.startswith("foreign"), outcome
    for one in kept:
        if one.verdicts.signature == "valid":
            assert one.token.raw.reveal() == GOOD


def test_text() -> None:
    # One piece that can be anything among known ones: Hypothesis keeps every choice it made, and memory is measured.
    known = st.sampled_from(
        ["", GOOD, "Bearer ", "sid=", '"access_token":"', made.jwe(), made.sd_jwt(), made.paseto(), "\n", '",', "~"]
    )
    anything = st.one_of(st.text(max_size=12), hostile.parts(), hostile.edits(GOOD), known)
    pieces = st.tuples(known, anything, known).map("".join)
    with hostile.measured("inspected text", "ok") as tally:

        @EXAMPLES
        @given(pieces)
        def holds(text: str) -> None:
            _only_the_good_one_is_trusted(text, tally)

        holds()


def test_json_text() -> None:
    forms = st.one_of(
        hostile.changes(json.loads(made.json_jws())),
        hostile.changes({"protected": "e30", "ciphertext": "a", "iv": "b", "tag": "c", "recipients": []}),
        hostile.changes(
            {"payload": "e30", "signatures": [{"protected": "e30", "header": {"kid": "k"}, "signature": "a"}]}
        ),
        hostile.changes(minted.jwk("p256", secret=True)),
        hostile.changes({"access_token": GOOD, "refresh_token": "opaque-1", "id_token": GOOD}),
        hostile.JSON,
    ).map(json.dumps)
    with hostile.measured("inspected JSON", "ok") as tally:

        @EXAMPLES
        @given(st.one_of(forms, hostile.BODIES.map(lambda data: data.decode("utf-8", "surrogateescape"))))
        def holds(text: str) -> None:
            _only_the_good_one_is_trusted(text, tally)

        holds()


def test_signed_content() -> None:
    """The right key signed it: header and claims can be anything, and the times decide."""
    with hostile.measured("inspected claims", "ok") as tally:

        @EXAMPLES
        @given(hostile.changes(HEADER), st.one_of(hostile.changes(CLAIMS), hostile.JSON))
        def holds(header: dict[str, Any], claims: Any) -> None:
            kept: list[Inspection] = []
            text = minted.jws(claims, alg="ES256", header=header)
            outcome = tally.run(lambda: kept.extend(_told(text)), (header, claims))
            assert not outcome.startswith("foreign"), outcome
            (one,) = kept
            if one.verdicts.trust == "trusted":
                assert claims["iss"] == minted.ISSUER
                assert minted.CLIENT in (claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]])
                assert header.get("crit") is None
                assert header.get("kid") in ("p256", None)

        holds()


def test_broken_content() -> None:
    """The right key signed bytes that are hardly JSON."""
    with hostile.measured("inspected broken JSON", "ok") as tally:

        @EXAMPLES
        @given(hostile.BODIES, st.sampled_from(["payload", "header", "jwe", "disclosure", "paseto"]))
        def holds(data: bytes, place: str) -> None:
            encoded = base64url.encode(data)
            text = {
                "payload": lambda: minted.jws(data, alg="ES256"),
                "header": lambda: minted.jws(minted.claims(), alg="ES256", header=data),
                "jwe": lambda: f"{encoded}.a.b.c.d",
                "disclosure": lambda: f"{GOOD}~{encoded}~",
                "paseto": lambda: "v4.public." + base64url.encode(data + bytes(64)),
            }[place]()
            outcome = tally.run(lambda: _told(text), (place, data))
            assert not outcome.startswith("foreign"), outcome

        holds()


def test_key_files() -> None:
    files = st.one_of(
        hostile.BODIES,
        hostile.changes(minted.jwk("rsa")).map(lambda entry: json.dumps(entry).encode()),
        hostile.changes({"kty": "oct", "k": "c2VjcmV0", "kid": "p256"}).map(lambda entry: json.dumps(entry).encode()),
        st.lists(hostile.changes(minted.jwk("p256")), max_size=3).map(lambda all_: json.dumps({"keys": all_}).encode()),
        st.binary(max_size=200).map(lambda data: b"-----BEGIN PUBLIC KEY-----\n" + data),
    )
    with hostile.measured("key files of the inspector", "ok", "malformed", "key") as tally:

        @EXAMPLES
        @given(files)
        def holds(data: bytes) -> None:
            for read in (keys.from_jwks, keys.from_key):
                outcome = tally.run(lambda read=read: _used(read, data), data)
                assert not outcome.startswith("foreign"), outcome

        holds()


def _used(read: Any, data: bytes) -> None:
    try:
        material = read(data, source="f")
    except JoseError:
        raise
    for text in (GOOD, minted.jws(minted.claims(), alg="HS256", key=b"secret", header={"kid": "p256"})):
        inspect(text, Question(at=minted.NOW, keys=material))
