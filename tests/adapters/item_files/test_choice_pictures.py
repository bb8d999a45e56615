"""Pictures that are choices: joined under their letters in every format; what is missing stops the item."""

import base64
import io
import zipfile

import pytest

from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.reading import read_file
from tests.adapters.item_files.strategies import png

SHADES = [png((shade, 9, 9)) for shade in (10, 90, 170)]


def base(content: bytes) -> str:
    return base64.b64encode(content).decode()


def moodle(missing: bool) -> bytes:
    answers = "".join(
        f'<answer fraction="{100 * (at == 1)}" format="html">'
        f'<text><![CDATA[<p><img src="@@PLUGINFILE@@/{at}.png" alt=""></p>]]></text>'
        + ("" if missing and at == 2 else f'<file name="{at}.png" encoding="base64">{base(content)}</file>')
        + "</answer>"
        for at, content in enumerate(SHADES)
    )
    return (
        '<quiz><question type="multichoice"><questiontext format="html"><text>哪块牌子表示禁止烟火？</text>'
        f"</questiontext><single>true</single><shuffleanswers>1</shuffleanswers>{answers}</question></quiz>"
    ).encode()


def qti2(missing: bool) -> bytes:
    choices = "".join(
        f'<simpleChoice identifier="C{at}"><img src="img/{at}.png" alt=""/></simpleChoice>' for at in range(3)
    )
    item = (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="a" title="t">'
        '<responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse>'
        '<value>C1</value></correctResponse></responseDeclaration><itemBody><choiceInteraction shuffle="true" '
        f'responseIdentifier="R" maxChoices="1"><prompt>哪块牌子表示禁止烟火？</prompt>{choices}</choiceInteraction>'
        "</itemBody></assessmentItem>"
    )
    return package("imsqti_item_xmlv2p1", item, "img", missing)


def qti1(missing: bool, shown: str = '<matimage uri="img/{at}.png"/>') -> bytes:
    labels = "".join(
        f'<response_label ident="C{at}"><material>{shown.format(at=at)}</material></response_label>'
        for at in range(3)
    )
    item = (
        '<questestinterop><item ident="a"><presentation><material><mattext>哪块牌子表示禁止烟火？</mattext></material>'
        f'<response_lid ident="R" rcardinality="Single"><render_choice>{labels}</render_choice></response_lid>'
        "</presentation><resprocessing><respcondition><conditionvar><varequal respident='R'>C1</varequal>"
        "</conditionvar><setvar>100</setvar></respcondition></resprocessing></item></questestinterop>"
    )
    return package("imsqti_xmlv1p2", item, "img", missing)


def canvas(missing: bool) -> bytes:
    shown = '<mattext texttype="text/html">&lt;img src="$IMS-CC-FILEBASE$/img/{at}.png"&gt;</mattext>'
    return qti1(missing, shown)


def package(kind: str, item: str, folder: str, missing: bool) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "imsmanifest.xml",
            f'<manifest><resources><resource identifier="r" type="{kind}" href="item.xml"/></resources></manifest>',
        )
        archive.writestr("item.xml", item)
        for at, content in enumerate(SHADES[: 2 if missing else 3]):
            archive.writestr(f"{folder}/{at}.png", content)
    return made.getvalue()


FORMATS = {"moodle": moodle, "qti21": qti2, "qti12": qti1, "canvas": canvas}


def only(content: bytes) -> Draft:
    (draft,) = read_file("题.xml" if content[:1] == b"<" else "题.zip", content).drafts
    return draft


@pytest.mark.parametrize("form", FORMATS)
def test_pictures_of_choices_become_one_picture_with_letters(form):
    draft = only(FORMATS[form](missing=False))
    assert [choice.text for choice in draft.choices] == ["图 A", "图 B", "图 C"]
    assert (draft.answer, draft.shuffle, draft.stopped) == (("b",), False, False)
    assert draft.picture is not None
    assert [problem.code for problem in draft.problems] == ["pictures_joined"]


@pytest.mark.parametrize("form", FORMATS)
def test_a_picture_of_a_choice_that_is_missing_stops_the_item(form):
    draft = only(FORMATS[form](missing=True))
    assert draft.stopped
    assert "picture_in_choice" in [problem.code for problem in draft.problems]
    assert draft.picture is None


def test_a_picture_of_the_stem_in_html_is_kept_and_a_missing_one_stops():
    shown = '<mattext texttype="text/html">&lt;p&gt;看图&lt;img src="img/0.png"&gt;&lt;/p&gt;</mattext>'
    whole = qti1(False, "<mattext>甲{at}</mattext>").decode("latin-1").encode("latin-1")
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        item = archive.read("item.xml").decode().replace("<mattext>哪块牌子表示禁止烟火？</mattext>", shown)
    assert only(package("imsqti_xmlv1p2", item, "img", False)).picture is not None
    (draft,) = read_file("题.xml", item.encode()).drafts
    assert ("picture_missing", True) in [(one.code, one.stops) for one in draft.problems]
