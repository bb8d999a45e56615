"""The judgement of a record in plain Chinese."""

import re

from examapp.domain.differences import Difference
from examapp.domain.record_judgements import Judgement, Level

LEVELS = {Level.consistent: "前后一致", Level.issued: "由本系统签发", Level.online: "与在线一致"}
MEANINGS = {
    Level.consistent: "抽人、组卷、评分、签字能互相对上；这只说明内容前后一致，不能证明是谁做的。",
    Level.issued: "内容前后一致，系统签名是真的：签发以后没有人改过。",
    Level.online: "内容前后一致，系统签名是真的，和系统里现在存的一样。",
}
REASONS = {
    "too_large": "文件超过 50 MB，不是本系统的记录。",
    "no_record": "这个 PDF 里没有附带 record.json，请用原始 PDF，不要用打印或另存的版本。",
    "damaged": "文件损坏或者不完整，读不出来。请重新取一份原件再核对。",
    "not_ours": "这不是本系统的抽考记录。",
    "busy": "正有别的人在核对，请过一会儿再试。",
    "too_slow": "文件太复杂，在规定的时间里没有读完，不像是本系统的记录。",
}
REMARKS = {
    "no_system_signature": "这份记录做于系统签名以前，没有系统签名：谁都能造出一份前后一致的。请打开纸件上的二维码，和在线的逐项对照。",
    "attested": "系统后来补签过这份记录的摘要：补签那天存着的就是这一份。补签以前没有系统签名，以前的事它证明不了。",
    "no_keys": "没有可以对照的公钥，系统签名没有查。请在签发系统的网址后面加 /.well-known/jwks.json 取得公钥列表，"
    "用 --keys 指给本命令。",
    "times": "有的时间先后不合，而系统签发时就是这样写的：当时服务器的时间可能改过。",
    "amended_later": "在线已有更新的一版，请以新版为准。",
    "withdrawn": "这份记录已经撤销。",
    "unknown_online": "在线没有这份记录：系统可能恢复过备份，请向签发单位查询。",
    "unreachable": "没有连上签发系统，没有和在线的对照；不影响上面的结论。",
    "same_online": "和系统里现在存的这一版一样。",
}
_SIGNATURE = {
    "signed": "应有系统签名，而记录里没有。",
    "malformed": "系统签名不成样子。",
    "unknown_key": "签名用的密钥不在公钥列表里：不是本系统签发的，或者公钥列表太旧。",
    "wrong": "系统签名和内容对不上：签发以后内容被改过，或者签名是假的。",
    "revoked": "签名用的密钥在签名以前就已经作废，不能算数。",
}
_PAGES = {
    "unsigned": "看得见的页面没有系统签名，不能证明是签发时的页面。打印成 PDF、另存过的文件都会这样，不等于伪造；请用原始 PDF 核对。",
    "changed": "看得见的页面被改过，或者页面的签名不是这份文件的。",
    "added": "签名以后，文件后面又加了内容，看得见的页面可能被换过。请用原始 PDF 核对。",
}
_PLACES = {
    "format": "内容",
    "digest": "记录摘要",
    "kind": "抽考还是补考",
    "results_digest": "签字所签的结果",
    "conclusion": "结论里的人数",
    "draw.commitment": "封存码（种子承诺）",
    "draw.people_pool_digest": "人员名单摘要",
    "draw.drawn": "抽到的人",
    "draw.algorithm": "抽取规则的版本",
    "draw.seed_people": "抽人的种子",
    "draw.seed_papers": "组卷的种子",
    "draw.quotas": "抽取人数",
    "draw.excluded": "不抽的人和原因",
    "draw.committed_at": "封存时间",
    "draw.number": "企业报数或放弃",
    "draw.nonce": "企业报的数",
    "draw.beacon": "公共随机数",
    "inspection.number": "检查编号",
    "draw.item_pool_digest": "题库摘要",
    "participants.number": "人员编号",
    "participants.drawn": "抽到的人和记录上的人",
    "participants.swapped": "替换的人和记录上的人",
    "signatures": "签字的人",
    "confirmations": "执法人员的确认",
    "started_at": "开考时间",
    "closed_at": "收卷时间",
    "recorded_at": "生成记录的时间",
    "key_id": "系统签名的密钥",
    "address": "查验网址",
}
_LEAVES = {
    "paper": "试卷",
    "marks": "各题得分",
    "deviation": "试卷的难度偏差",
    "given_up": "试卷没有做到的公平规则",
    "met_items": "90 天内做过的题",
    "uses": "各题 90 天内上过几份卷",
    "score_tenths": "成绩",
    "full_tenths": "满分",
    "passed": "合格与否",
    "blueprint": "组卷方案",
    "started_ms": "开始作答的时间",
    "submitted_ms": "交卷的时间",
    "in": "换上的人",
    "digest": "所签的内容",
    "signer": "签字的人",
    "at": "签字的时间",
    "name": "姓名",
}
_COUNTS = {"expected": "应考", "done": "实考", "absent": "缺考", "passed": "合格", "failed": "不合格"}
_ROWS = {
    "participants": "第 {} 名人员的",
    "draw.swaps": "第 {} 次替换",
    "signatures": "第 {} 个签字",
    "confirmations": "第 {} 个确认",
}


