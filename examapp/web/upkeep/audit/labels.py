"""What each act of the audit log is called in Chinese."""

import re
from datetime import datetime

from examapp.domain.exams import ExamKind
from examapp.domain.permissions import ROLE_LABELS
from examapp.services.core.days import SHANGHAI
from examapp.services.exams.attestations import WAYS
from examapp.web.exam_sentences import EXAM_ACTS
from examapp.web.upkeep.audit.visit_facts import VISIT_FACTS, VISIT_VALUES
from question_bank.model import Role

# What proves an entry is nothing that people read.
_DIGEST = re.compile("[0-9a-f]{40,128}")
FAULTS = {
    "missing": "（或者紧挨着它的一条）缺失",
    "changed": "被改动过",
    "unkeyed": "不是本系统用密钥写的（升级期间旧程序写的，重新启动后再查）",
    "key_missing": "的密钥不在密钥文件里，没法查",
}

ACTS = {
    "sign_in": "登录", "sign_in.refused": "登录被拒", "sign_out": "退出", "sessions.revoked": "会话作废", "password.set": "设置密码",
    "set_up": "用一次性链接设置第一个管理员或审计员", "account.added": "添加账号", "account.invited": "发登录链接", "account.state": "停用或启用账号",
    "account.keys_removed": "取消账号的验证码和通行密钥",
    "account.keys_removal_noted": "本人已知道验证码和密钥取消了",
    "codes.set_up": "设好手机上的验证码", "codes.removed": "关掉手机上的验证码", "recovery_codes.renewed": "重新生成备用码",
    "second_step.shown": "登录的第二步通过", "second_step.refused": "登录的第二步没通过", "second_step.roles": "规定哪些角色登录时多一步",
    "keys.rows_bound": "加密的内容绑定到所在的行", "session.unused": "长时间没有操作，自动退出",
    "auditor.invited": "发审计员的一次性链接",
    "inspector.added": "添加执法人员", "inspector.saved": "修改执法人员", "inspector.linked": "执法人员关联账号",
    "inspector.unlinked": "执法人员解除账号", "inspector.merged": "合并执法人员", "inspector.removed": "移除执法人员",
    "regions.previewed": "预览区域表", "regions.started": "开始导入区域", "regions.imported": "导入区域",
    "enterprises.previewed": "预览企业表", "enterprises.started": "开始导入企业", "enterprises.imported": "导入企业",
    "inspectors.previewed": "预览执法人员表", "inspectors.started": "开始导入执法人员", "inspectors.imported": "导入执法人员",
    "region.added": "添加区域", "region.worded": "确认文书用语", "enterprise.saved": "保存企业", "employment.saved": "保存任职",
    "roster.mended": "改名单里有问题的格子", "roster.columns_chosen": "指明名单的列",
    "roster.row_restored": "放回名单里不要的行",
    "people.made_plain": "统一姓名和号码的写法",
    "roster.previewed": "预览名单", "roster.started": "开始导入名单", "roster.imported": "导入名单", "bank.synced": "同步题库",
    "inspections.previewed": "预览检查清单", "inspections.started": "开始导入检查清单", "inspections.imported": "导入检查清单",
    "item_import.uploaded": "上传题目文件", "item_import.previewed": "预览题目文件", "item_import.refused": "题目文件读不出来",
    "item_drafts.filled": "一起填写题目草稿", "item_import.mapped": "指明题目文件的各列", "item_import.said": "对照原文改题目的分法",
    "item_import.mended": "改读到的题", "roster.received": "收下名单文件，待读",
    "item_import.taken": "导入题目", "item_import.undone": "撤销导入的题目", "items.exported": "导出题目",
    "law.announced": "预告法规新版本", "law.cancelled": "撤回法规预告", "law.applied": "法规新版本生效", "item.held_for_law": "因法规变化暂停题目",
    "item.confirmed_for_law": "按新版法规确认题目", "item.retired_for_law": "因法规变化停用题目",
    "item_draft.begun": "开始写题或改题", "item_draft.saved": "改题目草稿", "item_draft.discarded": "作废题目草稿",
    "item_draft.rebased": "按新修订核对草稿", "item_draft.submitted": "题目送审", "item_draft.sent_back": "题目退回修改",
    "item.published": "发布题目", "item.held": "暂停使用题目", "item.released": "恢复使用题目", "item.retired": "退役题目",
    "item.brought_back": "取回退役题目", "item.commented": "评论题目", "item.picture_stored": "上传题目图片", "bank.added": "导入本地题库文件夹",
    "item.shipped_declined": "保留本地题目文字",
    "blueprints.defaults": "建默认组卷方案", "blueprint.created": "新建组卷方案",
    "item.reserved": "设为只供考试", "item.opened_for_practice": "题目开放练习",
    "blueprint.saved": "保存组卷方案", "blueprint.retired": "停用组卷方案",
    "demo.built": "建演示城市", "inspection.entered": "登记检查",
    "inspection.planned": "安排检查", "inspection.approved": "登记检查审批", "inspection.purpose_changed": "改检查性质",
    "inspection.purpose_asked": "提出改检查性质", "inspection.purpose_refused": "不同意改检查性质",
    "inspection.plan_moved": "改检查安排", "inspection.plan_called_off": "撤回检查安排",
    "inspection.result_noticed": "登记结果告知", "inspection.exported": "导出检查卷宗",
    "visit.rated": "企业评价检查", "visit.answered": "答复企业评价",
    "inspection.exempted": "写免考原因", "quiz.prepared": "准备抽考（封存种子）",
    "quiz.frozen": "重新封存抽取", "quiz.number": "企业报数", "quiz.opened": "抽人并开考", "quiz.closed": "结束抽考（公开种子）",
    "absence.corrected": "更正缺考的原因",
    "cards.issued": "打印题卷和答题卡", "papers.handed_out": "发卷", "papers.collected": "收卷",
    "cards.received": "收下答题卡照片", "cards.read": "判读答题卡", "card.row_ruled": "人工看定答题卡的一行",
    "card.picture_chosen": "同一页的照片选定一张", "card.settled": "确认答题卡的判读", "card.given_up": "没有答题卡，记为缺考",
    "quiz.closing_asked": "要求结束答题（十秒内可撤销）", "quiz.closing_taken_back": "撤销结束，继续答题",
    "quiz.paused": "暂停答题（全员停止计时）", "quiz.pause_ended": "恢复答题", "attempt.read_aloud": "给本人念题",
    "quiz.cancelled": "取消抽考", "seat.asked": "扫码等核对", "seat.taken": "在平板上入座", "walk_in.added": "临时人员参加",
    "walk_in.matched": "核对临时人员", "walk_in.settled": "临时人员不在名单",
    "identity.confirmed": "身份核对通过",
    "identity.nod_taken_back": "撤销身份核对",
    "identity.declined": "身份核对不符", "identity.refusal_taken_back": "撤销不符",
    "participant.absent": "记为缺考", "participant.present": "取消缺考", "participant.swapped": "换人",
    "turn.begun": "平板交给另一名执法人员",
    "handover.begun": "平板交给作答人员", "handover.pin_typed": "输入平板的临时密码", "handover.ended": "收回平板",
    "attempt.started": "开始作答", "attempt.begun": "第一题已显示", "attempt.extended": "加时间", "attempt.submitted": "交卷",
    "signature.kept": "签字或拒签", "results.sent_back": "执法人员退回结果", "record.stored": "生成记录",
    "records.attested": "补签以前的记录",
    "record.printed": "生成记录的 PDF", "certificate.printed": "生成合格证明的 PDF", "record.withdrawn": "撤销记录",
    "record.amendment_asked": "提出更正记录", "record.amendment_confirmed": "确认更正记录",
    "record.withdrawal_asked": "提出撤销记录", "record.withdrawal_dropped": "退回撤销记录",
    "record.amendment_dropped": "退回更正记录", "participant.renamed": "更正姓名",
    "rectification.opened": "开整改项", "rectification.reopened": "整改重新打开", "item.held_for_ruling": "因申诉裁定暂停题目",
    "clock.disagrees": "服务器时间突然变了，暂停自动收卷", "clock.agrees": "服务器时间改回，恢复自动收卷",
    "phone.checked": "本人考前试了手机", "phone.wish_taken_back": "本人不要备平板了",
    "clock.accepted": "确认服务器的新时间，恢复自动收卷",
    "backup.restored": "从备份恢复", "keys.added": "加新密钥", "keys.resealed": "用新密钥重新加密", "keys.retired": "停用旧密钥",
    "signing_key.begun": "启用签发记录的密钥", "signing_key.stolen": "签发记录的密钥作废",
    "retention.cleared": "按保存期限清理",
    "rectification.closed": "办结整改", "retest.opened": "开补考", "rollups.rebuilt": "重新统计汇总数",
    "archive_file.asked": "要培训档案文件", "archive_file.made": "生成培训档案文件", "archive_file.failed": "培训档案文件没有生成",
    "dispute.tried": "试算处理意见", "dispute.approved": "同意重新评分",
    "attempts.archived": "归档旧答卷", "attempts.reopened": "撤销归档", **EXAM_ACTS,
}  # fmt: skip

