"""Reading 10,000 rows of Excel into drafts, beside the library that only unpacks the cells."""

import io
import random
import time
from collections.abc import Callable

from python_calamine import CalamineWorkbook

from examapp.adapters.item_files.drafts import Draft, DraftChoice
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.item_files.writing import FORMATS
from question_bank.similarity import SimilarityIndex, compared_text

ROWS, HELD, ROUNDS = 10_000, 5_000, 3
_SIGNS = (
    "安全生产动火作业许可证受限空间检测氧含量人员培训应急预案隐患排查消防器材配电箱高处吊装盲板抽堵监护人审批"
)


def measure_item_files() -> None:
    """Best of three each, because other work shares the machine."""
    chance = random.Random(1)
    content = FORMATS["xlsx"].write([_draft(chance) for _ in range(ROWS)])
    floor = _best(lambda: _read_cells(content))
    told: list[int] = []
    ours = _best(lambda: read_file("题.xlsx", content, told.append))
    share = f"{ours / floor:.1f} 倍（目标 5 倍以内），进度报 {len(told) // ROUNDS} 次"
    print(f"Excel {ROWS:,} 行读成题目：{ours:.2f} CPU-s = 只用库读单元格（{floor:.2f}）的 {share}")
    stems = [compared_text(_text(chance, 30), []) for _ in range(HELD + ROWS)]
    began = time.process_time()
    index = SimilarityIndex((str(at), stem) for at, stem in enumerate(stems))
    for at, stem in enumerate(stems[HELD:], HELD):
        index.find(stem, before=at)
    print(f"{ROWS:,} 题和题库 {HELD:,} 题比相近：{time.process_time() - began:.2f} CPU-s")


def _best(act: Callable[[], object]) -> float:
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        act()
        found.append(time.process_time() - began)
    return min(found)


def _read_cells(content: bytes) -> list:
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(content))
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )


def _text(chance: random.Random, length: int) -> str:
    return "".join(chance.choice(_SIGNS) for _ in range(length))


def _draft(chance: random.Random) -> Draft:
    choices = tuple(DraftChoice(letter, _text(chance, 10)) for letter in "abcd")
    draft = Draft(
        type="single",
        stem=f"{_text(chance, 30)}（  ）。",
        choices=choices,
        answer=("b",),
        rationale=_text(chance, 30),
    )
    draft.topic, draft.roles, draft.difficulty = "消防", ("一线重点岗位",), "3"
    draft.citations = ("《安全生产法》第四十一条",)
    return draft


if __name__ == "__main__":
    measure_item_files()
