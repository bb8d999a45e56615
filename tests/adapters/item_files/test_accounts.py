"""The law of the importer: nothing of a file vanishes, no key is guessed, whatever is doubtful stops and is said."""

import pytest

from examapp.adapters.item_files.drafts import QUIET, Draft, ReadResult
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.item_files.reading_child import read_in_child
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.adapters.tables.spreadsheets import write_excel
from tests.adapters.item_files.office import Office


def read(text: str) -> ReadResult:
    return read_file("题库.txt", text.encode())


def keys(result: ReadResult) -> list[str]:
    return ["".join(one.answer) for one in result.drafts]


def codes(draft: Draft) -> list[str]:
    return [one.code for one in draft.problems if one.stops]


def spare(result: ReadResult) -> list[tuple[str, str]]:
    return [(one.reason, one.text) for one in result.unused if one.reason not in QUIET]


def asked(number: str, stem: str, answer: str = "") -> str:
    return f"{number}{stem}（ ）。\nA. 甲方\nB. 乙方\n" + (f"答案：{answer}\n" if answer else "")


def test_a_number_before_a_digit_opens_a_question_where_it_counts_on():
    text = (
        asked("1、", "先看哪个", "A") + asked("2、", "2019年起归谁", "B") + asked("3.", "5米高处谁负责", "B")
    )
    result = read(text)
    assert keys(result) == ["a", "b", "b"]
    assert [one.stem[:4] for one in result.drafts] == ["先看哪个", "2019", "5米高处"]
    assert (result.counts.answers, result.counts.numbers, result.wants_a_look) == (3, 3, False)


def test_a_question_without_a_number_behind_a_finished_one_keeps_its_own_key():
    result = read(
        asked("1. ", "先看哪个", "A") + "\n" + asked("", "再看哪个", "B") + asked("2. ", "后看哪个", "A")
    )
    assert keys(result) == ["a", "b", "a"]
    # Three answers and two numbers: somebody looks.
    assert (result.counts.answers, result.counts.numbers, result.wants_a_look) == (3, 2, True)


def test_choices_that_begin_again_behind_an_explanation_stop_both_questions():
    result = read(
        asked("1. ", "先看哪个", "A") + "解析：因为如此\n再看哪个（ ）。\nA. 丙方\nB. 丁方\n答案：B\n"
    )
    assert len(result.drafts) == 2
    assert [codes(one) for one in result.drafts] == [["readings_differ"], ["readings_differ"]]


def test_missing_and_repeated_numbers_are_named_under_their_part():
    text = "一、单选题\n" + "".join(asked(f"{at}. ", f"第{at}问看哪个", "A") for at in (1, 2, 5, 5))
    text += "二、判断题\n1. 可以。（√）\n4. 不可以。（×）\n"
    counts = read(text).counts
    assert [(one.part, one.first, one.last) for one in counts.missing] == [("单选题", 3, 4), ("判断题", 2, 3)]
    assert [(one.part, one.first) for one in counts.repeated] == [("单选题", 5)]


def test_a_list_of_answers_behind_each_chapter_belongs_to_its_chapter():
    chapter = (
        "第{}章 {}\n一、单选题\n"
        + asked("1. ", "看哪个")
        + asked("2. ", "找哪个")
        + "参考答案\n1. {}  2. {}\n\n"
    )
    result = read(chapter.format("一", "消防", "A", "B") + chapter.format("二", "用电", "B", "A"))
    assert keys(result)[:2] == ["a", "b"]
    assert [one.answer for one in result.drafts[2:]] == [("b",), ("a",)]


def test_one_question_in_two_chapters_with_two_keys_stops_twice():
    chapter = "第{}章 {}\n一、单选题\n" + asked("1. ", "看哪个") + "参考答案\n1. {}\n\n"
    result = read(chapter.format("一", "消防", "A") + chapter.format("二", "用电", "B"))
    assert [codes(one) for one in result.drafts] == [["other_key"], ["other_key"]]


def test_a_listed_answer_without_its_question_is_told_and_completes_no_other():
    result = read("一、单选题\n" + asked("1. ", "看哪个") + asked("2. ", "找哪个") + "参考答案\n1. A\n3. B\n")
    assert keys(result) == ["a", ""]
    assert spare(result) == [("listed_answer", "3. B")]


