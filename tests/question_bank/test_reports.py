"""The report tells the truth about a bank: counts, balance, twins, readings."""

import json
from dataclasses import replace

import pytest

from question_bank.__main__ import check
from question_bank.balance import Positions, key_positions
from question_bank.likenesses import alike_reasons, alike_stems
from question_bank.model import Item, item_from_dict
from question_bank.readings import Reading, load_readings, reading_faults, sort_readings
from question_bank.reports import report_lines
from question_bank.sheets import sheet_lines
from question_bank.store import load_bank, load_laws
from question_bank.twins import load_not_twins, twin_faults
from question_bank.wording import misread_signs, too_long_for_posts, unmarked_negative


def item(number: int = 1, **changes) -> Item:
    content = {
        "id": f"fire-{number:03}",
        "revision": 1,
        "type": "single",
        "topic": "fire",
        "roles": ["key_post"],
        "industries": [],
        "posts": [],
        "difficulty": 2,
        "stem": "车间里的废纸箱着火了，火还很小，你先做什么？",
        "choices": [{"id": one, "text": f"做法{one}"} for one in "abcd"],
        "answer_key": ["a"],
        "rationale": "火小的时候先用灭火器扑救，同时喊人报警。",
        "citations": [
            {"law": "fire-protection-law-2021", "article": "44", "law_name": "消防法", "version": "2021"}
        ],
        "twin_group": None,
        "read_aloud": None,
        "policy": "all_or_nothing",
        "shuffle": True,
    }
    return item_from_dict({**content, **changes})


def test_the_chi_square_of_equal_counts_is_nothing_and_of_a_habit_is_found():
    assert Positions((25, 25, 25, 25)).statistic == 0
    # 100 throws of a die that should fall evenly on four sides; by hand: (15² + 5² + 5² + 5²) / 25 = 12.
    habit = Positions((40, 20, 20, 20))
    assert habit.statistic == pytest.approx(12)
    assert not habit.even


def test_positions_are_counted_apart_for_each_number_of_choices():
    three = item(2, choices=[{"id": one, "text": one} for one in "abc"], answer_key=["c"])
    found = key_positions(
        [item(1, answer_key=["b"]), three, item(3, type="judgement", choices=[], answer_key=["true"])]
    )
    assert {size: one.counts for size, one in found.items()} == {3: (0, 0, 1), 4: (0, 1, 0, 0)}


def test_like_stems_are_named_until_they_are_grouped():
    first, second = (
        item(1),
        item(2, stem="车间里的废纸箱着火了，火还很小，你应该先做什么？", rationale="另一个理由"),
    )
    assert [(one.id, other.id) for one, other, _ in alike_stems([first, second])] == [
        ("fire-001", "fire-002")
    ]
    grouped = [replace(one, twin_group="small-fire") for one in (first, second)]
    assert alike_stems(grouped) == []


def test_items_of_one_article_with_the_same_reason_are_named_and_those_of_another_article_are_not():
    first, second = item(1), item(2, stem="仓库的木托盘冒烟，火苗刚起。怎么办？")
    assert [(one.id, other.id) for one, other, _ in alike_reasons([first, second])] == [
        ("fire-001", "fire-002")
    ]
    elsewhere = item(
        2,
        citations=[
            {"law": "fire-protection-law-2021", "article": "5", "law_name": "消防法", "version": "2021"}
        ],
    )
    assert alike_reasons([first, elsewhere]) == []


def test_a_judged_pair_is_counted_and_no_longer_named():
    alike = {one.id: one for one in (item(1), item(2, rationale="另一个理由"))}
    judged = {frozenset(alike): "一题问火，一题问烟"}
    laws = load_laws()
    assert "还没判定：1 对（判定不是孪生：0 对）" in "\n".join(report_lines(alike, laws, [], {}))
    text = "\n".join(report_lines(alike, laws, [], judged))
    assert "还没判定：0 对（判定不是孪生：1 对）" in text
    assert "fire-001 车间" not in text


def test_a_judgement_needs_a_reason_and_every_pair_of_its_list_is_settled(tmp_path):
    file = tmp_path / "not_twins.toml"
    file.write_text(
        '[[judged]]\nitems = ["a-001", "a-002", "a-003"]\nwhy = "问的不是一件事"', encoding="utf-8"
    )
    assert len(load_not_twins(file)) == 3
    file.write_text('[[judged]]\nitems = ["a-001", "a-002"]\nwhy = " "', encoding="utf-8")
    with pytest.raises(ValueError, match="a-001"):
        load_not_twins(file)


