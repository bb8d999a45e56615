"""The approval of a visit in rows, as the record prints it and its page shows it."""

from examapp.adapters.documents.amendment_layout import local
from examapp.domain.inspections import KIND_LABELS, STANDING_LABELS, Kind, Standing


def layout_approval(inspection: dict) -> list[list[str]]:
    """Rows of four texts (label, text, label, text); none for a record of before approvals were kept."""
    if "standing" not in inspection:
        return []
    approval = inspection["approval"]
    nature = STANDING_LABELS[Standing(inspection["standing"])]
    if approval is None:
        waits = "抽取时还没有登记" if inspection["standing"] == Standing.pending else "不需要"
        return [["性质", nature, "检查审批", waits]]
    rows = [
        ["性质", nature, "检查方式", KIND_LABELS[Kind(approval["kind"])]],
        ["检查事项", approval["item"], "检查依据", approval["basis"]],
        [
            "审批",
            f"{approval['number']}　{approval['approver']}　{local(approval['approved_at'])}",
            "通知",
            approval["notice"] or "—",
        ],
    ]
    if approval["action_code"] or approval["helpers"]:
        rows.append(["行政行为码", approval["action_code"] or "—", "协助人员", approval["helpers"] or "—"])
    if approval["late_reason"]:
        rows.append(["补办审批", approval["late_reason"], "", ""])
    return rows


def title_mark(inspection: dict) -> str:
    """What the title says of a quiz that is no act of the authority; "" for all others."""
    marks = {Standing.self_test.value: "（企业自测）", Standing.practice.value: "（练习）"}
    return marks.get(inspection.get("standing", ""), "")
