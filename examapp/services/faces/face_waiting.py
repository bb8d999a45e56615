"""Whose faces wait for the officer, and whose verifications went wrong."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.candidates import Candidate, Employment
from examapp.models.faces import FaceReference
from examapp.services.core.scopes import visible_employments


@dataclass(frozen=True, slots=True)
class Offered:
    """One person with so many pictures to be confirmed."""

    candidate: Candidate
    count: int
    since: datetime


def list_offered(actor: Actor) -> list[Offered]:
    """People in scope whose pictures wait, the longest waiting first."""
    allowed = visible_employments(actor).with_only_columns(Employment.candidate_id)
    query = (
        select(Candidate, func.count(FaceReference.id), func.min(FaceReference.created_at))
        .join(FaceReference, FaceReference.candidate_id == Candidate.id)
        .where(FaceReference.state == "offered", Candidate.id.in_(allowed))
        .group_by(Candidate.id)
        .order_by(func.min(FaceReference.created_at))
        .limit(200)
    )
    return [Offered(*row) for row in db.session.execute(query)]
