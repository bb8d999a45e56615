"""The Chinese sentence for each domain refusal: title and text, filled from the error's data.

Every code that a service or rule can raise has a line here; a test compares this table with the code.
"""

from datetime import datetime

from examapp.adapters.server.program_paths import with_path
from examapp.domain.errors import DomainError
from examapp.services.core.job_runs import LOST
from examapp.web.exam_sentences import EXAM_SENTENCES, FACT_LABELS
from examapp.web.filters import local_time
from examapp.web.item_sentences import field_label, field_labels
from examapp.web.record_sentences import RECORD_SENTENCES
from examapp.web.register_sentences import REGISTER_SENTENCES
from examapp.web.seat_sentences import SEAT_SENTENCES
from examapp.web.table_sentences import CAUSES
from question_bank.model import Role

_BACK = "请修改后再提交。没有改动任何内容。"
SENTENCES: dict[str, tuple[str, str]] = {
    "not_found": ("没有找到", "这条内容不存在，或者不在您的管辖范围内。"),
    "files_away": (
        "文件暂时取不到",
        "存放文件的服务器没有应答，文件没有丢。请过几分钟再试；一直不行请告诉系统管理员。",
    ),
    "file_lost": ("文件找不到", "存放的文件不见了，其他内容都在。请告诉系统管理员从备份恢复。"),
    "file_damaged": (
        "文件被改动过",
        "存放的文件和当初的不一样，所以没有给您看。请告诉系统管理员从备份恢复。",
    ),
    "login_name_taken": ("登录名已有人用", "登录名“{login_name}”已经有人用，请换一个。"),
    "view_name_missing": ("视图要有名字", "请给视图起一个 {most} 字以内的名字。没有存下。"),
    "view_too_long": ("条件太多", "这些条件太长，存不下。请少选几个再存。"),
    "too_many_views": ("视图太多", "一个人最多存 {most} 个视图，请先删掉一个。"),
    "receipt_mismatch": ("重复的操作", "这个操作编号已经用在别的事情上，请刷新页面后再试。"),
    "state_conflict": (
        "现在不能这样做",
        "这件事已经变了，刚才点的没有办，什么也没有改。请回到刚才那一页看最新情况。",
    ),
    "inspector_unknown": ("不是执法人员账号", "这个账号没有关联执法证，不能开始抽考。请联系系统管理员。"),
    "waiting": (
        "正在排队",
        "正在排队进入考试，前面还有 {position} 人，大约 {wait_seconds} 秒。时间从看到试卷时才开始算，不用担心，请不要关闭页面。",
    ),
    "second_inspector_no_account": (
        "另一名执法人员还没有账号",
        "{name}没有能登录的账号，抽考以后不能确认记录。请换一名，或请系统管理员先给{name}开账号。",
    ),
    "second_inspector_missing": ("缺另一名执法人员", "现场抽考必须两名执法人员，请选择另一名执法人员。"),
    "quota_impossible": (
        "抽的人数太多",
        "{role_label}名单上可抽的只有 {available} 人，您填了 {wanted} 人。请改小。",
    ),
    "stratum_too_small": (
        "抽的人数太多",
        "名单上可抽的只有 {available} 人，您填了 {wanted} 人。请改小。",
    ),
    "quota_too_large": ("抽的人数太多", "一次最多抽 {most} 人，请改小。"),
    "exclusion_reason_missing": ("没写不抽的原因", "不抽某个人要写明原因，会写进记录。请补上。"),
    "seed_malformed": ("随机种子有误", "随机种子不是 32 字节，抽取没有进行。请联系系统管理员。"),
    "blueprint_missing": ("没有组卷方案", "没有适合这类人员的组卷方案，请联系题库管理员。"),
    "blueprint_last": (
        "不能停用",
        "这是{role_label}最后一份通用方案，停用以后这类人员就抽不了题。请先建另一份。",
    ),
    "blueprint_name_missing": ("没写名称", "请给组卷方案写个名称（{most} 字以内）。"),
    "blueprint_taken": ("已有方案", "这类人员已有“{name}”。请直接改那一份，或者换别的人员、行业、岗位。"),
    "blueprint_count_missing": (
        "没填题数",
        "第 {number} 格没有填题数。不要这一格的，请填 0。没有保存。",
    ),
    "blueprint_malformed": ("方案有误", "组卷方案的“{field}”超出范围，" + _BACK),
    "blueprint_infeasible": (
        "题目不够",
        "方案{cell_name}要 {wanted}{cell_unit}，题库里能用的只有 {available}{cell_unit}，还差 {short}{cell_unit}。"
        "请减少题数或放宽主题、题型、难度。",
    ),
    "pool_too_small": (
        "题目不够",
        "组卷方案{cell_name}要 {wanted}{cell_unit}，可用的只有 {available}{cell_unit}。请联系题库管理员。",
    ),
    "tolerance_unreachable": ("难度配不平", "题库里的题目凑不出难度相当的试卷，请放宽组卷方案的允许偏差。"),
    "item_unknown": ("题目缺失", "题库里缺少这份试卷的题目，请联系系统管理员恢复数据。"),
    "item_changed_without_revision": (
        "题目改了没升版本",
        "题目 {item} 的内容变了，但版本号还是 {revision}。请升版本号后再同步。",
    ),
    "draft_malformed": ("内容读不懂", "题目的“{field_label}”格式不对或太长，没有保存。请刷新页面后再试。"),
    "draft_changed": (
        "别人刚改过",
        "{who}刚刚保存了这道题，您的修改还没有保存。请先看对方改了什么，再保存。",
    ),
    "draft_closed": ("草稿已经处理完", "这份草稿已经发布或作废，不能再改。要改题目，请在题目页点“修改”。"),
    "draft_incomplete": (
        "还没写完",
        "这道题还有 {number} 处要补或要改：{field_labels}。改好后再送审或发布。",
    ),
    "draft_not_submitted": ("还没送审", "这份草稿还没有送审。请作者先送审，再由另一个人发布。"),
    "draft_behind": (
        "题目有了新修订",
        "您改的这段时间里，题目 {item} 有了第 {revision} 次修订。请先对照新修订，再发布。",
    ),
    "second_person_needed": (
        "要由另一个人发布",
        "写题和最后改题的人不能自己发布，请另一位题库管理员或审题员来看。",
    ),
    "item_retired": ("题目已退役", "题目 {item} 已退役。要修改或再用，请先取回。"),
    "held_for_law": ("要先看新法规", "题目 {item} 因法规有新版本而暂停。请在“法规”页核对后确认或停用。"),
    "reason_missing": ("没写原因", "请写明原因（{most} 字以内），会和这次改动一起留下。"),
    "comment_empty": ("没写内容", "请写上意见（{most} 字以内）。"),
    "law_version_incomplete": ("没填完整", "请填写新版本的名称（60 字以内）和施行日期。" + _BACK),
    "law_version_taken": ("已有这个版本", "这部法规已经有“{version}”，请写新的版本名称。"),
    "law_repealed": ("法规已废止", "《{law}》已经废止，不能再引用。请改引现行法规，或者停用题目。"),
    "articles_malformed": (
        "条号不对",
        "只改部分条文时，请填起止条号，起条不大于止条。全部条文都改的，两格都空着。" + _BACK,
    ),
    "absent_reason_missing": ("没写缺考原因", "还有人没来，请给每个没来的人选一个原因再结束。"),
    "swap_reason_missing": ("没写换人原因", "换人要写明原因，会写进记录。请补上。"),
    "nobody_left": ("没有可换的人", "名单上这一类的人都已抽到，没有下一位可换。"),
    "identity_level_unknown": ("核对方式不对", "请在页面上选择核对方式。"),
    "extension_not_yours": (
        "不能加时间",
        "加时间由组织这场考核的单位决定，没有改动任何内容。请把本人的情况告诉他们，由他们来加。",
    ),
    "extension_refused": (
        "没有加时间",
        "加时间要写明原因，例如停电、视力不好。没有改动任何内容。",
    ),
    "extension_full": (
        "没有加时间",
        "一次考试一共最多加 {most} 分钟，现在还能加 {left} 分钟。耽误得更久的，请安排补考。没有改动任何内容。",
    ),
    "pin_malformed": ("密码格式不对", "临时密码是 4 到 6 位数字。"),
    "pin_wrong": (
        "密码不对",
        "临时密码不对，还可以试 {left} 次。都不对，执法人员就要重新登录；已答的题都在。",
    ),
    "handover_locked": (
        "要重新登录",
        "临时密码错了 {most} 次，平板已经收回。请执法人员重新登录；已答的题都在。",
    ),
    "handover_expired": ("要重新登录", "登录已过期，平板已经收回。请执法人员重新登录；已答的题都在。"),
    "handover_over": ("平板已经收回", "这台平板的作答已经收回。请执法人员登录；已答的题都在。"),
    "handover_running": (
        "平板已经交出去了",
        "这台平板已经交给作答人员，不能再交一次。请先用临时密码收回。",
    ),
    "tablet_lent": (
        "平板在作答人员手里",
        "平板交出去以后只能答题，没有改动任何内容。请执法人员先用临时密码收回。",
    ),
    "attempt_unknown": ("没有这份答卷", "没有这份答卷，或者它不属于这台设备。请重新扫码。"),
    "attempt_not_open": ("还没有开始", "请先打开试卷再作答。"),
    "attempt_moved": (
        "已换到另一台设备",
        "您已在另一台设备上继续作答，这台设备不能再答。已保存的答案都在。不是您换的，请马上告诉现场执法人员。",
    ),
    "attempt_submitted": ("已经交卷", "已经交卷，不能再改答案。"),
    "attempt_cancelled": (
        "考核已取消",
        "这次考核已经取消，试卷停在这里，不用再答，也不算成绩。有疑问请问本单位安全员或者监管科室。",
    ),
    "attempt_archived": ("答卷已归档", "这份答卷时间已久，已经归档，只能查看，不能再改。成绩没有变化。"),
    "regrade_archived": (
        "有答卷已归档",
        "要改成绩的答卷里有 {count} 份已经归档，不能改，所以一份也没有改。请系统管理员先执行 examapp archive reopen，"
        "重新评分以后再归档。",
    ),
    "archive_too_young": ("还不能归档", "只能归档 {days} 天以前的整月，请把日期改早。没有改动任何内容。"),
    "archive_unfinished": (
        "还有没考完的",
        "这段时间里有 {count} 份答卷还没交，或者还可以作答。请等它们结束，或把日期改早。没有归档任何内容。",
    ),
    "archive_reason_missing": ("没写原因", "撤销归档要写明原因，会记进审计日志。请补上。"),
    "archive_busy": (
        "现在太忙",
        "数据库里正有人作答或交卷，等了几秒没有轮到。没有改动任何归档，请过一会儿再执行。",
    ),
    "archive_no_tablespace": (
        "没有这个表空间",
        "数据库里没有叫 {name} 的表空间。请先用 CREATE TABLESPACE 建好再执行。没有归档任何内容。",
    ),
    "token_refused": ("凭证不对", "作答凭证不对或已失效，请重新扫码。已保存的答案都在。"),
    "practice_closed": (
        "正在考试，先不能看答案",
        "您有一份试卷正在作答，或者现场抽考还没轮到您。交卷以后，练习、错题本和以前的答案都能再看，一样没有少。",
    ),
    "result_not_ready": ("还没有成绩", "交卷后才能看成绩。"),
    "steps_missing": ("还有答案没传完", "还有 {count} 个答案没有传到服务器，正在补传，请不要关闭本页。"),
    "steps_too_many": (
        "改动次数太多",
        "这份答卷改动的次数到了上限（{most} 次），新的改动没有保存。已显示“已存服务器”的答案都在，到时间会自动交卷。"
        "要提前交卷请找工作人员。",
    ),
    "steps_too_fast": (
        "传得太快",
        "答案传得太快，这一批先没有保存，还在这台设备上，一分钟内会自动再传。已存的答案都在。",
    ),
    "step_changed": (
        "答案对不上",
        "同一个答案送来了两种内容，先到的那一个已经保存，没有改动。请刷新页面，看清楚保存的是哪一个，要改就重新选。",
    ),
    "bad_json": ("内容读不懂", "送来的内容格式不对（{where}），没有保存。请刷新页面后再答。"),
    "too_large": ("内容太大", "送来的内容太大，没有保存。请刷新页面后再试。"),
    "slot_unknown": ("没有这道题", "这份试卷没有这道题，没有保存。请刷新页面。"),
    "choice_unknown": ("没有这个选项", "这道题没有这个选项，没有保存。请刷新页面。"),
    "number_unreadable": (
        "不是数",
        "这道题请只填一个数，例如 19.5；逗号只能每三位一个（1,500），小数用点，没有保存。",
    ),
    "text_malformed": ("填的内容不对", "这道题请填 1 到 {most} 个字，不能有控制字符，没有保存。"),
    "picture_differs": ("图对不上", "图的内容和登记的摘要 {digest} 不一致，没有保存。请重新提供这张图。"),
    "picture_svg": ("这种图不收", "SVG 图里可能藏着脚本，没有保存。请另存为 PNG 或 JPEG 再放。"),
    "picture_unusable": (
        "这张图不能用",
        "没有保存：不是 PNG、JPEG 等图片，或者超过 5 MB。请换一张，或截图后粘贴。",
    ),
    "number_malformed": ("数字不对", "请填 {low} 到 {high} 之间的整数。"),
    "signer_unknown": ("不在签字名单里", "这个人不在签字名单里，请刷新页面。"),
    "signature_empty": ("还没有签名", "请在签名区写下名字，或记为拒签并写明原因。"),
    "signature_malformed": ("签名没有保存", "签名数据不完整，请重写一次。"),
    "representative_name_missing": ("没填姓名", "请填写企业代表的姓名。"),
    "signatures_missing": ("还没签完", "还有人没签字：{names}。签完或记为拒签后才能生成记录。"),
    "amendment_reason_missing": ("没写原因", "更正或撤销要写明原因。请补上。"),
    "record_unknown": ("查不到这份记录", "没有这份记录。请核对二维码是否完整，谨防伪造。"),
    "font_missing": (
        "缺少打印用的字体",
        "所有内容都已保存。服务器上找不到打印用的中文字体，PDF 还没有生成。请系统管理员重新安装字体，然后再试一次。",
    ),
    "printing_slow": (
        "PDF 正在生成",
        "所有内容都已保存，不用再做一遍。过几秒本页会自动再试，也可以现在点“再试一次”。",
    ),
    "printing_failed": (
        "PDF 没有生成成功",
        "所有内容都已保存，不用再做一遍。请再试一次；一直不行，请告诉系统管理员。",
    ),
    "closing_note_missing": ("没写原因", "办结要写明原因。请补上。"),
    "region_code_malformed": ("代码不对", "市和区县的代码是 6 位数字，镇街是 9 位。" + _BACK),
    "region_parent_wrong": ("上级不对", "区县的上级是市，镇街的上级是区县。" + _BACK),
    "region_code_taken": ("代码已有", "代码 {code} 已经有了。" + _BACK),
    "uscc_wrong": ("信用代码不对", "统一社会信用代码应为 18 位，且校验位要对得上。" + _BACK),
    "dates_reversed": ("日期反了", "离职日期早于入职日期。" + _BACK),
    "date_in_future": ("日期不对", "检查日期不能晚于今天。" + _BACK),
    **REGISTER_SENTENCES,
    **SEAT_SENTENCES,
    **RECORD_SENTENCES,
    "not_a_demonstration": ("不是演示系统", "只有演示城市才能生成压力测试答卷。"),
    **EXAM_SENTENCES,
}


