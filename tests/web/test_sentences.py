"""Every refusal that the code can raise has a Chinese sentence, every act a Chinese name."""

import re
from pathlib import Path

from examapp.domain.errors import DomainError
from examapp.domain.faces import FAULTS
from examapp.paths import PACKAGE
from examapp.web.sentences import SENTENCES, sentence_for
from examapp.web.upkeep.audit.labels import ACTS
from question_bank.types.base import RESPONSE_FAULTS

SOURCES = [
    path.read_text(encoding="utf-8")
    for folder in ("domain", "services", "adapters", "web")
    for path in Path(PACKAGE / folder).rglob("*.py")
]


def test_every_refusal_has_a_sentence_and_every_sentence_a_refusal():
    raised = {code for source in SOURCES for code in re.findall(r'DomainError\(\s*"(\w+)"', source)}
    raised |= {f"face_{fault}" for fault in FAULTS}
    raised |= RESPONSE_FAULTS
    assert raised - set(SENTENCES) == set()
    assert set(SENTENCES) - raised == set()


def test_every_act_of_the_log_has_a_name():
    acts = {act for source in SOURCES for act in re.findall(r'record_act\(\s*"([\w.]+)"', source)}
    assert acts - set(ACTS) == set()


def test_a_sentence_without_its_data_still_reads():
    for code in SENTENCES:
        title, text = sentence_for(DomainError(code))
        assert title
        assert "{" not in text


def test_what_a_sentence_counts_is_given_by_whoever_refuses():
    """A number that is missing leaves a hole: 请写明原因（ 字以内）."""
    counted = {code for code, (_, text) in SENTENCES.items() if "{most}" in text}
    for source in SOURCES:
        for code, data in re.findall(r'DomainError\(\s*"(\w+)"([^()]*(?:\([^()]*\)[^()]*)*)\)', source):
            assert code not in counted or "most=" in data or "**" in data, code