def describe(difference: Difference) -> str:
    """One line: where, what the record says, what it should be."""
    where = difference.where
    if where == "signature" and str(difference.rebuilt) in _SIGNATURE:
        return f"系统签名：{_SIGNATURE[str(difference.rebuilt)]}"
    if where == "signature":
        return "系统签名：签名里的密钥或时间和记录写的不一样。"
    if where == "pages":
        words = _SIGNATURE.get(difference.rebuilt) if difference.rebuilt == "revoked" else None
        return f"页面：{words or _PAGES.get(str(difference.recorded), '页面的签名是另一份记录的。')}"
    if difference.recorded in ("unreadable", "present"):
        return f"{place(where)}：不该是这样，内容缺了或者多了。"
    if where == "signatures":
        return f"签字：缺 {difference.rebuilt} 的签字。"
    recorded, rebuilt = in_words(where, difference.recorded), in_words(where, difference.rebuilt)
    return (
        f"{place(where)}：记录为{recorded}，应为{rebuilt}"
        if recorded and rebuilt
        else f"{place(where)}：对不上"
    )


def place(where: str) -> str:
    """A place in the record, in words."""
    if where in _PLACES:
        return _PLACES[where]
    if match := re.fullmatch(r"([a-z.]+)\[(\d+)\]\.(\w+)", where):
        row, number, leaf = match.groups()
        return _ROWS.get(row, "第 {} 处").format(int(number) + 1) + _LEAVES.get(leaf, leaf)
    if where.startswith("items."):
        return f"题目 {where.removeprefix('items.')}"
    return f"组卷方案 {where.split('.')[1]}" if where.startswith("blueprints.") else where


def in_words(where: str, value: object) -> str:
    """A value as people say it; "" for one that has no short words."""
    leaf = where.rsplit(".", 1)[-1]
    if value is None:
        return "没有"
    if leaf == "passed":
        return "合格" if value is True else "不合格"
    if leaf in ("score_tenths", "full_tenths") and isinstance(value, int):
        return f" {value / 10:g} 分"
    if where == "conclusion" and isinstance(value, dict):
        return "“" + "，".join(f"{word} {value.get(name)} 人" for name, word in _COUNTS.items()) + "”"
    if isinstance(value, str):
        return f" {value[:16]}… " if re.fullmatch("[0-9a-f]{40,}", value) else f"“{value[:60]}”"
    return f" {value} " if isinstance(value, int | float) else _list(value)


def _list(value: object) -> str:
    short = isinstance(value, list) and len(value) <= 12 and all(isinstance(one, int | str) for one in value)
    return "、".join(str(one)[:30] for one in value) or "空" if short else ""


def sum_up(judgement: Judgement) -> str:
    """The one sentence of the judgement."""
    if judgement.reason:
        return f"读不出记录：{REASONS[judgement.reason]}"
    if judgement.level is None:
        return f"复核不通过：发现 {len(judgement.differences)} 处不对"
    facts = judgement.facts
    which = f"{facts['number']} 第 {facts['version']} 版，{facts['enterprise']}"
    passed = f"复核通过：{which}"
    if judgement.level is Level.consistent:
        passed = f"内容前后一致，没有证明是谁签发的：{which}"
    # Genuine and void: the second is what matters to whoever holds it.
    return f"这份记录已经撤销，不能再用。文件本身{passed}" if "withdrawn" in judgement.remarks else passed
