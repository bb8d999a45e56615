"""How a look ends and what it leaves: no moment asked about twice, no points of a page that was left."""

import json
from datetime import timedelta

import pytest

from examapp.domain.face_moves import find_other_move
from examapp.domain.faces import TURNS, Frame, find_quality_fault
from examapp.extensions import db
from examapp.models.face_evidence import FaceMoment
from examapp.models.faces import FaceCheck
from examapp.services.faces import face_checks, face_moments
from examapp.services.people import identities
from tests.faces import puppets
from tests.faces.acts import EVERY, at_moment, code_of, enrol, measured, show, start, steps
from tests.faces.portraits import portrait
from tests.faces.test_face_rules import frame


@pytest.mark.parametrize("blur", [0, 2])
@pytest.mark.parametrize("light", [0.06, 0.12, 0.25, 0.35, 0.45])
def test_the_dark_is_called_dark_and_not_unclear_or_empty(light, blur):
    image = portrait("biden") * light
    dim = frame((puppets.cv2.GaussianBlur(image, (0, 0), blur) if blur else image).astype("uint8"))
    assert find_quality_fault(dim) == "too_dark"


def test_a_covered_lens_and_an_empty_wall_are_not_called_dark():
    assert find_quality_fault(Frame(0, 480, 360, brightness=1)) == "no_face"
    assert find_quality_fault(Frame(0, 480, 360, brightness=170)) == "no_face"


@pytest.mark.parametrize("asked", TURNS)
def test_a_turn_to_the_other_side_is_seen_as_that(asked):
    straight = measured("obama").points
    other = next(one for one in TURNS if one is not asked)
    assert find_other_move(asked, straight, straight, measured(f"obama:{other}").points) is other
    assert find_other_move(asked, straight, straight, measured(f"obama:{asked}").points) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestOnePhone:
    """The acts of one person before one exam."""

    def test_who_turns_the_wrong_way_is_told_so(self, exam, world, faces_ports):
        enrol(exam, faces_ports, world)
        check = start(exam, faces_ports)
        check.challenges = ["turn_left", "blink"]
        db.session.commit()
        wrong = ("obama:turn_right:0.5", "obama:turn_right")
        assert show(check, faces_ports, "obama", *wrong)["hint"] == "other_way"
        assert show(check, faces_ports, wrong[0], "obama", *steps("turn_left")[:2])["hint"] == "done"

    def test_the_time_left_is_told_with_every_picture(self, exam, world, faces_ports, ports):
        enrol(exam, faces_ports, world)
        check = start(exam, faces_ports)
        ports.clock.moment += timedelta(seconds=18)
        assert show(check, faces_ports, "nobody")["left"] in (41, 42)

    def test_a_picture_that_was_overtaken_on_its_way_counts_for_nothing(self, exam, world, faces_ports):
        enrol(exam, faces_ports, world)
        check = start(exam, faces_ports)
        check.challenges = ["turn_left", "blink"]
        db.session.commit()
        sent = {"candidate_id": exam.candidate_id, "ports": faces_ports}
        shown = (
            (1, b"obama"),
            (4, b"obama:turn_left:0.5"),
            (2, b"obama:turn_left#2"),
            (5, b"obama:turn_left#5"),
        )
        stages = []
        for number, picture in shown:
            faces_ports.clock.moment += EVERY
            told = face_checks.submit_frame(
                check.id, picture, number=number, now=faces_ports.clock.now(), **sent
            )
            stages.append(told["stage"])
        assert stages == [1, 1, 1, 2]

    def test_a_page_that_was_left_leaves_no_points_behind(self, exam, world, faces_ports):
        enrol(exam, faces_ports, world)
        check = start(exam, faces_ports)
        show(check, faces_ports, "obama")
        own = {"candidate_id": exam.candidate_id, "now": faces_ports.clock.now()}
        stranger = {**own, "candidate_id": exam.candidate_id + 1}
        assert code_of(face_checks.leave_check, check.id, **stranger) == "not_found"
        for _ in range(2):
            face_checks.leave_check(check.id, **own)
        ended = db.session.get(FaceCheck, check.id, populate_existing=True)
        assert (ended.state, ended.outcome) == ("ended", "not_done")
        assert (json.loads(ended.progress), ended.digests) == ({"try": 1}, [])

    def test_the_other_way_ends_a_running_look(self, exam, world, faces_ports):
        enrol(exam, faces_ports, world)
        check = start(exam, faces_ports)
        show(check, faces_ports, "obama")
        own = {"candidate_id": exam.candidate_id, "now": faces_ports.clock.now()}
        face_checks.leave_checks(exam.id, **{**own, "candidate_id": exam.candidate_id + 1})
        assert db.session.get(FaceCheck, check.id, populate_existing=True).state == "running"
        face_checks.leave_checks(exam.id, **own)
        assert db.session.get(FaceCheck, check.id, populate_existing=True).state == "ended"

    def test_a_moment_that_waits_for_review_is_not_asked_about_again(
        self,
        exam,
        running,
        faces_ports,
        world,
    ):
        at_moment(1, faces_ports)
        own = {"candidate_id": exam.candidate_id, "now": faces_ports.clock.now()}
        check = face_moments.start_moment_check(running.id, ports=faces_ports, **own)
        assert face_moments.settle_moment(running.id, **own) is None
        assert show(check, faces_ports, "biden", "biden", "biden")["outcome"] == "review"
        # The page need not come back to say so.
        assert face_moments.find_due_moment(running.id, **own) is None
        assert face_moments.settle_moment(running.id, **own) == "review"
        stranger = {**own, "candidate_id": exam.candidate_id + 1}
        assert face_moments.settle_moment(running.id, **stranger) is None

    def test_choosing_a_person_at_a_moment_ends_the_look(self, exam, running, faces_ports):
        at_moment(1, faces_ports)
        own = {"candidate_id": exam.candidate_id, "now": faces_ports.clock.now(), "ports": faces_ports}
        check = face_moments.start_moment_check(running.id, **own)
        assert face_moments.choose_person(running.id, **own) == "person"
        assert db.session.get(FaceCheck, check.id, populate_existing=True).state == "ended"
        assert db.session.query(FaceMoment).filter_by(number=1).one().state == "person"

    def test_who_said_no_to_faces_is_not_asked_again_in_this_exam_F06(self, exam, ports):
        own = {"candidate_id": exam.candidate_id, "now": ports.clock.now()}
        assert not identities.identity_state(exam).refused
        identities.ask_for_person(exam.id, reason="", **own)
        assert not identities.identity_state(exam).refused
        identities.ask_for_person(exam.id, reason=identities.REFUSED, **own)
        state = identities.identity_state(exam)
        assert (state.refused, state.asked) == (True, True)
