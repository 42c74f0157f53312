"""Row 3: the query on our redirect address, which any web page can send."""

from __future__ import annotations

from urllib.parse import parse_qs, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.oidc import callback, logout
from desktop_app.oidc.authorization import Attempt
from desktop_app.secret import Secret
from tests.adversarial import hostile
from tests.support import minted

pytestmark = pytest.mark.timeout(1_800)

STATE = "a-state-that-nobody-can-guess-0123456789"
ATTEMPT = Attempt(
    id="1",
    issuer=minted.ISSUER,
    token_endpoint="https://op.example/token",
    client_id=minted.CLIENT,
    redirect_uri="http://127.0.0.1:1/callback",
    state=STATE,
    nonce=minted.NONCE,
    verifier=Secret("v" * 64),
    iss_required=True,
    max_age=None,
    url="https://op.example/authorize",
)
NAMES = st.sampled_from(["state", "code", "iss", "error", "error_description", "%73tate", "locale", ""]) | st.text(
    max_size=6
)
VALUES = st.one_of(
    st.sampled_from(
        [STATE, quote(minted.ISSUER, safe=""), "SplxlOBeZQQYbYS6WxSbIA", "access_denied", "%ff", "%", "%zz"]
    ),
    st.text(max_size=12).map(lambda text: quote(text, safe="", errors="surrogatepass")),
    st.text(max_size=12),
)
PAIRS = st.lists(st.builds(lambda name, value: f"{name}={value}", NAMES, VALUES), max_size=6).map("&".join)
GOOD = f"code=SplxlOBeZQQYbYS6WxSbIA&state={STATE}&iss={quote(minted.ISSUER, safe='')}"
QUERIES = st.one_of(
    st.text(), PAIRS, PAIRS.map(lambda pairs: f"state={STATE}&{pairs}"), hostile.edits(GOOD), st.text().map(quote)
)


def test_queries() -> None:
    with hostile.measured("callback URL", "ok", "E_STATE", "E_CALLBACK", "E_ISS") as tally:

        @given(QUERIES)
        def holds(query: str) -> None:
            found: list[callback.ValidatedCallback] = []
            outcome = tally.run(lambda: found.append(callback.validate(query, ATTEMPT)), query)
            assert outcome in ("ok", "E_STATE", "E_CALLBACK", "E_ISS", "E_DENIED", "E_CLIENT")
            if outcome != "E_STATE":
                assert STATE in parse_qs(query, keep_blank_values=True)["state"]
            if found:
                fields = parse_qs(query, keep_blank_values=True)
                assert fields["state"] == [STATE]
                assert fields["iss"] == [minted.ISSUER]
                assert fields["code"] == [found[0].code.reveal()]
                assert "error" not in fields

        holds()


def test_returns_from_a_logout() -> None:
    with hostile.measured("logout return URL") as tally:

        @given(QUERIES)
        def holds(query: str) -> None:
            said: list[bool] = []
            assert tally.run(lambda: said.append(logout.returned(query, STATE)), query) == "ok"
            assert said[0] is (parse_qs(query, keep_blank_values=True).get("state") == [STATE])

        holds()
