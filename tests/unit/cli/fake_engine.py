"""An engine that does what a test says, behind the real settings and the real command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from desktop_app.app.config import Config, load
from desktop_app.app.doctor import Check, Step
from desktop_app.app.doctor import Progress as LookProgress
from desktop_app.app.inspection import question_of
from desktop_app.app.status import status
from desktop_app.cli.run import Faces, run
from desktop_app.inspector.model import Question
from desktop_app.jose.jwk import KeySet
from desktop_app.ports import Cancel, ListedSession, Offers
from desktop_app.secret import Secret
from desktop_app.session.account import Account
from desktop_app.session.end_pool import Progress
from desktop_app.session.end_sessions import EndResult
from desktop_app.session.events import Event, SignInChecking, SignInWaiting
from desktop_app.session.list_sessions import SessionList, Whom, pick
from desktop_app.session.session import Session
from desktop_app.session.sign_in import SignInRequest
from desktop_app.session.sign_out import SignOutResult
from desktop_app.vault.token_file import TokenSet
from tests.support import minted
from tests.support.port_doubles import LocksDouble, MemoryFiles
from tests.support.sessions import make_session, make_tokens

URL = "https://auth.example.com/authorize?state=abc"


class FakeEngine:
    """Set :attr:`trouble` to make every use case fail; *calls* is what was asked."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.calls: list[tuple[object, ...]] = []
        self.trouble: BaseException | None = None
        self.remembered: KeySet | None = None
        self.tokens = make_tokens()
        self.signed_out = SignOutResult("done", "done", "done")
        self.listed = SessionList((), Offers(own_list=True, everywhere=True), True, 0, "", None, "me")
        self.ended = EndResult(())
        self.checks = [Check("Files", "ok", "Fine.", "")]
        self.during_sign_in: Callable[[SignInRequest, Cancel], None] = lambda _request, _cancel: None

    def _did(self, *call: object) -> None:
        self.calls.append(call)
        if self.trouble is not None:
            raise self.trouble

    def status(self, names: Sequence[str] | None = None) -> dict[str, object]:
        if self.trouble is not None:
            raise self.trouble
        return status(self.config, MemoryFiles(), LocksDouble(), names)

    def sign_in(
        self, account: Account, request: SignInRequest, *, cancel: Cancel, notify: Callable[[Event], None]
    ) -> Session:
        self._did("sign_in", account.name, request.timeout, request.open_browser)
        notify(SignInWaiting(request.attempt, URL, "http://127.0.0.1:1/callback"))
        self.during_sign_in(request, cancel)
        notify(SignInChecking(request.attempt))
        return make_session()

    def token(self, account: Account, *, min_ttl: float, cancel: Cancel | None = None) -> TokenSet:
        self._did("token", account.name, min_ttl)
        return self.tokens

    def refresh(self, account: Account, *, cancel: Cancel | None = None) -> Session:
        self._did("refresh", account.name)
        return make_session()

    def sign_out(
        self, account: Account, *, local: bool, timeout: float, cancel: Cancel, everywhere: bool = False
    ) -> SignOutResult:
        self._did("sign_out", account.name, local, timeout, *(("everywhere",) if everywhere else ()))
        return self.signed_out

    def forget(self, account: Account) -> None:
        self._did("forget", account.name)

    def question(self, account: Account, *, at: float | None = None) -> Question:
        self._did("question", account.name, at)
        return question_of(account, self.remembered, now=minted.NOW, at=minted.NOW if at is None else at)

    def last_frame(self) -> None:
        """The window's first frame is not these tests' matter."""

    def keep_frame(self, frame: None) -> None:
        """Nor is keeping it."""

    def list_sessions(self, account: Account, whom: Whom, *, cancel: Cancel | None = None) -> SessionList:
        self._did("list_sessions", account.name, whom)
        return self.listed

    def find_sessions(
        self, account: Account, listed: SessionList, ids: Iterable[str], *, cancel: Cancel | None = None
    ) -> tuple[list[ListedSession], list[str]]:
        return pick(listed, ids)

    def end_sessions(
        self,
        account: Account,
        chosen: Sequence[ListedSession],
        *,
        progress: Callable[[Progress], None],
        cancel: Cancel,
    ) -> EndResult:
        self._did("end_sessions", account.name, tuple(one.id for one in chosen))
        return self.ended

    def end_all_sessions(
        self, account: Account, whom: Whom, *, progress: Callable[[Progress], None], cancel: Cancel
    ) -> EndResult:
        self._did("end_all", account.name, whom)
        return self.ended

    def store_api_key(self, account: Account, key: Secret, *, cancel: Cancel | None = None) -> None:
        self._did("store_api_key", account.name, key.reveal())

    def forget_api_key(self, account: Account, *, cancel: Cancel | None = None) -> None:
        self._did("forget_api_key", account.name)

    def doctor(
        self, names: Sequence[str], *, progress: Callable[[LookProgress], None], cancel: Cancel | None = None
    ) -> list[Check]:
        self._did("doctor", tuple(names))
        for number, check in enumerate(self.checks):
            progress(LookProgress(Step(f"step{number}"), "done", (check,)))
        return self.checks


class Command:
    """`keyfob` on a fake engine with the settings in *folder*."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "config.toml"
        self.made: FakeEngine | None = None
        self.prepare: Callable[[FakeEngine], None] = lambda _engine: None
        self.windows: list[tuple[bool, bool, bool]] = []
        self.demo: list[list[str]] = []

    def configure(self, *names: str, more: str = "") -> None:
        tables = [f'[accounts.{name}]\nissuer = "https://auth.example.com"\nclient_id = "app"\n' for name in names]
        self.file.write_text("".join(tables) + more)

    @property
    def engine(self) -> FakeEngine:
        assert self.made is not None, "no engine was made"
        return self.made

    def run(self, *words: str) -> int:
        return run(words, Faces(self._build, self._window, self._demo))

    def fails(self, error: BaseException) -> None:
        def prepare(engine: FakeEngine) -> None:
            engine.trouble = error

        self.prepare = prepare

    def _build(self) -> FakeEngine:
        self.made = FakeEngine(load(str(self.file), machine_trusted=lambda _path: False))
        self.prepare(self.made)
        return self.made

    def _window(self, demo: bool, debug: bool, hidden: bool) -> int:
        self.windows.append((demo, debug, hidden))
        return 0

    def _demo(self, words: list[str]) -> int:
        self.demo.append(words)
        return 0
