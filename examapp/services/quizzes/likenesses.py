"""Who of a quiz a typed name and last four are, and whom of the list somebody from outside may be."""

from collections.abc import Sequence

from examapp.domain.people_names import clean_name
from examapp.models.inspections import Participant
from examapp.models.seats import SeatClaim
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field
from examapp.services.quizzes.spot_quizzes import list_participants


def find_participants(quiz_id: int, name: str, tail: str, ports: Ports) -> list[Participant]:
    """Who of the quiz bears this name and these last four; whoever was swapped out is nobody here any more."""
    wanted = clean_name(name)
    return [
        person
        for person in _called(quiz_id)
        if clean_name(person.name) == wanted and _tail_of(person, ports) == tail
    ]


def find_likenesses(quiz_id: int, claims: Sequence[SeatClaim], ports: Ports) -> dict[int, list[Participant]]:
    """Claim -> the people of the list who have no device yet and bear the name or the last four of that walk-in."""
    outside = [claim for claim in claims if claim.participant_id is None and claim.id_tail_sealed]
    if not outside:
        return {}
    free = [person for person in _called(quiz_id) if person.state in ("expected", "waiting", "absent")]
    likenesses = {claim.id: [person for person in free if is_like(claim, person, ports)] for claim in outside}
    return {claim_id: people for claim_id, people in likenesses.items() if people}


def is_like(claim: SeatClaim, person: Participant, ports: Ports) -> bool:
    """Whether a walk-in's claim has name or last four in common with somebody of the list."""
    if clean_name(claim.name) == clean_name(person.name):
        return True
    return _tail_of(person, ports) == open_field(claim, "id_tail_sealed", ports.sealer)


def _called(quiz_id: int) -> list[Participant]:
    return [
        person for person in list_participants(quiz_id) if person.state != "swapped" and person.id_tail_sealed
    ]


def _tail_of(person: Participant, ports: Ports) -> str:
    return open_field(person, "id_tail_sealed", ports.sealer).upper()
