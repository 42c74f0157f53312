"""The embedded provider, really killed: the window's watch hears of it, and closing it does not."""

from __future__ import annotations

import os
import signal
import threading

from desktop_app.bootstrap.demo import start_demo
from desktop_app.demo.child import DemoProcess
from tests.support.patience import PATIENCE


def test_its_end_is_heard_of_however_it_came_about() -> None:
    with DemoProcess() as process:
        heard = threading.Event()

        def listen() -> None:
            process.wait()
            heard.set()

        watch = threading.Thread(target=listen)
        watch.start()
        assert not heard.wait(0.2), "it lives"
        os.kill(process.pid, signal.SIGKILL)
        assert heard.wait(PATIENCE)
        watch.join(PATIENCE)
        assert not process.is_running()


def test_closing_it_ends_the_watch() -> None:
    demo = start_demo(())
    watch = threading.Thread(target=demo.wait)
    watch.start()
    demo.close()
    watch.join(PATIENCE)
    assert not watch.is_alive()
