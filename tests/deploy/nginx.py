"""The shipped nginx site on loopback, in front of two nodes that we can make misbehave."""

import http.server
import ssl
import subprocess
import threading
from pathlib import Path

import httpx

from examapp.adapters.server.certificates import make_lan_certificate
from tests.house.tree import ROOT
from tests.programs import find_nginx
from tests.servers import free_port
from tests.waiting import wait_until

SITE = ROOT / "deploy/nginx/examapp.conf"
FRAME = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/examapp.conf;
}}
"""


class Node:
    """A web node: answers, or reads the whole request and hangs up without a word."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, dict]] = []
        self.hangs_up = False
        node = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                node.seen.append((self.command, self.path, dict(self.headers)))
                if node.hangs_up:
                    self.close_connection = True
                    return
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.send_header("Content-Security-Policy", "default-src 'self'")
                self.send_header("X-Request-ID", self.headers.get("X-Request-ID", ""))
                self.end_headers()
                self.wfile.write(b"ok")

            def __getattr__(self, name: str):
                if name in ("do_GET", "do_PUT", "do_POST"):
                    return self.handle_any
                raise AttributeError(name)

            def log_message(self, *_arguments: object) -> None:
                """Quiet."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Nobody listens on its port any more."""
        self.server.shutdown()
        self.server.server_close()


class Front:
    """nginx with the shipped site: only ports, folders and certificate are other ones."""

    def __init__(self, folder: Path, nodes: list[Node]) -> None:
        self.folder, self.nodes = folder, nodes
        self.port, self.plain_port = free_port(), free_port()
        self.process: subprocess.Popen | None = None
        tls = make_lan_certificate(folder, "127.0.0.1")
        self.trusted = ssl.create_default_context(cafile=str(tls.authority))
        changes = {
            "/etc/examapp/tls/site.pem": str(tls.certificate),
            "/etc/examapp/tls/site.key": str(tls.key),
            "/var/log/nginx/examapp.log": f"{folder}/access.log",
            "/var/cache/nginx/examapp": f"{folder}/cache",
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            "127.0.0.1:8001": f"127.0.0.1:{nodes[0].port}",
            "127.0.0.1:8002": f"127.0.0.1:{nodes[1].port}",
        }
        text = SITE.read_text(encoding="utf-8")
        for old, new in changes.items():
            assert old in text, old
            text = text.replace(old, new)
        (folder / "examapp.conf").write_text(text, encoding="utf-8")
        (folder / "nginx.conf").write_text(FRAME.format(folder=folder), encoding="utf-8")
        self.command = [find_nginx(), "-p", str(folder), "-c", str(folder / "nginx.conf")]

    def check(self) -> subprocess.CompletedProcess:
        """nginx's own look at the configuration."""
        return subprocess.run([*self.command, "-t"], capture_output=True, text=True, check=False)

    def start(self) -> "Front":
        """Start and wait until it answers."""
        with (self.folder / "start.log").open("w") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        wait_until(self._answers, "an answer of nginx")
        return self

    def _answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.plain_port}/").status_code == 308
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        """End it."""
        if self.process:
            self.process.terminate()
            self.process.wait()

    def client(self) -> httpx.Client:
        """A client that trusts the certificate."""
        return httpx.Client(base_url=f"https://127.0.0.1:{self.port}", verify=self.trusted, timeout=60)
