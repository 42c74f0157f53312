"""The shared key cache: when it asks, when it serves what it has, when it refuses."""

from __future__ import annotations

import json

import pytest

from desktop_app.app.key_cache import MAX_AGE, WINDOW, KeyCache
from desktop_app.errors import Code, KeyfobError, TransportError
from desktop_app.ports import Trust
from tests.support.port_doubles import NOW, Answer, ClockDouble, HttpDouble, LocksDouble, MemoryFiles, answer

ISSUER = "https://auth.example.com"
URI = "https://auth.example.com/keys"
TRUST = Trust("/ca.pem")


def jwks(*kids: str) -> str:
    x = "4KRXuMKQpQmQ9LUQqtLAU3m3KGtdGkqkTJqN4A8Q2vI"
    return json.dumps({"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": x} for kid in kids]})


class World:
    """A cache, and what it is made of. Every *cache* is another process."""

    def __init__(self) -> None:
        self.files = MemoryFiles()
        self.locks = LocksDouble()
        self.clock = ClockDouble()
        self.http = HttpDouble()

    def cache(self) -> KeyCache:
        return KeyCache(self.files, self.http, self.locks, self.clock)

    def kids(self, *answers: Answer, newer_than: float | None = None, uri: str = URI) -> list[str | None]:
        self.http.answers.extend(answers)
        return [key.kid for key in self.cache().keys(ISSUER, uri, TRUST, newer_than=newer_than).keys]

    def refused(self, *answers: Answer, newer_than: float | None = None, uri: str = URI) -> KeyfobError:
        with pytest.raises(KeyfobError) as caught:
            self.kids(*answers, newer_than=newer_than, uri=uri)
        assert self.locks.held == set()
        return caught.value


@pytest.fixture
def world() -> World:
    return World()


def offline() -> TransportError:
    return TransportError(Code.E_NETWORK, "network.refused", maybe_delivered=False)


def test_keys_are_fetched_once(world: World) -> None:
    found = world.cache()
    assert found.cached(ISSUER) is None

    assert world.kids(answer(jwks("a"))) == ["a"]
    assert world.kids() == ["a"]

    assert world.http.asked == [URI]
    assert world.http.trusted == [TRUST]
    remembered = found.cached(ISSUER)
    assert remembered is not None
    assert (remembered.source, remembered.fetched_at) == (URI, NOW)
    assert found.cached("https://other") is None


def test_another_address_is_fetched(world: World) -> None:
    world.kids(answer(jwks("a")))

    assert world.kids(answer(jwks("b")), uri=URI + "2") == ["b"]


def test_old_keys_are_fetched_again(world: World) -> None:
    world.kids(answer(jwks("a")))
    world.clock.time += MAX_AGE - 1
    assert world.kids() == ["a"]
    world.clock.time += 1

    assert world.kids(answer(jwks("b"))) == ["b"]


def test_keys_from_the_future_are_fetched_again(world: World) -> None:
    world.kids(answer(jwks("a")))
    world.clock.time -= 3600

    assert world.kids(answer(jwks("b"))) == ["b"]


@pytest.mark.parametrize(
    "trouble",
    [offline(), answer("", 503), answer("", 429), answer("<html>"), answer("{}", 407), answer("", 302)],
    ids=["offline", "503", "429", "html", "407", "302"],
)
def test_old_keys_serve_where_new_ones_cannot_be_had(world: World, trouble: Answer) -> None:
    world.kids(answer(jwks("a")))
    world.clock.time += 10 * MAX_AGE

    assert world.kids(trouble) == ["a"]
    assert len(world.http.asked) == 2


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (offline(), Code.E_NETWORK),
        (answer("", 503), Code.E_SERVER),
        (answer("", 429), Code.E_RATE),
        (answer("<html>"), Code.E_PORTAL),
        (answer(""), Code.E_PORTAL),
        (answer(b"\xff\xfe"), Code.E_PORTAL),
        (answer("not found", 404), Code.E_PORTAL),
        (answer('{"error": "x"}', 404), Code.E_JWKS),
        (answer(jwks("a"), 404), Code.E_JWKS),
        (answer("[]"), Code.E_JWKS),
        (answer("{}"), Code.E_JWKS),
        (answer('{"keys": {}}'), Code.E_JWKS),
        (answer('{"keys": [], "keys": []}'), Code.E_JWKS),
        (answer("[" * 100_000), Code.E_PORTAL),
        (TransportError(Code.E_JWKS, "network.too_large", maybe_delivered=True), Code.E_JWKS),
    ],
)
def test_without_keys_trouble_is_told(world: World, trouble: Answer, code: Code) -> None:
    assert world.refused(trouble).code is code


