"""The reader on generated cards: what it is sure of is right, else it asks, and what it cannot see it refuses.

A small run of `python -m tests.answer_cards.trial`; the figures of the large one stand in docs/decisions/0020.
"""

import io
import random

import cv2
import numpy
import pytest
from PIL import Image

from examapp.adapters.answer_cards.codes import page_code, read_page_code
from examapp.adapters.answer_cards.pixels import PageRefusedError, find_page
from examapp.adapters.answer_cards.reader import CardReader, Form
from examapp.adapters.answer_cards.tags import CODES, SIDE
from examapp.domain.answer_cards.layout import PRINTS
from tests.answer_cards.hands import (
    FORM,
    MIXED,
    SCAN,
    as_jpeg,
    fill_page,
    printed,
    take_picture,
    write_on,
)
from tests.answer_cards.trial import try_pages


@pytest.mark.parametrize(("camera", "share"), [("scan", 0.02), ("photo", 0.02), ("shadow", 0.05)])
def test_no_box_is_read_wrongly_and_few_are_asked(camera, share):
    counts = try_pages(camera, 8, "small run")
    assert (counts["wrong"], counts["row_wrong"], counts["other"]) == (0, 0, 0)
    assert counts["boxes"] > 300
    assert counts["asked"] <= share * counts["boxes"]


def test_what_a_poor_picture_does_not_show_is_refused_or_asked_and_never_guessed():
    counts = try_pages("poor", 12, "small run")
    assert (counts["wrong"], counts["other"]) == (0, 0)


def test_a_page_upside_down_and_scaled_to_fit_is_the_same_page():
    page, print_ = printed()[0]
    small = cv2.resize(print_, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    sheet = numpy.full((small.shape[0] + 200, small.shape[1] + 160), 255, numpy.uint8)
    sheet[60 : 60 + small.shape[0], 90 : 90 + small.shape[1]] = small
    found = find_page(cv2.rotate(sheet, cv2.ROTATE_180))
    assert (found.form, found.page) == (FORM, page.number)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda page: page[: page.shape[0] // 2], "corners"),
        (lambda page: cv2.GaussianBlur(page, (0, 0), 9), "corners"),
        (lambda page: numpy.full_like(page, 200), "corners"),
        (lambda page: cv2.resize(page, None, fx=0.22, fy=0.22, interpolation=cv2.INTER_AREA), "small"),
    ],
)
def test_a_picture_that_shows_no_whole_page_is_refused_with_the_reason(spoil, why):
    with pytest.raises(PageRefusedError) as refusal:
        find_page(spoil(printed()[0][1].copy()))
    assert refusal.value.code == why


def test_a_page_without_a_readable_code_belongs_to_nobody():
    _, print_ = printed()[0]
    hidden = print_.copy()
    hidden[: int(hidden.shape[0] * 0.12), int(hidden.shape[1] * 0.75) : int(hidden.shape[1] * 0.89)] = 255
    hidden[int(hidden.shape[0] * 0.9) :, int(hidden.shape[1] * 0.44) : int(hidden.shape[1] * 0.56)] = 255
    with pytest.raises(PageRefusedError, match="code"):
        find_page(hidden)


def test_a_code_says_form_and_page_and_a_slip_in_it_is_no_code():
    text = page_code(FORM, 3)
    assert read_page_code(text) == (FORM, 3)
    assert read_page_code(text.replace("-3-", "-2-")) is None
    assert read_page_code("https://example.invalid/q/ABCD") is None


def test_the_drawn_tags_are_those_of_the_published_family():
    family = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h11)
    for name, code in enumerate(CODES):
        cells = cv2.aruco.generateImageMarker(family, name, SIDE + 2)[1:-1, 1:-1] // 255
        assert int("".join(str(cell) for cell in cells.ravel()), 2) == code


def test_the_child_reads_photos_and_a_scanners_pages_and_refuses_the_rest_in_place():
    page, print_ = printed()[0]
    side = PRINTS["normal"].side
    written = write_on(page, print_, {(0, ""): ("c",), (4, ""): ("true",)}, side)
    forms = {FORM: Form(MIXED, "normal")}
    (reading,) = CardReader().read(as_jpeg(written), forms)
    assert (reading.refused, reading.form, reading.page) == ("", FORM, page.number)
    assert reading.flat.startswith(b"\xff\xd8")
    inks = reading.inks[0][0]
    assert inks.index(max(inks)) == 2
    assert [reading.refused for reading in CardReader().read(b"no picture", forms)] == ["not_a_picture"]
    assert [reading.refused for reading in CardReader().read(as_jpeg(written), {})] == ["other_quiz"]


def test_a_scanners_pdf_is_read_page_by_page_in_any_order():
    pages = printed()
    scans = [Image.fromarray(print_) for _, print_ in reversed(pages)]
    buffer = io.BytesIO()
    scans[0].save(buffer, "PDF", save_all=True, append_images=scans[1:])
    readings = CardReader().read(buffer.getvalue(), {FORM: Form(MIXED, "normal")})
    assert [(reading.refused, reading.page) for reading in readings] == [
        ("", page.number) for page, _ in reversed(pages)
    ]


def test_the_same_seed_makes_the_same_picture():
    page, print_ = printed()[0]
    side = PRINTS["normal"].side
    one, other = (
        take_picture(fill_page(page, print_, MIXED, random.Random(5), side).picture, SCAN, random.Random(6))
        for _ in range(2)
    )
    assert (one == other).all()
