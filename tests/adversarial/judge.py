"""Runs a piece of the program on hostile input and notes what came out: our own word, or something else."""

from __future__ import annotations

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
    """What a property found over all its examples."""

    outcomes: Counter[str] = field(default_factory=Counter)
    foreign: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)

    @property
    def examples(self) -> int:
        """How many inputs were tried."""
        return self.outcomes.total()

    def run(self, work: Callable[[], object], shown: object = "") -> str:
        """Run *work*: ``ok``, or the name of the error of ours it raised (code, kind or ``refusal``)."""
        began = time.process_time()
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
        self.outcomes[outcome] += 1
        if time.process_time() - began > SLOW:
            self.slow.append(f"{time.process_time() - began:.2f} s, {len(repr(shown))} characters: {shown!r}"[:300])
        return outcome
