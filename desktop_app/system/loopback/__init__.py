"""The loopback listener the browser comes back to (RFC 8252 §7.3): the ports `Listener`, `Listening`, `Redirect`.

`sockets` binds, `request` parses, `rules` decides what is noise, `server` moves bytes on one thread, `listening` knows
what a redirect is.
"""

from desktop_app.system.loopback.listening import LoopbackListener, LoopbackListening

__all__ = ["LoopbackListener", "LoopbackListening"]