ACTORS = {
    "candidate": "作答人员",
    "tablet": "平板",
    "system": "系统",
    "server": "系统",
    "demo": "演示数据",
    "enterprise": "企业代表",
    "console": "服务器控制台",
    "set_up_link": "一次性设置链接",
}
SUBJECTS = {
    "auditor": "审计员", "claim": "等核对的人", "dispute": "申诉", "representative": "企业代表", "faces": "人脸", "picture": "图片",
    "account": "账号", "attempt": "作答", "bank": "题库", "blueprint": "组卷方案", "blueprints": "组卷方案", "demo": "演示数据", "draft": "草稿",
    "employment": "任职", "enterprise": "企业", "import": "导入", "inspection": "检查", "inspector": "执法人员", "item": "题目",
    "item_import": "题目导入", "law": "法规", "login": "登录名", "participant": "抽考人员", "quiz": "抽考", "record": "记录",
    "rectification": "整改项", "region": "区域", "item_draft": "草稿",
    "database": "数据库", "clock": "服务器时间", "keys": "密钥", "signing_key": "签发密钥", "retention": "保存期限",
    "signature": "签字", "exam": "考核", "registration": "应考登记", "candidate": "人员", "file_import": "导入",
    "rollups": "汇总数", "attempts": "答卷", "archive_file": "培训档案文件",
    "message": "外部通知", "identity": "身份核对", "passkey": "通行密钥", "certificate": "合格证明",
}  # fmt: skip


