"""One `sessions end` under way: how far it is, and what became of it even where it was torn off."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from desktop_app.app.texts import text
from desktop_app.cli.interrupt import cancellable
from desktop_app.cli.output import say
from desktop_app.errors import Code, KeyfobError
from desktop_app.session.end_sessions import EndResult, Failure

if TYPE_CHECKING:
    from desktop_app.ports import ListedSession
    from desktop_app.session.end_pool import Progress

#: How often progress is told, seconds.
_EVERY: Final = 1.0


class Ending:
    """Collects what happens.

    :param chosen: the sessions that are to end, in order.
    :param beforehand: those that are known not to.
    :ivar trouble: why it came to nothing, or was stopped.
    """

    def __init__(self, chosen: Sequence[ListedSession], beforehand: Sequence[Failure]) -> None:
        self._chosen = chosen
        self._failed = list(beforehand)
        self._guard = threading.Lock()
        self._result: EndResult | None = None
        self._seen: dict[str, bool] = {}
        self._failures = 0
        self._told = time.monotonic()
        self.trouble: KeyfobError | None = None

    def run(self, work: Callable[[threading.Event], None]) -> None:
        """Run *work*, which a signal stops. What was ended until then is still told.

        :raises KeyfobError: what *work* raises before it ended anything.
        """
        try:
            cancellable(work)
        except KeyfobError as trouble:
            if trouble.code is not Code.E_CANCELLED or not self._seen:
                raise
            self.trouble = trouble

    def progress(self, so_far: Progress) -> None:
        """One more is dealt with. Told once a second at most."""
        with self._guard:
            self._seen[so_far.last] = so_far.failed == self._failures
            self._failures = so_far.failed
        now = time.monotonic()
        if now - self._told >= _EVERY:
            self._told = now
            say(text("sessions.progress", done=so_far.done, total=so_far.total))

    def finish(self, result: EndResult) -> None:
        """It came to its end."""
        with self._guard:
            self._result = result

    @property
    def unlisted(self) -> bool:
        """Whether more ended than can be named."""
        return self._result is not None and self._result.unlisted

    @property
    def unknown(self) -> int:
        """Of how many nobody knows whether they ended. They stand among those that failed."""
        return 0 if self._result is None else len(self._result.unknown)

    @property
    def current_ended(self) -> bool:
        """Whether this computer's own session is among them."""
        return self._result is not None and self._result.current_ended

    def outcome(self) -> tuple[list[str], list[Failure]]:
        """What ended, and what did not."""
        with self._guard:
            result, seen = self._result, dict(self._seen)
        if result is not None:
            return list(result.ended), [*self._failed, *result.failed, *result.unknown]
        why = self.trouble or KeyfobError(Code.E_CANCELLED, "sessions.stopped")
        names = [one.id for one in self._chosen] or list(seen)
        left = [Failure(id_, why) for id_ in names if not seen.get(id_, False)]
        return [id_ for id_ in names if seen.get(id_, False)], [*self._failed, *left]
