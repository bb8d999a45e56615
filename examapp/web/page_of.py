"""Which page an address belongs to that only takes forms: a restored tab or Enter in the address line leads there."""

from collections.abc import Mapping

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

# They answer scripts, not people.
NOT_PAGES = frozenset({"face_moments.ask"})
# Where no address above is a page.
OTHERS = (("/items/published/", "bank.index"), ("/handover/", "handovers.queue"), ("/", "home.root"))


def find_page() -> str:
    """The address of the nearest page above the one that was asked for; the way in where there is none."""
    adapter = current_app.create_url_adapter(request)
    sent = _match(adapter, request.path, "POST")
    parts = request.path.strip("/").split("/")
    for count in range(len(parts) - 1, 0, -1):
        for end in ("", "/"):
            path = f"/{'/'.join(parts[:count])}{end}"
            found = _match(adapter, path, "GET")
            # A word of the address that only looks like somebody's name or number names nothing.
            if (
                found is not None
                and found[0] not in NOT_PAGES
                and found[1].items() <= (sent or ("", {}))[1].items()
            ):
                return path
    return next(url_for(endpoint) for start, endpoint in OTHERS if request.path.startswith(start))


def _match(adapter: MapAdapter, path: str, method: str) -> tuple[str, Mapping] | None:
    try:
        return adapter.match(path, method)
    except (HTTPException, RequestRedirect):
        return None