# What an entry says beside its act: the words for each fact, and for values that are codes.
FACTS = {
    "added": "新增", "raised": "换新修订", "retired": "停用", "new": "新增", "changed": "更新", "same": "没有变化", "rows": "行数",
    "faults": "有问题", "count": "数量", "drafts": "草稿", "stopped": "停下待看", "alike": "相似", "published": "已发布",
    "items": "题数",
    "answering": "还在答题", "ended": "退出的登录", "left": "还剩次数", "steps": "答题步数", "revision": "第几版", "version": "第几版",
    "try": "第几次", "slot": "第几题", "name": "名称", "old": "原来", "note": "说明", "reason": "原因", "number": "编号",
    "inspection": "检查编号",
    "role": "身份", "how": "方式", "by": "办理", "level": "核对方式", "state": "状态", "kind": "类别", "passed": "合格",
    "refused": "拒签",
    "again": "同一台设备再次", "looked": "看过提示", "own_factor": "本人有其他登录办法", "due_on": "期限", "uscc": "统一社会信用代码",
    "seconds": "加时间（秒）", "minutes": "分钟", "format": "格式", "bytes": "文件大小（字节）", "places": "地方",
    "score_tenths": "得分", "full_tenths": "满分", "assessment": "评估编号",
}  # fmt: skip
VALUES = {
    "how": {
        "self": "自己交卷", "deadline": "到时间自动交卷", "inspector": "执法人员结束", "password": "密码", "link": "一次性链接",
        "passkey": "通行密钥", "pin": "输对临时密码", "locked": "密码错五次，要重新登录", "queue": "平板名单", "board": "看板",
        "face_reviewed": "人工复核人脸", **WAYS,
    },
    "level": WAYS,
    "state": {"active": "启用", "locked": "停用"},
    "kind": {str(kind): kind.label for kind in ExamKind},
    "role": {**{str(role): label for role, label in ROLE_LABELS.items()}, **{str(role): role.label for role in Role}},
}  # fmt: skip


def fact_words(facts: dict, act: str = "") -> list[tuple[str, str]]:
    """(label, value) of every fact that has words in this act; digests, seeds and lists stay in the entry as it is."""
    labels, values = (VISIT_FACTS[act], VISIT_VALUES) if act in VISIT_FACTS else (FACTS, VALUES)
    words = []
    for key in labels if act in VISIT_FACTS else facts:
        value = facts.get(key)
        if key not in labels or value in ("", None) or isinstance(value, dict | list):
            continue
        if not _DIGEST.fullmatch(str(value)):
            words.append((labels[key], _value_words(key, value, values)))
    return words


def _value_words(key: str, value: object, values: dict) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if key.endswith("_tenths"):
        return f"{int(value) / 10:g}"
    if key.endswith("_at"):
        return datetime.fromisoformat(str(value)).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return values.get(key, {}).get(str(value), str(value))


def actor_label(actor: str) -> str:
    """Who acted when it was no account."""
    return ACTORS.get(actor.split(":")[0], actor)


def subject_label(subject: str) -> str:
    """quiz:12/inspector:3 -> 抽考 12　执法人员 3."""
    parts = (part.partition(":") for part in subject.split("/"))
    return "　".join(f"{SUBJECTS.get(kind, kind)} {key}".strip() for kind, _, key in parts)


def act_label(act: str) -> str:
    """The act in Chinese; an unnamed one by its code."""
    return ACTS.get(act, act)