def test_rules_broken_by_the_provider_are_told_although_old_keys_are_there(world: World) -> None:
    world.kids(answer(jwks("a")))
    world.clock.time += MAX_AGE

    assert world.refused(answer("{}")).code is Code.E_JWKS


def test_an_empty_set_is_a_set(world: World) -> None:
    assert world.kids(answer('{"keys": []}')) == []
    assert world.kids() == []


def test_an_unknown_kid_fetches_once_more(world: World) -> None:
    world.kids(answer(jwks("a")))
    world.clock.time += 1

    assert world.kids(answer(jwks("a", "b")), newer_than=NOW) == ["a", "b"]
    assert world.kids(newer_than=NOW) == ["a", "b"]
    assert len(world.http.asked) == 2


def test_trouble_with_an_unknown_kid_is_told(world: World) -> None:
    world.kids(answer(jwks("a")))

    assert world.refused(offline(), newer_than=NOW).code is Code.E_NETWORK


def test_ten_unknown_kids_make_two_fetches_a_minute(world: World) -> None:
    newest = NOW
    for step in range(10):
        world.http.answers.append(answer(jwks(f"k{step}")))
        newest = world.cache().keys(ISSUER, URI, TRUST, newer_than=newest).fetched_at
        world.clock.time += 1
    assert len(world.http.asked) == 2
    world.clock.time = NOW + WINDOW

    assert world.kids(newer_than=NOW + 20) == ["k2"]


def test_the_limit_without_any_keys(world: World) -> None:
    world.refused(offline())
    world.clock.time += 10
    world.refused(answer("{}"))
    world.clock.time += 10

    limited = world.refused()

    assert (limited.code, limited.params["retry_at"]) == (Code.E_RATE, NOW + WINDOW)
    assert len(world.http.asked) == 2


def test_retry_after_holds_for_everybody(world: World) -> None:
    world.refused(answer("", 429, headers={"retry-after": "600"}))
    world.clock.time += 599
    limited = world.refused()
    assert (limited.code, limited.params["retry_at"]) == (Code.E_RATE, NOW + 600)
    world.clock.time += 1

    assert world.kids(answer(jwks("a"))) == ["a"]


def test_somebody_elses_fetch_is_used(world: World) -> None:
    def meanwhile() -> None:
        world.locks.while_waiting = lambda: None
        world.kids(answer(jwks("theirs")))

    world.locks.while_waiting = meanwhile

    assert world.kids() == ["theirs"]
    assert len(world.http.asked) == 1


def test_a_lock_that_stays_held(world: World) -> None:
    name = next(iter({f"keys-{found}" for found in [_hash()]}))
    world.locks.held.add(name)
    with pytest.raises(KeyfobError) as caught:
        world.cache().keys(ISSUER, URI, TRUST)
    assert caught.value.code is Code.E_LOCK
    world.locks.held.clear()
    world.kids(answer(jwks("a")))
    world.clock.time += MAX_AGE
    world.locks.held.add(name)

    assert world.kids() == ["a"]


def _hash() -> str:
    files = MemoryFiles()
    KeyCache(files, HttpDouble(answer(jwks())), LocksDouble(), ClockDouble()).keys(ISSUER, URI, TRUST)
    (name,) = files.names("keys")
    return name.removesuffix(".json")


def test_a_full_disk(world: World) -> None:
    world.files.broken = True

    assert world.refused(answer(jwks("a"))).code is Code.E_DISK
    assert world.http.asked == []


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"version": 2}', "rubbish", '{"version": 1, "issuer": "https://auth.example.com", "jwks_uri": 1}'],
)
def test_a_broken_file_is_no_file(world: World, content: str) -> None:
    world.files.content[f"keys/{_hash()}.json"] = content.encode()

    assert world.kids(answer(jwks("a"))) == ["a"]


def test_a_broken_set_in_the_file_is_fetched_again(world: World) -> None:
    world.kids(answer(jwks("a")))
    name = f"keys/{_hash()}.json"
    found = json.loads(world.files.content[name])
    world.files.content[name] = json.dumps({**found, "jwks": "<html>"}).encode()

    assert world.cache().cached(ISSUER) is None
    assert world.kids(answer(jwks("b"))) == ["b"]
