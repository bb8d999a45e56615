"""A small stand-in for an S3-compatible store: keeps bytes, refuses unsigned requests, checks what was signed about the body."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY_ID, SECRET, BUCKET = "keeper", "a-secret-of-the-store", "examapp"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body go out together: in two parts each answer would wait for the acknowledgement of the first.
    wbufsize = -1

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._signed() or hashlib.sha256(body).hexdigest() != self.headers["x-amz-content-sha256"]:
            return self._refuse(403, "SignatureDoesNotMatch")
        self.server.kept[self._key()] = body
        return self._answer(200, b"")

    def do_GET(self) -> None:
        if not self._signed():
            return self._refuse(403, "AccessDenied")
        if self._key() not in self.server.kept:
            return self._refuse(404, "NoSuchKey")
        return self._answer(200, self.server.kept[self._key()])

    def do_HEAD(self) -> None:
        self.do_GET()

    def _key(self) -> str:
        return self.path.split("?")[0]

    def _signed(self) -> bool:
        return self.headers.get("Authorization", "").startswith(f"AWS4-HMAC-SHA256 Credential={KEY_ID}/")

    def _refuse(self, status: int, code: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/xml" if status >= 400 else "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hashlib.md5(body).hexdigest()}"')
        self.send_header("Last-Modified", "Fri, 20 Nov 2026 09:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Silence."""


@contextmanager
def object_store() -> Iterator[ThreadingHTTPServer]:
    """A running store; `.kept` is what it holds by path."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.kept = {}
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def address_of(server: ThreadingHTTPServer) -> str:
    """As people write it into EXAMAPP_FILES."""
    return f"s3://{BUCKET}/documents?endpoint=http://127.0.0.1:{server.server_port}"
