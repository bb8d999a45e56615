"""What was answered wrong or not at all: by person for pages, and for paper each item once with everybody who missed it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from examapp.domain.answer_words import word_key, word_response
from examapp.domain.rulings import Effect, Ruling, item_under, ruling_from_dict
from question_bank.model import Citation, Item, item_from_dict

NO_ANSWER = "没有作答"
# Signs of one row; a longer one may go on over the end of a page, because no page might hold it.
_MOST_SIGNS = 1200


@dataclass(frozen=True, slots=True)
class Miss:
    """One person's wrong answer to one item: `slot` counts from 1 as the person saw it."""

    participant: Mapping
    slot: int
    key: str
    item: Item
    response: Sequence[str]
    ruling: Ruling | None

    @property
    def answered(self) -> str:
        """The answer in words."""
        return word_response(self.item, self.response) or NO_ANSWER


def list_misses(content: Mapping) -> Iterator[Miss]:
    """In the order of people and items; a void item is nobody's mistake."""
    for participant in content["participants"]:
        if participant["state"] != "done":
            continue
        answers = zip(participant["paper"], participant["responses"], participant["marks"], strict=True)
        for place, (slot, response, mark) in enumerate(answers, start=1):
            key = f"{slot['item']}@{slot['revision']}"
            ruled = content.get("rulings", {}).get(key)
            ruling = ruling_from_dict(ruled) if ruled else None
            if mark < slot["points"] * 10 and (ruling is None or ruling.effect is not Effect.void):
                yield Miss(participant, place, key, item_from_dict(content["items"][key]), response, ruling)


def layout_mistakes(content: Mapping) -> list[dict]:
    """One row a wrong answer; the text of a case stands once a person, at its first missed item."""
    rows: list[dict] = []
    cases: set[tuple[int, str]] = set()
    for miss in list_misses(content):
        row = _describe_item(miss)
        stem = _with_case(miss, cases, miss.participant["number"])
        why = f"{row['right']}。{row['why']}" if row["why"] else f"{row['right']}。"
        rows.append(
            {
                "name": miss.participant["name"],
                "stem": stem,
                "mine": miss.answered,
                "empty": not miss.response,
                "right": why,
                "law": row["law"],
            }
        )
    return rows


def layout_missed_items(content: Mapping) -> list[dict]:
    """Each missed item once, the most missed first: its number here, its texts, who answered what."""
    misses: dict[str, list[Miss]] = {}
    for miss in list_misses(content):
        misses.setdefault(miss.key, []).append(miss)
    cases: set[tuple[int, str]] = set()
    rows = []
    ordered = sorted(misses.values(), key=lambda group: (-len(group), group[0].key))
    for place, group in enumerate(ordered, start=1):
        row = {
            **_describe_item(group[0]),
            "place": place,
            "item": _word_item(group[0].key),
            "stem": _with_case(group[0], cases, 0),
            "answers": _word_answers(group),
        }
        signs = sum(len(str(value)) for value in row.values())
        rows.append({**row, "long": signs > _MOST_SIGNS})
    return rows


def places_of_people(content: Mapping, missed: list[dict]) -> dict[int, str]:
    """Number of a person -> the places of the missed items in the list on paper, "1、4"."""
    place_of = {row["item"]: row["place"] for row in missed}
    places: dict[int, list[int]] = {}
    for miss in list_misses(content):
        places.setdefault(miss.participant["number"], []).append(place_of[_word_item(miss.key)])
    return {number: "、".join(map(str, sorted(found))) for number, found in places.items()}


def _describe_item(miss: Miss) -> dict:
    """Beside a key that was changed on appeal stands neither the explanation nor the law of the old one."""
    changed = miss.ruling is not None and miss.ruling.effect is Effect.change_key
    return {
        "right": word_key(item_under(miss.item, miss.ruling)),
        "why": "经申诉裁定，答案已更正" if changed else miss.item.rationale,
        "law": "—" if changed else _word_law(miss.item.citations),
    }


def _with_case(miss: Miss, cases: set[tuple[int, str]], reader: int) -> str:
    case = miss.item.case
    if case is None or (reader, case.id) in cases:
        return miss.item.stem
    cases.add((reader, case.id))
    return f"案例：{case.text}{miss.item.stem}"


def _word_law(citations: Sequence[Citation]) -> str:
    """Articles of one law stand together: its name is long."""
    articles: dict[str, list[str]] = {}
    for citation in citations:
        articles.setdefault(f"《{citation.law_name}》（{citation.version}）", []).append(citation.article)
    return "；".join(f"{law}第 {'、'.join(numbers)} 条" for law, numbers in articles.items())


def _word_item(key: str) -> str:
    item, _, revision = key.rpartition("@")
    return f"{item} 第 {revision} 版"


def _word_answers(group: list[Miss]) -> list[dict]:
    """{answer, people}: whoever answered alike stands together, with the item's number on the own paper."""
    people: dict[str, list[str]] = {}
    for miss in group:
        name = f"{miss.participant['number']} {miss.participant['name']}（第 {miss.slot} 题）"
        people.setdefault(miss.answered, []).append(name)
    return [{"answer": answer, "people": "、".join(names)} for answer, names in people.items()]
