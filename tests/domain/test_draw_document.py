"""The worked examples of docs/draw.md are what the program computes, and what its own reference program says."""

import json
import re
from pathlib import Path

from examapp.domain import draws, draws_v1
from examapp.domain.blueprints import blueprint_from_dict
from examapp.domain.papers import assemble_paper
from examapp.domain.record_draws import check_draw
from examapp.domain.records import audience_pool
from tests.domain.test_draw_reference import BEFORE

DOCS = Path(__file__).resolve().parents[2] / "docs"
ROWS = dict(
    re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", (DOCS / "draw.md").read_text(encoding="utf-8"), re.MULTILINE)
)
EXAMPLE = json.loads((DOCS / "draw_example.json").read_text(encoding="utf-8"))


def test_the_people_of_the_worked_example():
    draw, frozen = EXAMPLE["draw"], EXAMPLE["draw"]["frozen"]
    assert (ROWS["种子一（抽人）"], ROWS["种子二（组卷）"]) == (draw["seed_people"], draw["seed_papers"])
    assert ROWS["封存码"] == draws.commit(frozen) == draw["commitment"]
    seed = draws.derive_people_seed(bytes.fromhex(draw["seed_people"]), ROWS["企业报的数"])
    assert ROWS["抽人的种子"] == seed.hex()
    assert ROWS["组卷的种子"] == draws.derive_papers_seed(bytes.fromhex(draw["seed_papers"])).hex()
    for label, people in (
        ("主要负责人排队", ["e1"]),
        ("安全管理人员排队", ["e1", "e2"]),
        ("重点岗位排队（e6 已排除）", ["e3", "e4", "e5"]),
    ):
        assert ROWS[label].split() == draws_v1.order_ids(seed, "person:", people)
    drawn = draws.draw_people(seed, frozen)
    assert ROWS["抽 1、1、2 人"].split() == [key for keys in drawn.values() for key in keys]
    used = ROWS["抽 1、1、2 人"].split()
    assert ROWS["e5 不能来，换成"] == draws.next_in_order(seed, frozen, "key_post", used)
    assert list(check_draw({**EXAMPLE, "inspection": {"number": frozen["inspection"]}})) == []


def test_the_whole_paper_of_the_worked_example():
    person = EXAMPLE["participants"][0]
    definition = EXAMPLE["blueprints"]["b1r1"]["definition"]
    pool = audience_pool(EXAMPLE["draw"]["item_pool"], role="lead", industry="metal", post=None)
    seed = bytes.fromhex(ROWS["组卷的种子"])
    paper = assemble_paper(blueprint_from_dict(definition), pool, seed, 6, key="b1r1")
    slots = {slot.item_id: slot for slot in paper.slots}
    assert ROWS["卷面（18）"].split() == list(slots) == [slot["item"] for slot in person["paper"]]
    assert ROWS["a1 的选项（19）"].split() == list(slots["a1"].choices)
    assert ROWS["案例排队（12）"].split() == draws_v1.order_ids(seed, "case:b1r1:6:", ["k1", "k2"])
    free = [item.id for item in pool if item.id not in ("c1", "c2", "b6")]
    ranked = draws_v1.order_ids(seed, "item:b1r1:6:", free)
    assert ROWS["题目排队（13；b6 和 c2 孪生，去掉）"].split() == ranked
    assert [key for key in ranked if key[0] in "ab"] == ROWS["第一格能用的题（14）"].split()
    before = {
        *ROWS["先取第二格（3 − 2 比 10 − 3 小）（15）"].split(),
        *ROWS["再取第一格（a2、a4 已用）"].split(),
    }
    out, into = ROWS["换法（17）：换下、换上"].split()
    assert before - {out} | {into, "c1", "c2"} == set(slots)
    assert round(paper.expected_score - 15.8, 2) == float(ROWS["换完的预计得分"])
    assert BEFORE.differences(EXAMPLE) == []


def test_the_example_of_v1():
    seed, people = bytes.fromhex(ROWS["种子一（抽人）"]), [f"e{number}" for number in range(1, 7)]
    draw_seed = draws_v1.derive_draw_seed(seed, ROWS["企业报的数"])
    assert ROWS["承诺码（第一版）"] == draws_v1.make_commitment(seed)
    assert ROWS["抽取种子（第一版）"] == draw_seed.hex()
    assert ROWS["名单摘要（第一版）"] == draws_v1.digest_pool(people)
    assert ROWS["排队结果（第一版）"].split() == draws_v1.order_ids(draw_seed, "person:", people)
