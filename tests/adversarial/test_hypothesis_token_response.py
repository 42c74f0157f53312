"""Row 3: what the token endpoint answers."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import KeyfobError
from desktop_app.oidc import introspection, logout, token_response, userinfo
from desktop_app.oidc.token_response import MAX_LIFETIME, ProviderRefusal
from desktop_app.ports import HttpAnswer
from tests.adversarial import hostile
from tests.support import minted

pytestmark = pytest.mark.timeout(1_800)

HONEST = {
    "access_token": "at",
    "token_type": "Bearer",
    "expires_in": 300,
    "refresh_token": "rt",
    "id_token": "a.b.c",
    "scope": "openid",
}
REFUSED = {"error": "invalid_grant", "error_description": "no", "error_reason": "client_authentication_missing"}
OBJECTS = st.one_of(hostile.changes(HONEST), hostile.changes(REFUSED), hostile.changes(HONEST | REFUSED))
BODIES = st.one_of(hostile.BODIES, OBJECTS.map(lambda value: json.dumps(value).encode()))
STATUSES = st.sampled_from([200, 200, 200, 201, 204, 302, 304, 400, 400, 401, 403, 407, 429, 500, 503, 99, 600])
TYPES = st.sampled_from(["application/json"] * 4 + ["text/html", "", "application/jwt"])
HEADERS = st.dictionaries(
    st.just("retry-after"),
    st.one_of(
        st.text(max_size=20),
        st.integers().map(str),
        st.sampled_from(["Fri, 31 Dec 1999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 -9999", "1 Jan 1", "٣", "0" * 99]),
    ),
)
DATES = st.none() | st.floats(0, 4e9)


def _read(answer: HttpAnswer) -> None:
    try:
        found = token_response.parse(answer, now=minted.NOW)
    except ProviderRefusal as refusal:
        for lost in (False, True):
            at_refresh = token_response.refused_at_refresh(refusal, provider="op.example", lost_answer=lost)
            assert at_refresh.code.value == "E_REAUTH"
            assert at_refresh.reason
        at_sign_in = token_response.refused_at_sign_in(refusal, provider="op.example")
        assert at_sign_in.code.value in ("E_DENIED", "E_CALLBACK", "E_CLIENT")
        raise
    assert answer.status == 200
    assert found.access_token
    assert found.expires_in is None or 0 <= found.expires_in <= MAX_LIFETIME


def test_answers() -> None:
    with hostile.measured("token response", "ok", "refusal", "E_TOKEN_RESPONSE", "E_PORTAL") as tally:

        @given(BODIES, STATUSES, TYPES, HEADERS, DATES)
        def holds(body: bytes, status: int, media_type: str, headers: dict[str, str], date: float | None) -> None:
            answer = minted.answer(body, status=status, media_type=media_type, headers=headers, date=date)
            outcome = tally.run(lambda: _read(answer), (body, status, media_type, headers))
            assert outcome in ("ok", "refusal", "E_TOKEN_RESPONSE", "E_PORTAL", "E_SERVER", "E_RATE", "E_PROXY")
            assert (outcome == "E_RATE") == (status == 429)
            assert (outcome == "E_SERVER") == (500 <= status <= 599)

        holds()


def test_other_answers() -> None:
    """Userinfo, introspection and revocation, whose answers come the same way."""
    with hostile.measured("userinfo, introspection, revocation") as tally:

        @given(BODIES, STATUSES, TYPES)
        def holds(body: bytes, status: int, media_type: str) -> None:
            answer = minted.answer(body, status=status, media_type=media_type)
            for work in (
                lambda: userinfo.parse(answer, subject="ada", now=minted.NOW),
                lambda: introspection.parse(answer, minted.NOW),
                lambda: logout.read_revocation(answer, minted.NOW),
            ):
                assert not tally.run(work, (body, status, media_type)).startswith("foreign")

        holds()


@pytest.mark.parametrize("text_id", ["protocol.refresh_error", "protocol.code_error"])
def test_hostile_words_become_a_sentence(text_id: str) -> None:
    from desktop_app.app.texts import error_json

    with hostile.measured(f"words in {text_id}") as tally:

        @given(st.text(), st.none() | st.text(), st.none() | st.text())
        def holds(error: str, description: str | None, why: str | None) -> None:
            refusal = ProviderRefusal(error, description, why, 400)

            def shown(found: KeyfobError) -> None:
                message = error_json(found)["message"]
                assert isinstance(message, str)
                assert len(message) < 500
                assert message.isprintable()

            tally.run(lambda: shown(token_response.refused_at_sign_in(refusal, provider="op.example")), refusal)
            assert tally.foreign == []

        holds()
