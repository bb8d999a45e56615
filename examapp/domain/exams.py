"""Assessments: their kinds, whom they concern, when somebody may begin, and how a try ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from examapp.domain.errors import DomainError
from question_bank.model import Industry, Post, Role

MOST_TRIES = 9


class ExamKind(StrEnum):
    """What an assessment is for; `label` is what people read, the number the indicator of the city's plan."""

    lead_yearly = "lead_yearly"
    manager_yearly = "manager_yearly"
    staff_yearly = "staff_yearly"
    pre_post = "pre_post"
    special_places = "special_places"

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return KINDS[self].label


@dataclass(frozen=True, slots=True)
class Audience:
    """The rule that says who has to sit: everybody employed who fits every part that is given; empty = no limit.

    `hired_since` and `hired_until` bound the first day at the enterprise; `due_since` leaves out whoever passed an exam
    of the same kind on that day or later. `regions` are paths of regions; `enterprise_ids` and `candidate_ids` are lists.
    """

    roles: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    enterprise_ids: tuple[int, ...] = ()
    hired_since: date | None = None
    hired_until: date | None = None
    due_since: date | None = None
    regions: tuple[str, ...] = ()
    candidate_ids: tuple[int, ...] = ()

    def waits_for_newcomers(self, today: date) -> bool:
        """Whether the rule is about people who are hired from a day on: nobody need be there yet."""
        return self.hired_since is not None and (self.hired_until is None or self.hired_until >= today)


@dataclass(frozen=True, slots=True)
class KindDefaults:
    """What a new exam of a kind begins with; `hired_days`: only who was hired in the days before, None = everybody."""

    label: str
    indicators: tuple[int, ...]
    audience: Audience
    attempts_allowed: int
    wait_hours: int
    window_days: int
    hired_days: int | None = None


KINDS = {
    ExamKind.lead_yearly: KindDefaults(
        "主要负责人年度知识考核", (12,), Audience(roles=("lead",)), 2, 24, 30
    ),
    ExamKind.manager_yearly: KindDefaults(
        "安全管理人员年度考核", (3, 5), Audience(roles=("manager",)), 2, 24, 30
    ),
    ExamKind.staff_yearly: KindDefaults("全员年度考核", (3, 5), Audience(), 3, 12, 60),
    ExamKind.pre_post: KindDefaults("新员工上岗前考核", (6, 8), Audience(roles=("key_post", "other")), 3, 4, 90, hired_days=30),
    ExamKind.special_places: KindDefaults(
        "三场所三企业考核", (14,), Audience(industries=("three_places",)), 2, 24, 60
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Employed:
    """What the rule looks at of one employment."""

    role: str
    posts: tuple[str, ...]
    industry: str
    enterprise_id: int
    started_on: date
    last_passed_on: date | None = None
    region_path: str = "/"
    candidate_id: int = 0


def fits(audience: Audience, person: Employed) -> bool:
    """Whether the rule concerns this employment."""
    return (
        (not audience.roles or person.role in audience.roles)
        and (not audience.industries or person.industry in audience.industries)
        and (not audience.posts or bool(set(audience.posts) & set(person.posts)))
        and (not audience.enterprise_ids or person.enterprise_id in audience.enterprise_ids)
        and (not audience.candidate_ids or person.candidate_id in audience.candidate_ids)
        and (not audience.regions or person.region_path.startswith(audience.regions))
        and (audience.hired_since is None or person.started_on >= audience.hired_since)
        and (audience.hired_until is None or person.started_on <= audience.hired_until)
        and (
            audience.due_since is None
            or person.last_passed_on is None
            or person.last_passed_on < audience.due_since
        )
    )


def audience_to_dict(audience: Audience) -> dict:
    """Plain JSON values; days as ISO text."""
    return {
        "roles": list(audience.roles),
        "industries": list(audience.industries),
        "posts": list(audience.posts),
        "enterprise_ids": list(audience.enterprise_ids),
        "candidate_ids": list(audience.candidate_ids),
        "regions": list(audience.regions),
        "hired_since": audience.hired_since.isoformat() if audience.hired_since else None,
        "hired_until": audience.hired_until.isoformat() if audience.hired_until else None,
        "due_since": audience.due_since.isoformat() if audience.due_since else None,
    }


def audience_from_dict(data: Mapping) -> Audience:
    """The rule of saved values. Raises audience_malformed with the field."""
    known: dict[str, set[str]] = {"roles": set(Role), "industries": set(Industry), "posts": set(Post)}
    for field, values in known.items():
        if strange := set(data.get(field) or ()) - values:
            raise DomainError("audience_malformed", field=field, value=sorted(strange)[0])
    try:
        since, until = _day(data.get("hired_since")), _day(data.get("hired_until"))
        due = _day(data.get("due_since"))
        enterprises = tuple(int(one) for one in data.get("enterprise_ids") or ())
        candidates = tuple(int(one) for one in data.get("candidate_ids") or ())
    except (ValueError, TypeError) as error:
        raise DomainError("audience_malformed", field="hired_since") from error
    if since and until and until < since:
        raise DomainError("audience_malformed", field="hired_until")
    return Audience(
        roles=tuple(data.get("roles") or ()),
        industries=tuple(data.get("industries") or ()),
        posts=tuple(data.get("posts") or ()),
        enterprise_ids=enterprises,
        hired_since=since,
        hired_until=until,
        due_since=due,
        regions=tuple(data.get("regions") or ()),
        candidate_ids=candidates,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class PastTry:
    """One earlier try; `ended_at` None while it runs."""

    number: int
    ended_at: datetime | None
    passed: bool


def find_obstacle(
    windows: list[tuple[datetime, datetime]],
    tries: list[PastTry],
    *,
    attempts_allowed: int,
    wait_hours: int,
    now: datetime,
    shown: bool = True,
) -> DomainError | None:
    """Why a new try cannot begin now, or None. A running try is no obstacle: it is gone on with.

    As long as results are not `shown`, who passed and who failed find the same: another try, as far as there are any.
    Codes: exam_passed, exam_not_open (opens_at), exam_over, tries_used_up, wait_before_resit (until),
    and where results are not shown results_come_later, wait_before_next_try (until).
    """
    if any(one.ended_at is None for one in tries):
        return None
    if shown and any(one.passed for one in tries):
        return DomainError("exam_passed")
    if len(tries) >= attempts_allowed:
        if shown:
            return DomainError("tries_used_up", count=attempts_allowed)
        return DomainError("results_come_later")
    if not any(opens <= now < closes for opens, closes in windows):
        coming = sorted(opens for opens, _ in windows if opens > now)
        return DomainError("exam_not_open", opens_at=coming[0]) if coming else DomainError("exam_over")
    last = max((one.ended_at for one in tries if one.ended_at), default=None)
    if last is not None and now < last + timedelta(hours=wait_hours):
        until = last + timedelta(hours=wait_hours)
        if shown:
            return DomainError("wait_before_resit", until=until)
        return DomainError("wait_before_next_try", until=until)
    return None


def paper_number(registration_number: int, try_number: int) -> int:
    """The attempt number of the draw: another one for every person and every try."""
    return registration_number * 10 + try_number


def with_extra_time(seconds: int, extra_percent: int) -> int:
    """Seconds with the time that somebody is given more, rounded up."""
    return -(-seconds * (100 + extra_percent) // 100)
