"""What happened at an enterprise before a freeze, copied into it and printed: whoever tries again is seen to have."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import String, cast, literal, select

from examapp.extensions import db
from examapp.models.audit import AuditEntry, FileImport
from examapp.models.candidates import Employment
from examapp.models.draws import DrawFreeze
from examapp.models.inspections import Inspection, SpotQuiz
from examapp.services.core.days import SHANGHAI

DAYS = 30


def frozen_again(quiz: SpotQuiz) -> datetime | None:
    """When roster and items were frozen anew; None while the first freeze stands."""
    query = select(DrawFreeze.frozen_at).where(DrawFreeze.spot_quiz_id == quiz.id).order_by(DrawFreeze.number)
    times = db.session.scalars(query).all()
    return times[-1] if len(times) > 1 else None


def history_of(quiz: SpotQuiz, *, now: datetime) -> dict:
    """Plain values: `freezes` of this quiz, `quizzes` at the enterprise within 30 days, `roster`: changes by day."""
    since = now - timedelta(days=DAYS)
    return {
        "days": DAYS,
        "freezes": _freezes(quiz),
        "quizzes": _quizzes(quiz, since),
        "roster": _roster(quiz.inspection.enterprise_id, since),
    }


def _freezes(quiz: SpotQuiz) -> list[dict]:
    query = select(DrawFreeze).where(DrawFreeze.spot_quiz_id == quiz.id).order_by(DrawFreeze.number)
    return [
        {
            "number": row.number,
            "commitment": row.commitment,
            "at": row.frozen_at.isoformat(timespec="milliseconds"),
        }
        for row in db.session.scalars(query)
    ]


def _quizzes(quiz: SpotQuiz, since: datetime) -> list[dict]:
    query = (
        select(SpotQuiz.code, SpotQuiz.state, SpotQuiz.committed_at, Inspection.number)
        .join(Inspection, Inspection.id == SpotQuiz.inspection_id)
        .where(Inspection.enterprise_id == quiz.inspection.enterprise_id, SpotQuiz.kind == "quiz")
        .where(SpotQuiz.committed_at >= since, SpotQuiz.id != quiz.id)
        .order_by(SpotQuiz.id)
    )
    return [
        {
            "inspection": row.number,
            "quiz": row.code,
            "state": row.state,
            "at": row.committed_at.isoformat(timespec="milliseconds"),
        }
        for row in db.session.execute(query)
    ]


def _roster(enterprise_id: int, since: datetime) -> list[dict]:
    employments = select(literal("employment:") + cast(Employment.id, String)).where(
        Employment.enterprise_id == enterprise_id
    )
    imports = select(literal("import:") + cast(FileImport.id, String)).where(
        FileImport.enterprise_id == enterprise_id
    )
    days: Counter[str] = Counter()
    # One after the other: either finds its entries by their subjects, both at once would read the whole log.
    for act, subjects in (("employment.saved", employments), ("roster.imported", imports)):
        query = select(AuditEntry.at).where(AuditEntry.act == act, AuditEntry.subject.in_(subjects))
        for at in db.session.scalars(query.where(AuditEntry.at >= since.isoformat(timespec="milliseconds"))):
            days[datetime.fromisoformat(at).astimezone(SHANGHAI).date().isoformat()] += 1
    return [{"day": day, "changes": days[day]} for day in sorted(days)]
