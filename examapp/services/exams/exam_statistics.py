"""Figures of a whole exam: one quiz, or all papers of a blueprint in quizzes and exams; read live."""

from collections.abc import Callable

from sqlalchemy import Subquery, func, select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.statistics.exams import ExamFigures, exam_figures
from examapp.extensions import db
from examapp.models.bank import Blueprint
from examapp.models.inspections import Inspection, SpotQuiz
from examapp.services.attempts.answer_reading import read_blueprint_papers, read_quiz_papers
from examapp.services.core.rollups import counted
from examapp.services.core.scopes import visible_inspections
from examapp.services.papers.blueprint_register import get_blueprint, visible_blueprints


def list_exams(actor: Actor, counts: Callable[[str], Subquery] = counted) -> list[tuple[Blueprint, int]]:
    """Blueprints in scope with their number of handed-in papers (kept, or computed to compare),
    those with most first.
    """
    kept = counts("blueprint")
    query = select(kept.c.subject_id, func.sum(kept.c.papers)).group_by(kept.c.subject_id)
    papers = dict(db.session.execute(query).all())
    rows = [(one, int(papers.get(one.id, 0))) for one in db.session.scalars(visible_blueprints(actor))]
    return sorted(rows, key=lambda row: (-row[1], row[0].id))


def blueprint_figures(actor: Actor, blueprint_id: int) -> tuple[Blueprint, ExamFigures]:
    """All papers of one blueprint. Raises not_found out of scope."""
    blueprint = get_blueprint(actor, blueprint_id)
    return blueprint, exam_figures([paper.marks for paper in read_blueprint_papers(blueprint_id)])


def quiz_figures(actor: Actor, quiz_id: int) -> tuple[SpotQuiz, ExamFigures]:
    """All papers of one quiz. Raises not_found out of scope."""
    seen = visible_inspections(actor).with_only_columns(Inspection.id)
    quiz = db.session.scalar(select(SpotQuiz).where(SpotQuiz.id == quiz_id, SpotQuiz.inspection_id.in_(seen)))
    if quiz is None:
        raise DomainError("not_found", what="quiz")
    return quiz, exam_figures([paper.marks for paper in read_quiz_papers(quiz_id)])
