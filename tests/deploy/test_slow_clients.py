"""The real server, alone, with TLS of its own, and behind nginx, against clients that do not go on (S25)."""

import re
import shutil
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest

from examapp.adapters.server.front.limits import KIB, MIB
from tests.databases import demo_folder, filled_sqlite_file
from tests.deploy.nginx import Front
from tests.fronts import Line
from tests.programs import explain, find_nginx
from tests.servers import Server

MANY = 40
PATIENCE = 20


@dataclass
class Way:
    """One way to the application: the port that clients talk to, whether in TLS, an address for whole requests, and what the
    application takes itself to be called, where that differs."""

    port: int
    url: str
    trusted: ssl.SSLContext | None = None
    origin: str = ""

    def line(self) -> Line:
        """A connection as a browser has it."""
        return Line(self.port, wrap=self._wrap if self.trusted else lambda plain: plain)

    def _wrap(self, plain: socket.socket) -> ssl.SSLSocket:
        return self.trusted.wrap_socket(plain, server_hostname="127.0.0.1")

    def client(self) -> httpx.Client:
        """One that gives up after PATIENCE seconds."""
        verify = self.trusted or False
        return httpx.Client(base_url=self.url, verify=verify, timeout=PATIENCE, trust_env=False)


class LanServer(Server):
    """`examapp serve --lan`."""

    def _answers(self) -> bool:
        try:
            return (
                httpx.get(f"https://127.0.0.1:{self.port}/sign-in", verify=False, timeout=2).status_code
                == 200
            )
        except httpx.TransportError:
            return False


def open_plain(folder) -> Iterator[Way]:
    shutil.copy(filled_sqlite_file(), folder / "examapp.db")
    server = Server(folder).start()
    yield Way(server.port, server.url)
    server.stop()


def open_lan(folder) -> Iterator[Way]:
    shutil.copy(filled_sqlite_file(), folder / "examapp.db")
    server = LanServer(folder)
    server.options = ("--lan",)
    server.start()
    trusted = ssl.create_default_context(cafile=str(folder / "tls" / "examapp-ca.crt"))
    yield Way(server.port, f"https://127.0.0.1:{server.port}", trusted)
    server.stop()


def open_nginx(folder) -> Iterator[Way]:
    if find_nginx() is None:
        pytest.fail(explain("nginx", "EXAMAPP_NGINX"), pytrace=False)
    shutil.copy(filled_sqlite_file(), folder / "examapp.db")
    server = Server(folder, EXAMAPP_TRUSTED_PROXIES="1").start()
    # The site names two nodes; one server stands for both.
    front = Front(folder, [server, server]).start()
    # nginx passes the name on without the port, which is 443 in earnest.
    yield Way(front.port, f"https://127.0.0.1:{front.port}", front.trusted, "https://127.0.0.1")
    front.stop()
    server.stop()


WAYS: dict[str, Callable] = {"alone": open_plain, "lan": open_lan, "nginx": open_nginx}


@pytest.fixture(params=WAYS)
def way(request, tmp_path) -> Iterator[Way]:
    yield from WAYS[request.param](tmp_path)


def hold(way: Way) -> list[Line]:
    """Unfinished bodies of every kind, unfinished heads, silent connections."""
    kinds = (
        lambda line: line.head(path="/sign-in", length=10).send(b"abc"),
        lambda line: line.head(path="/bank-imports/new", length=5 * MIB).send(b"x" * 3000),
        lambda line: line.head(path="/me/sign-in", length="chunked").send(b"3\r\nabc\r\n"),
        lambda line: line.head("PUT", "/api/attempts/x/steps", 200 * KIB).send(b"{"),
        lambda line: line.send(b"POST /sign-in HTTP/1.1\r\nHost: he"),
        lambda line: line,
    )
    return [kind(way.line()) for kind in kinds for _ in range(MANY)]


def test_unfinished_requests_keep_nobody_from_the_sign_in_page(way):
    held = hold(way)
    silent = [socket.create_connection(("127.0.0.1", way.port)) for _ in range(MANY)]
    with way.client() as client:
        for _ in range(10):
            assert client.get("/sign-in").status_code == 200
    with way.client() as other:
        page = other.get("/sign-in").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        form = {"login_name": "nobody", "password": "nothing at all", "csrf_token": token}
        assert (
            other.post("/sign-in", data=form, headers={"Referer": way.origin or way.url}).status_code == 403
        )
    for line in held:
        line.close()
    for connection in silent:
        connection.close()


def test_what_does_not_come_is_given_up_by_every_way(way):
    lines = hold(way)[: 4 * MANY : MANY]
    for line in lines:
        line.socket.settimeout(90)
        received = line.read()
        assert received == b"" or int(received.split()[1]) in (400, 408, 502, 503), received[:200]


def test_a_file_of_twenty_megabytes_on_an_unsteady_line_is_the_applications_to_judge(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(demo_folder(), folder)
    server = Server(folder).start()
    try:
        with httpx.Client(base_url=server.url, timeout=120, follow_redirects=True, trust_env=False) as client:
            link = server.demo_links()["bank_admin"]
            client.post(link, data={"csrf_token": _token(client.get(link).text)})
            fields = {"csrf_token": _token(client.get("/bank-imports/new").text)}
            answer = _upload(client, fields, 19 * MIB)
    finally:
        server.stop()
    assert answer.status_code in (200, 422), answer.text[:300]
    assert re.search("[一-鿿]{4}", answer.text)


def _token(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)


def _upload(client: httpx.Client, fields: dict, size: int) -> httpx.Response:
    boundary = "----here"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = (
        "".join(parts)
        + f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="q.txt"\r\n\r\n'
    )
    content = head.encode() + b"x" * size + f"\r\n--{boundary}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(len(content)),
    }
    return client.post("/bank-imports/new", content=_dripping(content), headers=headers)


def _dripping(content: bytes) -> Iterator[bytes]:
    for at in range(0, len(content), MIB):
        yield content[at : at + MIB]
        time.sleep(0.1)
