"""The city's default blueprints per role, key post, and industry with a subject of its own.

A spot quiz has 10 items in 5 minutes, the yearly exam 20 in 30.

How the cut score and the hardest difficulty were set stands in docs/item-writing.md.
"""

import json
from datetime import datetime

from sqlalchemy import select

from examapp.domain.blueprints import blueprint_from_dict, blueprint_to_dict
from examapp.extensions import db
from examapp.models.bank import Blueprint, BlueprintRevision
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import canonical_json, digest_text, transaction
from question_bank.model import Industry, Post, Role

CUT_SCORE, TOLERANCE = 60, 4
# The hardest items that a default takes. Of accidents there are too few easy ones for leads and managers.
HARDEST, HARDEST_ACCIDENTS = {Role.lead: 3, Role.manager: 3, Role.key_post: 4, Role.other: 4}, 4
# Purpose -> minutes, how many times the cells' counts, points of an item: 100 points on every paper.
LENGTHS = {"spot": (5, 1, 10), "exam": (30, 2, 5)}

# Neighbouring topics share a cell, so that every subject of the bank comes up without making the paper longer.
EQUIPMENT = ("electricity_machinery", "special_equipment")
HEALTH = ("ppe_signs", "occupational_health", "signs")
RIGHTS = ("rights_duties", "accidents", "hazards", "contractors")

LEAD_CELLS = [
    (("responsibility", "rights_duties"), 4),
    (("hazards", "contractors", *EQUIPMENT), 2),
    (("accidents",), 2),
    (("training",), 1),
    (("emergency", "fire", *HEALTH), 1),
]
MANAGER_CELLS = [
    (("responsibility", "rights_duties"), 3),
    (("hazards", "contractors", *EQUIPMENT), 3),
    (("accidents",), 1),
    (("training",), 1),
    (("emergency", "fire", *HEALTH), 2),
]
WORKER_CELLS = [
    (RIGHTS, 3),
    (("fire",), 2),
    (("emergency",), 2),
    (HEALTH, 2),
    (("training",), 1),
]
KEY_POST_CELLS = [
    (RIGHTS, 2),
    (("fire",), 2),
    (("emergency",), 2),
    (HEALTH, 2),
    (EQUIPMENT, 1),
    (("training",), 1),
]


def _post_cells(topic: str) -> list[tuple[tuple[str, ...], int]]:
    return [
        ((topic,), 5),
        (("fire", "emergency"), 2),
        ((*HEALTH, *EQUIPMENT), 1),
        (RIGHTS, 2),
    ]


# A manager who answers for one special operation is asked of that operation and of what holds for all eight.
OPERATIONS = (
    Post.hot_work,
    Post.confined_space,
    Post.blind_plate,
    Post.height,
    Post.lifting,
    Post.temporary_power,
    Post.earthwork,
    Post.road_breaking,
)
MANAGER_OPERATION_CELLS = [
    (tuple(post.value for post in OPERATIONS), 1),
    (MANAGER_CELLS[0][0], 2),
    *MANAGER_CELLS[1:],
]


def _industry_cells(role: Role, own: tuple[str, ...]) -> list[tuple[tuple[str, ...], int]]:
    if role is Role.key_post:
        return [(own, 3), (("fire",), 1), *KEY_POST_CELLS[2:4], (RIGHTS, 2)]
    cells = LEAD_CELLS if role is Role.lead else MANAGER_CELLS
    (topics, count), *rest = cells
    return [(own, 2), (topics, count - 1), (rest[0][0], rest[0][1] - 1), *rest[1:]]


