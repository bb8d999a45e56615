"""A blueprint that falls short gives another paper, and whoever answers for the quiz or the exam is told."""

from sqlalchemy import update

from examapp.extensions import db
from examapp.models.bank import BankItem, Blueprint
from examapp.services.attempts import other_blueprints
from examapp.services.quizzes import spot_quizzes
from tests.services.exams.test_exams import announced
from tests.stories import open_quiz

NAME = "张焊工"


def hold_topic(topic: str) -> None:
    """As when the law behind a whole topic moves."""
    db.session.execute(update(BankItem).where(BankItem.topic == topic).values(state="on_hold"))
    db.session.commit()


def test_the_inspector_is_told_whose_paper_another_blueprint_made(world, ports, sign_in):
    everybody = {"key_post": 4}
    assert other_blueprints.of_quiz(open_quiz(world, ports, everybody).id) == []
    hold_topic("hot_work")
    quiz = open_quiz(world, ports, everybody)
    [told] = other_blueprints.of_quiz(quiz.id)
    welder = next(one for one in spot_quizzes.list_participants(quiz.id) if one.name == NAME)
    used = db.session.get(Blueprint, welder.blueprint_id)
    assert (told.names, told.count, told.used) == ([NAME], 1, used.name)
    assert told.meant != used.name
    assert told.missing > 0
    page = sign_in("inspector").get(f"/tablet/quizzes/{quiz.id}/board").text
    assert f"{NAME}：“{told.meant}”少 {told.missing} 题" in page


def test_the_bureau_is_told_how_many_papers_of_an_exam_another_blueprint_made(world, ports, sign_in):
    hold_topic("hot_work")
    exam = announced(world, ports)
    [told] = other_blueprints.of_exam(exam.id)
    assert (told.count, told.names) == (1, [])
    assert f"{told.count} 人的试卷：“{told.meant}”" in sign_in("bureau").get(f"/exams/{exam.id}").text
