"""What tests of decisions share: papers with wrong answers given, rulings that turn a verdict, and how to rule."""

import json
from contextlib import suppress
from dataclasses import dataclass

from examapp.domain.errors import DomainError
from examapp.domain.rulings import Effect, Ruling, check_ruling
from examapp.extensions import db
from examapp.models.appeals import Dispute
from examapp.models.attempts import Attempt
from examapp.services.appeals import regrades
from examapp.services.attempts.attempts import latest_result
from examapp.services.items.item_contents import get_items
from question_bank.model import Item
from tests.services.practice.test_practice import wrong_response
from tests.stories import Device, step

REASON = "新规定改了，以新条文为准。"
TICKED = ("single", "multiple", "judgement")
# Each kind of ruling in each direction that it can turn a verdict; a void costs nobody a pass unless it is strict.
TURNS = [
    ("change_key", True),
    ("void", True),
    ("all_correct", True),
    ("change_key", False),
    ("strict_void", False),
]


@dataclass(frozen=True)
class Slot:
    """One slot of a paper: its number, item, and what was answered."""

    number: int
    item: Item
    response: list[str]
    right: bool

    @property
    def key(self) -> tuple[str, int]:
        """(item, revision)."""
        return self.item.id, self.item.revision


def slots_of(attempt: Attempt) -> list[Slot]:
    """Every slot of a handed-in paper."""
    result = latest_result(attempt.id)
    asked = json.loads(attempt.paper)["slots"]
    items = get_items((slot["item"], slot["revision"]) for slot in asked)
    rows = zip(asked, json.loads(result.responses), json.loads(result.marks), strict=True)
    return [
        Slot(number, items[(slot["item"], slot["revision"])], response, mark == slot["points"] * 10)
        for number, (slot, response, mark) in enumerate(rows, start=1)
    ]


def answer_paper(app, attempt: Attempt, right: int, version: int = 1) -> None:
    """So many right answers from the first slot on, the rest wrong; nothing is left out."""
    asked = json.loads(attempt.paper)["slots"]
    items = [
        get_items([(slot["item"], slot["revision"])])[(slot["item"], slot["revision"])] for slot in asked
    ]
    correct = set(range(right))
    device = Device(app, attempt, version)
    device.read()
    for number, item in enumerate(items):
        response = list(item.answer_key) if number in correct else wrong_response(item)
        assert device.put(step(number + 1, response, number + 1)).status_code == 200
    assert device.submit(len(items)).status_code == 200


def turning_rulings(attempt: Attempt, kind: str, *, to_pass: bool) -> list[tuple[Slot, Ruling]]:
    """Rulings of this kind that turn the verdict of a paper just below or just on the line."""
    slots = slots_of(attempt)
    wrong, right = [slot for slot in slots if not slot.right], [slot for slot in slots if slot.right]
    if kind == "change_key":
        return [rekeyed(wrong if to_pass else right, to_answer=to_pass)]
    if kind == "all_correct":
        return [(wrong[0], Ruling(Effect.all_correct))]
    if kind == "void":
        return [(slot, Ruling(Effect.void)) for slot in wrong[:2]]
    return [(right[0], Ruling(Effect.void, strict=True))]


def rekeyed(slots: list[Slot], *, to_answer: bool) -> tuple[Slot, Ruling]:
    """The first slot with choices whose key may become what was answered, or something that was not."""
    for slot in slots:
        key = slot.response if to_answer else wrong_response(slot.item)
        ruling = Ruling(Effect.change_key, tuple(key))
        with suppress(DomainError):
            if slot.item.type.value in TICKED and check_ruling(slot.item, ruling):
                return slot, ruling
    raise AssertionError("no item of this paper can be keyed anew")


def overturning(ruled: list[tuple[Slot, Ruling]]) -> list[tuple[Slot, Ruling]]:
    """Rulings that put back what counted before these: the key that stands in the item."""
    return [(slot, Ruling(Effect.change_key, slot.item.answer_key)) for slot, _ in ruled]


def rule(key: tuple[str, int], ruling: Ruling, act) -> Dispute:
    """Proposed by one reviewer, approved by another."""
    dispute = db.session.query(Dispute).filter_by(open_key=f"{key[0]}@{key[1]}").one_or_none()
    if dispute is None:
        dispute = Dispute(
            item_id=key[0],
            item_revision=key[1],
            open_key=f"{key[0]}@{key[1]}",
            opened_at=act("reviewer")["now"],
        )
        db.session.add(dispute)
        db.session.commit()
    regrades.decide(dispute.id, ruling, REASON, **act("reviewer"))
    regrades.approve(dispute.id, **act("bank_admin"))
    db.session.expire_all()
    return db.session.get(Dispute, dispute.id)
