"""A bad line between candidates and nginx: an own TCP proxy that delays, loses and cuts.

A lost packet cannot be made here (TCP would repair it): a lost message cuts its connection, which is what a phone
sees of a line that loses too much. netem would be nearer to the truth where the kernel has it.
"""

import asyncio
import random
import threading
from contextlib import suppress

from tests.servers import free_port

LOSS, DELAY_SECONDS = 0.3, 1.0


class Network:
    """`weather`: clear, bad (30 % of messages each way are lost, the rest is 1 s late each way), or cut (nothing at all)."""

    def __init__(self, target_port: int) -> None:
        self.port, self._target = free_port(), target_port
        self.weather = "clear"
        self.lost = 0
        self._dice = random.Random(7)
        self._lines: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Listen."""
        self._thread.start()
        self._ready.wait(10)

    def stop(self) -> None:
        """Cut everything and end."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def cut(self) -> None:
        """From now on nothing gets through, and what is open breaks."""
        self.weather = "cut"
        self._loop.call_soon_threadsafe(self._abort_all)

    def _abort_all(self) -> None:
        for writer in list(self._lines):
            writer.transport.abort()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        serve = asyncio.start_server(self._meet, "127.0.0.1", self.port, backlog=1024)
        server = self._loop.run_until_complete(serve)
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.weather == "cut":
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._lines |= {writer, back}
        try:
            with suppress(asyncio.CancelledError):
                await asyncio.gather(self._carry(reader, back, writer), self._carry(there, writer, back))
        finally:
            for one in (writer, back):
                self._lines.discard(one)
                one.transport.abort()

    async def _carry(self, reader, writer, other) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                if self.weather == "bad":
                    await asyncio.sleep(DELAY_SECONDS)
                    if self._dice.random() < LOSS:
                        self.lost += 1
                        break
                writer.write(data)
                await writer.drain()
        # One side has ended or was lost: to a phone the connection is gone.
        other.transport.abort()
        writer.close()
