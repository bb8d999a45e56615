"""What a record states of enterprise, inspection, inspectors and people: frozen at the draw, never read live later."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.bank import Blueprint
from examapp.models.inspections import QuizFacts, SpotQuiz
from examapp.models.organizations import Enterprise
from examapp.services.core.transactions import canonical_json, digest_text
from examapp.services.papers.paper_pools import Locality, blueprint_key, locality_of
from examapp.services.people.wordings import full_name, wording_of
from examapp.services.quizzes.approvals import describe_approval, find_approval


def freeze_facts(quiz: SpotQuiz, people: Mapping[str, dict], *, now: datetime) -> str:
    """Copy everything that the record will state and give its digest; call inside the draw's transaction.

    `people`: key in the drawn pool -> {name, role, post} of everybody who can still be called.
    """
    content = canonical_json({**_living(quiz), "people": dict(people)})
    facts = QuizFacts(spot_quiz_id=quiz.id, content=content, digest=digest_text(content), frozen_at=now)
    db.session.add(facts)
    db.session.flush()
    return facts.digest


def facts_of(quiz: SpotQuiz) -> dict:
    """The frozen facts: enterprise, region_ids, inspection, inspectors (with ids), blueprints (key -> name), people.

    A quiz that was drawn before facts were frozen gives them as they are now, with nobody in `people`.
    """
    frozen = db.session.get(QuizFacts, quiz.id)
    if frozen:
        return json.loads(frozen.content)
    # What documents said then is not known; what they say now would be no answer.
    return {name: fact for name, fact in _living(quiz).items() if name != "wording"}


def enterprise_name(quiz: SpotQuiz) -> str:
    """The firm's name as it was drawn and will be printed, whatever it is called by now."""
    frozen = db.session.get(QuizFacts, quiz.id)
    return json.loads(frozen.content)["enterprise"]["name"] if frozen else quiz.inspection.enterprise.name


def frozen_locality(quiz: SpotQuiz) -> Locality:
    """Industry and regions as they were at the draw."""
    facts = facts_of(quiz)
    return Locality(facts["enterprise"]["industry"], tuple(facts["region_ids"]))


def _living(quiz: SpotQuiz) -> dict:
    inspection = quiz.inspection
    approval = find_approval(inspection.id)
    blueprints = db.session.scalars(select(Blueprint).where(Blueprint.state == "active"))
    return {
        "enterprise": _describe_enterprise(inspection.enterprise),
        "region_ids": list(locality_of(inspection.enterprise).region_ids),
        "inspection": {
            "number": inspection.number,
            "date": inspection.inspected_on.isoformat(),
            "place": inspection.place,
            # How far the visit counts, and its approval as it stands at the draw; None when nobody has entered one.
            "standing": inspection.standing,
            "approval": describe_approval(approval) if approval else None,
        },
        "inspectors": _describe_inspectors(quiz),
        "wording": wording_of(inspection.enterprise.region).to_dict(),
        "blueprints": {blueprint_key(row.id, row.revision): row.name for row in blueprints},
        "people": {},
    }


def _describe_enterprise(enterprise: Enterprise) -> dict:
    return {
        "name": enterprise.name,
        "uscc": enterprise.uscc,
        "industry": enterprise.industry,
        "region": full_name(enterprise.region),
        "address": enterprise.address,
    }


def _describe_inspectors(quiz: SpotQuiz) -> list[dict]:
    ids = (quiz.inspection.lead_inspector_id, quiz.inspection.second_inspector_id)
    inspectors = [db.session.get(Inspector, inspector_id) for inspector_id in ids if inspector_id]
    return [
        {"id": inspector.id, "name": inspector.name, "certificate": inspector.certificate_number}
        for inspector in inspectors
    ]
