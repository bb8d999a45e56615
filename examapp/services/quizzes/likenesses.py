"""Who of a quiz a typed name and last four are, and whom of the list somebody from outside may be."""

from collections.abc import Sequence

from sqlalchemy import select

from examapp.domain.people_names import clean_name
from examapp.extensions import db
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
        for person in list_participants(quiz_id)
        if person.state != "swapped"
        and person.id_tail_sealed
        and clean_name(person.name) == wanted
        and _tail_of(person, ports) == tail
    ]


def find_likenesses(
    people: Sequence[Participant], claims: Sequence[SeatClaim], ports: Ports
) -> dict[int, list[Participant]]:
    """Claim -> those of these people who have no device yet and bear the name or the last four of that walk-in."""
    outside = [claim for claim in claims if claim.participant_id is None and claim.id_tail_sealed]
    if not outside:
        return {}
    free = [
        (person, _marks_of(person, ports)) for person in people if is_free(person) and person.id_tail_sealed
    ]
    likenesses = {}
    for claim in outside:
        marks = _marks_of(claim, ports)
        likenesses[claim.id] = [person for person, others in free if marks & others]
    return {claim_id: alike for claim_id, alike in likenesses.items() if alike}


def typed_tails(claim_ids: Sequence[int], ports: Ports) -> dict[int, str]:
    """The last four that people from outside typed, to be compared with the document; never part of a kept board."""
    if not claim_ids:
        return {}
    claims = db.session.scalars(select(SeatClaim).where(SeatClaim.id.in_(claim_ids)))
    return {claim.id: _tail_of(claim, ports) for claim in claims if claim.id_tail_sealed}


def is_free(person: Participant) -> bool:
    """Whether somebody of the list has no device yet."""
    return person.state in ("expected", "waiting", "absent")


def is_like(claim: SeatClaim, person: Participant, ports: Ports) -> bool:
    """Whether a walk-in's claim has name or last four in common with somebody of the list."""
    return bool(_marks_of(claim, ports) & _marks_of(person, ports))


def _marks_of(row: SeatClaim | Participant, ports: Ports) -> set[tuple[str, str]]:
    """Name and, where it is known, last four, as they are compared."""
    name = {("name", clean_name(row.name))}
    return name | {("tail", _tail_of(row, ports))} if row.id_tail_sealed else name


def _tail_of(row: SeatClaim | Participant, ports: Ports) -> str:
    return open_field(row, "id_tail_sealed", ports.sealer).upper()
