"""The log as a whole: every source passes the one filter; levels; what is no record of ours; faults are told."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import secrets
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from desktop_app.app import log
from desktop_app.app.log_line import LogLine, decode
from desktop_app.app.redaction import MASK
from tests.support.canaries import found_in
from tests.support.patience import PATIENCE

SECRET = secrets.token_urlsafe(32)


class Store:
    """Keeps lines in memory."""

    folder = "/nowhere"
    trouble = ""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.on: set[str] = set()

    def append(self, lines: Sequence[bytes]) -> None:
        self.on.add(threading.current_thread().name)
        self.raw += lines

    def parts(self) -> Sequence[tuple[str, int, int]]:
        return ()

    def read(self, name: str, start: int, limit: int) -> bytes:
        return b""

    @property
    def lines(self) -> list[LogLine]:
        return [decode(raw) for raw in self.raw]


@pytest.fixture
def store() -> Iterator[Store]:
    made = Store()
    log.keep(made, queued=False)
    yield made
    log.end()
    log.listen(None)
    log.set_level("warning")


def _raise() -> None:
    raise ValueError(f"refresh_token={SECRET}")


def _ours() -> None:
    logging.getLogger("keyfob.test").error("Authorization: Bearer %s", SECRET)


def _with_traceback() -> None:
    try:
        _raise()
    except ValueError:
        logging.getLogger("keyfob.test").exception("it failed")


def _urllib3() -> None:
    logging.getLogger("urllib3.connectionpool").warning("Retrying: /token?code=%s", SECRET)


def _warning() -> None:
    warnings.warn(f"access_token={SECRET} is deprecated", UserWarning, stacklevel=1)


def _thread() -> None:
    thread = threading.Thread(target=_raise)
    thread.start()
    thread.join()


def _uncaught() -> None:
    try:
        _raise()
    except ValueError as fault:
        sys.excepthook(ValueError, fault, fault.__traceback__)


class _Broken:
    def __del__(self) -> None:
        _raise()


def _del() -> None:
    broken: Any = _Broken()
    del broken
    gc.collect()


def _asyncio() -> None:
    async def fails() -> None:
        asyncio.get_running_loop().call_soon(_raise)
        await asyncio.sleep(0)

    asyncio.run(fails())


def _fault() -> None:
    try:
        _raise()
    except ValueError as fault:
        log.fault("worker", fault, "a task failed")


SOURCES = (_ours, _with_traceback, _urllib3, _warning, _thread, _uncaught, _del, _asyncio, _fault)


@pytest.mark.expect_warnings
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__.strip("_"))
def test_no_source_gets_a_secret_into_the_log(
    store: Store, source: Callable[[], None], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    # The HTTP client silences urllib3 as soon as it is used; whoever did not must be masked.
    monkeypatch.setattr(logging.getLogger("urllib3"), "propagate", True)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        source()

    assert store.lines, "nothing was written"
    assert found_in({"log": b"".join(store.raw)}, [SECRET]) == []
    assert MASK.encode() in b"".join(store.raw)
    assert store.lines[-1].level in ("warning", "error")
    assert SECRET not in "".join(capfd.readouterr())


@pytest.mark.expect_warnings
def test_a_traceback_is_kept_without_its_secret(store: Store) -> None:
    _thread()

    line = store.lines[-1]
    assert line.trace.startswith("Traceback")
    assert line.trace.endswith(f"ValueError: refresh_token={MASK}")


@pytest.mark.expect_warnings
@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("warning", ["keyfob info", "lib warning"]),
        ("info", ["keyfob info", "lib info", "lib warning"]),
        ("debug", ["keyfob debug", "keyfob info", "lib info", "lib warning"]),
        ("nonsense", ["keyfob info", "lib warning"]),
    ],
)
def test_levels(store: Store, level: str, told: list[str]) -> None:
    log.set_level(level)
    for name, numbers in (("keyfob", (10, 20)), ("lib", (10, 20, 30))):
        for number in numbers:
            logging.getLogger(name).log(number, "%s %s", name, logging.getLevelName(number).lower())

    assert [line.text for line in store.lines] == told


@pytest.mark.expect_warnings
def test_a_record_that_cannot_be_told_is_told_of(store: Store, capfd: pytest.CaptureFixture[str]) -> None:
    class Hostile:
        def __str__(self) -> str:
            raise RuntimeError(SECRET)

    log.set_up(debug=True)
    for said, argument in (("%s", Hostile()), ("%d %d", SECRET)):
        record = logging.LogRecord("lib", logging.WARNING, "f.py", 1, said, (argument,), None)
        for handler in logging.getLogger().handlers:
            if (handler.name or "").startswith("keyfob"):  # pytest's own would format it too
                handler.handle(record)
    log.set_up(debug=False)

    assert [line.text for line in store.lines] == [
        "a record that cannot be told (RuntimeError)",
        "a record that cannot be told (TypeError)",
    ]
    assert capfd.readouterr() == ("", "lib: a record that cannot be told\n" * 2)


@pytest.mark.expect_warnings
def test_faults_are_told_to_whoever_listens(store: Store) -> None:
    heard: list[log.Fault] = []
    log.listen(heard.append)
    for source in (_uncaught, _thread, _fault, _del):
        source()

    assert [fault.where for fault in heard] == ["window", "thread", "worker"], "one in __del__ is logged only"
    assert {fault.kind for fault in heard} == {"ValueError"}
    assert len({fault.place for fault in heard}) == 1
    assert all(SECRET not in fault.trace and MASK in fault.trace for fault in heard)
    assert len(store.lines) == 4


def test_the_end_puts_everything_back(store: Store) -> None:
    log.end()
    hooks = (threading.excepthook, sys.unraisablehook, sys.excepthook)
    log.keep(store, queued=False)
    assert hooks != (threading.excepthook, sys.unraisablehook, sys.excepthook)
    log.end()

    assert hooks == (threading.excepthook, sys.unraisablehook, sys.excepthook)
    logging.getLogger("keyfob").info("unheard")
    assert store.lines == []
    assert log.trouble() == "off"


def test_a_worker_writes_for_the_window_and_goes(store: Store) -> None:
    log.keep(store, queued=True)
    for number in range(300):
        logging.getLogger("keyfob").info("line %d", number)

    assert log.flush(PATIENCE)
    assert [line.text for line in store.lines] == [f"line {number}" for number in range(300)]
    assert store.on == {"keyfob-log"}


@pytest.mark.expect_warnings
def test_a_flood_is_counted_instead_of_written(store: Store) -> None:
    for _ in range(5_000):
        logging.getLogger("lib").warning("again")

    assert len(store.lines) == 500


def test_the_trouble_of_the_disk_is_told(store: Store) -> None:
    assert log.trouble() == ""
    store.trouble = "full"
    assert log.trouble() == "full"


def test_what_is_written_is_ascii_json(store: Store) -> None:
    logging.getLogger("keyfob").info("Grüße \u202e %s", "ж")

    said = json.loads(store.raw[0])
    assert store.raw[0].isascii()
    assert said["text"] == "Grüße \\u202e ж"
    assert said["v"] == 1
