"""Words of the bank between files and codes: topics, roles, posts, industries, laws with their articles."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from examapp.domain.articles import read_article
from question_bank.model import Industry, Post, Role, Topic
from question_bank.store import load_laws

_KINDS = {"topic": Topic, "roles": Role, "industries": Industry, "posts": Post}
_NICKNAMES = {"roles": {"负责人": "lead", "企业负责人": "lead", "安全员": "manager", "安管人员": "manager", "安全生产管理人员": "manager",
                        "重点岗位": "key_post", "一线员工": "key_post", "一线人员": "key_post", "其他": "other"}}  # fmt: skip
_CITED = re.compile(
    r"《([^》]+)》(?:（[^）]*）)?\s*(?:第\s*)?([0-9０-９一二三四五六七八九十百]+(?:\.\d+)*(?:[（(]\w+[）)])?)?\s*条?"
)
# As `citation_text` writes it: standards have places such as 4.10 f and B.2 (表B.1).
_EXACT = re.compile(r"《([^》]+)》（[^）]*）第 ([0-9A-Za-z][0-9A-Za-z. ()一-龥、-]*) 条")


def label_for(kind: str, value: str) -> str:
    """A code as its label; other words stay."""
    known = _KINDS[kind]
    return known(value).label if value in set(known) else value


@lru_cache(maxsize=4_096)
def code_for(kind: str, text: str) -> str:
    """The code of a label (or of a code, or of a usual other name); "" when the bank does not know the word."""
    known = _KINDS[kind]
    if text in set(known):
        return str(text)
    found = next((one.value for one in known if one.label == text or _bare(one.label) == _bare(text)), "")
    return found or _NICKNAMES.get(kind, {}).get(text, "")


def _bare(label: str) -> str:
    return re.sub(r"（.*?）|作业|岗位", "", label)


@cache
def _laws() -> Mapping[str, Mapping]:
    return load_laws()


@cache
def _slugs() -> Mapping[str, str]:
    found = {}
    for slug, law in _laws().items():
        for name in (law.get("name", ""), law.get("name", "").removeprefix("中华人民共和国")):
            found.setdefault(name, slug)
    return found


def citation_text(one: Mapping) -> str:
    """《安全生产法》（2021 年修正）第 41 条, from {law, article}; an entry that holds only words gives them."""
    if "text" in one:
        return str(one["text"])
    law, article = str(one.get("law", "")), str(one.get("article", ""))
    known = _laws().get(law)
    return (
        f"《{known['name']}》（{known['version']}）第 {article} 条" if known else f"{law} {article}".strip()
    )


def read_citation(text: str) -> dict[str, str] | None:
    """{law, article} when the text names a law that the bank knows and one article, else None."""
    found = _cited(text)
    return {"law": found[0], "article": found[1]} if found else None


@lru_cache(maxsize=4_096)
def _cited(text: str) -> tuple[str, str] | None:
    found = _EXACT.fullmatch(text)
    if found and found[1] in _slugs():
        return _slugs()[found[1]], found[2]
    found = _CITED.search(text)
    if found and found[2] and found[1] in _slugs():
        return _slugs()[found[1]], read_article(found[2])
    law, _, article = text.partition(" ")
    return (law, article) if law in _laws() and article else None


def read_difficulty(text: str) -> int | None:
    """1 to 5 from 3, 较难, 0.7 (a share that answers right) and the like, or None."""
    words = {
        "很易": 1,
        "容易": 1,
        "易": 1,
        "简单": 2,
        "较易": 2,
        "中": 3,
        "中等": 3,
        "一般": 3,
        "适中": 3,
        "较难": 4,
        "难": 4,
        "困难": 5,
        "很难": 5,
    }
    if text in words:
        return words[text]
    if re.fullmatch(r"[1-5]", text):
        return int(text)
    if re.fullmatch(r"0\.\d+", text):
        share = float(text)
        return min((1, 2, 3, 4, 5), key=lambda band: abs((0.92, 0.84, 0.74, 0.62, 0.5)[band - 1] - share))
    return None
