"""How long each kind of record is kept, why, and what happens then: a table that bureaus may lengthen, never below the law."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

YEAR = 365
HALF_YEAR = 183


@dataclass(frozen=True)
class Rule:
    """One row. `days` None: kept without end. `least_days`: shorter may not be set.

    action: delete | forget (the row stays, its personal content goes) | own_date (the row carries its day, another job
    deletes it) | keep (never deleted by the program; when the time is over the archivist decides).
    """

    code: str
    title: str
    basis: str
    days: int | None
    least_days: int
    action: str


RULES = (
    Rule("sign_in_links", "用过或过期的一次性登录链接", "只为登录所需（个人信息保护法 19 条）", 30, 1, "delete"),
    Rule("activation_codes", "用过或过期的激活码", "只为首次登录所需（个人信息保护法 19 条）", 30, 1, "delete"),
    Rule("sessions", "结束了的登录会话（账号和人员）", "网络日志不少于六个月（网络安全法 21 条）", HALF_YEAR, HALF_YEAR, "delete"),
    Rule("receipts", "重复提交的回执", "离线设备可能很久以后再送一次", YEAR, 90, "delete"),
    Rule("previews", "预览后没有导入的名单内容、题目文件", "没有用到的个人信息（个人信息保护法 19 条）", 30, 1, "forget"),
    Rule("archive_files", "生成的培训考核档案文件（PDF、Excel）", "随时可以重新生成（个人信息保护法 19 条）", 7, 1, "delete"),
    Rule("phone_checks", "考前试手机的结论（能答、要联网、要平板）", "只为考前备好平板（个人信息保护法 19 条）", 90, 1, "delete"),
    Rule("practice", "练习记录", "本人练习所用，不是培训档案", 3 * YEAR, YEAR, "delete"),
    Rule("face_references", "人脸特征", "到约定的日期或撤回同意即删（个人信息保护法 47 条）", None, 0, "own_date"),
    Rule("spot_quizzes", "抽考、答卷、签字、记录", "处罚时效最长五年（行政处罚法 36 条），按执法档案管理", 5 * YEAR, 5 * YEAR, "keep"),
    Rule("exams", "考核、答卷、成绩、证书", "培训档案不少于三年（安全生产法 28 条，各省规定）", 3 * YEAR, 3 * YEAR, "keep"),
    Rule("identities", "身份核验的方式和结论、人脸同意书", "处理记录不少于三年（个人信息保护法 56 条）", 3 * YEAR, 3 * YEAR, "keep"),
    Rule("roster", "人员和任职", "培训档案所依据的人员信息", None, 3 * YEAR, "keep"),
    Rule("audit", "审计日志", "网络日志不少于六个月；逐条相扣，删一条即断", None, HALF_YEAR, "keep"),
)  # fmt: skip
RUN = {rule.code for rule in RULES if rule.action in ("delete", "forget")}


def planned_rules(changes: Mapping[str, int]) -> tuple[Rule, ...]:
    """The table with a bureau's own periods. Raises ValueError naming what may not be set, and why."""
    known = {rule.code: rule for rule in RULES}
    for code, days in changes.items():
        if code not in RUN:
            raise ValueError(f"{code}（可以设的有：{'、'.join(sorted(RUN))}）")
        if days < known[code].least_days:
            raise ValueError(f"{code}={days}，不能少于 {known[code].least_days} 天：{known[code].basis}")
    return tuple(replace(rule, days=changes.get(rule.code, rule.days)) for rule in RULES)
