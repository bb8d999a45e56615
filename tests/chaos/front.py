"""nginx before the web nodes, and Redis beside them; both from installed binaries, on loopback."""

import os
import re
import socket
from pathlib import Path

from tests.chaos.processes import Program, await_true
from tests.programs import find_nginx, find_redis
from tests.servers import free_port

# What we ship for production: its rules of passing on and its page of last resort are what is tried here.
SHIPPED = Path(__file__).resolve().parents[2] / "deploy" / "nginx" / "examapp.conf"
CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log warn;
{user}
events {{ worker_connections 4096; }}
http {{
  access_log off; default_type text/plain; client_max_body_size 21m;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  upstream nodes {{ least_conn; {nodes} keepalive 64; }}
  server {{
    listen 127.0.0.1:{port} backlog=2048;
    {rules}
    location / {{ proxy_pass http://nodes; }}
    error_page 502 504 = @absent;
    location @absent {{ default_type "text/html; charset=utf-8"; add_header Retry-After 5 always; return 503 '{page}'; }}
  }}
}}
"""


def _shipped() -> tuple[str, str]:
    """(how requests are passed on, the page when no node is there), as the shipped site says."""
    text = SHIPPED.read_text(encoding="utf-8")
    rules = re.findall(r"^    (proxy_(?!hide)[^;]+;)", text, re.MULTILINE)
    page = re.search(r"return 503 '(.+?)';", text)
    if not any("proxy_next_upstream " in one for one in rules) or page is None:
        raise RuntimeError(f"{SHIPPED} says no longer what is tried here")
    return "\n    ".join(rules), page.group(1)


class Nginx:
    """The one address that people know."""

    def __init__(self, folder: Path, node_ports: list[int]) -> None:
        folder.mkdir()
        self.folder, self.port = folder, free_port()
        nodes = " ".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=2s;" for port in node_ports)
        user = "user root;" if os.geteuid() == 0 else ""
        rules, page = _shipped()
        text = CONFIGURATION.format(
            folder=folder, user=user, nodes=nodes, port=self.port, rules=rules, page=page
        )
        (folder / "nginx.conf").write_text(text, encoding="utf-8")
        command = [find_nginx(), "-p", folder, "-c", folder / "nginx.conf"]
        self.program = Program(command, folder / "nginx.log")

    def start(self) -> None:
        """Start it and wait for its port."""
        self.program.start()
        await_true(lambda: accepts(self.port), 20, "nginx answers")

    def stop(self) -> None:
        """End it at once: nobody gets through any more."""
        self.program.kill()


class Redis:
    """Limits, queue, live board: never the only home of an answer."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.port = free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"
        command = [
            find_redis(),
            "--bind", "127.0.0.1", "--port", self.port, "--save", "", "--appendonly", "no", "--dir", folder,
        ]  # fmt: skip
        self.program = Program(command, folder / "redis.log")

    def start(self) -> None:
        """Start it and wait for its port."""
        self.program.start()
        await_true(lambda: accepts(self.port), 20, "redis answers")

    def flush(self) -> None:
        """Forget everything (FLUSHALL)."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(b"FLUSHALL\r\n")
            if not connection.recv(64).startswith(b"+OK"):
                raise RuntimeError("redis did not flush")

    def stop(self) -> None:
        """kill -9."""
        self.program.kill()


def accepts(port: int) -> bool:
    """Whether somebody listens."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
