"""The builder's form read into a definition, and what it says about each cell in words."""

from collections.abc import Mapping

from examapp.domain.errors import DomainError
from examapp.services.papers.blueprint_simulation import ROOMY, Measured
from examapp.web.numbers import whole
from question_bank.model import Industry, Post, Role

EMPTY_CELL = {"topics": [], "types": [], "count": 1, "points": 10, "difficulty_min": 1, "difficulty_max": 5}
MOST_CELLS = 40


def read_audience(form) -> tuple[str, str | None, str | None]:
    """Role, industry and post of the people to be examined; None = any. Raises blueprint_malformed."""
    try:
        role = Role(form.get("role", ""))
        industry = Industry(form["industry"]) if form.get("industry") else None
        post = Post(form["post"]) if form.get("post") else None
    except ValueError:
        raise DomainError("blueprint_malformed", field="人员类别") from None
    return role.value, industry and industry.value, post and post.value


def read_cells(form) -> list[dict]:
    """Every cell that stands on the page, finished or not."""
    count = min(form.get("cell_count", 0, whole), MOST_CELLS)
    return [
        {
            "topics": form.getlist(f"topics_{index}"),
            "types": form.getlist(f"types_{index}"),
            "count": form.get(f"count_{index}", 0, whole),
            "points": form.get(f"points_{index}", 10, whole),
            "difficulty_min": form.get(f"min_{index}", 1, whole),
            "difficulty_max": form.get(f"max_{index}", 5, whole),
        }
        for index in range(count)
    ]


def read_definition(form) -> dict:
    """What is to be measured or saved: cells without topics or with no items are left out."""
    numbers = {name: form.get(name, 0, whole) for name in ("minutes", "cut_score")}
    cells = [cell for cell in read_cells(form) if is_finished(cell)]
    found = {**numbers, "tolerance": form.get("tolerance", 0, float), "cells": cells}
    cases = form.get("cases", 0, whole)
    return {**found, "cases": cases, "case_points": form.get("case_points", 10, whole)} if cases else found


def require_counts(form) -> None:
    """A cell with topics says how many, 0 for none: an emptied field takes nothing out. Raises blueprint_count_missing."""
    for index in range(min(form.get("cell_count", 0, whole), MOST_CELLS)):
        if form.getlist(f"topics_{index}") and not form.get(f"count_{index}", "").strip():
            raise DomainError("blueprint_count_missing", number=index + 1, field=f"count_{index}")


def is_finished(cell: Mapping) -> bool:
    """Whether the cell says what it wants."""
    return bool(cell["topics"]) and cell["count"] > 0


def cell_words(cells: list[dict], measured: Measured | None) -> list[dict]:
    """For every cell on the page: the words beside it and their kind (ok, warn, bad or nothing)."""
    told, place = [], -1
    for cell in cells:
        if not is_finished(cell):
            words = "这一格不要了" if cell["topics"] else "还没选主题"
            told.append({"words": words, "kind": ""})
            continue
        place += 1
        told.append(_cell(cell, place, measured) if measured else {"words": "", "kind": ""})
    return told


def _cell(cell: Mapping, place: int, measured: Measured) -> dict:
    short, size = measured.short.get(place), measured.sizes[place]
    if short is not None:
        only = f"题库有 {size} 题，和别的格合起来用，只抽得出" if size > short.available else "题库只有"
        words = f"不够：{only} {short.available} 题，还差 {short.wanted - short.available} 题"
        return {"words": words, "kind": "bad"}
    if size < ROOMY * cell["count"]:
        return {
            "words": f"偏少：可抽 {size} 题，不到题数的 {ROOMY} 倍，旁边的人容易抽到同样的题",
            "kind": "warn",
        }
    return {"words": f"可抽 {size} 题", "kind": "ok"}


def case_words(definition: Mapping, measured: Measured | None) -> dict:
    """The same for the cases."""
    if measured is None:
        return {"words": "", "kind": ""}
    short = measured.short.get(-1)
    if short is not None:
        return {"words": f"不够：只有 {short.available} 组案例，要 {short.wanted} 组", "kind": "bad"}
    kind = "" if not definition.get("cases") else "ok"
    return {"words": f"题库有 {measured.cases} 组完整的案例", "kind": kind}


def total_words(definition: Mapping, measured: Measured | None) -> dict:
    """The whole blueprint in one sentence."""
    if measured is None:
        return {"words": "至少要有一格选好主题和题数。", "kind": "warn"}
    count = sum(cell["count"] for cell in definition["cells"])
    cases = f"、{definition['cases']} 组案例" if definition.get("cases") else ""
    if not measured.feasible:
        return {
            "words": f"{count} 题{cases}：有 {len(measured.short)} 处题目不够（红色），现在不能保存。",
            "kind": "bad",
        }
    words = (
        f"{count} 题{cases}，满分约 {measured.full} 分。会的人预计 {measured.competent_percent:.0f} 分"
        f"（按 100 分算），合格线 {measured.cut_score}。"
    )
    if not measured.passes_the_competent:
        words += "会的人也多半过不了：把合格线调低，或者把难度上限调低。"
    return {"words": words, "kind": "ok" if measured.passes_the_competent else "warn"}
