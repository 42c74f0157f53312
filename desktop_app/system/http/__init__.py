"""HTTP to providers: the port :class:`desktop_app.ports.Http`. The only package that knows Authlib and requests.

Importing it is cheap: requests is imported by the first exchange, Authlib by the first token request (or by
:meth:`HttpClient.warm_up`, while a person is busy in the browser).

- ``client``: the port itself, redirects, one thread an exchange
- ``exchange``: the deadline, and how an exchange is aborted
- ``transport``: connections, certificates, pools (requests, urllib3, truststore)
- ``token_request``: the token endpoint (Authlib)
- ``answer``: the bounded reading of an answer
- ``faults``: what went wrong, in our words
- ``address``, ``proxies``: where a request goes
"""

from desktop_app.system.http.client import HttpClient

__all__ = ["HttpClient"]
