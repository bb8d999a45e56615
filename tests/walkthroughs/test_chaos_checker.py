"""The judge of `make chaos` must be able to refuse: each history or database that is wrong in one way is found, and a right one is not."""

import hashlib
import json
from dataclasses import replace

import pytest

from examapp.adapters.documents.printing import Printer
from examapp.adapters.documents.sheets import archive_sheet
from question_bank.store import load_bank
from tests.chaos.archives import is_whole
from tests.chaos.checker import DOUBLED, LOST, OTHER, SCORE, judge_attempt, judge_effects, recompute
from tests.chaos.facts import Facts, StoredResult, StoredRow
from tests.chaos.histories import History, MadeStep, Tape, read_history
from tests.chaos.reports import BEGIN, END, cells_of, write_into
from tests.chaos.rounds import Outcome, Round, longest_silence
from tests.chaos.transport import Seen
from tests.chaos.truths import find_lie

ATTEMPT, GRACE = "a" * 32, 5
STARTED, DEADLINE = 1_000_000, 1_060_000


def step_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


@pytest.fixture(scope="module")
def items() -> dict:
    return {(item.id, item.revision): item for item in load_bank().items.values() if item.type == "single"}


@pytest.fixture
def right(items) -> tuple[History, Facts]:
    """Two slots answered right, the first after a wrong try; everything acknowledged and stored, handed in by the person."""
    chosen = list(items.values())[:2]
    slots = [{"item": one.id, "revision": one.revision, "points": 50, "choices": []} for one in chosen]
    wrong = next(one.id for one in chosen[0].choices if one.id not in chosen[0].answer_key)
    given = [(1, 1, (wrong,)), (2, 2, chosen[1].answer_key), (3, 1, chosen[0].answer_key)]
    history = History(ATTEMPT, deadlines=[DEADLINE], papers={"p"}, results=[(1000, 1000)])
    for seq, slot, response in given:
        history.made[step_id(seq)] = MadeStep(seq, slot, tuple(response))
        history.acked[step_id(seq)] = float(seq)
    rows = [
        StoredRow(step_id(seq), seq, slot, tuple(response), STARTED + seq, False)
        for seq, slot, response in given
    ]
    facts = Facts(
        ATTEMPT, "submitted", "self", STARTED, DEADLINE, STARTED + 9, 60, 0, json.dumps({"slots": slots}), True,
        steps=rows, acts={"attempt.started": 1, "attempt.submitted": 1},
        results=[StoredResult(1, 1000, 1000, (tuple(chosen[0].answer_key), tuple(chosen[1].answer_key)))],
    )  # fmt: skip
    return history, facts


def judged(history: History, facts: Facts | None, items: dict, paper: str = "") -> set[tuple[str, str]]:
    before = paper or (facts.paper_digest if facts else "")
    found = judge_attempt(history, facts, items, grace_seconds=GRACE, paper_before=before)
    return {(one.kind, one.invariant) for one in found}


def test_a_right_history_is_not_accused(right, items):
    assert judged(*right, items) == set()


def test_an_acknowledged_step_that_is_not_stored_is_lost_I1(right, items):
    history, facts = right
    facts.steps.pop(0)
    assert judged(history, facts, items) == {(LOST, "I1")}


def test_a_lost_newest_answer_is_lost_and_makes_the_score_wrong_I1(right, items):
    history, facts = right
    facts.steps.pop()
    assert {(LOST, "I1"), (SCORE, "I1"), (SCORE, "I5")} <= judged(history, facts, items)


def test_an_attempt_that_is_gone_is_lost_I1(right, items):
    assert judged(right[0], None, items) == {(LOST, "I1")}


def test_a_step_stored_twice_is_doubled_I3(right, items):
    history, facts = right
    facts.steps.append(facts.steps[0])
    assert (DOUBLED, "I3") in judged(history, facts, items)


def test_the_same_answer_under_a_second_id_is_doubled_and_was_made_by_nobody_I3(right, items):
    history, facts = right
    facts.steps.append(replace(facts.steps[0], id=step_id(99)))
    assert judged(history, facts, items) == {(DOUBLED, "I3"), (OTHER, "I3")}


def test_a_repeat_with_other_content_must_not_have_overwritten_the_first_I7(right, items):
    history, facts = right
    facts.steps[0] = replace(facts.steps[0], response=facts.steps[2].response)
    assert judged(history, facts, items) == {(OTHER, "I7")}


def test_a_wrong_score_is_found_by_marking_again_I5(right, items):
    history, facts = right
    facts.results[0] = replace(facts.results[0], score_tenths=500)
    history.results[:] = [(500, 1000)]
    assert judged(history, facts, items) == {(SCORE, "I5")}


def test_a_score_that_was_told_differently_is_found_I2(right, items):
    history, facts = right
    history.results.append((990, 1000))
    assert judged(history, facts, items) == {(SCORE, "I2")}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"acts": {"attempt.started": 1, "attempt.submitted": 2}}, (DOUBLED, "I5")),
        ({"acts": {"attempt.started": 1}}, (OTHER, "I5")),
        ({"attempts_of_owner": 2}, (OTHER, "I2")),
        ({"owner_fits": False}, (OTHER, "I5")),
        ({"extra_seconds": 30}, (OTHER, "I9")),
        ({"state": "open"}, (LOST, "I1")),
        ({"how": "deadline"}, (OTHER, "I4")),
    ],
    ids=["two_hand_ins", "no_audit_entry", "two_papers", "owner_elsewhere", "time_not_given", "result_taken_back", "wrong_end"],
)  # fmt: skip
def test_a_state_that_may_not_be_is_found(right, items, change, found):
    history, facts = right
    for name, value in change.items():
        setattr(facts, name, value)
    assert found in judged(history, facts, items)


