"""Numbers, blanks, hotspots, pictures and cases through the protocol, to the result, the record and its verification."""

import json

import pytest

from examapp.extensions import db
from examapp.models.attempts import AttemptStep
from examapp.models.pictures import ItemPicture
from examapp.services.core.signing_keys import trusted_keys
from examapp.services.quizzes import boards
from examapp.verifying import verify_file
from tests.new_types import CASE_TEXT, ask_new_types, make_bank
from tests.services.quizzes.test_field_flow import finish
from tests.stories import Device, confirmed, open_quiz, right_answers, step

NUMBER, BLANK, HOTSPOT, PICTURE = 1, 2, 3, 4
WORDS = "先切断电源,再疏散 [全体] 😀"


@pytest.fixture
def asked(app, world, ports, tmp_path):
    """A quiz that asks one item of each newer kind; the device of its first person."""
    ask_new_types(tmp_path, now=ports.clock.now())
    quiz = open_quiz(world, ports)
    _, attempt = confirmed(world, ports, quiz)
    return {"quiz": quiz, "attempt": attempt, "device": Device(app, attempt)}


def test_the_paper_shows_unit_picture_areas_and_case_but_no_key(asked):
    answer = asked["device"].read()
    slots = answer.json["slots"]
    assert [slot["type"] for slot in slots] == ["numeric", "blank", "hotspot", "single", *["judgement"] * 3]
    assert slots[0]["unit"] == "%"
    assert slots[0]["choices"] == slots[1]["choices"] == []
    assert slots[2]["choices"][2]["area"] == "circle 700 640 70"
    assert (slots[3]["picture"]["width"], slots[3]["picture"]["alt"][:4]) == (300, "白底红圈")
    assert [(slot["case"]["place"], slot["case"]["size"]) for slot in slots[4:]] == [(1, 3), (2, 3), (3, 3)]
    assert slots[4]["case"]["text"] == CASE_TEXT
    assert "19.5" not in answer.get_data(as_text=True)
    assert "tolerance" not in answer.get_data(as_text=True)


def test_right_answers_of_every_kind_earn_everything(asked):
    device = asked["device"]
    device.read()
    for number, response in enumerate(right_answers(asked["attempt"]), start=1):
        given = {NUMBER: ["１９．４５ "], BLANK: ["组织 疏散。"]}.get(number, response)
        assert device.put(step(number, given, number)).status_code == 200
    assert device.submit(7).json["score_tenths"] == 700


def test_typed_words_come_back_as_they_were_typed(asked):
    device = asked["device"]
    device.read()
    device.put(step(NUMBER, ["1,950"], 1), step(BLANK, [WORDS], 2), step(HOTSPOT, ["c", "b"], 3))
    slots = device.read().json["slots"]
    assert slots[0]["response"] == ["1,950"]
    assert slots[1]["response"] == [WORDS]
    assert slots[2]["response"] == ["c", "b"]
    stored = {row.slot: row.response for row in db.session.query(AttemptStep)}
    assert stored[HOTSPOT] == "c,b"
    assert json.loads(stored[BLANK]) == [WORDS]


@pytest.mark.parametrize(
    ("slot", "response", "code"),
    [
        (NUMBER, ["十九"], "number_unreadable"),
        (NUMBER, ["1" * 33], "number_unreadable"),
        (BLANK, ["字" * 201], "text_malformed"),
        (BLANK, ["a\0"], "text_malformed"),
        (BLANK, ["a", "b"], "bad_json"),
        (HOTSPOT, ["z"], "choice_unknown"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_by_name_and_nothing_is_kept(asked, slot, response, code):
    device = asked["device"]
    device.read()
    answer = device.put(step(slot, response, 1))
    assert (answer.status_code, answer.json["error"]) == (422 if code != "bad_json" else 400, code)
    assert db.session.query(AttemptStep).count() == 0


def test_the_board_counts_a_typed_answer_and_not_one_taken_back(asked, ports):
    device = asked["device"]
    device.read()
    device.put(step(NUMBER, ["12"], 1), step(BLANK, [WORDS], 2), step(NUMBER, [], 3))
    board = boards.read_board(asked["quiz"], now=ports.clock.now(), grace_seconds=5)
    assert board["people"][0]["answered"] == [BLANK]


def test_the_result_tells_mine_and_right_in_words(asked):
    device = asked["device"]
    device.read()
    device.put(step(NUMBER, ["18"], 1), step(BLANK, [WORDS], 2), step(HOTSPOT, ["a", "c"], 3))
    slots = device.submit(3).json["slots"]
    assert (slots[0]["mine_words"], slots[0]["right_words"]) == ("18 %", "19.5 %（偏差 0.1 % 以内算对）")
    assert (slots[1]["mine_words"], slots[1]["right_words"]) == (WORDS, "疏散人员 或 组织疏散")
    assert slots[2]["mine_words"] == "左边的蓝色气瓶；地上的明火"
    assert slots[2]["right_words"] == "紧挨着的红色气瓶；地上的明火"
    assert slots[3]["mine_words"] == ""


def test_a_record_of_every_kind_verifies_and_a_changed_case_is_found(
    app, world, ports, tmp_path, capsys, asked
):
    asked["device"].read()
    asked["device"].put(step(BLANK, [WORDS], 1))
    record = finish(app, world, ports, asked["quiz"], [7, 1])
    for name, content in (("record.json", record.content.encode()), ("record.pdf", record.document)):
        (tmp_path / name).write_bytes(content)
        assert verify_file(str(tmp_path / name), trusted_keys()) == 0
    content = json.loads(record.content)
    entry = next(one for one in content["draw"]["item_pool"] if one["id"] == "test-case-002")
    entry["case"]["place"] = 3
    (tmp_path / "changed.json").write_text(json.dumps(content), encoding="utf-8")
    assert verify_file(str(tmp_path / "changed.json")) == 1
    assert "pool_too_small" in capsys.readouterr().out


def test_a_picture_is_given_for_ever_and_can_run_nothing(app, world, tmp_path, sign_in, asked):
    picture = make_bank(tmp_path).items["test-hotspot-001"].picture
    answer = sign_in(None).client.get(f"/pictures/{picture.digest}")
    assert answer.data == (tmp_path / "scene.svg").read_bytes()
    assert answer.content_type == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
    assert sign_in(None).client.get("/pictures/" + "0" * 64).status_code == 404


def test_the_same_bank_twice_keeps_each_picture_once(world, ports, tmp_path, asked):
    before = db.session.query(ItemPicture).count()
    ask_new_types(tmp_path, now=ports.clock.now())
    assert db.session.query(ItemPicture).count() == before >= 2
