"""nginx before the web nodes, and Redis beside them; both from installed binaries, on loopback."""

import os
import socket
from pathlib import Path

from tests.chaos.processes import Program, await_true
from tests.programs import find_nginx, find_redis
from tests.servers import free_port

# What people read while no web node answers: what happened, what is safe, what to do.
BUSY_PAGE = (
    "<!doctype html><html lang=zh-CN><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    "<title>系统正忙 · 逢查必考</title><main><h1>系统正忙</h1><p>系统暂时连不上，已保存的内容都在。请等几秒再刷新。</p></main></html>"
)
BUSY_ANSWER = '{"error":"busy","message":"系统暂时连不上，已保存的内容都在。请等几秒再试。","data":{}}'
CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log warn;
{user}
events {{ worker_connections 4096; }}
http {{
  access_log off; default_type text/plain; keepalive_timeout 30s; client_max_body_size 20m;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  upstream nodes {{ {nodes} keepalive 64; }}
  server {{
    listen 127.0.0.1:{port} backlog=2048;
    proxy_http_version 1.1; proxy_set_header Connection "";
    proxy_set_header Host $http_host; proxy_set_header X-Request-ID $request_id;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;
    proxy_connect_timeout 1s; proxy_read_timeout 20s; proxy_next_upstream error timeout; proxy_next_upstream_tries 2;
    location / {{ proxy_pass http://nodes; error_page 502 504 =503 @busy; }}
    location /api/ {{ proxy_pass http://nodes; error_page 502 504 =503 @busy_api; }}
    location @busy {{
      add_header Retry-After 2 always; default_type text/html; charset utf-8; return 503 "{page}";
    }}
    location @busy_api {{
      add_header Retry-After 2 always; default_type application/json; charset utf-8; return 503 '{answer}';
    }}
  }}
}}
"""


class Nginx:
    """The one address that people know."""

    def __init__(self, folder: Path, node_ports: list[int]) -> None:
        folder.mkdir()
        self.folder, self.port = folder, free_port()
        nodes = " ".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;" for port in node_ports)
        user = "user root;" if os.geteuid() == 0 else ""
        text = CONFIGURATION.format(
            folder=folder, user=user, nodes=nodes, port=self.port, page=BUSY_PAGE, answer=BUSY_ANSWER
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
