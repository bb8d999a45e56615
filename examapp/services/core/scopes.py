"""What an actor may see: every list, report, export and look-up narrows itself here and nowhere else."""

from sqlalchemy import Select, false, select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import AccountRole, Actor
from examapp.extensions import db
from examapp.models.candidates import Candidate, Employment
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.models.organizations import Enterprise, Region

# Roles whose accounts without a region or enterprise see the whole installation.
_UNBOUNDED = {AccountRole.administrator, AccountRole.auditor, AccountRole.bank_admin, AccountRole.reviewer}


def within_regions(actor: Actor, query: Select, column) -> Select:
    """Narrow a query by the region column (a Region.path) to the actor's subtree."""
    if actor.region_path:
        return query.where(column.startswith(actor.region_path, autoescape=True))
    return query if actor.role in _UNBOUNDED else query.where(false())


def is_above_or_below(actor: Actor, region_path: str) -> bool:
    """Whether a region lies in the actor's subtree or the actor's region in its; an actor without a region is near all."""
    mine = actor.region_path
    return not mine or region_path.startswith(mine) or mine.startswith(region_path)


def visible_enterprises(actor: Actor) -> Select:
    """Enterprises joined with their region, narrowed to the actor."""
    query = select(Enterprise).join(Enterprise.region)
    if actor.enterprise_id is not None:
        return query.where(Enterprise.id == actor.enterprise_id)
    return within_regions(actor, query, Region.path)


def get_enterprise(actor: Actor, enterprise_id: int) -> Enterprise:
    """The enterprise, or not_found: what is out of scope does not exist for the actor."""
    return _one(visible_enterprises(actor).where(Enterprise.id == enterprise_id), "enterprise")


def sees_enterprise(actor: Actor, enterprise: Enterprise) -> bool:
    """Whether the page of this firm opens for the actor; a visit of one's own may be to a firm outside."""
    return db.session.scalar(visible_enterprises(actor).where(Enterprise.id == enterprise.id)) is not None


def visible_employments(actor: Actor) -> Select:
    """Employments joined with candidate, enterprise and region, narrowed to the actor."""
    query = select(Employment).join(Employment.candidate).join(Employment.enterprise).join(Enterprise.region)
    if actor.enterprise_id is not None:
        return query.where(Employment.enterprise_id == actor.enterprise_id)
    return within_regions(actor, query, Region.path)


def get_candidate(actor: Actor, candidate_id: int) -> Candidate:
    """The person, if at least one employment is in the actor's scope; else not_found."""
    allowed = (
        visible_employments(actor)
        .where(Employment.candidate_id == candidate_id)
        .with_only_columns(Employment.id)
    )
    if db.session.scalar(allowed.limit(1)) is None:
        raise DomainError("not_found", what="candidate")
    return db.session.get(Candidate, candidate_id)


def inspections_of_area(actor: Actor) -> Select:
    """Inspections joined with enterprise and region, of the enterprises in the actor's area: what indicators count."""
    query = select(Inspection).join(Inspection.enterprise).join(Enterprise.region)
    if actor.enterprise_id is not None:
        return query.where(Inspection.enterprise_id == actor.enterprise_id)
    return within_regions(actor, query, Region.path)


def visible_inspections(actor: Actor) -> Select:
    """Inspections joined with enterprise and region, narrowed to the actor's area and the actor's own visits."""
    query = select(Inspection).join(Inspection.enterprise).join(Enterprise.region)
    return _of_area_or_own(actor, query)


def get_inspection(actor: Actor, inspection_id: int) -> Inspection:
    """The inspection, or not_found."""
    return _one(visible_inspections(actor).where(Inspection.id == inspection_id), "inspection")


def visible_spot_quizzes(actor: Actor) -> Select:
    """Spot quizzes joined with inspection, enterprise and region, narrowed to the actor's area and own visits."""
    query = select(SpotQuiz).join(SpotQuiz.inspection).join(Inspection.enterprise).join(Enterprise.region)
    return _of_area_or_own(actor, query)


def get_spot_quiz(actor: Actor, spot_quiz_id: int) -> SpotQuiz:
    """The quiz, or not_found."""
    return _one(visible_spot_quizzes(actor).where(SpotQuiz.id == spot_quiz_id), "spot_quiz")


def get_participant(actor: Actor, participant_id: int) -> Participant:
    """The participant of a visible quiz, or not_found."""
    quizzes = visible_spot_quizzes(actor).with_only_columns(SpotQuiz.id)
    return _one(
        select(Participant).where(Participant.id == participant_id, Participant.spot_quiz_id.in_(quizzes)),
        "participant",
    )


def _of_area_or_own(actor: Actor, query: Select) -> Select:
    """Who inspected finishes and answers for it, also when firm or inspector belong to another area by now."""
    if actor.enterprise_id is not None:
        return query.where(Inspection.enterprise_id == actor.enterprise_id)
    if actor.inspector_id is None or not actor.region_path:
        return within_regions(actor, query, Region.path)
    return query.where(
        Region.path.startswith(actor.region_path, autoescape=True)
        | (Inspection.lead_inspector_id == actor.inspector_id)
        | (Inspection.second_inspector_id == actor.inspector_id)
    )


def _one(query: Select, what: str):
    found = db.session.scalar(query)
    if found is None:
        raise DomainError("not_found", what=what)
    return found
