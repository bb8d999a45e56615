"""The outside world that services are given: made once in app.py, passed as an argument, replaced in tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.engine import Engine

from examapp.adapters.answer_cards.reader import Form, PageReading
from examapp.adapters.documents.printing import Sheet
from examapp.adapters.security.person_keys import PersonKeys
from examapp.adapters.security.sealing import Sealer
from examapp.domain.face_judgements import Calibration
from examapp.domain.faces import Frame
from examapp.domain.waiting_lines import Place


class Clock(Protocol):
    """Something that tells the time."""

    def now(self) -> datetime:
        """Aware UTC."""

    def is_sure(self) -> bool:
        """Whether the time of day can be believed; nothing is ended by time while it cannot."""

    def disagreement(self) -> float:
        """Seconds by which the time of day is ahead of what it should be."""


class Queue(Protocol):
    """Something that runs a job by name: inline, in a thread, or in another process."""

    def enqueue(self, job: str, **arguments: object) -> None:
        """Arguments are ids and plain values; running twice is safe."""

    def hand_over(self, job: str, **arguments: object) -> None:
        """Have this process run it, soon."""

    def is_there(self) -> bool:
        """Whether jobs can be handed in at this moment."""


class Faces(Protocol):
    """Something that measures pictures of faces."""

    @property
    def model(self) -> str:
        """Engine and weights."""

    @property
    def calibration(self) -> Calibration:
        """Up to which distance faces are alike, for this engine."""

    def is_installed(self) -> bool:
        """Whether the parts are there."""

    def measure(self, picture: bytes, *, encode: bool) -> Frame:
        """One picture. Raises faces_busy, faces_unavailable, picture_unreadable."""


class PhotoFaces(Faces, Protocol):
    """An engine of this machine, which also measures whole photos."""

    def measure_photo(self, picture: bytes) -> Frame:
        """One photo of any usual size with its numbers. Raises as measure does."""


class Messenger(Protocol):
    """Something that tells people outside this system: a group (`personal` False),
    or one person by telephone number.
    """

    channel: str
    personal: bool

    def send(self, text: str, phone: str = "") -> None:
        """Raises MessageError."""


class Files(Protocol):
    """Something that keeps bytes by the SHA-256 of what they are."""

    def put(self, content: bytes) -> str:
        """Keep it; gives its digest."""

    def get(self, digest: str) -> bytes:
        """The bytes, checked."""

    def has(self, digest: str) -> bool:
        """Whether it is there."""


class Printer(Protocol):
    """Something that makes PDFs, in a process of its own."""

    def make(self, sheet: Sheet, *, seconds: float, patience: float) -> bytes:
        """The PDF. Raises printing_slow, printing_failed, font_missing."""


class Cards(Protocol):
    """Something that reads pictures of answer cards, in a process of its own."""

    def is_installed(self) -> bool:
        """Whether the parts are there."""

    def read(
        self, content: bytes, forms: Mapping[str, Form], progress: Callable[[int], None] | None = None
    ) -> list[PageReading]:
        """Every picture of a file; what could not be read is refused in its place, never raised."""


class Signer(Protocol):
    """Something that signs for this system."""

    @property
    def kid(self) -> str:
        """The name of the current key."""

    @property
    def public(self) -> bytes:
        """The current public key."""

    def sign(self, payload: bytes, *, now: datetime) -> str:
        """A compact JWS that carries its payload."""

    def sign_detached(self, payload: bytes, *, now: datetime) -> str:
        """A JWS without its payload."""


class Beacon(Protocol):
    """Something public that makes random numbers nobody can foresee."""

    def name(self, now: datetime) -> dict:
        """{chain, round} of one that is still to come."""

    def fetch(self, number: int) -> str:
        """Its randomness, hex; "" where it cannot be had."""


class Webhook(Protocol):
    """Something elsewhere that keeps the ends of the audit log."""

    def send(self, line: str) -> None:
        """One line of the file of heads. Raises WitnessError."""


class StampAuthority(Protocol):
    """Something elsewhere that says when it has seen a digest."""

    def stamp(self, digest: bytes) -> bytes:
        """A token over a SHA-256. Raises WitnessError."""


class WriteProbe(Protocol):
    """Something that finds out whether a database takes a write."""

    def look(self, engine: Engine) -> str:
        """`ok`, or why not."""


class Copies(Protocol):
    """Something that holds copies for a second, for everybody who watches the same."""

    def find(self, key: str) -> tuple[int, object | None]:
        """A generation, and the copy or None."""

    def keep(self, key: str, generation: int, value: object) -> None:
        """Keep what was computed in this generation."""

    def renew(self, key: str) -> None:
        """Older copies are wrong from now on."""


class Room(Protocol):
    """Something that lets so many begin at a time, in the order in which they came."""

    def find(self, who: str) -> Place | None:
        """The place of somebody who has to go on waiting; None for everybody else."""

    def enter(self, who: str) -> Place | None:
        """The place, or None: begin, and tell by `leave` when it is done."""

    def leave(self) -> None:
        """A start is done, or failed."""

    def count(self) -> int:
        """How many wait."""


@dataclass(frozen=True)
class Ports:
    """The parts of one running application;
    without `files` the database keeps them, what reaches out is off unless named.
    """

    clock: Clock
    sealer: Sealer
    queue: Queue
    faces: Faces
    copies: Copies
    room: Room
    printer: Printer
    cards: Cards
    write_probe: WriteProbe
    signer: Signer
    person_keys: PersonKeys
    files: Files | None = None
    messengers: tuple[Messenger, ...] = ()
    beacon: Beacon | None = None
    webhook: Webhook | None = None
    authority: StampAuthority | None = None
