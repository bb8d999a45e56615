"""The simulated person waits when told to, as the page does, and does not take it for a failure."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from tests.load.people import TRIES, Log, Person

PLACE = b'{"code":"waiting","position":3,"wait_seconds":1}'
PAPER = b'{"slots":[{"slot":1}]}'
BUSY = b'{"error":"busy"}'


def answered(*answers: tuple[str, bytes]) -> tuple[Person, Log]:
    """A person who has tried to start against a server that gives these answers, and the log."""
    left, log = list(answers), Log()

    async def serve(reader, writer) -> None:
        while left and await reader.readuntil(b"\r\n\r\n"):
            status, body = left.pop(0)
            head = f"HTTP/1.1 {status}\r\nRetry-After: 0\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
        writer.close()

    async def run() -> Person:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        person = Person(server.sockets[0].getsockname()[1], "one", "token", log, 1)
        await person.start()
        person.wire.close()
        server.close()
        return person

    # In a thread of its own: a browser test that ran before in this process leaves a running loop behind.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, run()).result(), log


def test_a_place_in_the_line_is_waited_for_however_often_it_is_told():
    person, log = answered(*[("503 x", PLACE)] * (TRIES + 3), ("200 OK", PAPER))
    assert person.slots == [{"slot": 1}]
    assert (log.waited, log.again, log.errors) == (TRIES + 3, 0, [])
    assert len(log.seconds["start"]) == 1


def test_a_busy_server_is_asked_again_and_counted():
    person, log = answered(("503 x", BUSY), ("200 OK", PAPER))
    assert person.slots
    assert (log.waited, log.again, log.errors) == (0, 1, [])