POST_TOPICS = {post: post.value for post in Post} | {Post.chemical_handling: "chemicals"}
# Industries whose dangers are a subject of their own; the others are examined on the general blueprints.
INDUSTRY_TOPICS = {
    Industry.noncoal_mine: "noncoal_mine",
    Industry.fireworks: "fireworks",
    Industry.smelting: "smelting",
    Industry.chem_production: "chemicals",
    Industry.chem_trade: "chemicals",
    Industry.chem_use: "chemicals",
}
# What the inspectors of 工贸 look for; its workers are asked of it by post.
WORKSHOP = ("limited_space", "dust")
# Name, role, post, industry, cells; None = any.
DEFAULTS = [
    ("主要负责人（市级默认）", Role.lead, None, None, LEAD_CELLS),
    ("安全管理人员（市级默认）", Role.manager, None, None, MANAGER_CELLS),
    ("一线重点岗位（市级默认）", Role.key_post, None, None, KEY_POST_CELLS),
    ("其他从业人员（市级默认）", Role.other, None, None, WORKER_CELLS),
    *[
        (f"{post.label}（市级默认）", Role.key_post, post, None, _post_cells(topic))
        for post, topic in POST_TOPICS.items()
    ],
    *[
        (f"安全管理人员·{post.label}（市级默认）", Role.manager, post, None, MANAGER_OPERATION_CELLS)
        for post in OPERATIONS
    ],
    *[
        (f"{role.label}·{industry.label}（市级默认）", role, None, industry, _industry_cells(role, (topic,)))
        for industry, topic in INDUSTRY_TOPICS.items()
        for role in (Role.lead, Role.manager, Role.key_post)
    ],
    *[
        (f"{role.label}·{industry.label}（市级默认）", role, None, industry, _industry_cells(role, WORKSHOP))
        for industry in (Industry.small_manufacturing, Industry.three_places, Industry.gongmao)
        for role in (Role.lead, Role.manager)
    ],
]


def default_definition(role: Role, cells: list[tuple[tuple[str, ...], int]], purpose: str = "spot") -> dict:
    """The canonical definition of a default blueprint."""
    minutes, times, points = LENGTHS[purpose]
    return {
        "minutes": minutes,
        "cut_score": CUT_SCORE,
        "tolerance": TOLERANCE,
        "cells": [
            {
                "topics": list(topics),
                "types": [],
                "difficulty_min": 1,
                "difficulty_max": HARDEST_ACCIDENTS if topics == ("accidents",) else HARDEST[role],
                "count": count * times,
                "points": points,
            }
            for topics, count in cells
        ],
    }


def add_default_blueprints(*, now: datetime) -> int:
    """Add the defaults that are not there yet, by name; gives how many. Twice changes nothing."""
    with transaction() as session:
        held = set(session.scalars(select(Blueprint.name).where(Blueprint.region_id.is_(None))))
        wanted = [(purpose, *default) for purpose in LENGTHS for default in DEFAULTS]
        new = [one for one in wanted if blueprint_name(one[0], one[1]) not in held]
        for purpose, name, role, post, industry, cells in new:
            blueprint = Blueprint(
                name=blueprint_name(purpose, name),
                role=role.value,
                post=post.value if post else None,
                industry=industry.value if industry else None,
                purpose=purpose,
                state="active",
                revision=1,
            )
            session.add(blueprint)
            session.flush()
            add_revision(blueprint, default_definition(role, cells, purpose), account_id=None, now=now)
        if new:
            record_act("blueprints.defaults", "blueprints", actor="system", now=now, data={"count": len(new)})
    return len(new)


def blueprint_name(purpose: str, name: str) -> str:
    """The name of a default blueprint for a purpose."""
    return name if purpose == "spot" else name.replace("（市级默认）", "年度考核（市级默认）")


def add_revision(blueprint: Blueprint, definition: dict, *, account_id: int | None, now: datetime) -> None:
    """Store a definition under the blueprint's present revision number; call inside a transaction."""
    text = canonical_json(blueprint_to_dict(blueprint_from_dict(json.loads(json.dumps(definition)))))
    db.session.add(
        BlueprintRevision(
            blueprint_id=blueprint.id,
            revision=blueprint.revision,
            definition=text,
            digest=digest_text(text),
            created_at=now,
            account_id=account_id,
        )
    )
