"""The file of one visit as people read it: an Excel of facts, people, signatures and log, beside the records' PDFs."""

import io
import json
import zipfile
from datetime import datetime

from examapp.adapters.documents.official_layout import SIGNERS
from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.inspections import KIND_LABELS, STANDING_LABELS, Kind, Standing
from examapp.services.core.days import SHANGHAI
from examapp.services.quizzes.inspection_files import InspectionFile
from examapp.web.upkeep.audit.labels import act_label, actor_label, fact_words, subject_label
from question_bank.model import Role

STATES = {"done": "已交卷", "absent": "缺考", "swapped": "已换人"}
README = (
    "检查卷宗：检查情况.xlsx 里有审批、参加人员、签字和操作日志；记录文件夹里是每一版抽考记录（PDF 和 record.json）。"
    "PDF 可以在系统的查验页上传核对。"
)
_WRITTEN_AT = (2000, 1, 1, 0, 0, 0)


def pack_file(whole: InspectionFile) -> bytes:
    """A zip; the same rows give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "说明.txt", README.encode())
        _add(archive, "检查情况.xlsx", write_excel(_sheets(whole)))
        for record in whole.records:
            name = f"记录/{record.number}-第{record.version}版"
            if record.state == "withdrawn":
                name += "-已撤销"
            if record.document:
                _add(archive, f"{name}.pdf", record.document)
            _add(archive, f"{name}.json", record.content.encode())
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _WRITTEN_AT), data, zipfile.ZIP_DEFLATED)


def _sheets(whole: InspectionFile) -> dict[str, list[list[object]]]:
    return {
        "检查与审批": _facts(whole),
        "参加人员": [
            ["场次", "编号", "姓名", "人员类别", "情况", "原因"],
            *(
                [
                    person.spot_quiz_id, person.number, person.name, Role(person.role).label,
                    STATES.get(person.state, "没有作答"), person.reason or "",
                ]
                for person in whole.people
            ),
        ],
        "签字": [
            ["场次", "身份", "姓名", "签字或拒签", "原因", "企业意见", "时间", "对应版次"],
            *(
                [
                    row.spot_quiz_id, SIGNERS[row.role], row.name, "拒签" if row.refused else "已签",
                    row.reason, row.opinion or "", _time(row.signed_at), row.record_version,
                ]
                for row in whole.signatures
            ),
        ],
        "操作日志": [
            ["序号", "时间", "谁", "做了什么", "对象", "内容"],
            *(
                [
                    entry.id, _time(datetime.fromisoformat(entry.at)), actor_label(entry.actor),
                    act_label(entry.act), subject_label(entry.subject),
                    "；".join(f"{label}：{value}" for label, value in fact_words(json.loads(entry.data))),
                ]
                for entry in whole.entries
            ),
        ],
    }  # fmt: skip


def _facts(whole: InspectionFile) -> list[list[object]]:
    inspection, approval, rating = whole.inspection, whole.approval, whole.rating
    inspectors = [one for one in (inspection.lead_inspector, inspection.second_inspector) if one]
    rows: list[list[object]] = [
        ["项目", "内容"],
        ["检查编号", inspection.number],
        ["企业", inspection.enterprise.name],
        ["统一社会信用代码", inspection.enterprise.uscc],
        ["日期", inspection.inspected_on.isoformat()],
        ["地点", inspection.place],
        ["性质", STANDING_LABELS[Standing(inspection.standing)]],
        ["执法人员", "、".join(f"{one.name}（{one.certificate_number}）" for one in inspectors)],
        ["没有抽考的原因", inspection.exemption_reason],
    ]
    if approval is None:
        rows.append(["检查审批", "没有登记"])
    else:
        rows += [
            ["检查方式", KIND_LABELS[Kind(approval.kind)]],
            ["检查事项", approval.item],
            ["检查依据", approval.basis],
            ["审批或计划文号", approval.number],
            ["审批人", approval.approver],
            ["审批时间", _time(approval.approved_at)],
            ["登记时间", _time(approval.entered_at)],
            ["补办原因", approval.late_reason],
            ["检查通知", approval.notice],
            ["行政行为码", approval.action_code],
            ["协助人员", approval.helpers],
            ["结果告知", approval.result_notice],
            ["结果告知日期", approval.result_noticed_on.isoformat() if approval.result_noticed_on else ""],
        ]
    if rating is not None:
        rows += [
            ["企业评价（1 到 5，5 最好）", rating.stars],
            ["企业的话", rating.words],
            ["评价时间", _time(rating.rated_at)],
            ["答复", rating.answer],
        ]
    return rows


def _time(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
