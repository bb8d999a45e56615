"""What makes a visit an official inspection (行政检查), and what the law wants written down of it.

Sources: 国办发〔2024〕54号 (approval before the visit, holders of certificates only, a yearly cap of visits to one
enterprise), 司法部办公厅《行政检查文书基本格式文本（试行）》2025 (kinds, origin of the task, helpers fixed beforehand,
urgent visits approved afterwards), 浙政办发〔2025〕5号 (行政行为码).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

CERTIFIED_NEEDED = 2
# Plans are made for a year; an approval of long before the visit is a slip of the year.
OLDEST_APPROVAL = timedelta(days=731)


class Kind(StrEnum):
    """日常、专项、个案."""

    routine = "routine"
    special = "special"
    case = "case"


class Purpose(StrEnum):
    """What the visit is for; only `official` is an act of the authority."""

    official = "official"
    self_test = "self_test"
    practice = "practice"


class Standing(StrEnum):
    """How far the visit counts: `pending` waits for its approval, of the last two nothing ever counts."""

    official = "official"
    pending = "pending"
    self_test = "self_test"
    practice = "practice"


KIND_LABELS = {Kind.routine: "日常检查", Kind.special: "专项检查", Kind.case: "个案检查"}
STANDING_LABELS = {
    Standing.official: "执法检查",
    Standing.pending: "检查审批待补登",
    Standing.self_test: "企业自测，不是执法检查",
    Standing.practice: "练习，不是执法检查",
}
PURPOSE_LABELS = {Purpose.official: "执法检查", Purpose.self_test: "企业自测", Purpose.practice: "练习"}
# What an enterprise says of a visit.
STAR_LABELS = {5: "很好", 4: "好", 3: "一般", 2: "不好", 1: "很不好"}
# Visits that make the denominator of indicator 23; quizzes count at official ones alone.
VISITS = (Standing.official, Standing.pending)
# Characters of each field of an approval.
MOST = {
    "item": 100,
    "basis": 300,
    "number": 60,
    "approver": 60,
    "notice": 150,
    "action_code": 80,
    "late_reason": 150,
    "helpers": 200,
}
# What an approval cannot be without; the basis is offered from the region's wording.
NEEDED = ("item", "basis", "number", "approver")


@dataclass(frozen=True, slots=True)
class Approval:
    """The approval of one visit in the authority's own words; texts may be empty but for `NEEDED`.

    `number`: of the approval form or of the plan; `notice`: number of the notice and how it was served, or why
    there was none; `action_code`: 行政行为码; `late_reason`: why it was approved after the visit had begun.
    """

    kind: Kind
    item: str
    basis: str
    number: str
    approver: str
    approved_at: datetime
    notice: str = ""
    action_code: str = ""
    late_reason: str = ""
    helpers: str = ""


def standing_of(purpose: Purpose, *, approved: bool, certified: int) -> Standing:
    """`certified`: inspectors with a certificate of their own who take part."""
    if purpose is not Purpose.official:
        return Standing(purpose.value)
    return Standing.official if approved and certified >= CERTIFIED_NEEDED else Standing.pending


def is_late(approved_at: datetime, begun_at: datetime | None) -> bool:
    """Whether the visit had begun before it was approved, which needs a reason."""
    return begun_at is not None and approved_at > begun_at


def is_stale(approved_on: date, visit_on: date) -> bool:
    """Whether the approval is so much older than the visit that it cannot be that of this visit."""
    return visit_on - approved_on > OLDEST_APPROVAL


def over_cap(visits: int, cap: int | None) -> bool:
    """Whether a year's visits, this one among them, are more than the authority published; None = nothing published."""
    return cap is not None and visits > cap