def sentence_for(error: DomainError) -> tuple[str, str]:
    """Title and text; an unknown code still tells the person that nothing was changed."""
    title, text = SENTENCES.get(error.code, ("没有办成", "这一步没有办成，没有改动任何内容。请再试一次。"))
    return title, with_path(text, from_here=False).format_map(_Shown(_enriched(error.data)))


def failure_sentence(held, otherwise: str) -> str:
    """Why a job came to nothing, from `failure` and `failure_data` of its row; `otherwise` when no worker ended it."""
    if held.failure in ("", LOST):
        return otherwise
    return sentence_for(DomainError(held.failure, **held.failure_data))[1]


def _enriched(data: dict) -> dict:
    more = dict(data)
    if data.get("role") in set(Role):
        more["role_label"] = Role(data["role"]).label
    if "login" in data:
        more["login_text"] = f"，账号是 {data['login']}" if data["login"] else ""
    if "signers" in data:
        more["names"] = "、".join(data["signers"])
    if "missing" in data:
        more["count"] = len(data["missing"])
    if "wanted" in data and "available" in data:
        more["short"] = data["wanted"] - data["available"]
    if "cell" in data:
        cases = data["cell"] == "cases"
        more["cell_name"] = "的案例" if cases else f"第 {data['cell']} 格"
        more["cell_unit"] = " 组" if cases else " 题"
    more["field_label"] = field_label(str(data.get("field", "")))
    more["field_labels"] = field_labels(data.get("fields", ()))
    for name in ("opens_at", "closes_at", "until"):
        if isinstance(data.get(name), datetime):
            more[name] = local_time(data[name])
    if data.get("field") in FACT_LABELS:
        more["field_label"] = FACT_LABELS[data["field"]]
    more["cause_text"] = CAUSES.get(str(data.get("cause", "")), "")
    return more


class _Shown(dict):
    def __missing__(self, key: str) -> str:
        return ""
