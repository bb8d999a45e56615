"""A record that holds, beside what the system says of it today."""

from collections.abc import Mapping
from dataclasses import replace

from examapp.domain.differences import Difference
from examapp.domain.record_judgements import Judgement, Level, Outcome


def compare_online(judgement: Judgement, said: Mapping | None) -> Judgement:
    """`said`: {number, version, digest, state, newest} of the record's own page; None: the page knows no such record.

    A record that was not signed stays what it is; an answer in another form is none.
    """
    if judgement.outcome is not Outcome.holds:
        return judgement
    if said is None:
        return remarked(judgement, "unknown_online")
    if said.get("digest") != judgement.facts["digest"]:
        differs = Difference("digest", judgement.facts["digest"], said.get("digest"))
        return replace(judgement, outcome=Outcome.tampered, level=None, differences=(differs,))
    judgement = (
        replace(judgement, level=Level.online)
        if judgement.level is Level.issued
        else remarked(judgement, "same_online")
    )
    if said.get("state") == "withdrawn":
        return remarked(judgement, "withdrawn")
    newest = said.get("newest")
    later = isinstance(newest, int) and newest > judgement.facts["version"]
    return remarked(judgement, "amended_later") if later else judgement


def remarked(judgement: Judgement, remark: str) -> Judgement:
    """The judgement with something more that was seen beside it."""
    return replace(judgement, remarks=(*judgement.remarks, remark))
