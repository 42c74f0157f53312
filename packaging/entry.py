"""Where the frozen program begins."""

import gc
import os
import sys

# Loading modules makes no garbage; with Python's usual threshold it is looked for forty times on the way.
gc.set_threshold(10_000, 10, 10)

from desktop_app.__main__ import main  # noqa: E402 - it is what loads them

_status = main()
if "PySide6" not in sys.modules:
    # A command is done: its files are closed and its threads are daemons. To take the interpreter apart takes longer
    # than most commands do, and the system does it better.
    for _stream in (sys.stdout, sys.stderr):
        try:
            if _stream is not None:
                _stream.flush()
        except OSError:  # nobody reads any more: told before
            pass
    os._exit(_status)
sys.exit(_status)
