"""The file of one visit as people read it: an Excel of facts, people, signatures and log, beside the records' PDFs."""

import io
import json
import zipfile
from datetime import datetime

from examapp.adapters.documents.official_layout import SIGNERS
from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.inspections import (
    KIND_LABELS,
    PURPOSE_LABELS,
    STANDING_LABELS,
    STAR_LABELS,
    Kind,
    Purpose,
    Standing,
)
from examapp.models.records import Record
from examapp.services.core.days import SHANGHAI
from examapp.services.quizzes.inspection_files import InspectionFile
from examapp.services.upkeep.audit_subjects import name_subjects
from examapp.web.upkeep.audit.labels import act_label, actor_label, fact_words, subject_label
from question_bank.model import Role

CHANGES = {"moved": "改安排", "called_off": "撤回安排", "purpose": "改性质"}
CHANGE_STATES = {"waiting": "等确认", "done": "已改", "refused": "没有同意"}
STATES = {"done": "已交卷", "absent": "缺考", "swapped": "已换人"}
_WRITTEN_AT = (2000, 1, 1, 0, 0, 0)


def pack_file(whole: InspectionFile) -> bytes:
    """A zip; the same rows give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "说明.txt", _describe(whole).encode())
        _add(archive, "检查情况.xlsx", write_excel(_sheets(whole)))
        for record in whole.records:
            name = f"记录/{_record_name(record)}"
            if record.document:
                _add(archive, f"{name}.pdf", record.document)
            _add(archive, f"{name}.json", record.content.encode())
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _WRITTEN_AT), data, zipfile.ZIP_DEFLATED)


def _record_name(record: Record) -> str:
    mark = "-已撤销" if record.state == "withdrawn" else ""
    return f"{record.number}-第{record.version}版{mark}"


def _describe(whole: InspectionFile) -> str:
    """What lies in this very file, line by line; Windows' own editor shows it."""
    lines = [
        f"检查 {whole.inspection.number}　{whole.inspection.enterprise.name}　{whole.inspection.inspected_on.isoformat()}",
        "",
        "检查情况.xlsx",
        "　检查与审批：检查的情况、审批"
        + ("、企业评价和答复" if whole.may_read_rating else "（企业评价由监管科室看，不在里面）"),
        "　改动：安排和性质改过什么，谁提出、谁确认、为什么",
        "　参加人员、签字、操作日志",
        "",
    ]
    for record in whole.records:
        name = f"记录/{_record_name(record)}"
        lines.append(
            f"{name}.pdf　抽考记录，可以在系统的查验页上传核对"
            if record.document
            else f"{name}　PDF 还没有生成"
        )
        lines.append(f"{name}.json　同一份记录的数据，核对程序读的")
    if not whole.records:
        lines.append("还没有抽考记录。")
    return "\r\n".join(lines)


def _changes(whole: InspectionFile) -> list[list[object]]:
    return [
        ["时间", "改了什么", "原来", "改成", "原因", "谁提出", "结果", "谁确认或退回", "确认或退回的时间", "退回的原因"],
        *(
            [
                _time(change.asked_at), CHANGES[change.kind], _purpose(change.before), _purpose(change.after),
                change.reason, change.asked_by.name if change.asked_by else "", CHANGE_STATES[change.state],
                change.decided_by.name if change.decided_by else "",
                _time(change.decided_at) if change.decided_at else "", change.refusal,
            ]
            for change in whole.changes
        ),
    ]  # fmt: skip


def _purpose(words: str) -> str:
    return PURPOSE_LABELS[Purpose(words)] if words in set(Purpose) else words


def _sheets(whole: InspectionFile) -> dict[str, list[list[object]]]:
    names = name_subjects(name for entry in whole.entries for name in (entry.actor, entry.subject))
    return {
        "检查与审批": _facts(whole),
        "改动": _changes(whole),
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
                    entry.id, _time(datetime.fromisoformat(entry.at)), names.get(entry.actor) or actor_label(entry.actor),
                    act_label(entry.act), names.get(entry.subject) or subject_label(entry.subject),
                    "；".join(f"{label}：{value}" for label, value in fact_words(json.loads(entry.data), entry.act)),
                ]
                for entry in whole.entries
            ),
        ],
    }  # fmt: skip


def _facts(whole: InspectionFile) -> list[list[object]]:
    inspection, approval, rating = whole.inspection, whole.approval, whole.rating
    inspectors = [person for person in (inspection.lead_inspector, inspection.second_inspector) if person]
    rows: list[list[object]] = [
        ["项目", "内容"],
        ["检查编号", inspection.number],
        ["企业", inspection.enterprise.name],
        ["统一社会信用代码", inspection.enterprise.uscc],
        ["日期", inspection.inspected_on.isoformat()],
        ["地点", inspection.place],
        ["性质", STANDING_LABELS[Standing(inspection.standing)]],
        ["执法人员", "、".join(f"{person.name}（{person.certificate_number}）" for person in inspectors)],
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
    for browser in whole.rating_words:
        for place, word in enumerate(browser):
            label = "企业评价" if place == 0 else "企业评价（同一台设备以前的）"
            rows.append([label, f"{STAR_LABELS[word.stars]}　{_time(word.said_at)}　{word.words}".rstrip()])
    if rating is not None and rating.answer:
        rows.append([f"答复（{_time(rating.answered_at)}）", rating.answer])
    return rows


def _time(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
