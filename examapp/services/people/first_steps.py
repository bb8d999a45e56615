"""What an installation still lacks for its first real quiz: each step is done when the data say so, never by a flag."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select

from examapp.domain.permissions import AccountRole
from examapp.extensions import db
from examapp.models.accounts import Account, Inspector
from examapp.models.candidates import Employment
from examapp.models.inspections import SpotQuiz
from examapp.models.organizations import Enterprise, Region

SHANGHAI = ZoneInfo("Asia/Shanghai")
# The law asks for two officers at every inspection.
LEAST_INSPECTORS = 2


@dataclass(frozen=True)
class FirstSteps:
    """Counts that the steps are read from; people count when a quiz could draw them today."""

    counties: int
    towns: int
    enterprises: int
    inspectors: int
    inspectors_with_account: int
    enterprises_with_roster: int
    people: int
    quizzes_open: int
    quizzes_recorded: int
    auditors: int

    @property
    def done(self) -> dict[str, bool]:
        """Which steps are done, in their order."""
        enough = self.inspectors >= LEAST_INSPECTORS and self.inspectors_with_account >= 1
        return {
            "regions": self.counties > 0,
            "enterprises": self.enterprises > 0,
            "inspectors": enough,
            "roster": self.people > 0,
            "quiz": self.quizzes_recorded > 0,
            "auditor": self.auditors > 0,
        }

    @property
    def next(self) -> str | None:
        """The first step that is not done; None when all are."""
        return next((name for name, done in self.done.items() if not done), None)


def read_first_steps(*, now: datetime) -> FirstSteps:
    """Look at the whole installation."""
    today = now.astimezone(SHANGHAI).date()
    at_work = select(Employment).where(
        Employment.role != "other",
        Employment.started_on <= today,
        or_(Employment.ended_on.is_(None), Employment.ended_on >= today),
    )
    active = select(Inspector).where(Inspector.state == "active")
    with_account = active.join(Inspector.account).where(Account.state == "active")
    auditors = select(Account).where(Account.role == AccountRole.auditor, Account.state == "active")
    return FirstSteps(
        counties=_count(select(Region).where(Region.level == "county")),
        towns=_count(select(Region).where(Region.level == "town")),
        enterprises=_count(select(Enterprise).where(Enterprise.state == "active")),
        inspectors=_count(active),
        inspectors_with_account=_count(with_account),
        enterprises_with_roster=_count(at_work.with_only_columns(Employment.enterprise_id).distinct()),
        people=_count(at_work.with_only_columns(Employment.candidate_id).distinct()),
        quizzes_open=_count(select(SpotQuiz).where(SpotQuiz.state.in_(("open", "closed")))),
        quizzes_recorded=_count(select(SpotQuiz).where(SpotQuiz.state == "recorded")),
        auditors=_count(auditors),
    )


def _count(query: Select) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery()))
