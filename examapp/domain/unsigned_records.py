"""What a record of before the system signed any could state; everything else came later, on signed ones only."""

from collections.abc import Iterator, Mapping

from examapp.domain.differences import Difference

DRAW_OF_BEFORE = "examapp/draw/v1"
_RECORD = """
    format number version reason kind enterprise inspection inspectors started_at closed_at recorded_at blueprints draw
    items rulings participants results_digest signatures corrections amendment conclusion demonstration digest
"""
_DRAW = """
    algorithm commitment committed_at seed nonce people_pool people_pool_digest excluded quotas drawn swaps
    item_pool_digest item_pool
"""
_PARTICIPANT = """
    number person_id signer name id_tail_masked role post origin identity_level blueprint excluded_items state reason
    paper responses marks score_tenths full_tenths passed started_ms submitted_ms extra_seconds how
"""
KNOWN = {
    "record": frozenset(_RECORD.split()),
    "draw": frozenset(_DRAW.split()),
    "participant": frozenset(_PARTICIPANT.split()),
    "inspection": frozenset({"number", "date", "place"}),
    "blueprint": frozenset({"name", "revision", "definition"}),
}


def later_facts(record: Mapping) -> Iterator[Difference]:
    """Facts that no program knew yet when records were not signed: a newer record without its signature."""
    if record["draw"]["algorithm"] != DRAW_OF_BEFORE:
        yield Difference("draw.algorithm", "present", None)
    parts = [("record", record), ("draw", record["draw"]), ("inspection", record["inspection"])]
    parts += [("blueprint", blueprint) for blueprint in record["blueprints"].values()]
    parts += [("participant", participant) for participant in record["participants"]]
    if any(set(facts) - KNOWN[kind] for kind, facts in parts):
        yield Difference("format", "present", None)
