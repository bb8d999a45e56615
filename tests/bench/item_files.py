"""Reading 10,000 rows of Excel into drafts, beside the library that only unpacks the cells."""

import io
import random
import time
from collections.abc import Callable
from copy import deepcopy

import docx
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from examapp.adapters.item_files.drafts import Draft, DraftChoice
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.item_files.writing import FORMATS
from examapp.adapters.tables.refusals import FileRefusedError
from question_bank.similarity import SimilarityIndex, compared_text

ROWS, HELD, ROUNDS = 10_000, 5_000, 3
PROSE, MEGABYTE = 4_000, 1_000_000
OPENING = "1. 题（ ）\nA. 甲\nB. 乙\n答案：A\n题 {=a ~b}\n\n题 {".encode()
HOSTILE = [
    *(
        "（",
        " ",
        "）",
        "A. ",
        "1. ",
        "1.\n",
        "A. \n",
        "A\n",
        "答案：",
        "答案：A\n",
        "解析：",
        "解析：x\n",
        "_",
        "__A",
        "<",
        "<a",
        "<!",
        "&",
    ),
    *(
        "<!--",
        "{",
        "{=",
        "}",
        "~",
        "=",
        "#",
        "\\",
        "\n",
        "\t",
        ",",
        '"',
        ";",
        "|",
        "参考答案\n",
        "参考答案\n1.A\n",
        "1-1 A ",
        "1-9 ",
    ),
    *(
        "第一章\n",
        "一、单选题\n",
        "（A）",
        "（ ",
        "【答案】",
        "2、2021\n",
        "4.2 ",
        "A 甲 B ",
        "A甲\n",
        "第1题",
        "我的答案:A",
        "::",
        "//",
    ),
    *(
        "$CATEGORY: ",
        "//[id:",
        "%50%",
        "ANSWER: A\n",
        "[html]",
        "=1:2..3",
        "\u3000",
        "\u200b",
        "😀",
        "1",
        "题\n",
        "题\n\n",
        "1. x（√）\n",
    ),
    *(
        "第 3 页\n",
        "题干,答案\n",
        "1|||a|||对\n",
        "[单选][B]\n",
        "A、B、",
        "1.A 2.B ",
        "A.甲B.乙",
        "1. 题\nA. 甲\nB. 乙\n答案：A\n",
    ),
    *("①", "①、题\n答案：A\n", "Ⅱ、", "A对 B错\n", "A一B二C三", "答案👉", "正确选项：", "本题选A。\n"),
    *(
        "【案例一】",
        "案例一：题\n",
        "(A)1.",
        "____第一、",
        "（ ）、",
        "→",
        "某公司\n第 1 页\n",
        "1. 题（ ）、（ ）\n答案：甲；乙\n",
    ),
]
# One of each class of signs for the readers that lay something else around a text.
CLASSES = (
    "题",
    "A",
    "7",
    " ",
    "（",
    "_",
    "<",
    "&lt;",
    "\\",
    "{",
    "=",
    '"',
    "答案：A ",
    "A. ",
    "1. ",
    "①",
    "\n",
    "A一B二C三",
    "\\par ",
)


def _docx(text: str) -> bytes:
    """A Word file with the text in paragraphs of 2,000 signs."""
    document = docx.Document()
    paragraph = document.add_paragraph("1. 题（ ）")
    for at in range(0, len(text), 2_000):
        copied = deepcopy(paragraph._p)
        copied.find(".//" + qn("w:t")).text = text[at : at + 2_000].replace("\n", " ")
        paragraph._p.addnext(copied)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


WRAPPERS: dict[str, Callable[[str], bytes]] = {
    "html": lambda text: f"<html><body><p>1. 题（ ）</p><p>{text}</p></body></html>".encode(),
    "rtf": lambda text: b"{\\rtf1 1. x\\par " + text.encode("gb18030", "replace") + b"}",
    "csv": lambda text: f"题干,选项A,选项B,答案\n题,甲,乙,A\n{text},甲,乙,A\n".encode(),
    "moodle": lambda text: (
        "<quiz><question type='multichoice'><questiontext><text><![CDATA["
        + text
        + "]]></text></questiontext>"
        "<answer fraction='100'><text>甲</text></answer></question></quiz>"
    ).encode(),
    "gift": lambda text: f"题 {{=甲 ~乙}}\n\n{text}".encode(),
    "aiken": lambda text: f"题\nA. 甲\nB. 乙\nANSWER: A\n\n{text}".encode(),
    "docx": _docx,
}
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


def measure_hostile_texts() -> None:
    """1 MB of each kind of text that a pattern might go over again and again; the slowest five."""
    spent = []
    for unit in HOSTILE:
        content = (unit * (MEGABYTE // len(unit.encode()))).encode()
        for name, text in ((repr(unit), content), (f"题后 {unit!r}", OPENING + content)):
            began = time.process_time()
            try:
                read_file("题.txt", text[:MEGABYTE])
            except FileRefusedError as error:
                name += f"（拒绝：{error.code}）"
            spent.append((time.process_time() - began, name))
    for unit in CLASSES:
        text = unit * (MEGABYTE // len(unit.encode()))
        for form, wrap in WRAPPERS.items():
            content = wrap(text)
            began = time.process_time()
            try:
                read_file(f"题.{form}", content)
                told = ""
            except FileRefusedError as error:
                told = f"（拒绝：{error.code}）"
            spent.append((time.process_time() - began, f"{form} {unit!r}{told}"))
    for seconds, name in sorted(spent, reverse=True)[:5]:
        print(f"1 MB {name}：{seconds:.2f} CPU-s（目标 2 秒以内）")


def measure_prose() -> None:
    """4,000 typed questions."""
    text = "".join(
        f"{at}. {at} 号作业应当先（ ）。\nA. 通风\nB. 检测\nC. 进入\n答案：B\n解析：先检测。\n"
        for at in range(1, PROSE + 1)
    )
    spent = _best(lambda: read_file("题.txt", text.encode()))
    print(f"打字的 {PROSE:,} 题：{spent:.2f} CPU-s（目标 10 秒以内）")


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
    measure_prose()
    measure_hostile_texts()
