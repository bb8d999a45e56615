"""One simulated person: opens the paper, answers with time to think, hands in; notes how long each answer of the server took."""

import asyncio
import json
import random
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from tests.bench.exchange import one_step
from tests.load.wire import Wire

TRIES, LONGEST_PAUSE = 6, 8.0


@dataclass
class Log:
    """Seconds by kind of request, steps acknowledged by attempt, and everything that did not go as it should."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    acked: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    errors: list[str] = field(default_factory=list)
    again: int = 0
    waited: int = 0


class Person:
    """Sends again after a pause when the connection breaks or the server is busy, as the page does."""

    def __init__(self, port: int, attempt: str, token: str, log: Log, seed: int) -> None:
        self.wire, self.attempt, self.log = Wire(port, token), attempt, log
        self.path, self.dice = f"/api/attempts/{attempt}", random.Random(seed)
        self.slots: list[dict] = []

    async def start(self) -> None:
        """Open the paper; the clock of the person starts with the server's answer."""
        answer = await self._asked("start", "GET", self.path)
        self.slots = answer.get("slots", []) if answer else []

    async def answer_all(self, think_seconds: float) -> None:
        """One step for every item, each after some time to think (exponential, so that nobody marches in step)."""
        for seq in range(1, len(self.slots) + 1):
            await asyncio.sleep(self.dice.expovariate(1 / think_seconds))
            await self._save(one_step(self.slots, seq, seq))

    async def answer_until(self, over: asyncio.Event, think_seconds: float) -> None:
        """Go on answering, item after item, until it is over."""
        seq = 0
        while self.slots and not over.is_set():
            await asyncio.sleep(self.dice.expovariate(1 / think_seconds))
            seq += 1
            await self._save(one_step(self.slots, 1 + seq % len(self.slots), seq))

    async def _save(self, step: dict) -> None:
        answer = await self._asked("step", "PUT", f"{self.path}/steps", {"steps": [step]})
        if answer and answer["acked"] == [step["id"]]:
            self.log.acked[self.attempt].add(step["id"])
        elif answer:
            self.log.errors.append(f"step not acknowledged: {answer}")

    async def hand_in(self) -> None:
        """Ask for the result."""
        body = {"id": str(uuid.uuid4()), "last_seq": len(self.slots), "at": 1}
        answer = await self._asked("submission", "POST", f"{self.path}/submission", body)
        if answer and len(answer["slots"]) != len(self.slots):
            self.log.errors.append("a result without all its slots")
        self.wire.close()

    async def _asked(self, kind: str, method: str, path: str, body: dict | None = None) -> dict | None:
        """The answer, and its seconds from the first try on; None and an error when it never came."""
        sent, began = json.dumps(body).encode() if body else b"", time.perf_counter()
        problem, number = "", 0
        while number < TRIES:
            try:
                status, answer = await self.wire.send(method, path, sent)
            except (OSError, EOFError) as error:
                problem = repr(error)
            else:
                if status == 200:
                    self.log.seconds[kind].append(time.perf_counter() - began)
                    return json.loads(answer)
                if is_place(status, answer):
                    # Told to wait: that is no failure, and asking when told is no try.
                    self.log.waited += 1
                    await asyncio.sleep(self.wire.retry_after)
                    continue
                problem = f"{status} {answer[:120]!r}"
                if status != 503:
                    break
            self.log.again += 1
            await asyncio.sleep(self.dice.uniform(0, min(LONGEST_PAUSE, 0.5 * 2**number)))
            number += 1
        self.log.errors.append(f"{kind}: {problem}")
        return None


def is_place(status: int, answer: bytes) -> bool:
    """Whether this is a place in the line before the exam."""
    return status == 503 and json.loads(answer).get("code") == "waiting"
