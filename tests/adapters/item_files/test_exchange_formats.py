"""GIFT, AIKEN, Moodle XML and QTI as other programs write them."""

import base64
import io
import zipfile

import pytest

from examapp.adapters.item_files.drafts import ReadResult
from examapp.adapters.item_files.reading import read_file
from tests.adapters.item_files.qti_samples import HOTSPOT_21, MANIFEST, ORDER_22, QTI_12, TEXT_21, single_item
from tests.adapters.item_files.samples import AIKEN, GIFT, MOODLE, QTI_MATCH
from tests.adapters.item_files.strategies import png


def told(found: ReadResult) -> list[tuple]:
    return [
        (one.type, one.stem, tuple(c.text for c in one.choices), "|".join(one.answer)) for one in found.drafts
    ]


def read(text: str, name: str = "题.xml") -> ReadResult:
    return read_file(name, text.encode())


def test_gift_of_every_kind():
    found = read(GIFT, "题.txt")
    assert found.format == "gift"
    assert [one[0] for one in told(found)] == [
        "single",
        "judgement",
        "numeric",
        "multiple",
        "single",
        "single",
        "single",
    ]
    assert told(found)[0] == ("single", "灭火器多久检查一次？", ("每月", "每年", "每十年"), "a")
    assert (found.drafts[0].topic, found.drafts[0].rationale) == ("消防", "看标签")
    assert (found.drafts[2].answer, found.drafts[2].tolerance) == (("19.5",), "0.1")
    assert found.drafts[3].answer == ("a", "b")
    assert all("matching_split" in [one.code for one in draft.problems] for draft in found.drafts[4:])


def test_aiken():
    found = read(AIKEN, "题.txt")
    assert (found.format, told(found)) == ("aiken", [
        ("single", "What is safe?", ("Run", "Walk"), "b"), ("single", "哪个对？", ("一", "二"), "a"),
    ])  # fmt: skip


def test_moodle_of_every_kind_with_category_and_unsafe_markup():
    found = read(MOODLE)
    kinds = [one[0] for one in told(found)]
    assert kinds == ["single", "judgement", "blank", "numeric", "single", "single"]
    first = found.drafts[0]
    assert (first.topic, first.rationale, first.answer) == ("消防", "看标签", ("a",))
    assert first.stem.startswith("CO₂ 灭火器不能灭什么？")
    assert "<script>alert(1)</script>" in first.stem
    assert [one.code for one in first.problems] == ["active_defused"]
    assert [(one.reason, one.text) for one in found.unused] == [("type:essay", "谈谈")]
    assert [choice.text for choice in found.drafts[4].choices] == ["禁止", "警告"]


def test_moodle_keeps_an_embedded_picture_and_refuses_what_is_none():
    text = """<quiz><question type="truefalse">
    <questiontext format="html"><text><![CDATA[<p>安全。<img src="@@PLUGINFILE@@/a.png" alt="一块牌子"></p>]]></text>
    <file name="a.png" encoding="base64">%s</file></questiontext><answer fraction="100"><text>true</text></answer></question></quiz>"""
    (good,) = read(text % base64.b64encode(png((1, 2, 3))).decode()).drafts
    assert (good.picture.media_type, good.picture.alt, good.stem) == ("image/png", "一块牌子", "安全。")
    (bad,) = read(text % base64.b64encode(b"<html>").decode()).drafts
    assert (bad.picture, [one.code for one in bad.problems]) == (None, ["picture_refused"])


def test_qti_3_match_becomes_one_single_choice_for_each_row():
    assert told(read(QTI_MATCH)) == [
        ("single", "配对\n红", ("禁止", "警告", "指令"), "a"),
        ("single", "配对\n黄", ("禁止", "警告", "指令"), "b"),
    ]


@pytest.mark.parametrize("version", ["2.1", "2.2", "3.0"])
def test_a_single_qti_item_file(version):
    assert told(read(single_item(version))) == [("single", "哪个对？", ("一", "二"), "b")]


def test_qti_1_2_choice():
    assert told(read(QTI_12)) == [("single", "哪个对？", ("一", "二"), "b")]


def test_a_qti_zip_with_a_manifest_order_text_entry_hotspot_and_a_missing_file():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("imsmanifest.xml", MANIFEST)
        archive.writestr("one.xml", single_item("2.1"))
        archive.writestr("sub/order.xml", ORDER_22)
        archive.writestr("sub/text.xml", TEXT_21)
        archive.writestr("sub/spot.xml", HOTSPOT_21)
        archive.writestr("sub/img/site.png", png((9, 9, 9)))
    found = read_file("题.zip", buffer.getvalue())
    assert [(one.type, "".join(one.answer)) for one in found.drafts] == [
        ("single", "b"),
        ("ordering", "ba"),
        ("blank", "119"),
        ("hotspot", "a"),
    ]
    spot = found.drafts[3]
    assert [one.area for one in spot.choices] == ["rect 0 0 500 500", "circle 750 750 125"]
    assert spot.picture
    assert [(one.code, one.read) for one in found.problems] == [("package_file_missing", "gone.xml")]
