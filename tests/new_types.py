"""A small bank with one item of every newer kind: number, blank, hotspot, picture, case; and a blueprint that asks them."""

import hashlib
import json
from pathlib import Path

from examapp.extensions import db
from examapp.models.bank import Blueprint
from examapp.services.core.transactions import transaction
from examapp.services.papers.blueprint_defaults import add_revision
from examapp.services.upkeep.bank_sync import sync_bank
from question_bank.model import Item
from question_bank.store import Bank, item_from_entry, load_laws

SCENE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 500">
<rect width="800" height="500" fill="#eef3f8"/><rect y="380" width="800" height="120" fill="#c8d2dc"/>
<rect x="80" y="160" width="120" height="220" rx="20" fill="#5b7fa6"/><rect x="110" y="130" width="60" height="40" fill="#41618a"/>
<rect x="260" y="170" width="120" height="210" rx="20" fill="#a65b5b"/><rect x="290" y="140" width="60" height="40" fill="#8a4141"/>
<circle cx="560" cy="330" r="44" fill="#e08a2c"/><path d="M540 300l20-60 20 60z" fill="#f4c03c"/>
<rect x="660" y="200" width="90" height="180" fill="#7a8a99"/><rect x="680" y="220" width="50" height="40" fill="#fff"/>
<rect x="420" y="40" width="160" height="70" fill="#1d6b3a"/><path d="M440 75h120" stroke="#fff" stroke-width="10"/>
</svg>"""
SIGN = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 300">
<rect width="300" height="300" fill="#fff"/><circle cx="150" cy="150" r="120" fill="none" stroke="#c1121f" stroke-width="26"/>
<path d="M120 210q-20-50 20-80 0 30 20 40 0-40 10-60 40 60 0 100z" fill="#111"/><path d="M65 65l170 170" stroke="#c1121f" stroke-width="26"/>
</svg>"""
COMMON = {
    "revision": 1,
    "roles": ["lead", "manager", "key_post", "other"],
    "difficulty": 2,
    "rationale": "测试用的解析，说明为什么这样答。",
    "citations": [{"law": "work-safety-law-2021", "article": "41"}],
}
NUMBER = {
    "id": "test-numeric-001",
    "type": "numeric",
    "topic": "confined_space",
    "stem": "进入受限空间前，氧含量的下限是多少？",
    "answer_key": ["19.5"],
    "tolerance": "0.1",
    "unit": "%",
}
BLANK = {
    "id": "test-blank-001",
    "type": "blank",
    "topic": "fire",
    "stem": "发现起火，先报警，再做什么？",
    "answer_key": ["疏散人员", "组织疏散"],
}
HOTSPOT = {
    "id": "test-hotspot-001",
    "type": "hotspot",
    "topic": "hazards",
    "stem": "图中哪些地方有隐患？",
    "picture": {"file": "scene.svg", "alt": "车间里有两个气瓶、一处明火、一个配电箱和一块标牌"},
    "choices": [
        {"id": "a", "text": "左边的蓝色气瓶", "area": "rect 100 260 150 500"},
        {"id": "b", "text": "紧挨着的红色气瓶", "area": "rect 325 280 150 480"},
        {"id": "c", "text": "地上的明火", "area": "circle 700 640 70"},
        {"id": "d", "text": "配电箱", "area": "poly 825 400 940 400 940 760 825 760"},
    ],
    "answer_key": ["b", "c"],
}
PICTURE = {
    "id": "test-picture-001",
    "type": "single",
    "topic": "signs",
    "stem": "这个标志是什么意思？",
    "picture": {"file": "sign.svg", "alt": "白底红圈红斜杠，中间是黑色火焰"},
    "choices": [
        {"id": "a", "text": "禁止烟火"},
        {"id": "b", "text": "当心火灾"},
        {"id": "c", "text": "灭火器"},
    ],
    "answer_key": ["a"],
}
CASE_TEXT = "某厂夜班在清洗池里作业，一人下池后晕倒，池边的同事没有佩戴任何防护就准备下去救人，班长在对讲机里让他等一等。"
CASE = [
    {
        "id": f"test-case-{place:03d}",
        "type": "judgement",
        "topic": "limited_space",
        "stem": stem,
        "answer_key": [key],
        "case": {"id": "case-pool", "text": CASE_TEXT, "place": place, "size": 3},
    }
    for place, (stem, key) in enumerate(
        [
            ("同事可以马上下池救人。", "false"),
            ("班长的做法是对的。", "true"),
            ("下池前要先通风、再检测。", "true"),
        ],
        1,
    )
]
ENTRIES = [NUMBER, BLANK, HOTSPOT, PICTURE, *CASE]
TOPICS = ["confined_space", "fire", "hazards", "signs"]


def make_bank(folder: Path) -> Bank:
    """The items, with their pictures as files in the folder."""
    (folder / "scene.svg").write_text(SCENE, encoding="utf-8")
    (folder / "sign.svg").write_text(SIGN, encoding="utf-8")
    laws = load_laws()
    items: dict[str, Item] = {}
    for entry in ENTRIES:
        item = item_from_entry({**COMMON, **entry}, laws, folder)
        items[item.id] = item
    files = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in folder.glob("*.svg")}
    return Bank(items, laws, "test", files)


def ask_new_types(folder: Path, *, now) -> None:
    """From now on every quiz asks exactly these: one of each cell in this order, then the case."""
    sync_bank(make_bank(folder), now=now)
    cell = {"types": [], "difficulty_min": 1, "difficulty_max": 5, "count": 1, "points": 10}
    definition = {
        "minutes": 10,
        "cut_score": 60,
        "tolerance": 50,
        "cells": [{**cell, "topics": [topic]} for topic in TOPICS],
        "cases": 1,
        "case_points": 10,
    }
    with transaction():
        for blueprint in db.session.query(Blueprint):
            blueprint.revision += 1
            add_revision(blueprint, json.loads(json.dumps(definition)), account_id=None, now=now)
