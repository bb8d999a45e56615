"""Requests to addresses that the settings name: nobody there sends this server on to another one."""

from http.client import HTTPResponse
from urllib.request import HTTPRedirectHandler, Request, build_opener


class _Stay(HTTPRedirectHandler):
    """A redirect is an answer that was not wanted: its target may be inside the network and never gets the body."""

    def redirect_request(self, *_):
        """None: HTTPError is raised with the status of the redirect."""


def open_address(request: Request | str, *, seconds: float) -> HTTPResponse:
    """The answer, to be closed. Raises OSError (URLError, HTTPError also for a redirect), ValueError."""
    return build_opener(_Stay).open(request, timeout=seconds)
