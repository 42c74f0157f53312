"""A scripted ``org.freedesktop.secrets`` on a private bus: it delays, dismisses, never answers, dies, lies.

It speaks the ``plain`` algorithm alone, so that the fall-back from the encrypted session is walked as well.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Literal

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from tests.support.patience import PATIENCE

NAME = "org.freedesktop.secrets"
ROOT = "/org/freedesktop/secrets"
COLLECTION = f"{ROOT}/collection/one"
INTERFACE = "org.freedesktop.Secret."
WITHIN = PATIENCE

Person = Literal["unlocks", "dismisses", "absent"]
Answer = tuple[str, list[object]]


class _Refusal(Exception):
    """Answer with this D-Bus error."""


class SecretServiceDouble:
    """Runs in a thread of its own. The attributes script its troubles and may be set at any time.

    :ivar person: what a person does with a dialog.
    :ivar collection: whether there is a default collection.
    :ivar locked: whether it is locked; :ivar locked_items: items that are locked by themselves.
    :ivar open_items: items of another collection, which is not locked.
    :ivar hides_locked: a locked collection finds nothing (as KeePassXC's).
    :ivar slow: method names that are answered only when :meth:`go_on` is called ("*" = all).
    :ivar dies_at: method that is not answered: the service leaves the bus instead.
    :ivar leaves_at: as *dies_at*, but it comes back at once with what it had.
    :ivar errors: method → name of the D-Bus error to answer with.
    :ivar answers: method → (signature, body) to answer with, whatever was asked.
    :ivar reads_back: what every secret reads as, None = as stored.
    :ivar keeps_deleted: deleting has no effect.
    :ivar asks_to_create: CreateItem answers with a dialog.
    :ivar calls: the methods called, in order. :ivar dialogs: how many dialogs were shown.
    :ivar withdrawn: set when a dialog was withdrawn.
    """

    def __init__(self, address: str) -> None:
        self.items: dict[str, tuple[dict[str, str], bytes]] = {}
        self.person: Person = "dismisses"
        self.collection = True
        self.locked = self.hides_locked = self.keeps_deleted = self.asks_to_create = False
        self.locked_items: set[str] = set()
        self.open_items: set[str] = set()
        self.slow: set[str] = set()
        self.dies_at = self.leaves_at = ""
        self.errors: dict[str, str] = {}
        self.answers: dict[str, Answer] = {}
        self.reads_back: bytes | None = None
        self.calls: list[str] = []
        self.dialogs = 0
        self.withdrawn = threading.Event()
        self._address = address
        self._numbers = 0
        self._prompts: dict[str, Callable[[], Variant]] = {}
        self._dismissals: dict[str, Variant] = {}
        self._sessions: set[str] = set()
        self._leaving: asyncio.Task[None] | None = None
        self._held: list[Message] = []
        self._loop = asyncio.new_event_loop()
        self._bus: MessageBus | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, name="secret service double", daemon=True)
        self._thread.start()
        self._do(self._join())

    def close(self) -> None:
        """Leave the bus and end the thread."""
        self._do(self._leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WITHIN)
        self._loop.close()

    def go_on(self) -> None:
        """Answer what was held back."""
        self._do(self._answer_held())

    def put(self, item: str, value: bytes, *, locked: bool = False) -> str:
        """Store an item as another program can; its path."""
        path = self._new_path("item")
        self.items[path] = ({"service": "keyfob", "username": item}, value)
        if locked:
            self.locked_items.add(path)
        return path

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(WITHIN)

    async def _join(self) -> None:
        self._sessions.clear()
        self._bus = await MessageBus(bus_address=self._address).connect()
        self._bus.add_message_handler(self._handle)
        await self._bus.request_name(NAME)

    async def _leave(self) -> None:
        if self._bus is not None:
            bus, self._bus = self._bus, None
            bus.disconnect()
            await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # dbus-fast gives it no types

    async def _answer_held(self) -> None:
        self.slow.clear()
        held, self._held = self._held, []
        for call in held:
            if self._bus is not None:
                await self._bus.send(self._reply(call))

    async def _restart(self) -> None:
        """The new one waits in line for the name, so there is no moment without an owner."""
        before = self._bus
        await self._join()
        assert before is not None
        before.disconnect()

    def _handle(self, call: Message) -> Message | bool | None:
        if call.message_type is not MessageType.METHOD_CALL:
            return None
        method = call.member or ""
        self.calls.append(method)
        if method in self.slow or "*" in self.slow:
            self._held.append(call)
            return True
        if method in (self.dies_at, self.leaves_at):
            again = self.leaves_at == method
            self.dies_at = self.leaves_at = ""
            self._leaving = self._loop.create_task(self._restart() if again else self._leave())
            return True
        return self._reply(call)

    def _reply(self, call: Message) -> Message:
        method = call.member or ""
        if method in self.errors:
            return Message.new_error(call, self.errors[method], "scripted")
        if method in self.answers:
            signature, body = self.answers[method]
            return Message.new_method_return(call, signature, body)
        try:
            signature, body = getattr(self, f"_on_{method.lower()}")(call)
        except _Refusal as refusal:
            return Message.new_error(call, str(refusal), "scripted")
        return Message.new_method_return(call, signature, body)

    def _on_readalias(self, call: Message) -> Answer:
        return "o", [COLLECTION if self.collection else "/"]

    def _on_get(self, call: Message) -> Answer:
        known = {"Locked": Variant("b", self.locked), "Collections": Variant("ao", [COLLECTION])}
        return "v", [known[call.body[1]]]

    def _on_opensession(self, call: Message) -> Answer:
        if call.body[0] != "plain":
            raise _Refusal("org.freedesktop.DBus.Error.NotSupported")
        path = self._new_path("session")
        self._sessions.add(path)
        return "vo", [Variant("s", ""), path]

    def _on_searchitems(self, call: Message) -> Answer:
        if self.locked and self.hides_locked:
            return "aoao", [[], []]
        wanted = call.body[0].items()
        found = [path for path, (attributes, _) in self.items.items() if wanted <= attributes.items()]
        closed = [path for path in found if self._is_locked(path)]
        return "aoao", [[path for path in found if path not in closed], closed]

    def _on_getsecrets(self, call: Message) -> Answer:
        paths, session = call.body
        self._refuse_strangers(session)
        return "a{o(oayays)}", [
            {
                path: [session, b"", self.items[path][1] if self.reads_back is None else self.reads_back, "text/plain"]
                for path in paths
                if path in self.items and not self._is_locked(path)
            }
        ]

    def _on_createitem(self, call: Message) -> Answer:
        properties, (session, _, content, _), replace = call.body
        self._refuse_strangers(session)
        if self.locked:
            raise _Refusal("org.freedesktop.Secret.Error.IsLocked")
        attributes = properties[f"{INTERFACE}Item.Attributes"].value

        def create() -> str:
            same = [path for path, (present, _) in self.items.items() if present == attributes]
            path = same[0] if same and replace else self._new_path("item")
            self.items[path] = (attributes, content)
            return path

        if self.asks_to_create:
            return "oo", ["/", self._prompt(lambda: Variant("o", create()), Variant("o", "/"))]
        return "oo", [create(), "/"]

    def _on_delete(self, call: Message) -> Answer:
        if not self.keeps_deleted:
            self.items.pop(call.path or "", None)
        return "o", ["/"]

    def _on_createcollection(self, call: Message) -> Answer:
        def create() -> Variant:
            self.collection = True
            return Variant("o", COLLECTION)

        return "oo", ["/", self._prompt(create, Variant("o", "/"))]

    def _on_unlock(self, call: Message) -> Answer:
        paths = call.body[0]

        def unlock() -> Variant:
            self.locked = False
            self.locked_items.difference_update(paths)
            return Variant("ao", paths)

        return "aoo", [[], self._prompt(unlock, Variant("ao", []))]

    def _on_prompt(self, call: Message) -> Answer:
        self.dialogs += 1
        path = call.path or ""
        if self.person != "absent":
            dismissed = self.person == "dismisses"
            result = self._dismissals[path] if dismissed else self._prompts[path]()
            signal = Message.new_signal(path, f"{INTERFACE}Prompt", "Completed", "bv", [dismissed, result])
            assert self._bus is not None
            # After the answer to this call, as a person would.
            self._loop.call_soon(self._bus.send, signal)
        return "", []

    def _on_dismiss(self, call: Message) -> Answer:
        self.withdrawn.set()
        return "", []

    def _prompt(self, accepted: Callable[[], Variant], otherwise: Variant) -> str:
        path = self._new_path("prompt")
        self._prompts[path] = accepted
        self._dismissals[path] = otherwise
        return path

    def _is_locked(self, path: str) -> bool:
        return path in self.locked_items or (self.locked and path not in self.open_items)

    def _refuse_strangers(self, session: str) -> None:
        if session not in self._sessions:
            raise _Refusal("org.freedesktop.Secret.Error.NoSession")

    def _new_path(self, kind: str) -> str:
        self._numbers += 1
        return f"{ROOT}/{kind}/n{self._numbers}"
