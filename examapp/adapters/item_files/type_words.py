"""Names of item types as files write them."""

import re
from functools import lru_cache

from examapp.adapters.item_files.types import FILE_TYPES
from question_bank.model import ItemType

_UNSUPPORTED = ("简答", "问答", "论述", "案例分析", "名词解释", "essay", "材料分析", "操作题", "连线", "匹配")
# A column of types that holds one sign a cell: 单, 多, 判.
_SIGNS = {
    "单": "single", "多": "multiple", "判": "judgement", "填": "blank", "简": "unsupported", "问": "unsupported",
}  # fmt: skip


@lru_cache(maxsize=512)
def find_type(text: str) -> str:
    """The type that a heading, cell or tag names; "unsupported" for essays and the like; "" when it names none."""
    if sign := _SIGNS.get(text.strip("【】[]（）() ")):
        return sign
    low = text.casefold()
    for kind, file_type in FILE_TYPES.items():
        if any(word in low for word in file_type.names):
            return kind
    return "unsupported" if any(word in low for word in _UNSUPPORTED) else ""


def is_type_name(text: str) -> bool:
    """Whether a short text is a type's name and nothing else (the cell of a type column)."""
    return len(text) <= 12 and bool(find_type(text)) and not re.search(r"[。？?！!]", text)


def label_of(kind: str) -> str:
    """单选题, 多选题 ..."""
    return ItemType(kind).label
