"""Drafts as Excel or CSV, one row each; every cell is text, so that nothing runs as a formula."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

import xlsxwriter

from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.excel import guarded
from examapp.adapters.item_files.type_words import label_of
from examapp.adapters.item_files.types import answer_text

_BEFORE = ("题目编号", "题型", "题干")
_AFTER = ("答案", "解析", "主题", "难度", "适用人员", "适用行业", "适用岗位", "依据", "单位", "允许误差", "计分方式", "选项打乱", "朗读文字",
          "案例编号", "案例")  # fmt: skip
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def rows_of(drafts: Sequence[Draft]) -> list[list[str]]:
    """Header and rows; as many columns of choices as the longest item needs, at least four."""
    most = max([4, *(len(one.choices) for one in drafts)])
    return [
        [*_BEFORE, *(f"选项{letter}" for letter in LETTERS[:most]), *_AFTER],
        *(_row(one, most) for one in drafts),
    ]


def _row(draft: Draft, most: int) -> list[str]:
    choices = [one.text for one in draft.choices]
    return [
        draft.item_id, label_of(draft.type), draft.stem,
        *choices, *[""] * (most - len(choices)),
        answer_text(draft), draft.rationale, draft.topic, draft.difficulty,
        "、".join(draft.roles), "、".join(draft.industries), "、".join(draft.posts), "；".join(draft.citations),
        draft.unit, draft.tolerance, "少选按比例" if draft.policy == "partial" else "", "" if draft.shuffle else "否", draft.read_aloud,
        draft.case_id, draft.case_text,
    ]  # fmt: skip


def write_excel(drafts: Sequence[Draft]) -> bytes:
    """An .xlsx with one sheet."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    # The hour of writing would make the same items another file each time.
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
    sheet = book.add_worksheet("试题")
    head = book.add_format({"bold": True, "bg_color": "#E6EFFA", "border": 1})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 3)
    sheet.set_column(0, 1, 10)
    sheet.set_column(2, 2, 48)
    sheet.set_column(3, 40, 18)
    for number, row in enumerate(rows_of(drafts)):
        for place, value in enumerate(row):
            if value or number == 0:
                sheet.write_string(number, place, value, text if number else head)
    book.close()
    return buffer.getvalue()


def write_csv(drafts: Sequence[Draft]) -> bytes:
    """CSV in UTF-8 with BOM, as Excel expects it; cells that a spreadsheet would run begin with '."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([guarded(cell) for cell in row] for row in rows_of(drafts))
    return buffer.getvalue().encode("utf-8-sig")
