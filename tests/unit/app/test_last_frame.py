"""What the window showed last: kept whole, believed only where it is whole and the settings are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.app.last_frame import MAX_SIZE, UNKNOWN, FrameAccount, LastFrame, compose, parse, scheme_of

STAMPS = "1:2:3 - -"
FRAME = LastFrame(
    "dark",
    [
        FrameAccount("work", "restoring", "auth.example.com:8443", "Keycloak", ("overview", "tokens", "activity")),
        FrameAccount("zu Hause ü", "signed_out", "[::1]:9000", "OpenID Connect", ("overview",)),
    ],
)


def values(frame: LastFrame | None) -> object:
    if frame is None:
        return None
    return frame.scheme, [(a.name, a.state, a.host, a.provider, a.tabs) for a in frame.accounts]


def kept(frame: LastFrame = FRAME) -> bytes:
    content = compose(frame, STAMPS)
    assert content is not None
    return content


def test_what_is_kept_is_read_again() -> None:
    assert values(parse(kept(), STAMPS)) == values(FRAME)
    assert values(parse(kept(LastFrame(UNKNOWN, [])), STAMPS)) == (UNKNOWN, [])


def test_other_settings_make_it_worthless() -> None:
    assert parse(kept(), "1:2:4 - -") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"keyfob-frame 1", b"keyfob-frame 2"),
        (b"\ndark\n", b"\npink\n"),
        (b"restoring\t", b"signed_in\t"),
        (b"\tKeycloak\t", b"\t"),
        (b"Keycloak", b"Key\x1bcloak"),
        (b"Keycloak", "Key\u202ecloak".encode()),
        (b"Keycloak", b"\xff"),
        (b"work", b"work\tmore"),
        (b"work", b"work\n"),
    ],
)
def test_what_is_not_whole_is_not_believed(before: bytes, after: bytes) -> None:
    assert before in kept()
    assert parse(kept().replace(before, after, 1), STAMPS) is None


@pytest.mark.parametrize("content", [b"", b"\n", b"keyfob-frame 1", b"keyfob-frame 1\n1:2:3 - -"])
def test_a_file_cut_short_is_not_believed(content: bytes) -> None:
    assert parse(content, STAMPS) is None
    assert scheme_of(content) == UNKNOWN


@pytest.mark.parametrize("name", ["a\tb", "a\nb", "a\u202eb", "\ud800", "x" * MAX_SIZE])
def test_what_does_not_fit_a_line_is_not_kept(name: str) -> None:
    account = FrameAccount(name, "signed_out", "h", "p", ("overview",))
    assert compose(LastFrame("light", [account]), STAMPS) is None


def test_the_scheme_is_known_whatever_became_of_the_settings() -> None:
    assert scheme_of(kept()) == "dark"
    assert scheme_of(kept().replace(b"dark", b"pink")) == UNKNOWN


@given(st.binary(max_size=300))
def test_rubbish_is_never_an_exception(content: bytes) -> None:
    whole = b"keyfob-frame 1\n1:2:3 - -\nlight\n" + content
    for given_ in (content, whole):
        frame = parse(given_, STAMPS)
        assert frame is None or all(account.name.isprintable() for account in frame.accounts)
        scheme_of(given_)
