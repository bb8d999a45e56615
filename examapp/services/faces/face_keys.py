"""What is sealed of one person's face opens only with that person's own key; a withdrawal destroys it."""

from dataclasses import dataclass

from sqlalchemy import select, union

from examapp.adapters.security.person_keys import MARK, KeyGoneError
from examapp.extensions import db
from examapp.models.exams import Registration
from examapp.models.face_evidence import FacePicture
from examapp.models.faces import FaceCheck, FaceReference
from examapp.services.core.ports import Ports

__all__ = ["KeyGoneError", "OwnSealer", "destroy_key", "destroy_unused_keys", "has_key", "is_own"]

# Younger keys may be of somebody whose first picture is just being kept.
SETTLED_SECONDS = 600


@dataclass(frozen=True, slots=True)
class OwnSealer:
    """Seals with the person's key, and around it with the installation's, so that a rotation of that one stays simple."""

    candidate_id: int
    ports: Ports

    def seal_row(self, text: str, place: str) -> bytes:
        """As open_row opens it: both keys bind it to its place, table:row:column (core/sealed_fields.py)."""
        inner = self.ports.person_keys.seal(_name_of(self.candidate_id, self.ports), text, place)
        return self.ports.sealer.seal_row(inner, place)

    def open_row(self, sealed: bytes, place: str, before: str | None) -> str:
        """The text again; of before there were own keys too. Raises KeyGoneError and what Sealer.open_row raises."""
        inner = self.ports.sealer.open_row(sealed, place, before)
        if not is_own(inner):
            return inner
        return self.ports.person_keys.open(_name_of(self.candidate_id, self.ports), inner, place)


def is_own(inner: str) -> bool:
    """Whether this is still sealed with a person's key, once that of the installation is off."""
    return inner.startswith(MARK)


def has_key(candidate_id: int, ports: Ports) -> bool:
    """Whether what is held of this person can be opened."""
    return ports.person_keys.has(_name_of(candidate_id, ports))


def destroy_key(candidate_id: int, ports: Ports) -> bool:
    """From now on nothing that was sealed of this person's face can be read, wherever a copy lies."""
    return ports.person_keys.destroy(_name_of(candidate_id, ports))


def destroy_unused_keys(*, ports: Ports) -> int:
    """The job: keys of people of whom nothing is held any more; gives how many."""
    running = (
        select(Registration.candidate_id)
        .join(FaceCheck, FaceCheck.registration_id == Registration.id)
        .where(FaceCheck.state == "running")
    )
    held = union(select(FaceReference.candidate_id), select(FacePicture.candidate_id), running)
    in_use = {_name_of(candidate_id, ports) for candidate_id in db.session.scalars(held)}
    db.session.rollback()
    older = ports.person_keys.list_older(SETTLED_SECONDS)
    return sum(ports.person_keys.destroy(name) for name in older if name not in in_use)


def _name_of(candidate_id: int, ports: Ports) -> str:
    return ports.sealer.lookup(str(candidate_id), "face_key")[:40]
