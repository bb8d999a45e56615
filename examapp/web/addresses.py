"""The address that goes into QR codes, links and documents."""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from flask import current_app, request

from examapp.adapters.server.serving_notes import read_note

_OWN_MACHINE = {"127.0.0.1", "::1", "localhost"}


def public_base_url() -> str:
    """The configured address; else the one this request came by, when it is this machine; else where we listen.

    A request may name any host, and what it names would be printed and scanned by others: only the configured address
    may be a name.
    """
    settings = current_app.extensions["settings"]
    if settings.base_url:
        return settings.base_url
    came_by, note = request.host_url.rstrip("/"), read_note(settings.data_dir)
    # Whoever sits at the server itself came by 127.0.0.1; phones need the address that the server listens on.
    seen_by_others = note is not None and note.running and not is_own_machine(note.base_url)
    if _is_this_machine(urlsplit(came_by).hostname or "") and not (
        is_own_machine(came_by) and seen_by_others
    ):
        return came_by
    return note.base_url if note else "http://localhost"


def browser_base_url() -> str:
    """The configured address, else the one that this browser came by: for what goes back to this browser only."""
    return current_app.extensions["settings"].base_url or request.host_url.rstrip("/")


def path_and_query(address: SplitResult) -> str:
    """An address of ours as a redirect or a link names it: without scheme and host."""
    return address.path + (f"?{address.query}" if address.query else "")


def page_before() -> str:
    """Path and query of the page of ours that this request came from; empty when it does not say so."""
    origin = urlsplit(request.referrer or "")
    ours = (origin.scheme, origin.netloc) == (request.scheme, request.host)
    return path_and_query(origin) if ours and origin.path.startswith("/") else ""


def is_own_machine(address: str) -> bool:
    """Whether only the machine itself can open the address."""
    return urlsplit(address).hostname in _OWN_MACHINE


def _is_this_machine(host: str) -> bool:
    """Whether the host is an address of this machine; names are not asked for, they say nothing."""
    if host in _OWN_MACHINE:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            # The system lets a socket be bound to the machine's own addresses only; nothing is sent.
            probe.bind((host, 0))
        except OSError:
            return False
    return not address.is_unspecified
