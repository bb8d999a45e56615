"""The worked example of docs/draw.md is what the program computes."""

import re
from pathlib import Path

from examapp.domain.draws_v1 import derive_draw_seed, digest_pool, make_commitment, order_ids

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "draw.md"


def test_the_worked_example_is_what_the_program_computes():
    rows = dict(
        re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    )
    seed = bytes.fromhex(rows["种子（十六进制）"])
    draw_seed = derive_draw_seed(seed, rows["企业报的数"])
    people = rows["名单"].split()
    assert rows["承诺码"] == make_commitment(seed)
    assert rows["抽取种子"] == draw_seed.hex()
    assert rows["名单摘要"] == digest_pool(people)
    assert rows["排队结果"].split() == order_ids(draw_seed, "person:", people)
    assert rows["抽 2 人"].split() == order_ids(draw_seed, "person:", people)[:2]
    cases = order_ids(draw_seed, "case:1:", rows["完整案例"].split())
    assert rows["第 1 份卷的案例排队"].split() == cases
    assert rows["取 1 组"] == cases[0]
