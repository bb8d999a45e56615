"""What somebody who knows nothing gets: measured on banks whose answers are given away in known ways,
and on ones that give nothing away.
"""

import pytest

from question_bank.guessing.figures import GuessShare, share_of
from question_bank.guessing.lines import guessing_lines, share_line, worst_items
from question_bank.guessing.rules import by_form, by_odd_one, by_tone, lenient_counts, overlaps, wrong_counts
from question_bank.guessing.sound import by_sound, train
from question_bank.model import Item, Topic, item_from_dict

TOPICS = list(Topic)


def item(number: int, topic: Topic = Topic.fire, **changes) -> Item:
    content = {
        "id": f"x-{number:03}", "revision": 1, "type": "single", "topic": topic.value, "roles": ["key_post"], "industries": [], "posts": [],
        "difficulty": 2, "stem": f"第 {number} 件事怎么办？", "choices": [], "answer_key": ["a"], "rationale": "因为。",
        "citations": [], "twin_group": None, "read_aloud": None, "policy": "all_or_nothing", "shuffle": True,
    }  # fmt: skip
    return item_from_dict({**content, **changes})


def with_choices(
    number: int, right: str, *wrong: str, kind: str = "single", topic: Topic = Topic.fire, **changes
) -> Item:
    texts = [right, *wrong]
    turned = texts[number % len(texts) :] + texts[: number % len(texts)]
    choices = [{"id": letter, "text": text} for letter, text in zip("abcdef", turned, strict=False)]
    key = [choice["id"] for choice in choices if choice["text"] == right]
    return item(number, topic, type=kind, choices=choices, answer_key=key, **changes)


def careful_bank() -> list[Item]:
    """Right choices always begin with the same careful words, in every topic."""
    return [
        with_choices(
            number,
            f"停下来办{number}",
            f"抓紧干{number}",
            f"先干着{number}",
            f"赶快做{number}",
            topic=TOPICS[number % 20],
        )
        for number in range(200)
    ]


def even_bank() -> list[Item]:
    """Four numbers compete; nothing but knowledge tells them apart."""
    return [
        with_choices(
            number,
            *(f"{(number * 7 + step * 13) % 90 + 10} 米" for step in range(4)),
            topic=TOPICS[number % 20],
        )
        for number in range(200)
    ]


def test_a_bank_whose_right_choices_share_a_sound_is_guessed_and_one_of_competing_numbers_is_not():
    assert by_sound(careful_bank())[0].share == 1.0
    even = by_sound(even_bank())[0]
    assert even.interval[0] < 0.3
    assert even.floor == pytest.approx(0.25)


def test_an_item_is_never_guessed_by_an_ear_that_heard_its_own_topic():
    loud = [with_choices(n, f"停下来{n}", f"抓紧{n}", f"赶快{n}", topic=Topic.fire) for n in range(40)]
    others = [with_choices(100 + n, f"甲{n}", f"乙{n}", f"丙{n}", topic=Topic.height) for n in range(40)]
    guessed = by_sound([*loud, *others])[0]
    # The ear of fire learned only 甲, 乙, 丙: what is left is what equal scores give by the order of the choices.
    assert guessed.share < 0.6


def test_the_ear_weighs_what_right_texts_have_and_wrong_ones_do_not():
    ear = train([("停下来", True)] * 5 + [("抓紧干", False)] * 5)
    assert ear.hear("停下来") > 0 > ear.hear("抓紧干")
    assert ear.hear("没听过的") == 0


def test_strict_is_right_is_measured_only_where_a_statement_has_a_tone():
    items = [
        item(1, type="judgement", answer_key=["true"], stem="票必须随身带。"),
        item(2, type="judgement", answer_key=["false"], stem="票不用随身带。"),
        item(3, type="judgement", answer_key=["true"], stem="二级票不用每天换。"),
        item(4, type="judgement", answer_key=["true"], stem="票一共三联。"),
    ]
    tone = by_tone(items)[0]
    assert (tone.hits, tone.n) == (2, 3)
    assert lenient_counts(items) == (1, 1)


