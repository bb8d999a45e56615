"""Documents and pictures: born in the database inside their act, moved later to the file store where there is one."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from examapp.adapters.files import FileDamagedError, FileLostError, FilesAwayError, checked
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.certificates import Certificate
from examapp.models.pictures import ItemPicture
from examapp.models.records import Record
from examapp.services.core.ports import Files
from examapp.services.core.transactions import transaction


@dataclass(frozen=True, slots=True)
class Place:
    """Where bytes of one kind lie in the database, and where their digest does."""

    name: str
    key: InstrumentedAttribute
    content: InstrumentedAttribute
    digest: InstrumentedAttribute


PLACES = (
    Place("records", Record.id, Record.document, Record.document_digest),
    Place("certificates", Certificate.id, Certificate.document, Certificate.document_digest),
    Place("pictures", ItemPicture.digest, ItemPicture.content, ItemPicture.digest),
)


def read_bytes(held: bytes | None, digest: str | None, *, files: Files | None) -> bytes:
    """The bytes, wherever they lie. Raises file_lost, file_damaged, files_away."""
    if held is not None:
        return held
    if not digest:
        raise DomainError("file_lost")
    if files is None:
        raise DomainError("files_away")
    try:
        return files.get(digest)
    except FileLostError as error:
        raise DomainError("file_lost", digest=digest) from error
    except FileDamagedError as error:
        raise DomainError("file_damaged", digest=digest) from error
    except FilesAwayError as error:
        raise DomainError("files_away") from error


def count_held() -> dict[str, tuple[int, int]]:
    """By kind: how many lie in the database, how many outside."""
    return {place.name: (_count(place, outside=False), _count(place, outside=True)) for place in PLACES}


def _count(place: Place, *, outside: bool) -> int:
    query = select(func.count()).where(
        place.content.is_(None) if outside else place.content.is_not(None), place.key.is_not(None)
    )
    if outside:
        query = query.where(place.digest.is_not(None))
    return db.session.scalar(query) or 0


def move_out(files: Files) -> Iterator[tuple[str, int]]:
    """Move everything to the store, one by one: put there, read back, checked, and only then let go here.

    Gives kind and size of each. Safe to stop and to run twice. Raises FilesAwayError, FileDamagedError.
    """
    for place in PLACES:
        for key in _keys(place, place.content.is_not(None)):
            content = db.session.scalar(select(place.content).where(place.key == key))
            db.session.rollback()
            if content is None:
                continue
            digest = files.put(bytes(content))
            files.get(digest)
            with transaction() as session:
                values = {place.content.key: None, place.digest.key: digest}
                if place.key is place.digest:
                    values.pop(place.digest.key)
                    if digest != key:
                        raise FileDamagedError(key)
                session.execute(
                    update(place.key.class_)
                    .where(place.key == key, place.content == content)
                    .values(values)
                    .execution_options(synchronize_session=False)
                )
            yield place.name, len(content)


def move_back(files: Files) -> Iterator[tuple[str, int]]:
    """Bring everything back into the database; what lies in the store stays there. Safe to stop and to run twice."""
    for place in PLACES:
        for key in _keys(place, place.content.is_(None) & place.digest.is_not(None)):
            digest = db.session.scalar(select(place.digest).where(place.key == key))
            db.session.rollback()
            content = checked(files.get(digest), digest)
            with transaction() as session:
                session.execute(
                    update(place.key.class_)
                    .where(place.key == key, place.content.is_(None))
                    .values({place.content.key: content})
                    .execution_options(synchronize_session=False)
                )
            yield place.name, len(content)


def find_faults(files: Files) -> Iterator[tuple[str, str, str]]:
    """Kind, digest and fault (lost, damaged) of everything outside that cannot be read as it was."""
    for place in PLACES:
        for key in _keys(place, place.content.is_(None) & place.digest.is_not(None)):
            digest = db.session.scalar(select(place.digest).where(place.key == key))
            db.session.rollback()
            try:
                files.get(digest)
            except FileLostError:
                yield place.name, digest, "lost"
            except FileDamagedError:
                yield place.name, digest, "damaged"


def _keys(place: Place, wanted) -> list:
    # Keys only: a year of documents does not fit into memory, their numbers do.
    keys = list(db.session.scalars(select(place.key).where(wanted).order_by(place.key)))
    db.session.rollback()
    return keys
