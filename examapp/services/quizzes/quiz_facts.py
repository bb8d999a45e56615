"""What a record states of enterprise, inspection, inspectors and people: frozen at the draw, never read live later."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.bank import Blueprint
from examapp.models.inspections import Inspection, InspectionApproval, QuizFacts, SpotQuiz
from examapp.models.organizations import Enterprise
from examapp.services.core.transactions import canonical_json, digest_text
from examapp.services.papers.paper_pools import Locality, locality_of
from examapp.services.people.wordings import full_name, wording_of


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


def blueprint_key(blueprint_id: int, revision: int) -> str:
    """How a blueprint's revision is named in facts and records."""
    return f"b{blueprint_id}r{revision}"


def _living(quiz: SpotQuiz) -> dict:
    inspection = quiz.inspection
    blueprints = db.session.scalars(select(Blueprint).where(Blueprint.state == "active"))
    return {
        "enterprise": _describe_enterprise(inspection.enterprise),
        "region_ids": list(locality_of(inspection.enterprise).region_ids),
        "inspection": {
            "number": inspection.number,
            "date": inspection.inspected_on.isoformat(),
            "place": inspection.place,
            **_describe_approval(inspection),
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


def _describe_approval(inspection: Inspection) -> dict:
    """How far the visit counts, and its approval as it stood at the draw; "approval": None when none was entered."""
    approval = db.session.get(InspectionApproval, inspection.id)
    if approval is None:
        return {"standing": inspection.standing, "approval": None}
    return {
        "standing": inspection.standing,
        "approval": {
            "kind": approval.kind,
            "item": approval.item,
            "basis": approval.basis,
            "number": approval.number,
            "approver": approval.approver,
            "approved_at": approval.approved_at.isoformat(),
            "notice": approval.notice,
            "action_code": approval.action_code,
            "late_reason": approval.late_reason,
            "helpers": approval.helpers,
        },
    }
