"""What a record says of its draw: under v2 the frozen object, both seeds, how the number came; under v1 as ever."""

import json
from collections.abc import Mapping

from examapp.extensions import db
from examapp.models.bank import ItemPool
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.core.ports import Ports
from examapp.services.quizzes.draw_freezes import frozen_of, latest_freeze
from examapp.services.quizzes.draw_numbers import find_number
from examapp.services.quizzes.draw_seeds import open_seeds
from examapp.services.quizzes.participants import person_key


def describe_draw(
    quiz: SpotQuiz, participants: list[Participant], people: Mapping[str, dict], ports: Ports
) -> dict:
    """Plain values; `people` are the frozen facts of the roster, for the names of who was left out."""
    excluded = [
        {**row, "name": people[row["id"]]["name"]} if row["id"] in people else row
        for row in json.loads(quiz.excluded)
    ]
    described = _of_v1(quiz) if quiz.algorithm == "v1" else _of_v2(quiz, ports)
    return {
        **described,
        "commitment": quiz.commitment,
        "nonce": quiz.nonce,
        "excluded": excluded,
        "quotas": json.loads(quiz.quotas),
        "drawn": json.loads(quiz.drawn),
        "swaps": _swaps(quiz, participants),
        "item_pool_digest": quiz.item_pool_digest,
        "item_pool": json.loads(db.session.get(ItemPool, quiz.item_pool_digest).content),
    }


def _of_v1(quiz: SpotQuiz) -> dict:
    return {
        "algorithm": "examapp/draw/v1",
        "committed_at": quiz.committed_at.isoformat(),
        "seed": quiz.seed.hex(),
        "people_pool": json.loads(quiz.people_pool),
        "people_pool_digest": quiz.people_pool_digest,
    }


def _of_v2(quiz: SpotQuiz, ports: Ports) -> dict:
    frozen, seeds = frozen_of(latest_freeze(quiz.id)), open_seeds(quiz, ports)
    return {
        "algorithm": frozen["algorithm"],
        "committed_at": frozen["frozen_at"],
        "seed_people": seeds.people.hex(),
        "seed_papers": seeds.papers.hex(),
        "frozen": frozen,
        "number": _number(quiz, frozen),
        "beacon": _beacon(quiz, frozen),
    }


def _beacon(quiz: SpotQuiz, frozen: Mapping) -> dict | None:
    named, randomness = frozen["beacon"], quiz.beacon_randomness
    state = "used" if randomness else "unreachable"
    return {**named, "state": state, "randomness": randomness} if named else None


def _number(quiz: SpotQuiz, frozen: Mapping) -> dict:
    number = find_number(quiz.id)
    if frozen["number"] == "none" or number is None:
        return {"how": "none", "by": "", "reason": "", "at": frozen["frozen_at"]}
    return {
        "how": number.how,
        "by": number.given_by,
        "reason": number.reason,
        "at": number.given_at.isoformat(timespec="milliseconds"),
    }


def _swaps(quiz: SpotQuiz, participants: list[Participant]) -> list[dict]:
    by_id = {one.id: one for one in participants}
    swaps = []
    for one in participants:
        if one.origin == "swapped":
            leaving = by_id[one.replaces_id]
            swap = {"out": person_key(leaving.employment_id), "in": person_key(one.employment_id)}
            # Under v2 a person may be in several strata.
            stratum = {} if quiz.algorithm == "v1" else {"stratum": one.role}
            swaps.append({**swap, **stratum, "reason": leaving.reason})
    return swaps