def test_the_longest_the_odd_and_the_echoing_choice_are_counted_apart():
    items = [
        with_choices(1, "先把阀门关上再去报告班长", "关门", "开门", "等人"),
        with_choices(2, "不能进去", "可以进去", "可以进罐", "可以等着"),
        with_choices(3, "罐里气体要测", "外面转转看", "等着天亮吧", "问问隔壁人", stem="罐里气体怎么办？"),
    ]
    shares = {share.name: share for share in by_form(items)}
    assert shares["单选题，选最长的"].ids == ("x-001", "x-003")
    assert shares["单选题，选唯一的“不能”或唯一的“能”"].ids == ("x-002",)
    assert shares["单选题，选和题干用词最像的"].ids == ("x-003",)


def test_the_shortest_and_the_choice_most_like_all_others_are_counted():
    items = [
        with_choices(1, "关门", "把门打开着", "站在门口等", "去喊别人来"),
        with_choices(2, "先测氧再进罐", "先测氧再下井", "先通风再进罐", "把灯关掉吧"),
    ]
    shares = {share.name: share for share in by_form(items)}
    assert shares["单选题，选最短的"].ids == ("x-001",)
    assert "x-002" in shares["单选题，选和其他选项最像的"].ids


def test_all_but_the_odd_one_is_right_when_one_wrong_choice_looks_unlike_the_others():
    choices = [
        {"id": letter, "text": text}
        for letter, text in zip("abcd", ("检查绳子", "检查梯子", "检查帽子", "唱歌"), strict=True)
    ]
    several = item(1, type="multiple", choices=choices, answer_key=["a", "b", "c"])
    assert by_odd_one([several]).share == 1.0
    assert wrong_counts([several]) == {1: 1}


def test_an_item_whose_stem_tells_the_answer_of_another_is_found_unless_they_never_meet():
    asked = with_choices(
        1, "重新做风险辨识", "通知供应商家", "更换操作人员", "清洗全部管线", stem="化工厂换原料以后要做什么？"
    )
    telling = item(
        2, type="judgement", answer_key=["true"], stem="化工厂换原料以后没有重新做风险辨识，会被罚款。"
    )
    assert [(first.id, second.id) for first, second in overlaps([asked, telling])] == [("x-001", "x-002")]
    twins = [
        with_choices(1, "重新做风险辨识", "甲", "乙", stem=asked.stem, twin_group="t"),
        item(2, type="judgement", stem=telling.stem, answer_key=["true"], twin_group="t"),
    ]
    assert overlaps(twins) == []


def test_a_share_has_wilsons_interval_and_says_its_floor_and_n():
    share = GuessShare("单选题", 30, 100, 0.25)
    # Wilson's interval of 30 of 100 by hand: 0.2189 to 0.3959.
    assert share.interval == pytest.approx((0.2189, 0.3959), abs=0.0005)
    assert share_line(share) == "单选题：30.0%（随机或多数 25.0%，n = 100，95 % 区间 21.9% 至 39.6%）"
    assert GuessShare("空", 0, 0, 0.0).interval == (0.0, 1.0)


def test_where_a_rule_says_nothing_an_item_does_not_count():
    share = share_of("x", {"a": 1.0, "b": None, "c": 2.0}, ["a", "b", "c"], 0.5)
    assert (share.hits, share.n, share.ids) == (2, 2, ("c", "a"))


def test_the_worst_items_come_first_with_every_way_that_guesses_them():
    bank = [
        *careful_bank(),
        with_choices(900, "严禁开门并且重新办票再干", "开门", "等着", "出去", topic=Topic.height),
    ]
    worst = worst_items(bank, by_sound(bank))
    assert len(worst) == 50
    assert worst[0][0] == "x-900"
    assert any("x-900" in line for line in guessing_lines(bank))
