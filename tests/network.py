"""No test talks to another machine."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def loopback_only() -> Iterator[None]:
    """While it lasts, a connection to anything but this machine is an error."""
    connect = socket.socket.connect

    def refuse_strangers(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and self.type == socket.SOCK_STREAM:
            assert ipaddress.ip_address(address[0]).is_loopback, f"a test reaches out to {address[0]}"
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse_strangers)
        yield
