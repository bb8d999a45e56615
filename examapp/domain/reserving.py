"""Which items are kept for exams and quizzes unless somebody decides otherwise: about a fifth, in whole groups."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from examapp.domain.blueprints import PoolItem

SHARE = 0.2
# Part of what is hashed, so that a later rule may have another order.
LABEL = "examapp/reserved/v1"


def reserved_by_default(items: Iterable[PoolItem]) -> frozenset[str]:
    """The ids of the items that are kept for exams: whole groups that bring every topic near to its share.

    Twins, and the items of a case with the twins of each of them, are one group: it is reserved whole or not at all.
    Groups are looked at in the order of SHA-256(LABEL + ":" + name), so anybody can repeat it. One is taken when its
    topics are nearer to their shares with it than without it, by the sum of the squared distances over the share.
    """
    known = sorted(items, key=lambda item: item.id)
    wanted = {topic: SHARE * count for topic, count in Counter(item.topic for item in known).items()}
    members: dict[str, list[PoolItem]] = defaultdict(list)
    for item, name in zip(known, group_names(known).values(), strict=True):
        members[name].append(item)
    taken, chosen = Counter[str](), set[str]()
    for name in sorted(members, key=_place):
        more = Counter(item.topic for item in members[name])
        if sum(_gain(taken[topic], count, wanted[topic]) for topic, count in more.items()) > 0:
            taken += more
            chosen.update(item.id for item in members[name])
    return frozenset(chosen)


def _gain(taken: int, count: int, wanted: float) -> float:
    """How much nearer a topic comes to its share by so many items more."""
    return ((taken - wanted) ** 2 - (taken + count - wanted) ** 2) / wanted


def _place(name: str) -> str:
    return hashlib.sha256(f"{LABEL}:{name}".encode()).hexdigest()


def group_names(items: Iterable[PoolItem]) -> dict[str, str]:
    """item id -> the name of its group: the smallest of the labels case:…, twin:… or item:… that hang together."""
    parents: dict[str, str] = {}
    firsts: dict[str, str] = {}
    for item in items:
        labels = [f"case:{item.case_id}"] if item.case_id else []
        labels += [item.group] if item.twin_group or not labels else []
        firsts[item.id] = labels[0]
        for label in labels:
            _join(parents, labels[0], label)
    return {item_id: _root(parents, label) for item_id, label in firsts.items()}


def _join(parents: dict[str, str], one: str, other: str) -> None:
    first, second = sorted((_root(parents, one), _root(parents, other)))
    parents[second] = first


def _root(parents: Mapping[str, str], label: str) -> str:
    while (above := parents.get(label, label)) != label:
        label = above
    return label