def test_a_run_of_answers_that_does_not_count_up_gives_none():
    result = read("一、单选题\n" + asked("1. ", "看哪个") + asked("2. ", "找哪个") + "参考答案\n1-2 ABA\n")
    assert keys(result) == ["", ""]
    assert spare(result) == [("listed_run", "1-2 ABA")]


def test_a_heading_of_an_answer_alone_on_its_line_belongs_to_its_question():
    block = "{}. 看哪个{}（ ）。\nA. 甲方\nB. 乙方\n正确答案\n{}\n"
    assert keys(read(block.format(1, "门", "A") + block.format(2, "窗", "B"))) == ["a", "b"]


@pytest.mark.parametrize(
    "unit",
    [
        "分贝（A）",
        "dB(A)",
        "55dB（A）",
        "电压伏特（V）",
        "安培（A）",
        "力牛顿（N）",
        "质量吨（T）",
        "kW（B）",
    ],
)
def test_a_unit_or_a_sign_in_brackets_is_never_a_key_and_stays_in_the_stem(unit):
    result = read(f"一、单选题\n1. 限值是（ ）{unit}。\nA. 50\nB. 55\n二、判断题\n1. 单位写作{unit}。\n")
    assert keys(result) == ["", ""]
    assert all(unit in one.stem for one in result.drafts)
    assert [codes(one) for one in result.drafts] == [["answer_missing"], ["answer_missing"]]
    table = write_excel(
        {"题": [["题型", "题干", "A", "B", "答案"], ["单选题", f"限值是（ ）{unit}。", "50", "55", ""]]}
    )
    assert keys(read_file("题.xlsx", table)) == [""]


def test_a_running_header_is_taken_out_of_stem_and_choices_and_listed():
    text = "1. 高处作业应当系（ ），\n某市培训教材  第8页\n并有人看护。\nA. 安全带\n某市培训教材  第9页\nB. 领带\n答案：A\n"
    result = read(text + "某市培训教材  第10页\n" + asked("2. ", "看哪个", "B"))
    assert [one.stem for one in result.drafts] == ["高处作业应当系（ ），\n并有人看护。", "看哪个（ ）。"]
    assert [choice.text for choice in result.drafts[0].choices] == ["安全带", "领带"]
    assert [reason for reason, _ in spare(result)] == ["page_header"] * 3


def test_somebody_elses_answer_is_no_key():
    result = read(
        "1. 看哪个（ ）。\nA. 甲方\nB. 乙方\n我的答案:B正确答案:A\n2. 找哪个（ ）。\nA. 甲方\nB. 乙方\n我的答案：B\n"
    )
    assert keys(result) == ["a", ""]
    assert spare(result) == [("own_answer", "我的答案:B"), ("own_answer", "我的答案：B")]


def test_an_explanation_that_names_another_letter_stops():
    told = [
        codes(one)
        for one in read(
            "1. 看哪个（ ）。\nA. 甲方\nB. 乙方\n答案：A\n解析：乙方负责，故选B。\n"
            "2. 找哪个（ ）。\nA. 甲方\nB. 乙方\n答案：A\n解析：甲方负责，故选A，不选B。\n"
            "二、判断题\n1. 可以。\n答案：对\n解析：本题错误。\n"
        ).drafts
    ]
    assert told == [["explained_otherwise"], [], ["explained_otherwise"]]


def test_a_stray_line_behind_an_answer_is_listed_and_changes_no_key():
    result = read(asked("1. ", "看哪个", "A") + "这一行是谁的\n" + asked("2. ", "找哪个", "B"))
    assert (keys(result), spare(result)) == (["a", "b"], [("stray", "这一行是谁的")])


def test_a_letter_out_of_row_stops_its_question():
    (draft,) = read("1. 看哪个（ ）。\nA. 甲方\nB. 乙方\nD. 丁方\n答案：A\n").drafts
    assert codes(draft) == ["choices_out_of_row"]


