"""Counts that show whether the bank is balanced."""

from collections import Counter
from collections.abc import Iterable, Iterator

from question_bank.model import Item, ItemType


def report_lines(items: Iterable[Item]) -> Iterator[str]:
    """The report as lines of text."""
    held = list(items)
    yield f"共 {len(held)} 题"
    groups = [
        ("题型", Counter(item.type.label for item in held)),
        ("主题", Counter(item.topic.label for item in held)),
        ("难度", Counter(str(item.difficulty) for item in held)),
        ("人员", Counter(role.label for item in held for role in item.roles)),
        ("岗位", Counter(post.label for item in held for post in item.posts)),
    ]
    for title, counts in groups:
        yield f"{title}：" + "，".join(f"{name} {count}" for name, count in counts.most_common())
    yield f"单选题正确项位置：{dict(sorted(key_positions(held).items()))}"
    share, chance = longest_is_right(held)
    yield f"单选题最长的一项就是答案：{share:.0%}（随机水平 {chance:.0%}）"
    yield f"孪生组：{len({item.twin_group for item in held if item.twin_group})} 组"


def key_positions(items: Iterable[Item]) -> Counter:
    """Where the right choice of single-choice items stands as written (0 = first)."""
    return Counter(
        [choice.id for choice in item.choices].index(item.answer_key[0])
        for item in items
        if item.type is ItemType.single
    )


def longest_is_right(items: Iterable[Item]) -> tuple[float, float]:
    """Share of single-choice items whose strictly longest choice is right, and what chance would give."""
    singles = [item for item in items if item.type is ItemType.single]
    hits = sum(_longest(item) == item.answer_key[0] for item in singles)
    chance = sum(1 / len(item.choices) for item in singles)
    return (hits / len(singles), chance / len(singles)) if singles else (0.0, 0.0)


def _longest(item: Item) -> str | None:
    lengths = sorted(((len(choice.text), choice.id) for choice in item.choices), reverse=True)
    return lengths[0][1] if lengths[0][0] > lengths[1][0] else None
