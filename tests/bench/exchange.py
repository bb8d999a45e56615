"""The attempt protocol as the measured clients speak it."""

import json
import uuid

from tests.bench.machine import Client


def read_slots(client: Client, attempt: str, token: str) -> list[dict]:
    """Open the paper; gives its slots. Raises AssertionError with the answer when refused."""
    status, body = client.send("GET", f"/api/attempts/{attempt}", token=token)
    assert status == 200, body
    return json.loads(body)["slots"]


def one_step(slots: list[dict], slot: int, seq: int) -> dict:
    """The first choice (or a number) for a slot; what counts here is that it is stored."""
    held = slots[slot - 1]
    chosen = [choice["id"] for choice in held["choices"]]
    if held["type"] == "matching":
        chosen = [f"{held['lefts'][0]['id']}={choice}" for choice in chosen]
    response = (chosen if held["type"] == "ordering" else chosen[:1]) or [str(seq)]
    return {"id": str(uuid.uuid4()), "seq": seq, "slot": slot, "response": response, "at": seq}


def put_steps(client: Client, attempt: str, token: str, steps: list[dict]) -> None:
    """Save. Raises AssertionError when anything but "all acknowledged" comes back."""
    status, body = client.send("PUT", f"/api/attempts/{attempt}/steps", json.dumps({"steps": steps}), token)
    assert status == 200, body
    assert len(json.loads(body)["acked"]) == len(steps), body


def hand_in(client: Client, attempt: str, token: str, last_seq: int) -> dict:
    """The result. Raises AssertionError when refused."""
    body = json.dumps({"id": str(uuid.uuid4()), "last_seq": last_seq, "at": 1})
    status, answer = client.send("POST", f"/api/attempts/{attempt}/submission", body, token)
    assert status == 200, answer
    return json.loads(answer)


def step_body(slots: list[dict], slot: int, seq: int) -> str:
    """The body of a PUT with one step."""
    return json.dumps({"steps": [one_step(slots, slot, seq)]})
