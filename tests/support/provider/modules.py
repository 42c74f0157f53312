"""The conformance modules a native public client has to pass: 30 of OpenID Connect Core, 18 of FAPI 2.

Each is one provider script and what a client must make of it. Names are those of the OpenID Foundation's suite, whose
rule for refusals is kept: after the poisoned answer the provider sees no further call (fetching keys apart).
"""

from __future__ import annotations

from tests.support.provider.module import CLIENT_ID, Module, complaints
from tests.support.provider.modules_core import CORE
from tests.support.provider.modules_fapi2 import FAPI2, FAPI2_EXTRA

__all__ = ["CLIENT_ID", "EXTRA", "MODULES", "Module", "complaints"]

#: The 48.
MODULES: tuple[Module, ...] = (*CORE, *FAPI2)
#: Further ones of the same plans that say nothing new about a client like ours.
EXTRA: tuple[Module, ...] = FAPI2_EXTRA
