"""Items of the question bank as frozen values, with the words that people read for each kind."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum


class _Labelled(StrEnum):
    """A string value with a Chinese label, written as a pair."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "_Labelled":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class ItemType(_Labelled):
    """How an item is answered."""

    single = "single", "单选题"
    multiple = "multiple", "多选题"
    judgement = "judgement", "判断题"
    ordering = "ordering", "排序题"
    numeric = "numeric", "数值题"
    blank = "blank", "填空题"
    hotspot = "hotspot", "点图题"
    matching = "matching", "配对题"


class Role(_Labelled):
    """What somebody is at an enterprise, as the law divides people."""

    lead = "lead", "主要负责人"
    manager = "manager", "安全管理人员"
    key_post = "key_post", "一线重点岗位"
    other = "other", "其他从业人员"


class Industry(_Labelled):
    """Kinds of enterprise after the city's plan."""

    chem_production = "chem_production", "危化品生产"
    chem_trade = "chem_trade", "危化品经营"
    chem_use = "chem_use", "危化品使用"
    small_manufacturing = "small_manufacturing", "加工制造小微"
    noncoal_mine = "noncoal_mine", "非煤矿山"
    fireworks = "fireworks", "烟花爆竹"
    smelting = "smelting", "金属冶炼"
    three_places = "three_places", "三场所三企业"
    gongmao = "gongmao", "其他工贸"


class Post(_Labelled):
    """Key posts: the eight special operations of GB 30871 and three of 工贸."""

    hot_work = "hot_work", "动火作业"
    confined_space = "confined_space", "受限空间作业"
    blind_plate = "blind_plate", "盲板抽堵作业"
    height = "height", "高处作业"
    lifting = "lifting", "吊装作业"
    temporary_power = "temporary_power", "临时用电作业"
    earthwork = "earthwork", "动土作业"
    road_breaking = "road_breaking", "断路作业"
    limited_space = "limited_space", "有限空间作业（工贸）"
    dust = "dust", "粉尘涉爆岗位"
    chemical_handling = "chemical_handling", "使用危险化学品岗位"


class Topic(_Labelled):
    """What an item is about."""

    responsibility = "responsibility", "主体责任与管理职责"
    training = "training", "培训教育"
    hazards = "hazards", "风险与隐患"
    accidents = "accidents", "事故报告与处理"
    contractors = "contractors", "承包与外来作业"
    rights_duties = "rights_duties", "从业人员权利义务"
    emergency = "emergency", "应急处置"
    fire = "fire", "消防"
    ppe_signs = "ppe_signs", "防护用品与警示标志"
    chemicals = "chemicals", "危险化学品"
    dust = "dust", "粉尘防爆"
    limited_space = "limited_space", "工贸有限空间"
    hot_work = "hot_work", "动火"
    confined_space = "confined_space", "受限空间"
    blind_plate = "blind_plate", "盲板抽堵"
    height = "height", "高处作业"
    lifting = "lifting", "吊装"
    temporary_power = "temporary_power", "临时用电"
    earthwork = "earthwork", "动土"
    road_breaking = "road_breaking", "断路"
    occupational_health = "occupational_health", "职业健康"
    special_equipment = "special_equipment", "特种设备"
    electricity_machinery = "electricity_machinery", "用电与机械"
    smelting = "smelting", "金属冶炼"
    noncoal_mine = "noncoal_mine", "非煤矿山"
    fireworks = "fireworks", "烟花爆竹"
    signs = "signs", "安全标志与颜色"


class MarkingPolicy(_Labelled):
    """How several-answer items earn points."""

    all_or_nothing = "all_or_nothing", "全对才得分"
    partial = "partial", "少选按比例，选错不得分"


# Expected share of people who answer right, per difficulty band 1 (very easy) to 5 (hard), until real figures exist.
# Papers are balanced by it and records are verified by it: never changed, whatever is learned later.
EXPECTED_FACILITY = {1: 0.92, 2: 0.84, 3: 0.74, 4: 0.62, 5: 0.5}
# What the writers of items mean by a band: the share of people who know their work that answers right.
COMPETENT_FACILITY = {1: 0.95, 2: 0.85, 3: 0.7, 4: 0.55, 5: 0.4}


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice; judgement items have the choices true (对) and false (错).

    In a hotspot item every choice is an area of the picture and `text` names what is to be seen there; `area` is
    "rect x y width height", "circle x y radius" or "poly x1 y1 x2 y2 ..." in thousandths of the picture's width and height
    (a radius in thousandths of the width).
    """

    id: str
    text: str
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by the SHA-256 (hex) of its bytes, so that an old attempt shows exactly what was asked."""

    digest: str
    media_type: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Case:
    """The case that several items share: its text, and the item's place (1..size) among them."""

    id: str
    text: str
    place: int
    size: int


