"""The address that goes into QR codes."""

from flask import current_app, request


def public_base_url() -> str:
    """The configured address, else the one this request came by."""
    return current_app.extensions["settings"].base_url or request.host_url.rstrip("/")
