"""Faults of pictures and of the areas that people tap on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from defusedxml import DefusedXmlException, ElementTree

MOST_BYTES = 60_000
_ACTIVE = re.compile(
    rb"<script|<foreignObject|<!ENTITY|<!DOCTYPE|\son[a-z]+=|javascript:|(xlink:)?href=\"(?!#)", re.I
)


def check_picture(entry: Mapping, pictures: Path, *, needed: bool) -> Iterator[tuple[str, str, str]]:
    """(field, problem, mend) for an entry's picture: file, words for those who cannot see it, no active content."""
    picture = entry.get("picture")
    if picture is None:
        if needed:
            yield "picture", "点图题没有图", '写上 picture = {file = "...svg", alt = "..."}'
        return
    if not isinstance(picture, Mapping) or not picture.get("file") or len(str(picture.get("alt", ""))) < 6:
        yield "picture", "图要有文件名和文字说明", '写成 {file = "signs/….svg", alt = "图里有什么"}'
        return
    path = pictures / picture["file"]
    if not path.is_file():
        yield "picture", f"找不到图 {picture['file']}", "放进 question_bank/pictures，核对文件名"
        return
    yield from _check_file(path.read_bytes())


def _check_file(content: bytes) -> Iterator[tuple[str, str, str]]:
    if len(content) > MOST_BYTES:
        yield "picture", f"图有 {len(content)} 字节，太大", f"简化到 {MOST_BYTES} 字节以内"
    if _ACTIVE.search(content):
        yield "picture", "图里有脚本、外部链接或实体", "只留下图形和文字"
        return
    try:
        ElementTree.fromstring(content)
    except (ElementTree.ParseError, DefusedXmlException) as error:
        yield "picture", f"图读不出来（{error}）", "检查 SVG 的写法"
    if not re.search(rb'viewBox="0 0 \d+ \d+"', content[:2000]):
        yield "picture", "图没有写明大小", '在 svg 标签里写 viewBox="0 0 宽 高"（整数）'


def check_areas(choices: Sequence[Mapping], *, wanted: bool) -> Iterator[tuple[str, str, str]]:
    """(field, problem, mend) for the areas: where they are wanted every choice has one inside the picture, elsewhere none."""
    for choice in choices:
        area = choice.get("area")
        if (area is not None) != wanted:
            yield (
                "choices",
                f"选项 {choice.get('id')} 的 area 和题型不符",
                "点图题每个选项都写 area，其他题型不写",
            )
        elif area is not None and not is_area(area):
            yield (
                "choices",
                f"选项 {choice.get('id')} 的 area 写错了",
                "写成 rect x y 宽 高，数值在 0 到 1000 之间",
            )


def is_area(text: str) -> bool:
    """Whether the text names a rectangle, circle or polygon inside 0..1000."""
    shape, *numbers = text.split(" ")
    if not all(re.fullmatch(r"\d{1,4}", one) for one in numbers):
        return False
    values = [int(one) for one in numbers]
    if max(values, default=1001) > 1000:
        return False
    if shape == "rect":
        return len(values) == 4 and values[0] + values[2] <= 1000 and values[1] + values[3] <= 1000
    if shape == "circle":
        return len(values) == 3
    return shape == "poly" and len(values) >= 6 and len(values) % 2 == 0
