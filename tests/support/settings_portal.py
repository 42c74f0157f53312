"""A settings portal on the session bus, as a desktop has one: ``python -m tests.support.settings_portal``.

Reads commands from stdin: ``color-scheme 1`` changes a value and tells it; prints ``ready`` when it can be asked.
"""

from __future__ import annotations

import asyncio
import sys

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

_NAMESPACE = "org.freedesktop.appearance"
_INTERFACE = "org.freedesktop.portal.Settings"
_PATH = "/org/freedesktop/portal/desktop"


async def serve() -> None:
    """Answer ``Read`` and emit ``SettingChanged`` until stdin ends."""
    values = {"color-scheme": 1, "contrast": 0}
    bus = await MessageBus().connect()

    def answer(message: Message) -> Message | None:
        if message.message_type is not MessageType.METHOD_CALL or message.member != "Read":
            return None
        # The portal's Read wraps its value twice.
        return Message.new_method_return(message, "v", [Variant("v", Variant("u", values[message.body[1]]))])

    bus.add_message_handler(answer)
    await bus.request_name("org.freedesktop.portal.Desktop")
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        key, value = line.split()
        values[key] = int(value)
        body = [_NAMESPACE, key, Variant("u", int(value))]
        await bus.send(Message.new_signal(_PATH, _INTERFACE, "SettingChanged", "ssv", body))
    bus.disconnect()


if __name__ == "__main__":
    asyncio.run(serve())
