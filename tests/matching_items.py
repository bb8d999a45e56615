"""A bank with one matching item that earns by pairs, and a blueprint that asks it."""

import json
from dataclasses import replace

from examapp.extensions import db
from examapp.models.bank import Blueprint
from examapp.services.core.transactions import transaction
from examapp.services.papers.blueprint_defaults import add_revision
from examapp.services.upkeep.bank_sync import sync_bank
from question_bank.store import Bank, item_from_entry, load_laws

ENTRY = {
    "id": "test-matching-001",
    "revision": 1,
    "type": "matching",
    "topic": "hot_work",
    "roles": ["lead", "manager", "key_post", "other"],
    "difficulty": 2,
    "policy": "partial",
    "stem": "这些安全作业票最长能用多久？",
    "lefts": [
        {"id": "1", "text": "一级动火"},
        {"id": "2", "text": "二级动火"},
        {"id": "3", "text": "受限空间"},
        {"id": "4", "text": "高处作业"},
    ],
    "choices": [
        {"id": "a", "text": "72 小时"},
        {"id": "b", "text": "7 天"},
        {"id": "c", "text": "24 小时"},
        {"id": "d", "text": "15 天"},
        {"id": "e", "text": "8 小时"},
        {"id": "f", "text": "48 小时"},
    ],
    "answer_key": ["1=e", "2=a", "3=c", "4=b"],
    "rationale": "一级动火 8 小时，二级 72 小时，受限空间 24 小时，高处 7 天。",
    "citations": [{"law": "work-safety-law-2021", "article": "41"}],
}
RIGHT = ["1=e", "2=a", "3=c", "4=b"]


def ask_matching(*, now) -> None:
    """From now on every quiz asks exactly two items: the one above, and another with the same pairs for all or nothing."""
    first = item_from_entry(ENTRY, load_laws())
    second = replace(
        item_from_entry({**ENTRY, "topic": "height", "policy": "all_or_nothing"}, load_laws()),
        id="test-matching-002",
    )
    sync_bank(Bank({one.id: one for one in (first, second)}, load_laws(), "test", {}), now=now)
    cell = {"types": [], "difficulty_min": 1, "difficulty_max": 5, "count": 1, "points": 50}
    definition = {
        "minutes": 10,
        "cut_score": 60,
        "tolerance": 50,
        "cells": [{**cell, "topics": ["hot_work"]}, {**cell, "topics": ["height"]}],
    }
    with transaction():
        for blueprint in db.session.query(Blueprint):
            blueprint.revision += 1
            add_revision(blueprint, json.loads(json.dumps(definition)), account_id=None, now=now)