def test_two_results_are_doubled_I2(right, items):
    history, facts = right
    facts.results.append(replace(facts.results[0], version=2))
    assert (DOUBLED, "I2") in judged(history, facts, items)


def test_a_changed_paper_is_found_I6(right, items):
    assert (OTHER, "I6") in judged(*right, items, paper="another")


def test_a_late_flag_that_does_not_follow_the_servers_clock_is_found_I4(right, items):
    history, facts = right
    facts.steps[1] = replace(facts.steps[1], late=True)
    assert judged(history, facts, items) == {(OTHER, "I4")}


def test_what_came_after_deadline_and_grace_is_stored_and_does_not_count(right, items):
    history, facts = right
    late = StoredRow(step_id(4), 4, 1, (), DEADLINE + GRACE * 1000 + 1, True)
    facts.steps.append(late)
    history.made[late.id] = MadeStep(4, 1, ())
    history.acked[late.id] = 9.0
    history.late.add(late.id)
    assert judged(history, facts, items) == set()
    history.late.clear()
    assert judged(history, facts, items) == {(SCORE, "I1")}


def test_a_job_with_two_effects_or_none_is_found():
    assert [one.kind for one in judge_effects({"once": 1, "twice": 2, "never": 0})] == [DOUBLED, LOST]


def test_the_score_is_recomputed_slot_by_slot(right, items):
    assert recompute(right[1].paper, {}, items)[:2] == (0, 1000)


def test_a_log_reads_back_as_it_was_written(tmp_path):
    tape = Tape(tmp_path / "one.jsonl")
    tape.write("opened", paper="p", deadline=5)
    tape.write("made", at=1.0, steps=[(step_id(1), 1, 2, ["a"])])
    tape.write("acked", at=3.5, ids=[step_id(1)], late=[], deadline=5)
    # What was said of a repeat later changes nothing.
    tape.write("acked", at=9.0, ids=[step_id(1)], late=[step_id(1)], deadline=5)
    tape.close()
    read = read_history(ATTEMPT, tmp_path / "one.jsonl")
    assert read.made == {step_id(1): MadeStep(1, 2, ("a",))}
    assert (read.acked, read.late, read.longest_wait) == ({step_id(1): 3.5}, set(), 2.5)


@pytest.mark.parametrize(
    ("seen", "lie"),
    [
        (Seen("/", 200, "text/html", '<html lang="zh-CN">监管覆盖率'), None),
        (Seen("/", 503, "text/html", '<html lang="zh-CN">系统正忙，已保存的内容都在。请等几秒再试。', "2"), None),
        (Seen("/", 503, "text/html", '<html lang="zh-CN">系统正忙，已保存的内容都在。请等几秒再试。'), "when"),
        (Seen("/", 503, "text/html", '<html lang="zh-CN">系统正忙，请等几秒再试。', "2"), "safe"),
        (Seen("/", 500, "text/html", '<html lang="zh-CN">系统出了问题'), "500"),
        (Seen("/", 502, "text/html", "<html><h1>502 Bad Gateway</h1>nginx"), "502"),
        (Seen("/", 200, "text/html", '<html lang="zh-CN">监管覆盖率 Traceback (most recent call last)'), "Traceback"),
        (Seen("/", 302, "text/html", "", ""), "elsewhere"),
        (Seen("/api", 503, "application/json", '{"message":"\\u7b54\\u6848\\u90fd\\u5728\\u8bf7\\u7b49"}', "2"), None),
        (Seen("/api", 503, "application/json", "busy", "2"), "Chinese"),
    ],
)  # fmt: skip
def test_a_page_is_true_when_it_says_what_happened_what_is_safe_and_what_to_do(seen, lie):
    told = find_lie(seen)
    assert told is None if lie is None else lie in told


def test_the_table_names_what_was_lost_and_stands_between_its_marks(tmp_path):
    one = Outcome(Round("x", "某故障", "R12", lambda stage: None), people=3, acknowledged=1234)
    one.findings = list(judge_effects({"never": 0}))
    page = tmp_path / "page.md"
    page.write_text(f"前\n{BEGIN}\n旧\n{END}\n后\n", encoding="utf-8")
    write_into(page, "表")
    assert page.read_text(encoding="utf-8") == f"前\n{BEGIN}\n表\n{END}\n后\n"
    assert cells_of(one)[3:6] == ["1,234", "1", "0"]
    assert not one.clean


def test_a_round_that_this_machine_does_not_allow_is_told_as_not_done():
    one = Outcome(Round("x", "某故障", "R14", lambda stage: None), not_done="不允许挂载")
    assert "没有做" in cells_of(one)


def test_the_longest_silence_is_over_all_candidates():
    histories = [History("a", acked={"1": 1.0, "2": 9.0}), History("b", acked={"3": 4.0})]
    assert longest_silence(histories) == 5.0


def test_a_document_that_is_cut_changed_or_another_is_not_whole():
    facts = dict.fromkeys(("title", "enterprise", "uscc", "made_at", "banner"), "演示")
    rows = {"group_head": ["内容"], "groups": [], "head": ["姓名"], "rows": [["甲"]]}
    body = Printer().make(archive_sheet({**facts, **rows}), seconds=60, patience=0)

    def whole(document: bytes) -> bool:
        return is_whole(document, hashlib.sha256(body).hexdigest())

    assert whole(body)
    assert not whole(body[:-100])
    assert not whole(body[:200] + body[-100:])
    assert not whole(body + b"\n")
    assert not whole(b"")
