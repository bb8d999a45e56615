"""The draw itself: from the newest freeze, or from one more when the inspector decided otherwise meanwhile."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from examapp.domain import draws, draws_v1
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.quotas import MOST_PER_QUIZ, check_quotas
from examapp.domain.reasons import checked_reasons
from examapp.extensions import db
from examapp.models.inspections import SpotQuiz
from examapp.services.core.audit import record_act
from examapp.services.core.days import today_of
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import canonical_json
from examapp.services.papers.paper_pools import freeze_item_pool
from examapp.services.quizzes.draw_freezes import (
    Wishes,
    freeze_quiz,
    frozen_of,
    latest_freeze,
    people_of,
    people_to_draw,
    wishes_of,
)
from examapp.services.quizzes.draw_numbers import settle_number
from examapp.services.quizzes.draw_seeds import open_seeds
from examapp.services.quizzes.draws_of_before import draw_as_before, list_people_of_before


@dataclass(frozen=True)
class DrawForm:
    """What stands on the inspector's page when the draw is pressed, and the beacon's `randomness`.

    `excluded`: number of an employment -> reason; `seen`: the code that stood on the page, empty for whoever draws
    without one; `medium`: on screens or on printed cards.
    """

    quotas: Mapping[str, int]
    excluded: Mapping[int, str]
    nonce: str = ""
    waived_by: str = ""
    waived_reason: str = ""
    randomness: str = ""
    seen: str = ""
    medium: str = "screen"


@dataclass(frozen=True)
class Drawn:
    """Who was drawn: stratum -> keys; and everybody who could have been: key -> {name, roles: {role: post}}."""

    keys: dict[str, list[str]]
    people: dict[str, dict]


def fetch_beacon(quiz_id: int, ports: Ports) -> str:
    """The randomness of the round that the quiz named, "" where none was named or it cannot be reached.

    Call outside of a transaction: it may take seconds.
    """
    freeze = latest_freeze(quiz_id)
    named = frozen_of(freeze)["beacon"] if freeze and ports.beacon else None
    if named is None:
        return ""
    db.session.rollback()
    return ports.beacon.fetch(named["round"])


def draw(quiz: SpotQuiz, form: DrawForm, *, actor: Actor, now: datetime, ports: Ports) -> Drawn | None:
    """Draw, and keep with the quiz what the record will say of it; call inside a transaction that holds the quiz.

    None when what is to be drawn from was not frozen and shown before: it is frozen now, and drawn by the next press.

    Raises quota_impossible, quota_too_large, exclusion_reason_missing, reason_odd_signs, reason_too_long,
    number_missing, waiver_incomplete, seeds_unreadable.
    """
    form = replace(form, quotas={stratum: form.quotas.get(stratum, 0) for stratum in draws.STRATA})
    reasons = checked_reasons(form.excluded)
    excluded = {f"e{number}": reason for number, reason in reasons.items()}
    if missing := [number for number, reason in reasons.items() if not reason]:
        raise DomainError("exclusion_reason_missing", people=missing)
    if sum(form.quotas.values()) > MOST_PER_QUIZ:
        raise DomainError("quota_too_large", most=MOST_PER_QUIZ)
    if quiz.algorithm == "v1":
        people = list_people_of_before(quiz, on=today_of(now))
        keys = draw_as_before(quiz, people, form.quotas, excluded, form.nonce)
        quiz.item_pool_digest = freeze_item_pool(now=now)
    else:
        drawn = _draw_frozen(quiz, form, excluded, actor=actor, now=now, ports=ports)
        if drawn is None:
            return None
        people, keys = drawn
    quiz.quotas, quiz.drawn = canonical_json(dict(form.quotas)), canonical_json(keys)
    quiz.excluded = canonical_json([{"id": key, "reason": excluded[key]} for key in sorted(excluded)])
    return Drawn(keys, people)


def next_key(quiz: SpotQuiz, stratum: str, used: set[str], ports: Ports) -> str | None:
    """Who comes instead of somebody of this stratum, by the draw that the quiz began with."""
    if quiz.algorithm == "v1":
        pool = [row["id"] for row in json.loads(quiz.people_pool or "[]") if row["stratum"] == stratum]
        seed = draws_v1.derive_draw_seed(quiz.seed, quiz.nonce)
        return next((key for key in draws_v1.order_ids(seed, "person:", pool) if key not in used), None)
    seed = draws.derive_people_seed(open_seeds(quiz, ports).people, quiz.nonce, quiz.beacon_randomness)
    return draws.next_in_order(seed, frozen_of(latest_freeze(quiz.id)), stratum, used)


def _draw_frozen(
    quiz: SpotQuiz, form: DrawForm, excluded: dict[str, str], *, actor: Actor, now: datetime, ports: Ports
) -> tuple[dict, dict] | None:
    freeze = latest_freeze(quiz.id)
    people = people_to_draw(quiz, freeze, now=now)
    excluded_known = {key: reason for key, reason in excluded.items() if key in people}
    if excluded_known != excluded:
        raise DomainError("exclusion_unknown")
    _check_quotas(form.quotas, people, excluded)
    number = settle_number(quiz, form.nonce, form.waived_by, form.waived_reason, actor=actor, now=now)
    wishes = Wishes(dict(form.quotas), excluded, "required" if number.value else "waived")
    if wishes != wishes_of(freeze) or people != people_of(freeze):
        freeze = freeze_quiz(quiz, wishes, people, now=now, ports=ports)
        facts = {"number": freeze.number, "commitment": freeze.commitment}
        record_act("quiz.frozen", f"quiz:{quiz.id}", actor=actor, now=now, data=facts)
        return None
    if form.seen not in ("", freeze.commitment):
        return None
    quiz.nonce, quiz.beacon_randomness = number.value, form.randomness
    seed = draws.derive_people_seed(open_seeds(quiz, ports).people, number.value, form.randomness)
    return people, draws.draw_people(seed, frozen_of(freeze))


def _check_quotas(quotas: Mapping[str, int], people: Mapping[str, dict], excluded: Mapping[str, str]) -> None:
    available = {
        stratum: sum(stratum in person["roles"] for key, person in people.items() if key not in excluded)
        for stratum in draws.STRATA
    }
    for stratum, (wanted, there) in check_quotas(quotas, available).items():
        raise DomainError("quota_impossible", role=stratum, wanted=wanted, available=there)