def test_a_judgement_of_a_missing_item_is_a_fault_and_the_shipped_ones_have_none():
    assert "fire-009" in next(
        twin_faults({"fire-001": item()}, {frozenset(("fire-001", "fire-009")): "不同"})
    )
    assert list(twin_faults(load_bank().items, load_not_twins())) == []


@pytest.mark.parametrize(
    ("stem", "word"),
    [
        ("下列哪项不属于隐患？", "不属于"),
        ("下列哪项【不属于】隐患？", ""),
        ("没有证，能不能上岗？", ""),
        ("哪一项做法是【错误】的？", ""),
    ],
)
def test_a_negative_that_nothing_emphasises_is_found(stem, word):
    assert unmarked_negative(stem) == word


def test_signs_that_a_voice_misreads_and_stems_that_are_long_for_a_key_post_are_found():
    assert misread_signs("氧含量 19.5 % 以下、LEL 大于 10") == ["5 %", "LEL"]
    assert misread_signs("氧气不够能进去吗？") == []
    assert too_long_for_posts(item(stem="长" * 61))
    assert not too_long_for_posts(item(stem="长" * 61, roles=["lead"]))


@pytest.fixture
def folder(tmp_path):
    def write(**entries):
        (tmp_path / "everyone-fire.json").write_text(json.dumps(entries), encoding="utf-8")
        return load_readings(tmp_path)

    return write


def entry(answer="a", revision=1, **more) -> dict:
    return {"revision": revision, "answer": [answer], "reader": "reader-1", **more}


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (entry(), "agreed"),
        ({**entry(), "reader": "author"}, "own"),
        (entry("b"), "open"),
        (entry("b", settled="条文写得清楚，是读的人看错了"), "settled"),
        (entry(revision=2), "outdated"),
    ],
)
def test_a_reading_agrees_differs_is_settled_or_outdated(folder, found, state):
    bank = {"fire-001": item()}
    sorted_ids = sort_readings(bank, folder(**{"fire-001": found}))
    assert {name for name, ids in sorted_ids.items() if ids} == {state}
    assert bool(list(reading_faults(bank, folder(**{"fire-001": found})))) == (state == "open")


def test_the_sheet_of_a_blind_reader_holds_what_nobody_else_has_read_and_neither_key_nor_reason():
    bank = {one.id: one for one in (item(1), item(2), item(3))}
    readings = [
        Reading("fire-001", "f.json", 1, ("a",), "reader-1"),
        Reading("fire-002", "f.json", 1, ("a",), "author"),
    ]
    text = "\n".join(sheet_lines(bank, readings))
    assert "fire-001" not in text
    assert "fire-002" in text
    assert "fire-003" in text
    assert "a. 做法a" in text
    assert item().rationale not in text


def test_the_sheet_does_not_name_what_is_wrong_in_a_picture():
    areas = [{"id": one, "text": f"处{one}", "area": "rect 0 0 100 100"} for one in "abc"]
    scene = item(type="hotspot", choices=areas)
    assert "处a" not in "\n".join(sheet_lines({scene.id: scene}, []))


def test_a_reading_of_an_item_that_is_gone_stops_the_bank(folder):
    assert "fire-009" in next(reading_faults({}, folder(**{"fire-009": entry()})))


def test_a_broken_file_of_readings_is_named(tmp_path):
    (tmp_path / "bad.json").write_text('{"fire-001": {"answer": ["a"]}}', encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.json"):
        load_readings(tmp_path)


def test_the_report_of_the_shipped_bank_counts_every_item_and_every_reading(capsys):
    items = load_bank().items
    text = "\n".join(report_lines(items, load_laws(), load_readings(), load_not_twins()))
    assert text.startswith(f"共 {len(items)} 题")
    for title in ("要求与现有", "卡方", "最长的一项", "孪生组", "没有题的现行法规", "每条题数", "盲答"):
        assert title in text
    assert sum(map(len, sort_readings(items, load_readings()).values())) == len(items)


def test_the_check_fails_with_the_fault_and_passes_with_the_count(tmp_path, capsys):
    (tmp_path / "bad.toml").write_text("[[items]]\nid = 1", encoding="utf-8")
    assert check(tmp_path) == 1
    assert "bad.toml" in capsys.readouterr().out


def test_a_long_list_of_items_is_cut_to_twenty_and_all_are_named_on_demand():
    items = {f"fire-{number:03}": item(number) for number in range(1, 31)}
    (short,) = (line for line in report_lines(items, load_laws(), [], frozenset()) if "还没读" in line)
    assert short.count("fire-") == 20
    assert short.endswith("等 30 题）")
    (whole,) = (
        line for line in report_lines(items, load_laws(), [], frozenset(), whole=True) if "还没读" in line
    )
    assert whole.count("fire-") == 30
