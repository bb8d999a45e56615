"""What a format says and we do not take is named; nothing that shows the key reaches a candidate."""

import pytest

from examapp.adapters.item_files.drafts import Draft, ReadResult
from examapp.adapters.item_files.reading import read_file
from examapp.web.items.item_imports.accounts import LEFT_OUT, unused_sentence
from examapp.web.items.item_imports.words import PROBLEMS, problem_sentence
from tests.adapters.hostile import zipped

NS = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
CHOICES = (
    '<choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="1"><prompt>先做什么？</prompt>'
    '<simpleChoice identifier="A">报警{right}</simpleChoice><simpleChoice identifier="B">围观{wrong}</simpleChoice>'
    "</choiceInteraction>"
)


def qti(body: str, *, kind: str = "identifier", key: str = "A", more: str = "") -> str:
    return (
        f'<?xml version="1.0"?><assessmentItem {NS} identifier="i" title="t">'
        f'<responseDeclaration identifier="R" cardinality="single" baseType="{kind}">'
        f"<correctResponse><value>{key}</value></correctResponse></responseDeclaration>{more}<itemBody>{body}</itemBody></assessmentItem>"
    )


def moodle(*questions: str) -> ReadResult:
    return read_file("题.xml", f'<?xml version="1.0"?><quiz>{"".join(questions)}</quiz>'.encode())


def question(kind: str, inner: str, stem: str = "选哪个？") -> str:
    return f'<question type="{kind}"><questiontext><text>{stem}</text></questiontext>{inner}</question>'


def answer(share: str, text: str, inner: str = "") -> str:
    return f'<answer fraction="{share}"><text>{text}</text>{inner}</answer>'


def only(content: str) -> Draft:
    (draft,) = read_file("题.xml", content.encode()).drafts
    return draft


def left_out(draft: Draft) -> set[str]:
    return {one.data["what"] for one in draft.problems if one.code == "left_out"}


def stops(draft: Draft) -> list[str]:
    return [one.code for one in draft.problems if one.stops]


def told(draft: Draft) -> list[str]:
    place = {"number": 1}
    return [
        problem_sentence({"code": one.code, "read": one.read, "data": dict(one.data), "place": place})
        for one in draft.problems
    ]


def test_s41_feedback_of_the_right_choice_explains_and_the_rest_stays_out_of_sight():
    inline = '<feedbackInline outcomeIdentifier="F" identifier="{}" showHide="show">{}</feedbackInline>'
    body = CHOICES.format(right=inline.format("A", "就是这个"), wrong=inline.format("B", "不是"))
    draft = only(qti('<rubricBlock view="scorer"><p>选报警得分</p></rubricBlock>' + body))
    assert (draft.stem, [one.text for one in draft.choices]) == ("先做什么？", ["报警", "围观"])
    assert draft.rationale == "就是这个"
    assert left_out(draft) == {"rubric", "choice_feedback"}
    assert "不导入：评分说明（“选报警得分”）。" in told(draft)


def test_feedback_for_a_wrong_answer_is_no_explanation():
    feedback = '<modalFeedback outcomeIdentifier="F" showHide="show" identifier="no">再想想</modalFeedback>'
    draft = only(
        qti(CHOICES.format(right="", wrong="")).replace("</assessmentItem>", feedback + "</assessmentItem>")
    )
    assert (draft.rationale, left_out(draft)) == ("", {"whole_feedback"})


@pytest.mark.parametrize(
    ("value", "margin", "wanted"), [("4", "5 5", "0.2"), ("200", "2", "4"), ("-50", "10 10", "5")]
)
def test_a_relative_tolerance_becomes_an_absolute_one(value, margin, wanted):
    rule = (
        f'<responseProcessing><responseCondition><responseIf><equal toleranceMode="relative" tolerance="{margin}"/>'
        "</responseIf></responseCondition></responseProcessing>"
    )
    body = '<p>压力是 <textEntryInteraction responseIdentifier="R"/> MPa。</p>'
    content = qti(body, kind="float", key=value).replace("</assessmentItem>", rule + "</assessmentItem>")
    assert only(content).tolerance == wanted


def test_random_numbers_sound_and_a_missing_text_stop_by_name():
    body = CHOICES.format(right="", wrong="")
    random = qti(body, more='<templateDeclaration identifier="N" cardinality="single" baseType="integer"/>')
    sound = qti('<p>听录音<object data="a.mp3" type="audio/mpeg"/></p>' + body)
    lacking = qti(body, more='<assessmentStimulusRef identifier="s" href="text.xml" title="事故经过"/>')
    assert [stops(only(one)) for one in (random, sound, lacking)] == [
        ["random_numbers"],
        ["sound"],
        ["stimulus_missing"],
    ]


