"""Every fault of the bank, with file, item, field, what is wrong and how to mend it; never only the first."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from question_bank.clauses import clause_fault
from question_bank.laws_check import check_law
from question_bank.model import Industry, ItemType, MarkingPolicy, Post, Role, Topic
from question_bank.pictures_check import check_picture
from question_bank.store import DATA, LAWS, PICTURES, load_laws, read_entries
from question_bank.types import rules_of

FIELDS = {
    "id",
    "revision",
    "type",
    "topic",
    "roles",
    "industries",
    "posts",
    "difficulty",
    "stem",
    "choices",
    "answer_key",
    "rationale",
    "citations",
    "twin_group",
    "read_aloud",
    "policy",
    "shuffle",
    "picture",
    "case",
    "unit",
    "tolerance",
}
REQUIRED = (
    "id",
    "revision",
    "type",
    "topic",
    "roles",
    "difficulty",
    "stem",
    "answer_key",
    "rationale",
    "citations",
)
MOST_STEM, MOST_CASE = 160, 400
_ASCII_PUNCTUATION = re.compile(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]|[\"']")


@dataclass(frozen=True)
class Fault:
    """One fault; `mend` says what to do."""

    file: str
    item_id: str
    field: str
    problem: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}：{self.item_id or '（整个文件）'}：{self.field}：{self.problem}。{self.mend}"


def check_bank(root: Path = DATA, laws: Path = LAWS, pictures: Path = PICTURES) -> list[Fault]:
    """All faults of all files below `root`."""
    known = load_laws(laws)
    faults = [Fault(laws.name, slug, *found) for slug, law in known.items() for found in check_law(law)]
    seen: dict[str, str] = {}
    for path in sorted(root.rglob("*.toml")):
        name = path.relative_to(root).as_posix()
        try:
            entries = read_entries(path)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
            faults.append(
                Fault(
                    name, "", "TOML", f"文件读不出来（{error}）", "按提示的行列改正引号、括号或编码（UTF-8）"
                )
            )
            continue
        for entry in entries:
            item_id = str(entry.get("id", "（没有编号）"))
            faults += [Fault(name, item_id, *found) for found in check_entry(entry, known, pictures)]
            if item_id in seen:
                faults.append(
                    Fault(name, item_id, "id", f"编号重复，{seen[item_id]} 里已有", "换一个没用过的编号")
                )
            seen.setdefault(item_id, name)
    return faults


def check_entry(
    entry: Mapping, laws: Mapping[str, Mapping], pictures: Path = PICTURES
) -> Iterator[tuple[str, str, str]]:
    """(field, problem, mend) for each fault of one TOML entry."""
    rules = rules_of(entry["type"]) if entry.get("type") in set(ItemType) else None
    for field in sorted(set(entry) - FIELDS - set(rules.fields if rules else ())):
        yield field, "不认识的字段", "删掉，或改成规定的字段名"
    missing = [field for field in REQUIRED if field not in entry]
    for field in missing:
        yield field, "缺少这个字段", "补上"
    if missing:
        return
    yield from _check_values(entry)
    yield from _check_texts(entry)
    if rules is not None:
        yield from rules.check_entry(entry)
    yield from check_picture(entry, pictures, needed=rules is not None and rules.needs_picture)
    yield from _check_case(entry)
    for index, citation in enumerate(entry["citations"]):
        yield from _check_citation(f"citations[{index}]", citation, laws)
    if not entry["citations"]:
        yield "citations", "没有依据", "写上法规和条号"


def _check_values(entry: Mapping) -> Iterator[tuple[str, str, str]]:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*-[0-9]{3,4}", str(entry["id"])):
        yield "id", "编号格式不对", "写成 主题-三到四位数字，例如 hot-work-001"
    if type(entry["revision"]) is not int or entry["revision"] < 1:
        yield "revision", "版本号应为正整数", "从 1 开始，每改一次加 1"
    if type(entry["difficulty"]) is not int or not 1 <= entry["difficulty"] <= 5:
        yield "difficulty", "难度应为 1 到 5", "改成整数"
    one: tuple[tuple[str, type[StrEnum]], ...] = (
        ("type", ItemType),
        ("topic", Topic),
        ("policy", MarkingPolicy),
    )
    several: tuple[tuple[str, type[StrEnum]], ...] = (
        ("roles", Role),
        ("industries", Industry),
        ("posts", Post),
    )
    for field, known in one:
        if field in entry and entry[field] not in set(known):
            yield field, f"没有“{entry[field]}”这个取值", "可用：" + "、".join(known)
    for field, known in several:
        for value in entry.get(field, []):
            if value not in set(known):
                yield field, f"没有“{value}”这个取值", "可用：" + "、".join(known)
    if not entry["roles"]:
        yield "roles", "没有写适用人员", "至少写一类"


def _check_texts(entry: Mapping) -> Iterator[tuple[str, str, str]]:
    for field in ("stem", "rationale"):
        text = entry[field]
        if not isinstance(text, str) or not text.strip():
            yield field, "是空的", "写上内容"
        elif _ASCII_PUNCTUATION.search(text):
            yield field, "用了半角标点", "改成全角标点"
    if isinstance(entry["stem"], str) and len(entry["stem"]) > MOST_STEM:
        yield "stem", f"题干 {len(entry['stem'])} 字，太长", f"压到 {MOST_STEM} 字以内"


def _check_case(entry: Mapping) -> Iterator[tuple[str, str, str]]:
    case = entry.get("case")
    if case is None:
        return
    if not isinstance(case, Mapping):
        yield "case", f"本文件里没有案例“{case}”", "在同一个文件里写上 [[cases]]，编号一致"
    elif not 2 <= case["size"] <= 6:
        yield "case", f"案例“{case['id']}”有 {case['size']} 道题", "一个案例配 3 到 5 道题"
    elif not 20 <= len(case["text"]) <= MOST_CASE:
        yield "case", f"案例文字 {len(case['text'])} 字", f"写 20 到 {MOST_CASE} 字"


def _check_citation(
    field: str, citation: Mapping, laws: Mapping[str, Mapping]
) -> Iterator[tuple[str, str, str]]:
    law = laws.get(citation.get("law", ""))
    article = str(citation.get("article", ""))
    if law is None:
        yield field, f"laws.toml 里没有 {citation.get('law')}", "核对法规代号，或在 laws.toml 里登记"
        return
    if law["status"] != "in_force":
        yield field, f"《{law['name']}》已经失效", "改引现行法规，或停用本题"
    if law["last"] == 0:
        if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z. ()一-龥、-]*", article):
            yield field, f"条款号“{article}”写法不对", "写标准里的条款号，例如 5.1.5"
        elif fault := clause_fault(citation["law"], article):
            yield field, *fault
    elif not article.isdigit() or not law["first"] <= int(article) <= law["last"]:
        yield (
            field,
            f"《{law['name']}》没有第 {article} 条（可引 {law['first']} 至 {law['last']} 条）",
            "核对条号",
        )
