"""What the log says beside the acts on a visit: the words for each fact, and for values that are codes."""

from examapp.domain.inspections import KIND_LABELS, PURPOSE_LABELS, STANDING_LABELS, STAR_LABELS

_APPROVAL = {
    "kind": "检查方式", "item": "检查事项", "basis": "检查依据", "number": "审批或计划文号", "approver": "审批人",
    "approved_at": "审批时间", "notice": "检查通知", "action_code": "行政行为码", "late_reason": "补办原因",
    "helpers": "协助人员", "standing": "现在算",
}  # fmt: skip
_CHANGE = {"before": "原来", "after": "改成", "purpose": "改成", "reason": "原因", "standing": "现在算"}
# act -> fact -> its words there.
VISIT_FACTS = {
    "inspection.approved": _APPROVAL,
    "inspection.planned": {"number": "检查编号", "day": "检查日期"},
    "inspection.purpose_asked": _CHANGE,
    "inspection.purpose_changed": _CHANGE,
    "inspection.purpose_refused": {"after": "没有同意改成", "reason": "原因"},
    "inspection.plan_moved": _CHANGE,
    "inspection.plan_called_off": {"before": "原来的安排", "reason": "原因"},
    "inspection.result_noticed": {"words": "怎样告知", "on": "告知日期"},
    "visit.rated": {
        "stars": "评价", "words": "说的话", "stars_before": "这台设备以前的评价", "words_before": "以前说的话",
    },
    "visit.answered": {"answer": "答复"},
}  # fmt: skip
_PURPOSES = {str(purpose): label for purpose, label in PURPOSE_LABELS.items()}
_STARS = {str(number): label for number, label in STAR_LABELS.items()}
VISIT_VALUES = {
    "kind": {str(kind): label for kind, label in KIND_LABELS.items()},
    "standing": {str(standing): label for standing, label in STANDING_LABELS.items()},
    "purpose": _PURPOSES,
    "before": _PURPOSES,
    "after": _PURPOSES,
    "stars": _STARS,
    "stars_before": _STARS,
}
