"""A simulated candidate: the protocol of the real page, and everything that phones and networks do to it."""

import hashlib
import json
import random
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.chaos.histories import Tape
from tests.chaos.transport import Answer, Line, NoAnswerError, Seen

BATCH = 100
FIRST_WAIT, LONGEST_WAIT = 0.3, 2.0
MISCHIEF = (("lose_ack", 0.05), ("twice", 0.05), ("reorder", 0.05), ("again", 0.04), ("twist", 0.01))


class Candidate:
    """Answers one attempt; what is not acknowledged stays in `outbox`; `kept` holds what was, until the hand-in."""

    def __init__(self, attempt: str, token: str, port: int, folder: Path, seed: int, watch) -> None:
        self.attempt, self.path = attempt, f"/api/attempts/{attempt}"
        self.dice = random.Random(f"{seed}-{attempt}")
        self.line = Line(port, token, self._watch)
        self.log = folder / f"{attempt}.jsonl"
        self.tape, self.watch_more = Tape(self.log), watch
        self.outbox: list[dict] = []
        self.kept: list[dict] = []
        self.slots: list[dict] = []
        self.seq, self.acked_count, self.last_ack = 0, 0, 0.0
        self.over = threading.Event()
        self.handed_in = False
        # Everybody's clock is wrong, some by months; the server must not care.
        self.skew = timedelta(seconds=self.dice.choice((0, 5, -90, 86_400, -86_400, 86_400 * 90)))
        self.wait = FIRST_WAIT
        self.may_twist = True
        self.ends = 0.0

    def _watch(self, seen: Seen) -> None:
        self.watch_more(self.attempt, seen)

    def begin(self) -> None:
        """Open the paper, however often it takes. Raises RuntimeError when it is refused."""
        answer = self._insist("GET", self.path)
        if answer.status != 200:
            raise RuntimeError(f"{self.attempt} was refused: {answer.body}")
        self.slots = answer.body["slots"]
        signs = [(one["slot"], one["stem"], [each["id"] for each in one["choices"]]) for one in self.slots]
        paper = hashlib.sha256(json.dumps(signs, ensure_ascii=False).encode()).hexdigest()
        self.tape.write("opened", paper=paper, deadline=answer.body["deadline"])
        self.ends = time.monotonic() + (answer.body["deadline"] - answer.body["server_time"]) / 1000

    @property
    def has_time(self) -> bool:
        """Whether the page's own countdown (server time, not the phone's clock) still runs."""
        return time.monotonic() < self.ends

    def make(self, count: int) -> None:
        """Answer so many times; each answer is on the log before it is sent."""
        made = []
        for _ in range(count):
            self.seq += 1
            slot = self.dice.choice(self.slots)
            at = (datetime.now(UTC) + self.skew).isoformat()
            response = respond(self.dice, slot)
            made.append(
                {
                    "id": str(uuid.UUID(int=self.dice.getrandbits(128), version=4)),
                    "seq": self.seq,
                    "slot": slot["slot"],
                    "response": response,
                    "at": at,
                }
            )
        self._write_made(made)

    def _write_made(self, made: list[dict]) -> None:
        lines = [(one["id"], one["seq"], one["slot"], one["response"]) for one in made]
        self.tape.write("made", at=time.monotonic(), steps=lines)
        self.outbox.extend(made)

    def deliver(self) -> bool:
        """Send what is unsent, once; False when nothing came back or somebody must wait."""
        while self.outbox and not self.over.is_set():
            batch = self.outbox[:BATCH]
            try:
                answer = self._mischief(batch)
            except NoAnswerError:
                self._grow_patience()
                return False
            if answer is None:
                continue
            if answer.status != 200:
                self._refused(answer)
                return False
            self._acked(answer)
        return True

    def _mischief(self, batch: list[dict]) -> Answer | None:
        fate, share = self.dice.random(), 0.0
        kind = next((name for name, part in MISCHIEF if fate < (share := share + part)), "plain")
        if kind == "lose_ack":
            self.line.send_and_hang_up("PUT", f"{self.path}/steps", {"steps": batch})
            return None
        if kind == "twice":
            return self.line.send_twice_at_once("PUT", f"{self.path}/steps", {"steps": batch})
        if kind == "reorder":
            # The younger half arrives first, and what stands within a delivery stands in any order.
            batch = self.dice.sample(batch, len(batch))[len(batch) // 2 :]
        elif kind == "again" and self.kept:
            batch = [*batch, *self.dice.sample(self.kept, min(3, len(self.kept)))]
        elif kind == "twist" and self.kept and self.may_twist:
            return self._twist(batch)
        return self.line.send("PUT", f"{self.path}/steps", {"steps": batch})

    def _twist(self, batch: list[dict]) -> Answer:
        """A broken device repeats an old id with other content: the first content must stay."""
        old = self.dice.choice(self.kept)
        slot = next(one for one in self.slots if one["slot"] == old["slot"])
        twisted = [{**old, "response": respond(self.dice, slot)}, *batch]
        answer = self.line.send("PUT", f"{self.path}/steps", {"steps": twisted})
        if answer.body.get("error") != "step_changed":
            return answer
        return self.line.send("PUT", f"{self.path}/steps", {"steps": batch})

    def _acked(self, answer: Answer) -> None:
        acked = set(answer.body["acked"])
        held = {one["id"] for one in self.outbox}
        self.tape.write(
            "acked",
            at=time.monotonic(),
            ids=sorted(acked),
            late=answer.body["late"],
            deadline=answer.body["deadline"],
        )
        self.kept += [one for one in self.outbox if one["id"] in acked]
        self.outbox = [one for one in self.outbox if one["id"] not in acked]
        self.acked_count += len(acked & held)
        self.last_ack = time.monotonic()
        self.wait = FIRST_WAIT

    def _refused(self, answer: Answer) -> None:
        code = answer.body.get("error", "")
        if answer.status >= 500 or answer.status in (408, 425, 429):
            self._grow_patience()
            return
        ids = answer.body.get("data", {}).get("refused") or [one["id"] for one in self.outbox]
        self.tape.write("refused", at=time.monotonic(), ids=ids, code=code)
        self.outbox = [one for one in self.outbox if one["id"] not in set(ids)]
        self.over.set()

    def _grow_patience(self) -> None:
        time.sleep(self.wait * self.dice.uniform(0.75, 1.25))
        self.wait = min(self.wait * 2, LONGEST_WAIT)

    def hand_in(self, patience: float) -> None:
        """Send everything, hand in as the page does, and read the result; gives up after so many seconds."""
        last = time.monotonic() + patience
        body = {"id": str(uuid.uuid5(uuid.NAMESPACE_OID, self.attempt)), "last_seq": self.seq, "at": 1}
        while time.monotonic() < last and not self.handed_in:
            if not self.deliver() and not self.over.is_set():
                continue
            try:
                answer = self.line.send("POST", f"{self.path}/submission", body)
                if answer.status == 200 and self.dice.random() < 0.2:
                    answer = self.line.send_twice_at_once("POST", f"{self.path}/submission", body)
            except NoAnswerError:
                self._grow_patience()
                continue
            if answer.status == 200:
                self._told(answer)
            elif answer.body.get("error") == "steps_missing":
                self._find_again(set(answer.body["data"]["missing"]))
            else:
                self._grow_patience()
        self.line.hang_up()

    def _find_again(self, missing: set[int]) -> None:
        # The server lost what it had acknowledged (an older backup was restored): the page still holds it.
        again = [one for one in self.kept if one["seq"] in missing]
        self.tape.write("sent_again", at=time.monotonic(), ids=[one["id"] for one in again])
        held = {one["id"] for one in again}
        self.kept = [one for one in self.kept if one["id"] not in held]
        self.outbox = again + self.outbox

    def _told(self, answer: Answer) -> None:
        self.handed_in = True
        self.tape.write(
            "told", score_tenths=answer.body["score_tenths"], full_tenths=answer.body["full_tenths"]
        )

    def _insist(self, method: str, path: str) -> Answer:
        while not self.over.is_set():
            try:
                answer = self.line.send(method, path)
            except NoAnswerError:
                self._grow_patience()
                continue
            if answer.status < 500 and answer.status != 429:
                return answer
            if answer.waits:
                self.over.wait(answer.retry_after)
            else:
                self._grow_patience()
        raise RuntimeError("stopped before the paper was open")


def respond(dice: random.Random, slot: dict) -> list[str]:
    """Some response that the type of the item allows."""
    ids = [one["id"] for one in slot["choices"]]
    if slot["type"] == "numeric":
        return [str(dice.randrange(1, 100))]
    if slot["type"] == "blank":
        return [dice.choice(("三级", "安全带", "二十四小时", "气体检测"))]
    if slot["type"] == "ordering":
        return dice.sample(ids, len(ids))
    if slot["type"] == "matching":
        partners = dice.sample(ids, len(slot["lefts"]))
        return [f"{left['id']}={choice}" for left, choice in zip(slot["lefts"], partners, strict=True)]
    if slot["type"] in ("multiple", "hotspot"):
        return sorted(dice.sample(ids, dice.randrange(1, len(ids) + 1)))
    return [dice.choice(ids)]
