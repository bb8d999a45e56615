"""How many items the bank wants for each kind of person, work and type, and how many it has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from question_bank.model import Industry, Item, ItemType, Role, Topic
from question_bank.types import TYPES


@dataclass(frozen=True, slots=True)
class Wish:
    """At least `wanted` items, or a share of all items in percent that they should come near to."""

    name: str
    counts: Callable[[Item], bool]
    wanted: int = 0
    percent: int = 0


def _about(*topics: Topic) -> Callable[[Item], bool]:
    return lambda item: item.topic in topics


def _for(role: Role) -> Callable[[Item], bool]:
    return lambda item: role in item.roles


def _of(kind: ItemType) -> Callable[[Item], bool]:
    return lambda item: item.type is kind


_OPERATIONS = (
    Topic.hot_work,
    Topic.confined_space,
    Topic.blind_plate,
    Topic.height,
    Topic.lifting,
    Topic.temporary_power,
    Topic.earthwork,
    Topic.road_breaking,
)
WISHES = (
    Wish("全部", lambda item: True, 1500),
    Wish("主要负责人", _for(Role.lead), 300),
    Wish("安全管理人员", _for(Role.manager), 350),
    Wish("一线重点岗位", _for(Role.key_post), 700),
    *(Wish(topic.label, _about(topic), 50) for topic in _OPERATIONS),
    Wish("工贸有限空间", _about(Topic.limited_space), 40),
    Wish("粉尘防爆", _about(Topic.dust), 30),
    Wish("金属冶炼", _about(Topic.smelting), 30),
    Wish("非煤矿山", _about(Topic.noncoal_mine), 40),
    Wish("烟花爆竹", _about(Topic.fireworks), 40),
    Wish("使用危险化学品", lambda item: Industry.chem_use in item.industries, 60),
    Wish("特种设备", _about(Topic.special_equipment), 30),
    Wish("用电与机械", _about(Topic.electricity_machinery), 40),
    Wish("消防与逃生", _about(Topic.fire), 60),
    Wish("应急与急救", _about(Topic.emergency), 50),
    Wish("职业病与防护用品", _about(Topic.occupational_health, Topic.ppe_signs), 50),
    Wish("安全标志与颜色", _about(Topic.signs), 40),
    Wish("权利义务、事故报告、处罚", _about(Topic.rights_duties, Topic.accidents), 80),
    Wish("培训教育", _about(Topic.training), 40),
    *(
        Wish(rules.stock.name, _of(kind), rules.stock.least, rules.stock.percent)
        for kind, rules in TYPES.items()
        if rules.stock
    ),
    Wish("有图的题", lambda item: item.picture is not None, 120),
)
CASES_WANTED = 30


def spread(items: Sequence[Item]) -> list[tuple[Wish, int]]:
    """Each wish with the number of items that count for it."""
    return [(wish, sum(map(wish.counts, items))) for wish in WISHES]


def count_cases(items: Sequence[Item]) -> int:
    """Case groups of three to five items."""
    sizes = {item.case.id: item.case.size for item in items if item.case}
    return sum(3 <= size <= 5 for size in sizes.values())
