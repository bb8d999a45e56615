"""HTTP/1.1 over one kept connection, as little of it as the attempt protocol needs, so that thousands of clients cost little."""

import asyncio


class Wire:
    """One person's connection; it is opened when first needed, and anew after the other side closed it."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self._head = f"Host: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        self.retry_after = 0.0
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def send(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body. Raises OSError or EOFError when the connection breaks before the answer is whole."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = f"{method} {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        try:
            self._writer.write(head.encode("ascii") + body)
            return await self._answer()
        except (OSError, EOFError):
            self.close()
            raise

    async def _answer(self) -> tuple[int, bytes]:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head[9:12])
        self.retry_after = float(_header(head, "retry-after") or 0)
        _, found, rest = head.partition("content-length:")
        if not found:
            raise OSError("an answer without its length")
        return status, await self._reader.readexactly(int(rest.partition("\r\n")[0]))

    def close(self) -> None:
        """Let go of the connection."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


def _header(head: str, name: str) -> str:
    return head.partition(f"\n{name}:")[2].partition("\r\n")[0].strip()
