"""Style sheets as they are sent: joined, without layers, in the order that the layers had."""

import pytest

from examapp.adapters.sheets import flatten, join_sheet, lower_sides


def written(folder, **sheets: str):
    for name, text in sheets.items():
        (folder / f"{name}.css").write_text(text, encoding="utf-8")
    return folder / "page.css"


def test_rules_stand_in_the_order_of_the_layers_and_not_of_the_imports(tmp_path):
    page = written(
        tmp_path,
        page='@import url("late.css") layer(pages);\n@import url("early.css") layer(components);\n',
        late=".late { color: red }",
        early=".early { color: red }",
    )
    sheet = join_sheet(page)
    assert sheet.index(".early") < sheet.index(".late")
    assert "@layer" not in sheet
    assert "@import" not in sheet


def test_a_selector_weighs_more_the_higher_its_layer():
    sheet = flatten(
        "@layer base { #a .b {c: d} } @layer components { a {c: d} } @layer utilities { b {c: d} }"
    )
    assert sheet.splitlines() == [
        "#a .b {c: d}", "a:not(#_) {c: d}", "b:not(#_):not(#_):not(#_) {c: d}",
    ]  # fmt: skip


def test_each_selector_of_a_list_gets_the_weight_before_its_pseudo_element():
    sheet = flatten("@layer components { a::before, b:is(c, d), [e='f,g'] {h: i} }")
    assert sheet == "a:not(#_)::before, b:is(c, d):not(#_), [e='f,g']:not(#_) {h: i}"


def test_media_are_gone_into_and_other_at_rules_stay_as_they_are():
    sheet = flatten("@layer pages { @media print { a {b: c} } @font-face {d: e} @keyframes f {from {g: h}} }")
    assert "@media print { a:not(#_):not(#_) {b: c} }" in sheet
    assert "@font-face {d: e}" in sheet
    assert "@keyframes f {from {g: h}}" in sheet


def test_braces_in_strings_and_comments_end_nothing():
    assert flatten('@layer base { /* } */ a {b: "}"} c {d: e} }') == 'a {b: "}"}\nc {d: e}'


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("padding-inline: var(--a);", "padding-left: var(--a); padding-right: var(--a);"),
        ("margin-block: calc(1px + 2px) 0;", "margin-top: calc(1px + 2px); margin-bottom: 0;"),
        ("padding-block: 0 !important;", "padding-top: 0 !important; padding-bottom: 0 !important;"),
        ("border-inline: 1px solid red;", "border-left: 1px solid red; border-right: 1px solid red;"),
        ("padding-inline-start: 2px;", "padding-inline-start: 2px;"),
    ],
)
def test_both_sides_in_one_word_become_two_words(written, sent):
    assert lower_sides(f"a {{ {written} }}") == f"a {{ {sent} }}"


@pytest.mark.parametrize("sheet", ["a {b: c}", "@layer strange { a {b: c} }", "@charset 'utf-8';"])
def test_what_stands_outside_our_layers_is_refused(sheet):
    with pytest.raises(ValueError, match="outside the layers"):
        flatten(sheet)


def test_important_with_two_values_in_two_layers_is_refused_because_their_order_would_turn_round():
    with pytest.raises(ValueError, match="color is !important in base and in pages"):
        flatten("@layer base { a {color: red !important} } @layer pages { b {color: blue !important} }")


def test_new_writing_is_lowered_for_the_oldest_browsers(tmp_path):
    page = written(
        tmp_path, page='@import url("a.css") layer(pages);', a="a { inset: 0; color: rgb(0 0 0 / 50%) }"
    )
    sheet = join_sheet(page)
    assert "inset" not in sheet
    assert "top:0" in sheet
    assert "rgb" not in sheet


def test_a_part_that_imports_nothing_stays_as_it_stands(tmp_path):
    assert join_sheet(written(tmp_path, page="a { b: c }\n")) == "a { b: c }\n"
