"""Whether a practice answer is right: always by the key that counts today, also when it was given under another."""

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from examapp.domain.rulings import Effect, Ruling, mark_slot
from examapp.extensions import db
from examapp.models.appeals import ItemRuling
from examapp.models.practice import PracticeAnswer, PracticeRun
from examapp.services.attempts.rulings import ItemKey, get_rulings
from examapp.services.items.item_contents import get_items
from question_bank.model import Item


def is_right(item: Item, response: Sequence[str], ruling: Ruling | None) -> bool:
    """Right under the ruling; a void item is nobody's mistake."""
    void = ruling is not None and ruling.effect is Effect.void
    return void or mark_slot(item, response, 1, ruling).correct


def judge_answers(answers: Iterable[PracticeAnswer]) -> list[tuple[PracticeAnswer, bool]]:
    """Each answer with whether it is right today; answers to void items are left out."""
    answers = list(answers)
    rulings = _rulings_of_answers(answers)
    items = get_items(key for key, _ in rulings.values())
    judged = []
    for answer in answers:
        key, ruling = rulings.get((answer.run_id, answer.place), (None, None))
        if ruling is None:
            judged.append((answer, answer.correct))
        elif ruling.effect is not Effect.void:
            judged.append((answer, is_right(items[key], json.loads(answer.response), ruling)))
    return judged


def _rulings_of_answers(
    answers: Sequence[PracticeAnswer],
) -> Mapping[tuple[int, int], tuple[ItemKey, Ruling]]:
    """By run and place: the item as it was asked, and what was ruled on it; only answers that have a ruling."""
    ruled = set(db.session.scalars(select(ItemRuling.item_id)))
    concerned = [answer for answer in answers if answer.item_id in ruled]
    runs = {answer.run_id for answer in concerned}
    papers = dict(
        db.session.execute(select(PracticeRun.id, PracticeRun.paper).where(PracticeRun.id.in_(runs))).all()
    )
    asked = {}
    for answer in concerned:
        slot = json.loads(papers[answer.run_id])["slots"][answer.place - 1]
        asked[answer.run_id, answer.place] = (slot["item"], slot["revision"])
    rulings = get_rulings(asked.values())
    return {place: (key, rulings[key]) for place, key in asked.items() if key in rulings}