@dataclass(frozen=True, slots=True)
class Citation:
    """The article that supports an item; name and version come from laws.toml."""

    law: str
    article: str
    version: str
    law_name: str


@dataclass(frozen=True, slots=True)
class Item:
    """One revision of one question."""

    id: str
    revision: int
    type: ItemType
    topic: Topic
    roles: tuple[Role, ...]
    industries: tuple[Industry, ...]
    posts: tuple[Post, ...]
    difficulty: int
    stem: str
    choices: tuple[Choice, ...]
    answer_key: tuple[str, ...]
    rationale: str
    citations: tuple[Citation, ...]
    twin_group: str | None = None
    read_aloud: str | None = None
    policy: MarkingPolicy = MarkingPolicy.all_or_nothing
    shuffle: bool = True
    picture: Picture | None = None
    case: Case | None = None
    unit: str | None = None
    tolerance: str | None = None
    # Of a matching item: what the choices are to be matched with.
    lefts: tuple[Choice, ...] = ()


JUDGEMENT_CHOICES = (Choice("true", "对"), Choice("false", "错"))


def item_to_dict(item: Item) -> dict:
    """Plain JSON values; `item_from_dict` gives the same item again.

    Fields that came later than the first format stand in it only when they are used: digests stored before still hold.
    """
    return {
        "id": item.id,
        "revision": item.revision,
        "type": item.type.value,
        "topic": item.topic.value,
        "roles": [role.value for role in item.roles],
        "industries": [industry.value for industry in item.industries],
        "posts": [post.value for post in item.posts],
        "difficulty": item.difficulty,
        "stem": item.stem,
        "choices": [_choice_to_dict(choice) for choice in item.choices],
        "answer_key": list(item.answer_key),
        "rationale": item.rationale,
        "citations": [
            {"law": one.law, "article": one.article, "version": one.version, "law_name": one.law_name}
            for one in item.citations
        ],
        "twin_group": item.twin_group,
        "read_aloud": item.read_aloud,
        "policy": item.policy.value,
        "shuffle": item.shuffle,
        **({"lefts": [_choice_to_dict(left) for left in item.lefts]} if item.lefts else {}),
        **{field: value for field in _LATER_TEXTS if (value := getattr(item, field)) is not None},
        **{
            field: asdict(value)
            for field in ("picture", "case")
            if (value := getattr(item, field)) is not None
        },
    }


_LATER_TEXTS = ("unit", "tolerance")


def _choice_to_dict(choice: Choice) -> dict:
    plain = {"id": choice.id, "text": choice.text}
    return plain if choice.area is None else {**plain, "area": choice.area}


def item_from_dict(data: Mapping) -> Item:
    """The item of plain JSON values. Raises KeyError or ValueError when a field is missing or unknown."""
    return Item(
        id=data["id"],
        revision=data["revision"],
        type=ItemType(data["type"]),
        topic=Topic(data["topic"]),
        roles=tuple(Role(value) for value in data["roles"]),
        industries=tuple(Industry(value) for value in data["industries"]),
        posts=tuple(Post(value) for value in data["posts"]),
        difficulty=data["difficulty"],
        stem=data["stem"],
        choices=tuple(Choice(one["id"], one["text"], one.get("area")) for one in data["choices"]),
        answer_key=tuple(data["answer_key"]),
        rationale=data["rationale"],
        citations=tuple(
            Citation(one["law"], one["article"], one["version"], one["law_name"]) for one in data["citations"]
        ),
        twin_group=data.get("twin_group"),
        read_aloud=data.get("read_aloud"),
        policy=MarkingPolicy(data.get("policy") or "all_or_nothing"),
        shuffle=data.get("shuffle", True),
        picture=Picture(**data["picture"]) if data.get("picture") else None,
        case=Case(**data["case"]) if data.get("case") else None,
        unit=data.get("unit"),
        tolerance=data.get("tolerance"),
        lefts=tuple(Choice(one["id"], one["text"]) for one in data.get("lefts", ())),
    )


def canonical_json(value: object) -> str:
    """Sorted keys, no spaces, real characters."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def item_digest(item: Item) -> str:
    """SHA-256 (hex) over the canonical JSON of the item."""
    return hashlib.sha256(canonical_json(item_to_dict(item)).encode("utf-8")).hexdigest()
