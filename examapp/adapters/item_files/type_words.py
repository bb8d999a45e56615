"""Names of item types as files write them."""

import re

from question_bank.model import ItemType

_WORDS = (
    ("multiple", ("多项选择", "多选", "不定项", "多项", "multiple response", "multiple answer", "multiple")),
    ("single", ("单项选择", "单选", "单项", "选择题", "single choice", "single")),
    (
        "judgement",
        ("判断", "是非", "对错", "正误", "true/false", "truefalse", "judgement", "judgment", "judge"),
    ),
    ("ordering", ("排序", "顺序", "ordering", "order")),
    ("numeric", ("数值", "计算", "numeric", "numerical")),
    ("hotspot", ("点图", "热点", "热区", "hotspot")),
    ("blank", ("填空", "short answer", "shortanswer", "fill", "blank")),
)
_UNSUPPORTED = ("简答", "问答", "论述", "案例分析", "名词解释", "essay", "材料分析", "操作题", "连线", "匹配")


def find_type(text: str) -> str:
    """The type that a heading, cell or tag names; "unsupported" for essays and the like; "" when it names none."""
    low = text.casefold()
    for kind, words in _WORDS:
        if any(word in low for word in words):
            return kind
    return "unsupported" if any(word in low for word in _UNSUPPORTED) else ""


def is_type_name(text: str) -> bool:
    """Whether a short text is a type's name and nothing else (the cell of a type column)."""
    return len(text) <= 12 and bool(find_type(text)) and not re.search(r"[。？?！!]", text)


def label_of(kind: str) -> str:
    """单选题, 多选题 ..."""
    return ItemType(kind).label
