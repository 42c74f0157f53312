"""Which requests are a person's browser arriving, and which are noise. Pure.

Every refusal leaves the sign-in as it is: nothing is used up by it.
"""

from __future__ import annotations

from collections.abc import Collection

from desktop_app.system.loopback.request import Request
from desktop_app.system.loopback.responses import Response


def wrong_host(request: Request, hosts: Collection[str]) -> Response | None:
    """A refusal unless the one Host header is exactly ours: a name that was rebound to loopback is not."""
    named = request.values("host")
    return None if len(named) == 1 and named[0].lower() in hosts else Response(403)


def not_a_visit(request: Request) -> Response | None:
    """A refusal unless *request* is a top-level navigation by GET.

    Browsers send ``Sec-Fetch-*`` truthfully (a page cannot forge them); old ones send none. Without them an Origin
    names a script's request, except ``null``, which some send after a redirected form.
    """
    if request.method != "GET":
        return Response(405, (("Allow", "GET"),))
    if _is_speculative(request):
        return Response(204)
    modes, targets = request.values("sec-fetch-mode"), request.values("sec-fetch-dest")
    if any(mode.lower() != "navigate" for mode in modes) or any(target.lower() != "document" for target in targets):
        return Response(403)
    if not (modes and targets) and any(origin.lower() != "null" for origin in request.values("origin")):
        return Response(403)
    return None


def _is_speculative(request: Request) -> bool:
    """Fetched ahead of a person (Sec-Purpose; Purpose and X-Purpose of older Chromium and Safari, X-Moz of Firefox)."""
    words = [
        value.lower() for name in ("sec-purpose", "purpose", "x-purpose", "x-moz") for value in request.values(name)
    ]
    return any(word in value for value in words for word in ("prefetch", "prerender", "preview"))
