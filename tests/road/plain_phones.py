"""Phones without a browser, for crowds: the same pages and the same protocol over plain HTTP,
one connection a person.
"""

import html
import random
import re
import uuid
from datetime import UTC, datetime

import httpx

from tests.chaos.candidates import respond
from tests.waiting import wait_until

PATIENCE = 60


class PlainPhone:
    """One person's phone, from the code under the QR to the hand-in."""

    def __init__(self, url: str, name: str, tail: str) -> None:
        self.name, self.tail = name, tail
        self.client = httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False, follow_redirects=True)
        self.dice = random.Random(name)
        self.seq = 0

    def walk_in(self, code: str, role: str = "key_post") -> httpx.Response:
        """名单里没有我: fill in the form. Gives the page that follows, whatever it is."""
        path = f"/q/{code}/walk-in"
        form = {"name": self.name, "id_tail": self.tail, "role": role, "post": ""}
        return self.client.post(path, data={**form, "csrf_token": self._token_on(path)})

    def take_seat(self, code: str) -> httpx.Response:
        """Somebody who was drawn. Gives the page that follows."""
        path = f"/q/{code}"
        return self.client.post(
            path, data={"name": self.name, "id_tail": self.tail, "csrf_token": self._token_on(path)}
        )

    def take_seat_of_one_of(self, code: str, place: int) -> httpx.Response:
        """Somebody whose name and tail another one of the quiz bears too: the page asks which,
        this is the `place`-th.
        """
        asked = self.take_seat(code)
        assert asked.status_code == 422, asked.text
        choices = re.findall(r'name="who" value="(\d+)"', asked.text)
        path = f"/q/{code}"
        facts = {"name": self.name, "id_tail": self.tail, "who": choices[place]}
        return self.client.post(path, data={**facts, "csrf_token": self._token_on(path)})

    def _token_on(self, path: str) -> str:
        page = self.client.get(path).raise_for_status().text
        return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

    def begin(self) -> None:
        """Wait for the nod and open the paper."""
        wait_until(lambda: self._nodded(), f"the nod for {self.name}")
        address = re.search(r'href="(/attempts/[^"]+)"', self.client.get("/seat").text)[1]
        page = self.client.get(address).raise_for_status().text
        self.attempt = re.search(r'data-attempt="([^"]+)"', page)[1]
        token = html.unescape(re.search(r'data-token="([^"]+)"', page)[1])
        self.headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self.slots = self._api("GET", "").json()["slots"]

    def _nodded(self) -> bool:
        state = self.client.get("/seat/state").raise_for_status().json()["state"]
        return state in ("granted confirmed", "granted answering")

    def answer(self, slot: dict) -> None:
        """One step, kept by the server when this ends."""
        self.seq += 1
        step = {
            "id": str(uuid.uuid4()),
            "seq": self.seq,
            "slot": slot["slot"],
            "response": respond(self.dice, slot),
            "at": datetime.now(UTC).isoformat(),
        }
        assert self._api("PUT", "/steps", {"steps": [step]}).json()["acked"] == [step["id"]]

    def answer_all(self) -> None:
        """Every item once."""
        for slot in self.slots:
            self.answer(slot)

    def stands_at(self) -> int | None:
        """Milliseconds that the clock shows while everybody is paused; None while it runs."""
        return self._api("GET", "/state").json()["paused_left"]

    def hand_in(self) -> None:
        """Done."""
        body = {"id": str(uuid.uuid4()), "last_seq": self.seq, "at": 1}
        self._api("POST", "/submission", body)
        self.client.close()

    def _api(self, method: str, path: str, body: dict | None = None) -> httpx.Response:
        answer = self.client.request(
            method, f"/api/attempts/{self.attempt}{path}", json=body, headers=self.headers
        )
        return answer.raise_for_status()
