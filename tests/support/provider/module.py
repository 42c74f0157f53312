"""What a conformance module is, and what the provider can say about the client that ran one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.support.provider.provider import ScriptedProvider
from tests.support.provider.script import Script

Step = Literal["login", "refresh", "logout", "rotate-keys"]
#: The client the scripts name in claims.
CLIENT_ID = "keyfob-tests"


@dataclass(frozen=True, slots=True)
class Module:
    """One conformance module.

    :param steps: what the client is made to do, in order.
    :param refused_at: the step that must fail, None where all must succeed.
    :param codes: the error codes that step may end with; *reasons* likewise (empty: any).
    :param may_accept: succeeding is a pass as well.
    :param end_session: how the provider's end of a ``logout`` step must be reported.
    :param must_call: endpoints that must have been called.
    """

    name: str
    script: Script
    steps: tuple[Step, ...] = ("login",)
    refused_at: Step | None = None
    codes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    may_accept: bool = False
    end_session: Literal["", "done", "failed"] = ""
    must_call: tuple[str, ...] = ()

    @property
    def is_poisoned(self) -> bool:
        """Whether one of its answers must not be acted upon."""
        return bool(self.script.poisoned)


def complaints(module: Module, provider: ScriptedProvider) -> list[str]:
    """What the provider has to say against the client that ran *module*; empty where it behaved."""
    found = []
    if module.is_poisoned and not module.may_accept:
        if not provider.counters.poisoned_answers:
            found.append("the poisoned answer was never asked for")
        if provider.counters.calls_after_poison:
            names = [seen.endpoint for seen in provider.requests]
            found.append(f"{provider.counters.calls_after_poison} calls after the poisoned answer: {names}")
    for asked in provider.calls("authorize"):
        found += [f"no {name} was sent" for name in ("state", "nonce", "code_challenge") if not asked.value(name)]
        if not {"openid", "profile", "email"} <= set(asked.value("scope").split()):
            found.append(f"scopes: {asked.value('scope')!r}")
    for called in provider.calls("userinfo"):
        if not called.headers.get("authorization", "").startswith("Bearer "):
            found.append("userinfo was called without a Bearer header")
        if called.value("access_token"):
            found.append("the access token travelled outside the header")
    for called in (*provider.calls("token"), *provider.calls("refresh")):
        if "authorization" in called.headers or called.value("client_secret"):
            found.append("a public client sent credentials")
    for name in module.must_call:
        if not provider.calls(name):
            found.append(f"{name} was not called")
    if provider.counters.reuse_events or provider.counters.pkce_failures:
        found.append(f"counters: {provider.counters}")
    return found
