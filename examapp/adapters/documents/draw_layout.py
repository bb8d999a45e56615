"""The rows of a printed record that say how people were drawn: number, commitment, seeds, and what happened before."""

from collections.abc import Mapping
from datetime import datetime

from examapp.adapters.documents.amendment_layout import local
from examapp.domain.papers import NEAR_POINTS

_STATES = {
    "prepared": "没有抽取",
    "open": "进行中",
    "closed": "已结束",
    "recorded": "已出记录",
    "cancelled": "已取消",
}
WAIVED = "放弃报数的人和原因"
# What a paper had to give up, because the bank has not enough items; in the order of docs/draw.md.
_GIVEN_UP = {
    "met": "有本人 90 天内做过的题",
    "shared": "和同场另一份卷相同的题超过五分之一",
    "exposed": "有 90 天内上过两成以上同类试卷的题",
    "types": "有一格的题型比例不合",
}
_WAYS = {"phone": "企业用自己的手机报", "tablet": "当面在平板上填"}


def draw_rows(draw: Mapping, started_at: str) -> list[list]:
    """[label, text, whether it is a digest] for each; a draw of v1 has no frozen object. `started_at`: the quiz's."""
    if "frozen" not in draw:
        return [
            ["企业指定的数", draw["nonce"] or "未指定", False],
            ["种子承诺（抽取前公布）", draw["commitment"], True],
            ["种子（抽取后公开）", draw["seed"], True],
            ["人员名单摘要", draw["people_pool_digest"], True],
        ]
    history = draw["frozen"]["history"]
    return [
        ["企业报的数", _number(draw), False],
        *_waiver(draw["number"]),
        *_beacon(draw["beacon"]),
        [_code_label(draw, started_at), draw["commitment"], True],
        ["抽人的种子（抽取后公开）", draw["seed_people"], True],
        ["组卷的种子（抽取后公开）", draw["seed_papers"], True],
        ["本次封存", _freezes(draw, history, started_at), False],
        [f"前 {history['days']} 天的抽考", _quizzes(history), False],
        [f"前 {history['days']} 天的名单改动", _roster(history), False],
    ]


def difficulty_rows(participants: list[Mapping]) -> list[list]:
    """How far the papers are off the difficulty that they should have; nothing of papers that do not say it."""
    said = [one for one in participants if "deviation" in one]
    far = [
        f"第 {one['number']} 号 {one['deviation']:+g} 分"
        for one in said
        if abs(one["deviation"]) > NEAR_POINTS
    ]
    words = "；".join(far) + "（题库里的题只够做到这样）" if far else "预计得分都在目标上下 1 分以内"
    return [["试卷难度", words, False]] if said else []


def fairness_rows(participants: list[Mapping]) -> list[list]:
    """Which papers had to give up what; nothing of papers that do not say it."""
    said = [one for one in participants if "given_up" in one]
    broken = []
    for name, label in _GIVEN_UP.items():
        papers = [
            f"第 {one['number']} 号 {one['given_up'][name]} 题" for one in said if name in one["given_up"]
        ]
        if papers:
            broken.append(f"{label}：{'、'.join(papers)}")
    words = "；".join(broken) + "（题库里的题只够做到这样）" if broken else "重复、常用的题和题型都在限度以内"
    return [["试卷公平", words, False]] if said else []


def _number(draw: Mapping) -> str:
    number = draw["number"]
    if number["how"] == "none":
        return "补考不抽人，不用报数"
    if number["how"] == "waived":
        return "企业放弃报数"
    return f"{draw['nonce']}（{_WAYS[number['how']]}，{local(number['at'])}）"


def _beacon(beacon: Mapping | None) -> list[list]:
    if beacon is None:
        return []
    if beacon["state"] == "unreachable":
        return [["公共随机数", f"drand 第 {beacon['round']} 轮，抽取时没有取到，没有用上", False]]
    return [[f"公共随机数（drand 第 {beacon['round']} 轮）", beacon["randomness"], True]]


def _waiver(number: Mapping) -> list[list]:
    return [[WAIVED, f"{number['by']}：{number['reason']}", False]] if number["how"] == "waived" else []


def _is_made_at_the_draw(draw: Mapping, started_at: str) -> bool:
    # Until issue 13 the press of the draw froze anew what had been changed: nobody could see that code before.
    frozen = draw["frozen"]
    drawn_at = datetime.fromisoformat(started_at).isoformat(timespec="milliseconds")
    return frozen["freeze"] > 1 and frozen["frozen_at"] == drawn_at


def _code_label(draw: Mapping, started_at: str) -> str:
    if draw["frozen"]["number"] == "none":
        return "封存码（补考，不抽人）"
    if _is_made_at_the_draw(draw, started_at):
        return "封存码（抽取时才封存，没有事先公布）"
    return "封存码（抽取前公布）"


def _freezes(draw: Mapping, history: Mapping, started_at: str) -> str:
    when = "抽取时，没有事先公布" if _is_made_at_the_draw(draw, started_at) else "抽取前公布"
    when = "" if draw["frozen"]["number"] == "none" else f"（{when}）"
    last = f"第 {draw['frozen']['freeze']} 次，{local(draw['frozen']['frozen_at'])}{when}"
    before = [
        f"第 {row['number']} 次，{local(row['at'])}，{row['commitment'][:16]}…（抽取前公布）"
        for row in history["freezes"]
    ]
    return "；".join([*before, last])


def _quizzes(history: Mapping) -> str:
    rows = [
        f"{local(row['at'])} {row['inspection']}（{_STATES.get(row['state'], row['state'])}）"
        for row in history["quizzes"]
    ]
    return "；".join(rows) or "没有"


def _roster(history: Mapping) -> str:
    return "；".join(f"{row['day']} 改 {row['changes']} 次" for row in history["roster"]) or "没有"
