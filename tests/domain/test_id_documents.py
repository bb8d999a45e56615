"""Documents of people without a mainland ID: forms as far as they are published, one writing, masked print."""

from datetime import date

import pytest

from examapp.domain.id_documents import (
    DocumentKind,
    birth_of,
    find_document_fault,
    mask_document,
    plain_document,
    plain_tail,
    read_document_kind,
)
from tests.world import id_number

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("kind", "number", "fault"),
    [
        ("mainland_id", id_number(1), None),
        ("mainland_id", "H12345678", "length"),
        ("hmt_residence", id_number(1), None),
        ("hmt_residence", "12345678", "length"),
        ("hk_macau_permit", "H12345678", None),
        ("hk_macau_permit", "M1234567801", None),
        ("hk_macau_permit", "Z12345678", "form"),
        ("taiwan_permit", "01234567", None),
        ("foreign_residence", "USA110080010101", None),
        ("foreign_residence", id_number(1), None),
        ("foreign_residence", id_number(1)[:-1] + "?", "character"),
        ("passport", "EA1234567", None),
        ("passport", "E12", "form"),
        ("passport", "ABCDEFGH", "form"),
        ("passport", "护照1234567", "form"),
        ("other", "A" * 30 + "1", "form"),
    ],
)
def test_a_number_is_checked_only_by_what_its_kind_promises(kind, number, fault):
    assert find_document_fault(kind, number, today=TODAY) == fault


def test_one_number_is_one_text_however_it_is_typed():
    assert {
        plain_document(text) for text in ("e a12-345", "ＥＡ１２３４５", "EA12345", "EA(12345)\u200b")
    } == {"EA12345"}


@pytest.mark.parametrize(
    ("words", "kind"),
    [("", "mainland_id"), ("身份证", "mainland_id"), (" 护 照 ", "passport"), ("回乡证", "hk_macau_permit"),
     ("台胞证", "taiwan_permit"), ("外国人永久居留身份证", "foreign_residence"), ("港澳台居民居住证", "hmt_residence")],
)  # fmt: skip
def test_kinds_are_read_as_people_write_them(words, kind):
    assert read_document_kind(words) == kind


def test_an_unknown_kind_is_no_kind():
    assert read_document_kind("学生证") is None


def test_the_last_four_are_taken_as_printed_letters_too():
    assert [plain_tail(text) for text in ("567a", " 12 3x", "1234", "123", "12345", "一二三四")] == [
        "567A", "123X", "1234", None, None, None,
    ]  # fmt: skip


def test_birth_is_known_only_where_the_number_holds_it():
    assert birth_of("mainland_id", id_number(1)) == date(1980, 1, 1)
    assert birth_of("passport", "EA1234567") is None
    assert birth_of("foreign_residence", "USA110080010101") is None


def test_print_shows_the_kind_and_the_last_four_of_what_is_no_mainland_id():
    assert mask_document("mainland_id", "123X") == "*" * 14 + "123X"
    assert mask_document("passport", "567A") == "护照 ****567A"
    assert mask_document(None, "1234") == "*" * 14 + "1234"
    assert mask_document(None, "567A") == "其他证件 ****567A"
    others = [kind for kind in DocumentKind if kind is not DocumentKind.mainland_id]
    assert all(kind.short_label in mask_document(kind, "1234") for kind in others)
