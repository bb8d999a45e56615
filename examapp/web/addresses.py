"""The address that goes into QR codes."""

from urllib.parse import urlsplit

from flask import current_app, request

_OWN_MACHINE = {"127.0.0.1", "::1", "localhost"}


def public_base_url() -> str:
    """The configured address, else the one this request came by."""
    return current_app.extensions["settings"].base_url or request.host_url.rstrip("/")


def is_own_machine(address: str) -> bool:
    """Whether only the machine itself can open the address."""
    return urlsplit(address).hostname in _OWN_MACHINE
