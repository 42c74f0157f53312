"""Runs a piece of the program on hostile input and notes what came out: our own word, or something else."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from desktop_app.errors import KeyfobError
from desktop_app.jose.errors import JoseError
from desktop_app.oidc.token_response import ProviderRefusal

#: No single input may take longer, seconds.
SLOW = 0.5


@dataclass(slots=True)
class Tally:
    """What a property found over all its examples.

    An input is slow if it is slow twice: what reads it takes the same way each time, while a pause of the interpreter
    or of the machine does not come back. Such pauses are counted by themselves.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    foreign: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    paused: list[str] = field(default_factory=list)

    @property
    def examples(self) -> int:
        """How many inputs were tried."""
        return self.outcomes.total()

    def run(self, work: Callable[[], object], shown: object = "") -> str:
        """Run *work*: ``ok``, or the name of the error of ours it raised (code, kind or ``refusal``)."""
        outcome, seconds = self._once(work, shown)
        self.outcomes[outcome] += 1
        if seconds > SLOW:
            _, again = self._once(work, shown)
            line = f"{seconds:.2f} s, then {again:.2f} s, {len(repr(shown))} characters: {shown!r}"[:300]
            (self.slow if again > SLOW else self.paused).append(line)
        return outcome

    def _once(self, work: Callable[[], object], shown: object) -> tuple[str, float]:
        # A collection here would walk all that a thousand tests left behind: no property of this input.
        gc.disable()
        began = time.thread_time()
        try:
            work()
            outcome = "ok"
        except KeyfobError as error:
            outcome = error.code.value
        except JoseError as error:
            outcome = error.kind
        except ProviderRefusal:
            outcome = "refusal"
        except Exception as error:  # noqa: BLE001 - counting exceptions that are not ours is the point
            outcome = f"foreign {error!r}"
            self.foreign.append(f"{error!r} for {shown!r}"[:500])
        finally:
            took = time.thread_time() - began
            gc.enable()
        return outcome, took
