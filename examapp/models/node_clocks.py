"""What each machine of this installation takes for the right time."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from examapp.models.base import Base, UtcDateTime, char


class NodeClock(Base):
    """One start of one machine (`mark`): its agreed offset from the machine's count to the wall clock, milliseconds.

    `paused_at` while the wall clock is away from it by `disagreement_ms`, else None and 0.
    """

    __tablename__ = "node_clocks"

    mark: Mapped[str] = mapped_column(char(80), primary_key=True)
    name: Mapped[str] = mapped_column(char(100))
    offset_ms: Mapped[int] = mapped_column(BigInteger)
    disagreement_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
