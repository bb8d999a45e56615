"""Names that people give to the columns of a question table."""

import re
import unicodedata

NAMES: dict[str, tuple[str, ...]] = {
    "number": ("序号", "编号", "题号", "no", "no.", "id"),
    "type": ("题型", "试题类型", "题目类型", "类型", "试题题型", "题类", "题目类别", "question type", "type"),
    "stem": ("题干", "题目", "试题", "题目内容", "试题内容", "问题", "题干内容", "试题题干", "题目名称", "题目标题", "题目描述",
             "考题", "试题标题", "问题内容", "question", "stem"),
    "choices": ("选项", "备选项", "选项内容", "候选项", "备选答案", "可选项", "答案选项", "options", "choices"),
    "answer": ("答案", "正确答案", "标准答案", "参考答案", "试题答案", "题目答案", "正确选项", "answer", "key", "正确答案选项"),
    "flag": ("是否正确", "正确", "是否正确答案", "是否为正确答案", "正误", "对错", "是否答案", "correct", "是否正确选项", "正确与否"),
    "rationale": ("解析", "答案解析", "试题解析", "题目解析", "解释", "说明", "解答", "详解", "explanation", "答题解析", "试题分析"),
    "topic": ("主题", "知识点", "分类", "题库分类", "考点", "章节", "所属章节", "试题分类", "topic", "所属题库", "科目"),
    "roles": ("适用人员", "适用对象", "人员类别", "适用人群", "角色", "适用范围"),
    "industries": ("适用行业", "行业", "行业类别"),
    "posts": ("适用岗位", "岗位", "重点岗位", "工种"),
    "difficulty": ("难度", "难易度", "难易程度", "难度系数", "难度等级", "difficulty"),
    "citations": ("依据", "法规依据", "出处", "来源", "法律依据", "引用", "依据条款", "出题依据"),
    "unit": ("单位", "计量单位"),
    "tolerance": ("误差", "允许误差", "容差"),
    "policy": ("计分方式", "计分"),
    "shuffle": ("选项打乱", "打乱选项", "选项乱序"),
    "read_aloud": ("朗读文字", "朗读"),
    "case_text": ("案例", "材料", "背景材料", "案例内容"),
    "case_id": ("案例编号", "材料编号"),
    "item_id": ("题目编号", "试题编号"),
}  # fmt: skip
_KNOWN = {name: field for field, names in NAMES.items() for name in names}
_CHINESE = {sign: place for place, sign in enumerate("一二三四五六七八九十")}
_CHOICE = re.compile(
    r"(?:备选|候选|试题)?(?:选项|答案|备选项|option)?[\s_-]*(?:([a-z])|(\d{1,2})|([一二三四五六七八九十]))[\s_-]*(?:选项|项|内容)?"
)
_SIGN = r"(?:([a-z])|(\d{1,2})|([一二三四五六七八九十]))"
_FLAG = re.compile(
    rf"(?:是否)?(?:正确|答案|对错|正误|得分|分值)[\s_-]*{_SIGN}|(?:选项|答案)?{_SIGN}(?:选项)?(?:是否)?(?:为|是)?(?:正确|对错|正误)(?:答案|选项)?"
)
# 试题题目, 本题答案, 题目选项: a word in front that says nothing more.
_FRONT = re.compile(r"^(?:试题|题目|考题|本题|习题|题库)(?=.{2})")
_DIVIDER = re.compile(r"(?:用|以)\s*[“\"']?([^\w\s“”\"'（）()]{1,4})[”\"']?\s*(?:隔开|分隔|分开|间隔|分割)")


def folded(cell: object) -> str:
    """A heading for comparing: half-width, small, without stars, brackets and what stands in them."""
    text = unicodedata.normalize("NFKC", "" if cell is None else str(cell)).casefold()
    text = re.sub(r"[(\[【].*?[)\]】]", "", text) or text
    return re.sub(r"[\s*:：()（）]", "", text)


def field_of(cell: object) -> str:
    """The field that a heading names: a name of NAMES, "choice:0".., "flag:0".., or ""."""
    text = folded(cell)
    if not text or len(text) > 16:
        return ""
    if text in _KNOWN:
        return _KNOWN[text]
    if bare := _KNOWN.get(_FRONT.sub("", text)):
        return bare
    if flag := _FLAG.fullmatch(text):
        return f"flag:{_place(*(flag.groups()[:3] if any(flag.groups()[:3]) else flag.groups()[3:]))}"
    found = _CHOICE.fullmatch(text)
    if not found or text.isdecimal() or found[2] in ("0", "00"):
        return ""
    return f"choice:{_place(found[1], found[2], found[3])}"


def _place(letter: str | None, digits: str | None, chinese: str | None) -> int:
    """0 for a, 1 and 一."""
    if letter:
        return ord(letter) - 97
    return max(0, int(digits) - 1) if digits else _CHINESE[chinese or "一"]


def stated_divider(cell: object) -> str:
    """The sign that a heading itself says to stand between choices (选项之间用**隔开), else ""."""
    found = _DIVIDER.search(unicodedata.normalize("NFKC", "" if cell is None else str(cell)[:80]))
    return found[1] if found else ""
