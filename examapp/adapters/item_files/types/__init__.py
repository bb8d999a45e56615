"""What varies by item type in files; how a single format writes a type stands in that format's own table (writers/)."""

from collections.abc import Mapping

from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.types.base import FileType
from examapp.adapters.item_files.types.choosing import (
    HotspotFileType,
    MultipleFileType,
    OrderingFileType,
    SingleFileType,
)
from examapp.adapters.item_files.types.judgement import JudgementFileType
from examapp.adapters.item_files.types.matching import MatchingFileType
from examapp.adapters.item_files.types.written import BlankFileType, NumericFileType

# In the order in which a heading is compared with their names: 多项选择题 names both 多项选择 and 选择题.
FILE_TYPES: Mapping[str, FileType] = {
    one.kind.value: one
    for one in (
        MultipleFileType(),
        SingleFileType(),
        JudgementFileType(),
        OrderingFileType(),
        NumericFileType(),
        HotspotFileType(),
        MatchingFileType(),
        BlankFileType(),
    )
}


def answer_text(draft: Draft) -> str:
    """ABD, 对 or 错, a number, wordings divided by |."""
    return FILE_TYPES[draft.type].answer_text(draft)


__all__ = ["FILE_TYPES", "answer_text"]