def test_columns_sheets_and_pictures_that_nobody_reads_are_listed():
    rows = [
        ["题库", "", "", "", ""],
        ["题干", "A", "B", "答案", "录入人"],
        ["看哪个", "甲", "乙", "A", "某人"],
    ]
    result = read_file("题.xlsx", write_excel({"题": rows, "说明": [["只是说明"]]}))
    assert [(one.reason, one.place.sheet, one.place.cell) for one in result.unused] == [
        ("title", "题", "1"),
        ("column", "题", "E"),
        ("sheet", "说明", ""),
    ]


def test_hidden_and_struck_words_of_word_stay_out_and_a_red_choice_is_only_offered():
    made = Office()
    hidden = "<w:r><w:rPr><w:{}/></w:rPr><w:t>{}</w:t></w:r><w:r><w:t>{}</w:t></w:r>"
    made.raw(made.line("1. 高处作业要系"), hidden.format("vanish", "安全带", "（ ）。"))
    made.line("A. 安全带")
    made.line("B. 领带")
    made.raw(made.line("答案："), hidden.format("strike", "B", "A"))
    made.line("2. 看哪个（ ）。")
    made.raw(made.line(""), '<w:r><w:rPr><w:color w:val="FF0000"/></w:rPr><w:t>A. 甲方</w:t></w:r>')
    made.line("B. 乙方")
    first, second = (result := read_file("题.docx", made.bytes())).drafts
    assert (first.stem, first.answer) == ("高处作业要系（ ）。", ("a",))
    assert [one.data["what"] for one in first.problems if one.code == "left_out"] == [
        "hidden_text",
        "struck_text",
    ]
    assert (second.answer, codes(second)) == ((), ["answer_missing", "red_choice"])
    assert [one.reason for one in result.unused] == ["hidden_text", "struck_text"]


def test_a_web_page_is_refused_by_name():
    with pytest.raises(FileRefusedError) as refused:
        read("<html><script>\nfunction f() {}\n</script></html>")
    assert refused.value.code == "web_page"


def test_the_readers_own_process_gives_the_same_result_and_the_same_refusal():
    text = asked("1. ", "看哪个", "A") + "这一行是谁的\n" + asked("3. ", "找哪个", "E")
    assert read_in_child("题库.txt", text.encode()) == read(text)
    with pytest.raises(FileRefusedError) as refused:
        read_in_child("题.pdf", b"%PDF-1.7")
    assert refused.value.code == "pdf_broken"


def test_far_too_many_lines_are_refused_before_they_are_understood():
    with pytest.raises(FileRefusedError) as refused:
        read("甲\n" * 160_000)
    assert refused.value.code == "too_many_lines"


def test_an_answer_in_front_of_its_number_belongs_to_that_number():
    result = read("一、判断题\n（√）1、要持证上岗。\n（ × ）2、可以酒后上岗。\n（√）3、2021年起施行。\n")
    assert (keys(result), result.counts.numbers) == (["true", "false", "true"], 3)


def test_a_list_with_explanations_gives_both_to_its_questions():
    text = asked("1. ", "看哪个") + asked("2. ", "找哪个")
    result = read(
        text + "答案与解析\n1.【答案】A【解析】甲方管。\n2.【答案】B\n【解析】乙方管，\n一直如此。\n"
    )
    assert [("".join(one.answer), one.rationale) for one in result.drafts] == [
        ("a", "甲方管。"),
        ("b", "乙方管，\n一直如此。"),
    ]


def test_letters_without_any_sign_are_choices_where_they_stand_in_a_row():
    (draft,) = read("1. 火警电话是\nA119\nB120\nC110\n正确答案：A\n").drafts
    assert ([choice.text for choice in draft.choices], draft.answer) == (["119", "120", "110"], ("a",))


def test_letters_in_an_explanation_are_no_choices_and_steps_in_a_stem_no_questions():
    text = "1. 看哪个（ ）。\nA. 甲方\nB. 乙方\n答案：B\n解析：\nA、甲方不管。\nB、乙方管。\n"
    result = read(
        text + "2. 关于动火：\n（1）审批\n（2）检测\n顺序是（ ）。\nA. （1）（2）\nB. （2）（1）\n答案：A\n"
    )
    assert (keys(result), [codes(one) for one in result.drafts]) == (["b", "a"], [[], []])
    assert result.counts.agree
