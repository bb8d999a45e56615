"""What a story must know of a paper that the page never tells: its keys, and the numbers that nobody may find in clear."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from examapp.app import create_app
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.candidates import Candidate
from examapp.services.core.sealed_fields import open_field
from tests.databases import make_settings
from tests.stories import right_answers


@contextmanager
def inside(server) -> Iterator[object]:
    """The application on the data of a running server."""
    app = create_app(make_settings(server.folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def keys_of(server, attempt_id: str) -> list[list[str]]:
    """The key of every slot, in order."""
    with inside(server):
        return right_answers(db.session.get(Attempt, attempt_id))


def items_of(server, attempt_id: str) -> list[str]:
    """The item of every slot, in order."""
    with inside(server):
        return [slot["item"] for slot in json.loads(db.session.get(Attempt, attempt_id).paper)["slots"]]


def tap_answer(page, response: list[str]) -> None:
    """Give this answer to the item on the screen by hand."""
    typed = page.locator(".typed__input")
    if typed.count():
        typed.fill(response[0])
        typed.blur()
        return
    if page.locator(".match-row").count():
        for left, _, choice in (pair.partition("=") for pair in response):
            page.locator(f"#pair-{left}").select_option(choice)
        return
    words = page.get_by_role("button", name="用文字选")
    if words.count() and words.get_attribute("aria-pressed") == "false":
        words.click()
    for choice in response:
        page.locator(f'.answer-card[data-choice="{choice}"]').click()


SEND = """async ([responses]) => {
  const { attempt, token } = document.querySelector("[data-attempt]").dataset;
  const send = (path, more) => fetch(`/api/attempts/${attempt}${path}`, { credentials: "omit",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, ...more });
  const { last_seq } = await (await send("")).json();
  const steps = responses.map(([slot, response], index) => ({
    id: crypto.randomUUID(), seq: last_seq + 1 + index, slot, response, at: Date.now() }));
  return (await send("/steps", { method: "PUT", body: JSON.stringify({ steps }) })).status;
}"""


def send_answers(page, responses: dict[int, list[str]]) -> None:
    """Give many answers by the same protocol, where the tapping itself is not the story; the page reads them when it opens again."""
    assert page.evaluate(SEND, [list(responses.items())]) == 200
    page.reload()
    page.wait_for_selector(".item-type")


def attempt_on(page) -> str:
    """The attempt of the answering page."""
    return page.locator("[data-attempt]").get_attribute("data-attempt")


def numbers_in_clear(server) -> list[str]:
    """Where in the folder (database with its journal, logs, keys, anything else) a whole ID or telephone number stands in clear."""
    with inside(server) as app:
        sealer = app.extensions["ports"].sealer
        people = db.session.query(Candidate).all()
        numbers = [open_field(one, "id_number_sealed", sealer) for one in people]
        numbers += [open_field(one, "phone_sealed", sealer) for one in people if one.phone_sealed]
        sealed = {bytes(one.id_number_sealed) for one in people}
    assert len(sealed) == len(people) > 1000
    wanted = [number.encode() for number in numbers]
    assert not [one for one in sealed if any(number in one for number in wanted)]
    return [
        str(path.relative_to(server.folder))
        for path in sorted(Path(server.folder).rglob("*"))
        if path.is_file() and holds_any(path.read_bytes(), wanted)
    ]


def holds_any(data: bytes, numbers: list[bytes]) -> bool:
    """Whether one of the numbers stands in the data: all are digits (the last may be an X), so only runs of digits are compared."""
    known = set(numbers)
    lengths = {len(number) for number in numbers}
    return any(
        run[start : start + length] in known
        for run in re.findall(rb"[0-9]{10,}X?", data)
        for length in lengths
        for start in range(len(run) - length + 1)
    )
