"""The form of an exam: what is wrong stands beside its own field, in words, with everything typed still there."""

import re


def sent(bureau, **changed):
    """The answer to a form that is right but for what is changed."""
    bureau.get("/exams/new?kind=staff_yearly")
    right = {
        "kind": "staff_yearly",
        "name": "全员考核",
        "opens_at": "2027-01-04T08:00",
        "closes_at": "2027-01-29T18:00",
        "attempts_allowed": "2",
        "wait_hours": "12",
        "shows": "at_once",
        "identity_level": "L1",
        "face_moments": "0",
        "client_id": "exam-form-1",
    }
    return bureau.post(
        "/exams/new",
        data={**right, **changed},
        headers={"Referer": "http://localhost/exams/new?kind=staff_yearly"},
    )


WRONG = [
    ("name", "", "名称写 2 到 80 个字"),
    ("name", "考😀核", "😀"),
    ("opens_at", "", "没有填开始时间"),
    ("closes_at", "2027-01-03T18:00", "截止时间要晚于开始时间"),
    ("attempts_allowed", "0", "可以考 1 到 9 次"),
    ("wait_hours", "zwölf", "隔 0 到 720 小时"),
]


def test_a_wrong_field_of_an_exam_is_told_beside_it_and_the_rest_stays(sign_in, world):
    bureau = sign_in("bureau")
    for field, typed, words in WRONG:
        answer = sent(bureau, **{field: typed})
        assert answer.status_code == 422
        marked = re.search(r"<[^>]*aria-invalid[^>]*>", answer.text)[0]
        assert f'name="{field}"' in marked
        assert words in answer.text.split(marked)[1].split("field__error", 1)[1][:200]
        assert 'value="2027-01-29T18:00"' in answer.text or field == "closes_at"


def test_everything_wrong_with_an_exam_is_told_at_once(sign_in, world):
    answer = sent(sign_in("bureau"), name="", closes_at="2027-01-03T18:00", attempts_allowed="0")
    assert answer.status_code == 422
    for words in ("名称写 2 到 80 个字", "截止时间要晚于开始时间", "可以考 1 到 9 次"):
        assert answer.text.count(words) == 1
    assert len(re.findall(r"<[^>]*aria-invalid[^>]*>", answer.text)) == 3
