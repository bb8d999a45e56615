"""Choosing the enterprise freezes what the draw depends on; whatever changes before the draw is another freeze."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from examapp.domain import draws
from examapp.domain.quotas import suggest_quotas
from examapp.extensions import db
from examapp.models.bank import Blueprint, BlueprintRevision
from examapp.models.candidates import Employment
from examapp.models.draws import DrawFreeze
from examapp.models.inspections import SpotQuiz
from examapp.services.core.days import today_of
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import canonical_json, digest_text
from examapp.services.papers.item_uses import counted_until, use_digests
from examapp.services.papers.met_items import met_by_employment
from examapp.services.papers.paper_pools import blueprint_key, freeze_item_pool
from examapp.services.people.posts import main_post
from examapp.services.quizzes.draw_history import history_of
from examapp.services.quizzes.draw_seeds import open_seeds


@dataclass(frozen=True)
class Wishes:
    """What of a freeze the inspector decides: people per stratum, who is left out for which reason, the number."""

    quotas: Mapping[str, int]
    excluded: Mapping[str, str]
    number: str = "required"


def freeze_quiz(
    quiz: SpotQuiz, wishes: Wishes | None, people: Mapping, *, now: datetime, ports: Ports
) -> DrawFreeze:
    """One more freeze of these people (as `list_people` gives them); without wishes, as is suggested.

    Call inside a transaction that holds the quiz.
    """
    met = _met(people, now)
    wishes = wishes or Wishes(
        suggest_quotas(role for person in people.values() for role in person["roles"]), {}
    )
    before = latest_freeze(quiz.id)
    place, until = before.number + 1 if before else 1, counted_until()
    frozen = draws.freeze(
        _circumstances(quiz, place, now),
        open_seeds(quiz, ports),
        _roster(people, met),
        excluded=wishes.excluded,
        quotas=wishes.quotas,
        number=wishes.number,
        item_pool=freeze_item_pool(now=now),
        blueprints=_blueprints(use_digests(until)),
        beacon=_beacon(before, wishes, now, ports),
        counted_until=until.isoformat() if until else None,
    )
    freeze = DrawFreeze(
        spot_quiz_id=quiz.id,
        number=place,
        content=canonical_json(frozen),
        commitment=draws.commit(frozen),
        people=canonical_json(dict(people)),
        met=canonical_json(met),
        frozen_at=now,
    )
    db.session.add(freeze)
    quiz.commitment, quiz.committed_at = freeze.commitment, now
    quiz.item_pool_digest = frozen["item_pool"]
    db.session.flush()
    return freeze


def _circumstances(quiz: SpotQuiz, place: int, now: datetime) -> draws.Circumstances:
    moment = now.isoformat(timespec="milliseconds")
    return draws.Circumstances(quiz.inspection.number, quiz.code, place, moment, history_of(quiz, now=now))


def _roster(people: Mapping, met: Mapping[str, list[str]]) -> list[draws.RosterMember]:
    return [
        draws.RosterMember(key, tuple(person["roles"]), tuple(met.get(key, ())))
        for key, person in people.items()
    ]


def _met(people: Mapping, now: datetime) -> dict[str, list[str]]:
    met = met_by_employment([int(key[1:]) for key in people], now=now)
    return {f"e{employment_id}": items for employment_id, items in met.items()}


def _beacon(before: DrawFreeze | None, wishes: Wishes, now: datetime, ports: Ports) -> dict | None:
    # Named once: whoever froze again could otherwise wait for a round that pleases.
    if before is not None:
        return frozen_of(before)["beacon"]
    return ports.beacon.name(now) if ports.beacon and wishes.number != "none" else None


def latest_freeze(quiz_id: int) -> DrawFreeze | None:
    """The freeze that is drawn from."""
    query = select(DrawFreeze).where(DrawFreeze.spot_quiz_id == quiz_id)
    return db.session.scalar(query.order_by(DrawFreeze.number.desc()).limit(1))


def frozen_of(freeze: DrawFreeze) -> dict:
    """The frozen object."""
    return json.loads(freeze.content)


def people_of(freeze: DrawFreeze) -> dict[str, dict]:
    """Key on the frozen roster -> {name, roles: {role: post}}."""
    return json.loads(freeze.people)


def wishes_of(freeze: DrawFreeze) -> Wishes:
    """What the inspector had decided."""
    frozen = frozen_of(freeze)
    return Wishes(
        frozen["quotas"], {row["id"]: row["reason"] for row in frozen["excluded"]}, frozen["number"]
    )


@dataclass(frozen=True)
class PaperRules:
    """By what the papers of a quiz are built.

    `blueprints`: id -> revision of which papers may be built; None under v1, which froze none. `fair`: draw v3, which
    looks at `uses` (blueprint id -> digest of a table, where there is one) and at what people met (key -> ids).
    """

    blueprints: Mapping[int, int] | None = None
    fair: bool = False
    uses: Mapping[int, str] = field(default_factory=dict)
    met: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def rules_of(quiz: SpotQuiz) -> PaperRules:
    """As frozen."""
    return PaperRules() if quiz.algorithm == "v1" else _rules_of(quiz.id, quiz.commitment)


@lru_cache(maxsize=256)
def _rules_of(quiz_id: int, _commitment: str) -> PaperRules:
    """Read once for all papers of a freeze, which never changes."""
    freeze = latest_freeze(quiz_id)
    frozen = frozen_of(freeze)
    ids = {row["key"]: tuple(map(int, row["key"][1:].split("r"))) for row in frozen["blueprints"]}
    uses = {ids[row["key"]][0]: row["uses"] for row in frozen["blueprints"] if row.get("uses")}
    met = {key: tuple(items) for key, items in json.loads(freeze.met).items()}
    return PaperRules(dict(ids.values()), frozen["algorithm"] == draws.ALGORITHM, uses, met)


def list_people(quiz: SpotQuiz, *, on: date) -> dict[str, dict]:
    """Everybody employed at the enterprise on this day in a role that is quizzed; one person once, with all roles.

    The key names the first of the person's employments, the post of a role is that of its newest employment.
    """
    people: dict[str, dict] = {}
    key_of: dict[int, str] = {}
    for employment in db.session.scalars(_employed(quiz.inspection.enterprise_id, on)):
        key = key_of.setdefault(employment.candidate_id, f"e{employment.id}")
        person = people.setdefault(key, {"name": employment.candidate.name, "roles": {}})
        person["roles"][employment.role] = main_post(employment)
    return {
        key: {
            "name": person["name"],
            "roles": {role: person["roles"][role] for role in draws.STRATA if role in person["roles"]},
        }
        for key, person in people.items()
    }


def people_to_draw(quiz: SpotQuiz, freeze: DrawFreeze, *, now: datetime) -> dict[str, dict]:
    """Whom the draw will be made from: the frozen roster; where that was empty, the one that was brought since."""
    return people_of(freeze) or list_people(quiz, on=today_of(now))


def is_frozen_as_it_is(quiz: SpotQuiz, freeze: DrawFreeze, *, now: datetime) -> bool:
    """Whether the roster of this moment is the frozen one."""
    return people_of(freeze) == list_people(quiz, on=today_of(now))


def is_roster_changed(quiz: SpotQuiz, freeze: DrawFreeze, *, now: datetime) -> bool:
    """Whether the roster as it is differs from the one that the draw will be made from."""
    return people_to_draw(quiz, freeze, now=now) != list_people(quiz, on=today_of(now))


def _employed(enterprise_id: int, on: date):
    return (
        select(Employment)
        .join(Employment.candidate)
        .options(contains_eager(Employment.candidate))
        .where(Employment.enterprise_id == enterprise_id, Employment.role.in_(draws.STRATA))
        .where(Employment.started_on <= on, or_(Employment.ended_on.is_(None), Employment.ended_on >= on))
        .order_by(Employment.id)
    )


def _blueprints(uses: Mapping[int, str]) -> list[dict]:
    query = (
        select(BlueprintRevision)
        .join(
            Blueprint,
            (Blueprint.id == BlueprintRevision.blueprint_id)
            & (Blueprint.revision == BlueprintRevision.revision),
        )
        .where(Blueprint.state == "active", Blueprint.purpose == "spot")
    )
    return [
        {
            "key": blueprint_key(row.blueprint_id, row.revision),
            "revision": row.revision,
            "digest": digest_text(canonical_json(json.loads(row.definition))),
            "uses": uses.get(row.blueprint_id),
        }
        for row in db.session.scalars(query)
    ]