def test_the_text_that_a_package_shares_becomes_the_case():
    item = qti(
        CHOICES.format(right="", wrong=""), more='<assessmentStimulusRef identifier="s" href="text.xml"/>'
    )
    text = f'<assessmentStimulus {NS} identifier="s"><stimulusBody><p>某日起火。</p></stimulusBody></assessmentStimulus>'
    manifest = (
        '<manifest><resources><resource type="imsqti_item_xmlv2p1" href="one.xml"/></resources></manifest>'
    )
    parts = {"imsmanifest.xml": manifest, "one.xml": item, "text.xml": text, "left.txt": "谁的"}
    result = read_file("题.zip", zipped({name: part.encode() for name, part in parts.items()}))
    assert result.drafts[0].case_text == "某日起火。"
    assert [(one.reason, one.place.file) for one in result.unused] == [("file", "题.zip/left.txt")]


def test_several_responses_in_one_item_are_refused_by_name():
    gap = '<p>一 <textEntryInteraction responseIdentifier="R"/></p>'
    draft = only(qti(gap + CHOICES.format(right="", wrong="")))
    assert told(draft) == ["一道题里有 2 处作答（填空、选择），只能导入有一处的。请拆成几道题。"]
    gift = read_file("题.txt", "甲 {=一 ~二} 乙 {=三 ~四}\n".encode()).drafts[0]
    assert stops(gift) == ["interactions_several"]


def test_a_test_without_items_says_where_they_are():
    result = read_file(
        "卷.xml", f'<?xml version="1.0"?><assessmentTest {NS} identifier="t" title="卷"/>'.encode()
    )
    assert [one.code for one in result.problems] == ["test_without_items"]
    assert "请传整个压缩包" in PROBLEMS["test_without_items"]


def test_partial_points_wildcards_hints_units_and_tags_are_named_and_never_a_key():
    words = answer("100", "保险销") + answer("50", "铅封") + answer("100", "*销*") + "<usecase>1</usecase>"
    choice = answer("100", "甲", "<feedback><text>因为甲</text></feedback>") + answer(
        "30", "乙", "<feedback><text>差一点</text></feedback>"
    )
    number = answer("100", "36", "<tolerance>0</tolerance>") + answer("50", "36", "<tolerance>6</tolerance>")
    units = "<units><unit><unit_name>V</unit_name></unit><unit><unit_name>kV</unit_name></unit></units>"
    extra = "<single>true</single><hint><text>想一想</text></hint><tags><tag><text>必背</text></tag></tags>"
    blank, single, numeric = moodle(
        question("shortanswer", words),
        question("multichoice", choice + extra),
        question("numerical", number + units),
    ).drafts
    assert (blank.answer, left_out(blank)) == (("保险销",), {"partial", "wildcard", "case_counts"})
    assert (single.answer, single.rationale) == (("a",), "因为甲")
    assert left_out(single) == {"partial", "hint", "tag", "choice_feedback"}
    assert (numeric.answer, numeric.tolerance, left_out(numeric)) == (("36",), "", {"partial", "units"})


def test_negative_points_are_named_and_parts_that_give_no_whole_are_no_key():
    several = "<single>false</single>"
    negative = question(
        "multichoice", several + answer("50", "甲") + answer("-50", "乙") + answer("50", "丙")
    )
    short = question("multichoice", several + answer("30", "甲") + answer("30", "乙") + answer("0", "丙"))
    first, second = moodle(negative, short).drafts
    assert (first.answer, left_out(first)) == (("a", "c"), {"negative"})
    assert (second.answer, "points_short" in stops(second)) == ((), True)


def test_cloze_is_named_as_cloze_and_categories_are_no_questions():
    category = '<question type="category"><category><text>$course$/消防</text></category></question>'
    result = moodle(
        category, question("cloze", "", "{1:MC:=甲~乙}"), question("truefalse", answer("100", "true"))
    )
    assert (result.counts.numbers, result.counts.items) == (2, 1)
    (spare,) = result.unused
    assert unused_sentence({"reason": spare.reason}) == "完形填空还不能导入"


def test_gift_takes_only_what_is_wholly_right():
    text = "一 {=甲 ~%50%乙 ~丙 #不对}\n\n二 {=保险销 =%50%铅封}\n\n三 {#=36:0 =%50%36:6}\n"
    single, blank, number = read_file("题.txt", text.encode()).drafts
    assert (single.answer, left_out(single)) == (("a",), {"partial", "choice_feedback"})
    assert (blank.answer, left_out(blank)) == (("保险销",), {"partial"})
    assert (number.answer, number.tolerance, left_out(number)) == (("36",), "", {"partial"})


def test_aiken_without_an_answer_stops_and_swallows_nobody():
    text = "没有答案的\nA. 甲\nB. 乙\n\n有答案的\nA. 丙\nB. 丁\nANSWER: B\n"
    first, second = read_file("题.txt", text.encode()).drafts
    assert (first.answer, stops(first), second.answer, second.stem) == (
        (),
        ["answer_missing"],
        ("b",),
        "有答案的",
    )


def test_every_name_of_what_is_left_out_is_in_peoples_words():
    assert all(not word.isascii() for word in LEFT_OUT.values())
