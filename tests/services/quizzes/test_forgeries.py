"""0 of 60: whatever somebody without the system's key does to a record, it does not pass."""

import re

import pytest

from examapp.adapters.documents.judging import judge
from examapp.domain.digests import canonical_json
from examapp.domain.record_judgements import Level, Outcome
from examapp.domain.records import digest_record
from examapp.services.core.signing_keys import trusted_keys
from examapp.web.quizzes.checking.words import describe
from tests.services.quizzes.forged_facts import CHANGES, as_file
from tests.services.quizzes.forgeries import FORGERIES, PDFS, Genuine
from tests.services.quizzes.test_field_flow import finish
from tests.stories import open_quiz

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def genuine(app, world, ports) -> Genuine:
    files: list = []
    for nonce, right in (("7", [10, 8, 5]), ("9", [10, 10, 10])):
        record = finish(app, world, ports, open_quiz(world, ports, nonce=nonce), right)
        files += [record.content, record.document]
    return Genuine(*files)


def test_none_of_sixty_forgeries_passes(genuine):
    keys = trusted_keys()
    assert judge(genuine.text.encode(), keys).level is Level.issued
    assert judge(genuine.document, keys).level is Level.issued
    assert len(FORGERIES) == 60
    passed, unchanged, refused = [], [], {}
    for name, forge in FORGERIES.items():
        forged = forge(genuine)
        if forged in (genuine.text.encode(), genuine.document):
            unchanged.append(name)
        judgement = judge(forged, keys)
        refused[name] = judgement.outcome
        if judgement.outcome is Outcome.holds:
            passed.append(name)
    assert (passed, unchanged) == ([], [])
    assert set(refused.values()) == {Outcome.tampered}


def test_what_the_rules_find_without_any_key(genuine):
    """Without keys no signature helps; only what contradicts itself is seen, and the level says no more."""
    passed = [name for name in FORGERIES if judge(FORGERIES[name](genuine), {}).outcome is Outcome.holds]
    levels = {judge(FORGERIES[name](genuine), {}).level for name in passed}
    assert levels <= {Level.consistent}
    assert not set(passed) & {
        "the last person removed",
        "somebody renamed without",
        "only the score raised",
        "a candidate's signature removed",
        "an inspector's signature removed",
        "all signatures removed",
        "a person added",
        "quotas lowered",
        "called a record of before",
        "a blank PDF with the JSON",
        "pages deleted",
        "without the system's signature",
    }


def test_no_forgery_passes_in_the_dress_of_a_record_of_before(genuine):
    """Who leaves away the signature and says that there was none yet meets the facts that came only later."""
    for name, change in CHANGES.items():
        for gone in (
            ("signature", "key_id", "address"),
            ("signature", "key_id", "address", "results_digest"),
        ):
            record = genuine.record
            change(record)
            as_file(record)
            kept = {key: value for key, value in record.items() if key not in gone}
            dressed = {**kept, "format": "examapp-record/1"}
            dressed["digest"] = digest_record(dressed)
            judgement = judge(canonical_json(dressed).encode(), trusted_keys())
            assert judgement.outcome is Outcome.tampered, name


def test_the_forged_pdfs_still_carry_the_genuine_data(genuine):
    """So it is the pages that are refused, and the words can say that."""
    for name in PDFS:
        judgement = judge(PDFS[name](genuine), trusted_keys())
        assert {one.where for one in judgement.differences} == {"pages"}, name


def test_every_forgery_is_described_without_names_of_the_program(genuine):
    of_program = re.compile(r"[a-z]+_[a-z]+|[{}]|\b(participants|draw|True|False|None)\b")
    keys = trusted_keys()
    for name, forge in FORGERIES.items():
        for difference in judge(forge(genuine), keys).differences:
            words = describe(difference).replace("key_post", "")
            assert not of_program.search(words), (name, words)
