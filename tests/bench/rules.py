"""Pure rules by themselves: the draw of people and the building of papers."""

import hashlib
import time

from examapp.domain.blueprints import Cell, PaperBlueprint, PoolItem
from examapp.domain.draws_v1 import PoolMember, derive_draw_seed, draw_people
from examapp.domain.papers import assemble_paper
from tests.bench.figures import Figures

PEOPLE, DRAWN, ITEMS, PAPERS = 10_000, 30, 5_000, 300


def measure_rules(figures: Figures) -> None:
    """Draw of 30 people from 10,000, and 300 papers from 5,000 items."""
    seed = derive_draw_seed(hashlib.sha256(b"bench").digest(), "")
    people = [PoolMember(f"e{number}", "key_post") for number in range(PEOPLE)]
    began = time.process_time()
    draw_people(seed, people, {"key_post": DRAWN})
    drawn = (time.process_time() - began) * 1000
    print(f"抽 {DRAWN} 人（{PEOPLE:,} 人名单）：{drawn:.0f} CPU-ms")
    figures.note("", draw_30_of_10000_cpu_ms=drawn)
    pool = [
        PoolItem(f"i{n}", 1, "single", f"t{n % 10}", 1 + n % 5, None, ("a", "b", "c", "d"), True)
        for n in range(ITEMS)
    ]
    for items in (10, 50):
        blueprint = PaperBlueprint((Cell(tuple(f"t{n}" for n in range(10)), (), 1, 5, items, 10),), 5, 80, 4)
        began = time.process_time()
        for number in range(1, PAPERS + 1):
            assemble_paper(blueprint, pool, seed, number)
        spent = time.process_time() - began
        print(f"{PAPERS} 份 {items} 题试卷（{ITEMS:,} 题题库）：{spent:.2f} CPU-s")
        figures.note("", **{f"paper_of_{items}_cpu_ms": spent * 1000 / PAPERS})
